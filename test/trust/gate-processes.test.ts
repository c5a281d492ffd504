import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "@novacron/agent/clock/system-clock";
import type { GateIdentity } from "@novacron/agent/libvirt/gate/gate-link";
import { type GateTicket, migrateFlag } from "@novacron/agent/libvirt/gate/gate-ticket";
import { GateProcesses } from "@novacron/agent/libvirt/gate/process/gate-processes";
import { type GateSight, readGateRecord } from "@novacron/agent/libvirt/gate/process/gate-record";
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
import { quietLog } from "@novacron/agent/testing/test-agent";
import { hostId, type MachineId, machineId } from "@novacron/protocol/domain/ids";
import { afterEach, beforeEach, expect, test } from "vitest";
import { authorityInMemory, hostCertificate } from "../framework/host-certificates.ts";
import { childrenOf } from "../lab/processes.ts";

const machine = machineId.parse(exampleTicket.machine);
const other = machineId.parse("d25b1f34-4b5f-48eb-b362-0d70c78174ee");
const source = hostId.parse("11111111-1d55-4f6a-9f5e-0d0a9f2f6a01");
const target = hostId.parse("22222222-1d55-4f6a-9f5e-0d0a9f2f6a01");
const secret = "k".repeat(43);
const launch = join(import.meta.dirname, "../../agent/launch/main.ts");
const command = [process.execPath, launch, "gate"];

let folder: string;
let daemon: Server;
let gates: { readonly source: GateProcesses; readonly target: GateProcesses };
let identities: { readonly source: GateIdentity; readonly target: GateIdentity };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-g-"));
  daemon = createServer();
  daemon.listen(join(folder, "daemon"));
  await once(daemon, "listening");
  const options = { command, clock: new SystemClock(), log: quietLog };
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
  for (const each of [machine, other]) {
    await gates.source.close(each, "source", true);
    await gates.target.close(each, "target", true);
  }
  daemon.close();
  await rm(folder, { recursive: true, force: true });
});

interface Chain {
  /** The source's libvirtd and the target's, as these programs are to them. */
  readonly atSource: Collected & { readonly socket: Socket };
  readonly atTarget: Collected & { readonly socket: Socket };
}

const targetOrder = (ticket: GateTicket) => ({
  peer: source,
  ticket: {
    ...ticket,
    machine: machineId.parse(ticket.machine),
    paths: [],
    emulators: [],
    networks: [],
  },
  secret,
  identity: identities.target,
  listen: "127.0.0.1",
  daemonSocket: join(folder, "daemon"),
  validForMs: 60_000,
});

/** Both gates as processes, opened as an agent does, with Finish said and not answered. */
async function untilFinish(ticket = exampleTicket): Promise<Chain> {
  const connected = once(daemon, "connection") as Promise<[Socket]>;
  const port = await gates.target.openTarget(targetOrder(ticket));
  const atSource = await fromSource(port, [openCall(), prepareCall(ticket), finishCall()], ticket);
  const [far] = await connected;
  const atTarget = Object.assign(collectFrames(far), { socket: far });
  await expect.poll(() => atTarget.procedures.at(-1)).toBe(domainMigrateFinish3Params.number);
  return { atSource, atTarget };
}

async function fromSource(
  port: number,
  calls = [openCall(), prepareCall(), finishCall()],
  ticket = exampleTicket,
): Promise<Chain["atSource"]> {
  const to = { host: "127.0.0.1", port };
  const of = { peer: target, machine: machineId.parse(ticket.machine), target: to };
  const uri = await gates.source.openSource({ ...of, secret, identity: identities.source });
  const near = connect(uri.split("socket=")[1] ?? "");
  near.write(Buffer.concat(calls));
  return Object.assign(collectFrames(near), { socket: near });
}

/** As it is with Finish answered, and both libvirtds content. */
async function toItsEnd(
  { atSource, atTarget }: Chain,
  of: MachineId = machine,
): Promise<GateSight[]> {
  atTarget.socket.write(finishAnswer());
  await expect.poll(() => atSource.procedures.at(-1)).toBe(domainMigrateFinish3Params.number);
  atSource.socket.end();
  const never = new AbortController().signal;
  const ends = [
    await gates.source.ended(of, "source", never),
    await gates.target.ended(of, "target", never),
  ];
  return ends.filter((end) => end !== null);
}

test("in post-copy a source comes again by the same ticket, once the cut connection has ended", async () => {
  const { postcopy, postcopyResume } = migrateFlag;
  const { atTarget } = await untilFinish({
    ...exampleTicket,
    flags: exampleTicket.flags | postcopy | postcopyResume,
  });
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
  const chain = await untilFinish();
  expect(gates.source.look(machine, "source")).toMatchObject({ isAlive: true, finish: "hanging" });
  const end = { isAlive: false, ended: true, finish: "answered", problem: null };
  expect(await toItsEnd(chain)).toMatchObject([end, end]);
});

test("the way to the target's libvirtd is open before the source's comes", async () => {
  const connected = once(daemon, "connection") as Promise<[Socket]>;
  const port = await gates.target.openTarget(targetOrder(exampleTicket));
  const to = { host: "127.0.0.1", port };
  const order = { peer: target, machine, target: to, secret, identity: identities.source };
  const uri = await gates.source.openSource(order);
  const atTarget = collectFrames((await connected)[0]);
  const near = connect(uri.split("socket=")[1] ?? "");
  near.write(openCall());
  await expect.poll(() => atTarget.procedures).toHaveLength(1);
  near.destroy();
  await expect.poll(() => atTarget.isClosed).toBe(true);
});

test("processes whose move ended well serve the next, which nobody can end by the record of the one before", async () => {
  const first = (await toItsEnd(await untilFinish())).map(({ pid }) => pid);
  const { atSource } = await untilFinish({ ...exampleTicket, machine: other });
  const sights = () => [gates.source.look(other, "source"), gates.target.look(other, "target")];
  expect(sights().map((sight) => sight?.pid)).toEqual(first);
  // Whoever clears up after the first knows which copy of it runs, and of the second nothing.
  await gates.source.close(machine, "source", true);
  await gates.target.close(machine, "target", true);
  await expect(gates.source.close(other, "source")).rejects.toMatchObject({ code: "CONFLICT" });
  process.kill(first[0] ?? 0, "SIGTERM");
  atSource.socket.write(keepaliveFrame(PING));
  await expect.poll(() => atSource.procedures).toEqual([-PONG]);
  expect(sights()).toMatchObject([
    { isAlive: true, finish: "hanging" },
    { isAlive: true, finish: "hanging" },
  ]);
});

test("a process that waits for another move and is gone by then is replaced", async () => {
  const first = await toItsEnd(await untilFinish());
  // This agent may not have heard yet that they are gone.
  for (const { pid } of first) process.kill(pid, "SIGKILL");
  const second = await toItsEnd(await untilFinish());
  expect(second.map(({ finish }) => finish)).toEqual(["answered", "answered"]);
  for (const { pid } of first) expect(second.map((one) => one.pid)).not.toContain(pid);
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

test("what a gate's process says at its death reaches the agent, its log and its record", async () => {
  const crash = "process.on('SIGUSR2', () => { throw new Error('out of luck'); })";
  const [node = "", ...program] = command;
  const told: unknown[] = [];
  gates = {
    ...gates,
    source: new GateProcesses({
      command: [node, "--import", `data:text/javascript,${crash}`, ...program],
      clock: new SystemClock(),
      log: { ...quietLog, warn: (fields, text) => told.push({ ...fields, text }) },
      folder: join(folder, "a"),
    }),
  };
  const { atSource } = await untilFinish();
  const { pid = 0 } = gates.source.look(machine, "source") ?? {};
  process.kill(pid, "SIGUSR2");
  await expect.poll(() => atSource.isClosed).toBe(true);
  await expect.poll(() => told).toHaveLength(1);
  const how = await gates.source.deathAtSource(machine);
  expect(how).toMatch(
    /^it ended with status 1 and said: novacron-agent crashed: Error: out of luck/,
  );
  expect(told).toEqual([{ pid, how, text: "a migration's gate died" }]);
  const problem = "its process crashed: Error: out of luck";
  expect(gates.source.look(machine, "source")).toMatchObject({ isAlive: false, problem });
  expect(await gates.source.deathAtSource(machine)).toBe(null);
  await gates.source.close(machine, "source", true);
  expect(told[1]).toMatchObject({ machine, role: "source", pid, problem });
});

test("a second gate for the same machine is refused while one is open", async () => {
  const order = targetOrder(exampleTicket);
  await gates.target.openTarget(order);
  await expect(gates.target.openTarget(order)).rejects.toMatchObject({ code: "CONFLICT" });
  const told = gates.target.look(machine, "target")?.pid;
  await gates.target.close(machine, "target");
  const port = await gates.target.openTarget(order);
  expect(port).toBeGreaterThan(0);
  // One that had to be told to end serves no other.
  expect(gates.target.look(machine, "target")?.pid).not.toBe(told);
});

test("a process begun while a move is checked becomes its gate, and ends where no move follows", async () => {
  const clock = new ManualClock();
  const before = childrenOf(process.pid);
  const begun = () => childrenOf(process.pid).filter((pid) => !before.includes(pid));
  const spares = new SpareGates({ command, clock, log: quietLog });
  spares.begin(machine);
  spares.begin(machine);
  const [pid] = begun();
  const spare = spares.take(machine);
  const order = {
    role: "source",
    folder: join(folder, "c"),
    peer: target,
    machine,
    secret,
  } as const;
  const where = { target: { host: "127.0.0.1", port: 1 }, identity: identities.source };
  expect(await spare.order({ ...order, ...where })).toMatchObject({
    uri: expect.stringContaining("gate.sock"),
  });
  expect(readGateRecord(join(folder, "c"))?.pid).toBe(pid);
  process.kill(pid ?? 0, "SIGTERM");
  await expect.poll(begun, { timeout: 10_000 }).toEqual([]);

  spares.begin(machine);
  await expect.poll(begun).toHaveLength(1);
  clock.advance(60_000);
  await expect.poll(begun, { timeout: 10_000 }).toEqual([]);
});

test("at most four wait, and those that get no order end", async () => {
  const clock = new ManualClock();
  const before = childrenOf(process.pid);
  const begun = () => childrenOf(process.pid).filter((pid) => !before.includes(pid));
  const spares = new SpareGates({ command, clock, log: quietLog });
  const named = (at: number) => machineId.parse(`${at}${machine.slice(1)}`);
  for (let at = 0; at < 6; at += 1) spares.begin(named(at));
  await expect.poll(begun).toHaveLength(4);
  clock.advance(60_000);
  await expect.poll(begun, { timeout: 10_000 }).toEqual([]);
});
