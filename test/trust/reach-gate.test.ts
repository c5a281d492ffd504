import { makeRequest } from "@novacron/agent/identity/make-request";
import type { GateIdentity } from "@novacron/agent/libvirt/gate/gate-link";
import { ReachGate, tryReachGate } from "@novacron/agent/libvirt/gate/reach-gate";
import { clockVerdict } from "@novacron/agent/libvirt/gate/ticket-server";
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
let ca: FleetCa;
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

async function identityOf(ca: FleetCa, host: HostId, fromMs = -60_000): Promise<GateIdentity> {
  const { key, request } = await makeRequest();
  const { publicKey } = await ca.readRequest(request);
  const life = { notBefore: Date.now() + fromMs, notAfter: Date.now() + fromMs + 3_600_000 };
  const { pem: cert } = await ca.issueHost({ host, publicKey, ...life });
  return { ca: ca.caPem(), cert, key };
}

beforeAll(async () => {
  ca = await newCa();
  for (const host of [one, two, three]) identities.set(host, await identityOf(ca, host));
  identities.set("stranger", await identityOf(await newCa(), one));
  gate = gateWith(identities.get(two)!);
  port = await gate.start();
});
afterAll(() => gate?.stop());

function gateWith(identity: GateIdentity): ReachGate {
  const how = { listen: "127.0.0.1", clock: systemClock, validForMs: 60_000 };
  return new ReachGate({ peer: one, secret, identity, ...how });
}

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

test.each([
  ["its ticket is another", () => reach({ secret: "x".repeat(43) })],
  ["it is another host", () => reach({ peer: three })],
])(
  "a target that refuses is told as that, where %s: the source did nothing wrong",
  async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: "MIGRATION_TARGET_REFUSED" });
  },
);

test.each([
  ["is not valid yet", 1_800_000],
  ["has ended", -7_200_000],
])("a certificate that %s by this clock is told as that", async (verdict, fromMs) => {
  const untimely = gateWith(await identityOf(ca, two, fromMs));
  const attempt = reach({ port: await untimely.start() });
  const error = await attempt.catch((thrown: unknown) => thrown);
  untimely.stop();
  expect(clockVerdict(error)).toBe(verdict);
});

test("once it is closed nobody comes through", async () => {
  gate.stop();
  await expect(reach()).rejects.toThrow();
});
