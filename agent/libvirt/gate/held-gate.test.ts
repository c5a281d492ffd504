import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { domainMigrateFinish3Params } from "../generated/domain-migrate.ts";
import { keepaliveFrame, PING, PONG } from "../rpc/keepalive.ts";
import type { FinishState } from "./finish-watch.ts";
import { relayGate } from "./gate-relay.ts";
import { relaySource } from "./source-relay.ts";
import {
  collectFrames,
  exampleTicket,
  finishAnswer,
  finishCall,
  openCall,
  prepareCall,
} from "./testing/frames.ts";

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

async function sourceRelay() {
  const [libvirtd, near] = await pair();
  const [far, target] = await pair();
  const atLibvirtd = collectFrames(libvirtd);
  const atTarget = collectFrames(target);
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
  libvirtd.write(finishCall());
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
  libvirtd.write(Buffer.concat([finishCall(), keepaliveFrame(PING)]));
  await expect.poll(() => atLibvirtd.procedures).toEqual([-PONG]);
  target.write(finishAnswer());
  await expect.poll(() => atLibvirtd.procedures.length).toBe(2);
  expect(atTarget.procedures).toEqual([domainMigrateFinish3Params.number]);
  libvirtd.end();
  expect((await done).stage).toBe("answered");
});

test.each([
  ["before Finish", []],
  ["after a Finish that cancels", [finishCall(1)]],
])("a way that is lost %s ends libvirtd's wait at once", async (_, frames) => {
  const { libvirtd, target, atLibvirtd, done } = await sourceRelay();
  for (const frame of frames) libvirtd.write(frame);
  target.destroy();
  await done;
  await expect.poll(() => atLibvirtd.isClosed).toBe(true);
});

async function targetRelay() {
  const [source, link] = await pair();
  const [near, libvirtd] = await pair();
  collectFrames(source);
  const atLibvirtd = collectFrames(libvirtd);
  const done = relayGate(link, near, { ticket: exampleTicket });
  source.write(openCall());
  source.write(prepareCall());
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
  source.write(finishCall());
  await expect.poll(() => atLibvirtd.procedures.length).toBe(3);
  source.destroy();
  libvirtd.write(keepaliveFrame(PING));
  await expect.poll(() => atLibvirtd.procedures.at(-1)).toBe(-PONG);
  expect(atLibvirtd.isClosed).toBe(false);
  libvirtd.write(finishAnswer());
  expect((await done).finish).toBe("answered");
});
