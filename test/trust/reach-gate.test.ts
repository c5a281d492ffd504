import { makeRequest } from "@novacron/agent/identity/make-request";
import type { GateIdentity } from "@novacron/agent/libvirt/gate/gate-link";
import { ReachGate, tryReachGate } from "@novacron/agent/libvirt/gate/reach-gate";
import { systemClock } from "@novacron/agent/libvirt/testing/system-clock";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { ownAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import { type HostId, hostId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, expect, test } from "vitest";

const secret = "r".repeat(43);
const [one, two, three] = [1, 2, 3].map((n) =>
  hostId.parse(`5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a0${n}`),
) as [HostId, HostId, HostId];
const identities = new Map<HostId | "stranger", GateIdentity>();
let gate: ReachGate;
let port: number;

async function newCa(): Promise<FleetCa> {
  const kept = new Map<string, string>();
  const store = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, pem: string) => void kept.set(name, pem),
  };
  return new FleetCa(await ownAuthority(store, Date.now()));
}

async function identityOf(ca: FleetCa, host: HostId): Promise<GateIdentity> {
  const { key, request } = await makeRequest();
  const { publicKey } = await ca.readRequest(request);
  const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const { pem: cert } = await ca.issueHost({ host, publicKey, ...life });
  return { ca: ca.caPem(), cert, key };
}

beforeAll(async () => {
  const ca = await newCa();
  for (const host of [one, two, three]) identities.set(host, await identityOf(ca, host));
  identities.set("stranger", await identityOf(await newCa(), one));
  gate = new ReachGate({
    peer: one,
    secret,
    identity: identities.get(two)!,
    listen: "127.0.0.1",
    clock: systemClock,
    validForMs: 60_000,
  });
  port = await gate.start();
});
afterAll(() => gate?.stop());

function reach(over: Partial<Parameters<typeof tryReachGate>[0]> = {}): Promise<void> {
  const identity = identities.get(one)!;
  return tryReachGate({ host: "127.0.0.1", port, peer: two, secret, identity, ...over });
}

test("the host that is meant comes through, as often as it tries", async () => {
  await reach();
  await reach();
});

test.each([
  ["with another ticket", () => reach({ secret: "x".repeat(43) })],
  ["as another host of the fleet", () => reach({ identity: identities.get(three)! })],
  ["as a host of another fleet", () => reach({ identity: identities.get("stranger")! })],
  ["meaning another target", () => reach({ peer: three })],
])("nobody comes through %s", async (_, attempt) => {
  await expect(attempt()).rejects.toThrow();
  await reach();
});

test("once it is closed nobody comes through", async () => {
  gate.stop();
  await expect(reach()).rejects.toThrow();
});
