import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "@novacron/agent/clock/system-clock";
import type { GateIdentity } from "@novacron/agent/libvirt/gate/gate-link";
import { migrateFlag } from "@novacron/agent/libvirt/gate/gate-ticket";
import { GateProcesses } from "@novacron/agent/libvirt/gate/process/gate-processes";
import { SpareGates } from "@novacron/agent/libvirt/gate/process/spare-gates";
import {
  type Collected,
  collectFrames,
  exampleTicket,
  finishAnswer,
  finishCall,
  openCall,
  prepareCall,
} from "@novacron/agent/libvirt/gate/testing/frames";
import { domainMigrateFinish3Params } from "@novacron/agent/libvirt/generated/domain-migrate";
import { STATUS } from "@novacron/agent/libvirt/rpc/header";
import { keepaliveFrame, PING, PONG } from "@novacron/agent/libvirt/rpc/keepalive";
import { ManualClock } from "@novacron/agent/libvirt/testing/manual-clock";
import { hostId, machineId } from "@novacron/protocol/domain/ids";
import { afterEach, beforeEach, expect, test } from "vitest";
import { authorityInMemory, hostCertificate } from "../framework/host-certificates.ts";
import { childrenOf } from "../lab/processes.ts";

const machine = machineId.parse(exampleTicket.machine);
const source = hostId.parse("11111111-1d55-4f6a-9f5e-0d0a9f2f6a01");
const target = hostId.parse("22222222-1d55-4f6a-9f5e-0d0a9f2f6a01");
const secret = "k".repeat(43);
const launch = join(import.meta.dirname, "../../agent/launch/main.ts");

let folder: string;
let daemon: Server;
let daemonEnd: Promise<[Socket]>;
let gates: { readonly source: GateProcesses; readonly target: GateProcesses };
let identities: { readonly source: GateIdentity; readonly target: GateIdentity };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-g-"));
  daemon = createServer();
  daemon.listen(join(folder, "daemon"));
  await once(daemon, "listening");
  daemonEnd = once(daemon, "connection") as Promise<[Socket]>;
  const options = { command: [process.execPath, launch, "gate"], clock: new SystemClock() };
  gates = {
    source: new GateProcesses({ ...options, folder: join(folder, "a") }),
    target: new GateProcesses({ ...options, folder: join(folder, "b") }),
  };
  const ca = await authorityInMemory();
  identities = {
    source: await hostCertificate(ca, source),
    target: await hostCertificate(ca, target),
  };
});
afterEach(async () => {
  await gates.source.close(machine, "source", true);
  await gates.target.close(machine, "target", true);
  daemon.close();
  await rm(folder, { recursive: true, force: true });
});

interface Chain {
  /** The source's libvirtd and the target's, as these programs are to them. */
  readonly atSource: Collected & { readonly socket: Socket };
  readonly atTarget: Collected & { readonly socket: Socket };
}

/** Both gates as processes, opened as an agent does, with Finish said and not answered. */
async function untilFinish(flags = exampleTicket.flags): Promise<Chain> {
  const port = await gates.target.openTarget({
    peer: source,
    ticket: { ...exampleTicket, machine, paths: [], emulators: [], networks: [], flags },
    secret,
    identity: identities.target,
    listen: "127.0.0.1",
    daemonSocket: join(folder, "daemon"),
    validForMs: 60_000,
  });
  const atSource = await fromSource(port);
  const [far] = await daemonEnd;
  const atTarget = Object.assign(collectFrames(far), { socket: far });
  await expect.poll(() => atTarget.procedures.at(-1)).toBe(domainMigrateFinish3Params.number);
  return { atSource, atTarget };
}

async function fromSource(
  port: number,
  calls = [openCall(), prepareCall(), finishCall()],
): Promise<Chain["atSource"]> {
  const to = { host: "127.0.0.1", port };
  const order = { peer: target, machine, target: to, secret, identity: identities.source };
  const uri = await gates.source.openSource(order);
  const near = connect(uri.split("socket=")[1] ?? "");
  near.write(Buffer.concat(calls));
  return Object.assign(collectFrames(near), { socket: near });
}

test("in post-copy a source comes again by the same ticket, once the cut connection has ended", async () => {
  const { postcopy, postcopyResume } = migrateFlag;
  const { atTarget } = await untilFinish(exampleTicket.flags | postcopy | postcopyResume);
  const { port, pid } = gates.target.look(machine, "target") ?? {};
  await gates.source.close(machine, "source", true);
  const inVain = once(daemon, "connection") as Promise<[Socket]>;
  atTarget.socket.write(finishAnswer());
  await expect.poll(() => atTarget.isClosed).toBe(true);
  await fromSource(port ?? 0, [openCall(), prepareCall()]);
  // Its libvirtd is kept waiting by a QEMU that does not answer: the source breaks off, and comes once more.
  const unanswered = collectFrames((await inVain)[0]);
  await expect.poll(() => unanswered.procedures).toHaveLength(2);
  await gates.source.close(machine, "source", true);
  await expect.poll(() => unanswered.isClosed).toBe(true);
  const again = once(daemon, "connection") as Promise<[Socket]>;
  const second = await fromSource(port ?? 0);
  const [socket] = await again;
  const there = collectFrames(socket);
  await expect.poll(() => there.procedures.at(-1)).toBe(domainMigrateFinish3Params.number);
  expect(gates.target.look(machine, "target")).toMatchObject({ pid, finish: "hanging" });
  socket.write(finishAnswer(STATUS.ok));
  await expect.poll(() => second.procedures).toEqual([domainMigrateFinish3Params.number]);
  second.socket.end();
  const end = await gates.target.ended(machine, "target", new AbortController().signal);
  expect(end).toMatchObject({ ended: true, finish: "answered" });
});

test("a move goes through two processes, and what happened stays to be read", async () => {
  const { atSource, atTarget } = await untilFinish();
  expect(gates.source.look(machine, "source")).toMatchObject({ isAlive: true, finish: "hanging" });
  atTarget.socket.write(finishAnswer());
  await expect.poll(() => atSource.procedures).toEqual([domainMigrateFinish3Params.number]);
  atSource.socket.end();
  const never = new AbortController().signal;
  const ends = [
    await gates.source.ended(machine, "source", never),
    await gates.target.ended(machine, "target", never),
  ];
  const end = { isAlive: false, ended: true, finish: "answered", problem: null };
  expect(ends).toMatchObject([end, end]);
});

test("with the target's gate killed the source's libvirtd waits until somebody knows who runs", async () => {
  const { atSource } = await untilFinish();
  const sight = gates.target.look(machine, "target");
  process.kill(sight?.pid ?? 0, "SIGKILL");
  await expect.poll(() => gates.source.look(machine, "source")?.held).toBe(true);
  const killed = () => gates.target.look(machine, "target");
  await expect.poll(killed).toMatchObject({ isAlive: false, finish: "hanging" });
  await expect(gates.source.close(machine, "source")).rejects.toMatchObject({ code: "CONFLICT" });
  process.kill(gates.source.look(machine, "source")?.pid ?? 0, "SIGTERM");
  atSource.socket.write(keepaliveFrame(PING));
  await expect.poll(() => atSource.procedures).toEqual([-PONG]);
  expect(atSource.isClosed).toBe(false);
  await gates.source.close(machine, "source", true);
  await expect.poll(() => atSource.isClosed).toBe(true);
  expect(gates.source.look(machine, "source")).toBe(null);
});

test("a second gate for the same machine is refused while one is open", async () => {
  const order = {
    peer: source,
    ticket: { ...exampleTicket, machine, paths: [], emulators: [], networks: [] },
    secret,
    identity: identities.target,
    listen: "127.0.0.1",
    daemonSocket: join(folder, "daemon"),
    validForMs: 60_000,
  };
  await gates.target.openTarget(order);
  await expect(gates.target.openTarget(order)).rejects.toMatchObject({ code: "CONFLICT" });
  await gates.target.close(machine, "target");
  const port = await gates.target.openTarget(order);
  expect(port).toBeGreaterThan(0);
});

test("a process begun while a move is checked becomes its gate, and ends where no move follows", async () => {
  const clock = new ManualClock();
  const command = [process.execPath, launch, "gate"];
  const spares = new SpareGates({ command, clock });
  spares.begin(machine);
  spares.begin(machine);
  const spare = spares.take(machine);
  const order = { role: "source", folder: join(folder, "c"), peer: target, machine, secret };
  const where = { target: { host: "127.0.0.1", port: 1 }, identity: identities.source };
  spare.stdin.end(JSON.stringify({ ...order, ...where }));
  const [said] = await once(spare.stdout, "data");
  expect(JSON.parse(String(said))).toMatchObject({ uri: expect.stringContaining("gate.sock") });
  const ended = once(spare, "exit");
  spare.kill("SIGTERM");
  await ended;

  const before = childrenOf(process.pid);
  spares.begin(machine);
  await expect.poll(() => childrenOf(process.pid)).toHaveLength(before.length + 1);
  clock.advance(60_000);
  await expect.poll(() => childrenOf(process.pid), { timeout: 10_000 }).toEqual(before);
});
