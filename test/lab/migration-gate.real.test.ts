import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import type { GateIdentity } from "@novacron/agent/libvirt/gate/gate-link";
import { type GateTicket, migrateFlag } from "@novacron/agent/libvirt/gate/gate-ticket";
import { isHost } from "@novacron/agent/libvirt/gate/peer-host";
import { SourceGate } from "@novacron/agent/libvirt/gate/source-gate";
import { TargetGate } from "@novacron/agent/libvirt/gate/target-gate";
import { systemClock } from "@novacron/agent/libvirt/testing/system-clock";
import { hostId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
import { authorityInMemory, hostCertificate } from "../framework/host-certificates.ts";
import { Lab } from "./lab.ts";
import type { LabHost } from "./lab-host.ts";

let lab: Lab;
let folder: string;
let source: LabHost;
let target: LabHost;
let identities: {
  readonly source: GateIdentity;
  readonly target: GateIdentity;
  readonly other: GateIdentity;
};

beforeAll(async () => {
  lab = await Lab.up({ hosts: 2 });
  [source, target] = lab.hosts as [LabHost, LabHost];
  folder = await mkdtemp("/tmp/novacron-gate-");
  const ca = await authorityInMemory();
  identities = {
    source: await hostCertificate(ca, source.record.hostUuid),
    target: await hostCertificate(ca, target.record.hostUuid),
    other: await hostCertificate(ca, "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01"),
  };
}, 120_000);

afterAll(async () => {
  await lab?.down();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const isOf = (host: LabHost) => (peer: TLSSocket) =>
  isHost(peer, hostId.parse(host.record.hostUuid));

const secret = "k".repeat(43);

interface Opened {
  readonly gate: TargetGate;
  readonly near: SourceGate;
  readonly uri: string;
}

async function openGate(
  ticket: GateTicket,
  as: { readonly identity?: GateIdentity; readonly secret?: string } = {},
): Promise<Opened> {
  const stop = new AbortController().signal;
  const gate = new TargetGate({
    ticket,
    secret,
    identity: identities.target,
    isSource: isOf(source),
    listen: { host: lab.gateway },
    daemonSocket: target.outside("/run/libvirt/libvirt-sock"),
    clock: systemClock,
    validForMs: 60_000,
  });
  const port = await gate.start(stop);
  const near = new SourceGate({
    folder: await mkdtemp(join(folder, "s-")),
    target: { host: lab.gateway, port },
    secret: as.secret ?? secret,
    identity: as.identity ?? identities.source,
    isTarget: isOf(target),
  });
  return { gate, near, uri: await near.start(stop) };
}

async function ticketFor(name: string): Promise<GateTicket> {
  const machine = (await source.virsh(["domuuid", name])).stdout.trim();
  const xml = (await source.virsh(["dumpxml", name, "--migratable"])).stdout;
  return {
    machine,
    name,
    paths: [...xml.matchAll(/['">](\/[^'"<]+)/g)].map((match) => match[1] ?? ""),
    emulators: ["/usr/bin/qemu-system-x86_64"],
    networks: [],
    allowHostDevices: false,
    requireTls: false,
    flags:
      migrateFlag.live |
      migrateFlag.peer2peer |
      migrateFlag.persistDest |
      migrateFlag.undefineSource,
  };
}

async function migrate(name: string, { uri }: Opened, flags: readonly string[] = []) {
  const base = ["migrate", "--live", "--p2p", "--persistent", "--undefinesource", ...flags];
  const to = ["--migrateuri", `tcp://${target.address}`];
  return await source.virsh([...base, name, uri, ...to], { allowFailure: true });
}

async function running(host: LabHost): Promise<string[]> {
  return (await host.virsh(["list", "--name"])).stdout.split("\n").filter((name) => name !== "");
}

async function close({ gate, near }: Opened): Promise<void> {
  await near.stop();
  await gate.stop();
}

test("what the ticket does not name stays where it is", async () => {
  for (const name of ["one", "two"]) {
    await source.defineGuest({ name });
    await source.virsh(["start", name]);
  }
  for (const name of ["one", "two"]) await source.waitForGuest(name, 120_000);
  const ticket = await ticketFor("one");
  const other = await openGate(ticket);
  const refused = await migrate("two", other);
  expect(refused.stderr).toContain("NovaCron's migration gate");
  expect((await other.gate.ended).refused?.code).toBe("MIGRATION_GATE_REFUSED");
  await close(other);
  const flags = await openGate(ticket);
  expect((await migrate("one", flags, ["--unsafe"])).status).not.toBe(0);
  await close(flags);
  const disk = await openGate({ ...ticket, paths: [] });
  expect((await migrate("one", disk)).stderr).toContain("names /");
  await close(disk);
  for (const as of [{ identity: identities.other }, { secret: "x".repeat(43) }]) {
    const foreign = await openGate(ticket, as);
    expect((await migrate("one", foreign)).status).not.toBe(0);
    expect(foreign.gate.refusedCount).toBe(1);
    await close(foreign);
  }
  expect(await running(source)).toEqual(["one", "two"]);
  expect(await running(target)).toEqual([]);
}, 300_000);

test("the ticket's machine moves live, without libvirtd listening, and only once", async () => {
  const opened = await openGate(await ticketFor("one"));
  const moved = await migrate("one", opened, []);
  expect(moved.stderr.trim()).toBe("");
  expect(await opened.gate.ended).toMatchObject({ phase: "finished", refused: null });
  expect(await running(source)).toEqual(["two"]);
  expect(await running(target)).toEqual(["one"]);
  const again = await migrate("two", opened);
  expect(again.status).not.toBe(0);
  expect(await running(source)).toEqual(["two"]);
  await close(opened);
}, 120_000);
