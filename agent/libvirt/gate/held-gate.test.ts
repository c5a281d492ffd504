import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { connectOpen } from "../generated/connect.ts";
import {
  domainMigrateFinish3Params,
  domainMigratePrepare3Params,
} from "../generated/domain-migrate.ts";
import { decodeHeader, encodeFrame, MESSAGE, STATUS } from "../rpc/header.ts";
import { KEEPALIVE_PROGRAM, keepaliveFrame, PING, PONG } from "../rpc/keepalive.ts";
import type { Procedure } from "../rpc/procedure.ts";
import { param } from "../rpc/typed-parameter.ts";
import { XdrDecoder } from "../rpc/xdr-decoder.ts";
import { FrameReader } from "../transport/frame-reader.ts";
import type { FinishState } from "./finish-watch.ts";
import { relayGate } from "./gate-relay.ts";
import { type GateTicket, migrateFlag } from "./gate-ticket.ts";
import { relaySource } from "./source-relay.ts";

const undo: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** Two ends of one socket. */
async function pair(): Promise<readonly [Socket, Socket]> {
  const folder = await mkdtemp(join(tmpdir(), "novacron-held-"));
  const server: Server = createServer({ allowHalfOpen: true });
  server.listen(join(folder, "s"));
  await once(server, "listening");
  const accepted = once(server, "connection");
  const near = connect({ path: join(folder, "s"), allowHalfOpen: true });
  const [far] = (await accepted) as [Socket];
  undo.push(async () => {
    near.destroy();
    far.destroy();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return [near, far];
}

function frameOf<A, R>(procedure: Procedure<A, R>, args: A, serial: number): Buffer {
  const { program, version, number } = procedure;
  const header = { program, version, procedure: number, serial, status: STATUS.ok };
  return encodeFrame({ ...header, type: MESSAGE.call }, (out) => procedure.args.encode(out, args));
}

function answerTo<A, R>({ program, version, number }: Procedure<A, R>, serial: number): Buffer {
  const header = { program, version, procedure: number, serial, status: STATUS.error };
  return encodeFrame({ ...header, type: MESSAGE.reply });
}

const finish = (cancelled: number, serial = 7) =>
  frameOf(
    domainMigrateFinish3Params,
    {
      params: [param.string("destination_name", "web-3")],
      cookieIn: new Uint8Array(),
      flags: migrateFlag.live | migrateFlag.peer2peer,
      cancelled,
    },
    serial,
  );

/** Collects whole frames that arrive at a socket, by procedure. */
function collect(socket: Socket): { readonly procedures: number[]; isClosed: boolean } {
  const seen = { procedures: [] as number[], isClosed: false };
  const reader = new FrameReader();
  socket.on("data", (chunk: Buffer) => {
    for (const frame of reader.push(chunk)) {
      const { program, procedure } = decodeHeader(new XdrDecoder(frame));
      seen.procedures.push(program === KEEPALIVE_PROGRAM ? -procedure : procedure);
    }
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    seen.isClosed = true;
  });
  socket.on("end", () => socket.destroy());
  return seen;
}

async function sourceRelay() {
  const [libvirtd, near] = await pair();
  const [far, target] = await pair();
  const atLibvirtd = collect(libvirtd);
  const atTarget = collect(target);
  const stages: FinishState["stage"][] = [];
  const letGo = new AbortController();
  const held = Promise.withResolvers<void>();
  const done = relaySource(near, far, {
    onFinish: ({ stage }) => stages.push(stage),
    onHeld: () => held.resolve(),
    letGo: letGo.signal,
  });
  return { libvirtd, target, atLibvirtd, atTarget, stages, letGo, held, done };
}

test("while nobody knows whether the target's copy runs, the source's libvirtd is kept waiting", async () => {
  const { libvirtd, target, atLibvirtd, atTarget, stages, letGo, held, done } = await sourceRelay();
  libvirtd.write(finish(0));
  await expect.poll(() => atTarget.procedures).toEqual([domainMigrateFinish3Params.number]);
  expect(stages).toEqual(["hanging"]);
  target.destroy();
  await held.promise;
  libvirtd.write(keepaliveFrame(PING));
  await expect.poll(() => atLibvirtd.procedures).toEqual([-PONG]);
  expect(atLibvirtd.isClosed).toBe(false);
  letGo.abort();
  expect((await done).stage).toBe("hanging");
  await expect.poll(() => atLibvirtd.isClosed).toBe(true);
});

test("its pings are answered here even while a silent way to the target looks open", async () => {
  const { libvirtd, target, atLibvirtd, atTarget, done } = await sourceRelay();
  libvirtd.write(Buffer.concat([finish(0), keepaliveFrame(PING)]));
  await expect.poll(() => atLibvirtd.procedures).toEqual([-PONG]);
  target.write(answerTo(domainMigrateFinish3Params, 7));
  await expect.poll(() => atLibvirtd.procedures.length).toBe(2);
  expect(atTarget.procedures).toEqual([domainMigrateFinish3Params.number]);
  libvirtd.end();
  expect((await done).stage).toBe("answered");
});

test.each([
  ["before Finish", []],
  ["after a Finish that cancels", [finish(1)]],
])("a way that is lost %s ends libvirtd's wait at once", async (_, frames) => {
  const { libvirtd, target, atLibvirtd, done } = await sourceRelay();
  for (const frame of frames) libvirtd.write(frame);
  target.destroy();
  await done;
  await expect.poll(() => atLibvirtd.isClosed).toBe(true);
});

const machine = "c14a0e23-4b5f-48eb-b362-0d70c78174ee";
const ticket: GateTicket = {
  machine,
  name: "web-3",
  paths: [],
  emulators: [],
  networks: [],
  allowHostDevices: false,
  requireTls: false,
  flags: migrateFlag.live | migrateFlag.peer2peer,
};

async function targetRelay() {
  const [source, link] = await pair();
  const [near, libvirtd] = await pair();
  collect(source);
  const atLibvirtd = collect(libvirtd);
  const done = relayGate(link, near, { ticket });
  source.write(frameOf(connectOpen, { name: "qemu:///system", flags: 0 }, 1));
  const xml = `<domain type='kvm'><name>web-3</name><uuid>${machine}</uuid></domain>`;
  const prepare = {
    params: [param.string("destination_xml", xml)],
    cookieIn: new Uint8Array(),
    flags: migrateFlag.live | migrateFlag.peer2peer,
  };
  source.write(frameOf(domainMigratePrepare3Params, prepare, 2));
  await expect.poll(() => atLibvirtd.procedures.length).toBe(2);
  return { source, libvirtd, atLibvirtd, done };
}

test("a source that is lost before Finish takes what has come with it", async () => {
  const { source, atLibvirtd, done } = await targetRelay();
  source.destroy();
  expect((await done).finish).toBe("none");
  await expect.poll(() => atLibvirtd.isClosed).toBe(true);
});

test("a source that is lost after Finish leaves the target's libvirtd in peace until it has answered", async () => {
  const { source, libvirtd, atLibvirtd, done } = await targetRelay();
  source.write(finish(0));
  await expect.poll(() => atLibvirtd.procedures.length).toBe(3);
  source.destroy();
  libvirtd.write(keepaliveFrame(PING));
  await expect.poll(() => atLibvirtd.procedures.at(-1)).toBe(-PONG);
  expect(atLibvirtd.isClosed).toBe(false);
  libvirtd.write(answerTo(domainMigrateFinish3Params, 7));
  expect((await done).finish).toBe("answered");
});
