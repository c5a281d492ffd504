import { makeRequest } from "@novacron/agent/identity/make-request";
import type { GateIdentity } from "@novacron/agent/libvirt/gate/gate-link";
import { carryLuggage } from "@novacron/agent/libvirt/luggage/send-luggage";
import { LuggageDesk } from "@novacron/agent/libvirt/luggage/take-luggage";
import {
  elsewhere,
  FakeHost,
  here,
  machine,
} from "@novacron/agent/libvirt/migration/testing/fake-kit";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { ownAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { afterEach, beforeAll, expect, test } from "vitest";

const secret = "l".repeat(43);
const identities = new Map<HostId, GateIdentity>();
const open: LuggageDesk[] = [];

beforeAll(async () => {
  const kept = new Map<string, string>();
  const store = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, pem: string) => void kept.set(name, pem),
  };
  const ca = new FleetCa(await ownAuthority(store, Date.now()));
  for (const host of [here, elsewhere]) {
    const { key, request } = await makeRequest();
    const { publicKey } = await ca.readRequest(request);
    const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
    const { pem: cert } = await ca.issueHost({ host, publicKey, ...life });
    identities.set(host, { ca: ca.caPem(), cert, key });
  }
});
afterEach(async () => {
  for (const desk of open.splice(0)) await desk.close(machine);
});

const running = { state: 1, reason: 1, persistent: true, autostart: false };
const kitOf = async (host: HostId) => {
  const kit = await new FakeHost(host === here ? null : { ...running }).kit();
  return { ...kit, identity: () => identities.get(host) as GateIdentity };
};

const ticket = {
  machine,
  name: "web",
  paths: ["/images/web.first"],
  emulators: [],
  networks: [],
  allowHostDevices: false,
  requireTls: true,
  flags: 0,
};

/** `here` awaits what goes along with a machine of `elsewhere`. */
async function target() {
  const kit = await kitOf(here);
  const record = { role: "target", machine, source: elsewhere, next: 1, ticket: "t" } as const;
  const luggage = { taken: false, snapshots: [], checkpoints: [] };
  await kit.records.write({ ...record, volumes: [], nvram: null, luggage });
  const desk = new LuggageDesk(kit);
  open.push(desk);
  const port = await desk.open({ machine, source: elsewhere, secret, ticket, isOff: false });
  return { kit, port };
}

interface Sent {
  readonly port: number;
  readonly files: readonly string[];
  readonly shown?: string;
  readonly options?: MigrationOptions;
}

async function send({ port, files, shown = secret, options = {} }: Sent): Promise<number> {
  const kit = await kitOf(elsewhere);
  const gate = { target: here, addresses: ["127.0.0.1"], port: 1, secret: shown };
  const request = { machine, next: 1, gate, luggagePort: port, options, disks: [] };
  const record = {
    role: "source",
    machine,
    target: here,
    begunAt: 1,
    disks: [],
    running: true,
    persistent: true,
    autostart: false,
    stage: "moving",
    snapshots: files.map((file, index) => ({ xml: snapshot(file), isCurrent: index === 1 })),
    nvram: null,
  } as const;
  const outbound = {
    request,
    address: "127.0.0.1",
    port,
    record: { ...record, disks: [], snapshots: [...record.snapshots] },
  };
  const control = { signal: new AbortController().signal, progress: () => undefined };
  return await carryLuggage(kit, outbound, control);
}

function snapshot(file: string): string {
  const disk = `<disk name='vda' snapshot='external'><source file='${file}'/></disk>`;
  return `<domainsnapshot><name>one</name><disks>${disk}</disks></domainsnapshot>`;
}

test("snapshots lie at the target, in order and the current one marked, before the source goes on", async () => {
  const { kit, port } = await target();
  const files = ["/images/web.first", "/images/web.first"];
  expect(await send({ port, files })).toBe(0);
  const record = await kit.records.target(machine);
  expect(record?.luggage).toEqual({
    taken: true,
    snapshots: files.map((file, index) => ({ xml: snapshot(file), isCurrent: index === 1 })),
    checkpoints: [],
  });
});

test("what names a file of another machine is refused whole, with the reason at the source", async () => {
  const { kit, port } = await target();
  const sent = send({ port, files: ["/images/web.first", "/images/other.qcow2"] });
  await expect(sent).rejects.toMatchObject({
    code: "MIGRATION_FAILED",
    cause: { message: expect.stringContaining("/images/other.qcow2") },
  });
  expect((await kit.records.target(machine))?.luggage?.taken).toBe(false);
});

test("another ticket brings nothing, and the right one only once", async () => {
  const { kit, port } = await target();
  const failed = { code: "MIGRATION_FAILED" };
  await expect(send({ port, files: [], shown: "x".repeat(43) })).rejects.toMatchObject(failed);
  expect((await kit.records.target(machine))?.luggage?.taken).toBe(false);
  await send({ port, files: ["/images/web.first"] });
  await expect(send({ port, files: [] })).rejects.toMatchObject(failed);
  expect((await kit.records.target(machine))?.luggage?.snapshots).toHaveLength(1);
});
