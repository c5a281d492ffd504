import { X509Certificate } from "node:crypto";
import { serverFault } from "@novacron/agent/identity/check-server";
import { makeRequest } from "@novacron/agent/identity/make-request";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { ownAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import { hostId } from "@novacron/protocol/domain/ids";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import { beforeAll, expect, test } from "vitest";

const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");
const nowMs = Date.parse("2026-11-23T09:00:00Z");
const life = { notBefore: nowMs - 60_000, notAfter: nowMs + 3_600_000 };
let ca: FleetCa;
let publicKey: Awaited<ReturnType<FleetCa["readRequest"]>>["publicKey"];
let authorities: readonly X509Certificate[];

beforeAll(async () => {
  const kept = new Map<string, string>();
  const store = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, pem: string) => void kept.set(name, pem),
  };
  ca = new FleetCa(await ownAuthority(store, nowMs));
  publicKey = (await ca.readRequest((await makeRequest()).request)).publicKey;
  authorities = [new X509Certificate(ca.caPem())];
});

test("the control plane's own certificate is taken for the control plane's", async () => {
  const names = [{ type: "dns" as const, value: controlPlaneServerName }];
  const subject = [{ CN: ["NovaCron"] }];
  const leaf = { publicKey, subject, names, usages: ["serverAuth"] as const, ...life };
  const { pem } = await ca.issue(leaf);
  expect(serverFault(new X509Certificate(pem), authorities, nowMs)).toBe(null);
});

test("a host serves other hosts by its certificate, and still is not the control plane", async () => {
  const { pem } = await ca.issueHost({ host, publicKey, ...life });
  const shown = new X509Certificate(pem);
  expect(shown.keyUsage).toEqual(expect.arrayContaining(["1.3.6.1.5.5.7.3.1"]));
  expect(serverFault(shown, authorities, nowMs)).toBe("it is not the control plane's");
});

test("neither is QEMU's certificate, whatever the host calls itself", async () => {
  const names = ["hv-1", "localhost"];
  const { pem } = await ca.issueQemu({ host, publicKey, names, ...life });
  expect(serverFault(new X509Certificate(pem), authorities, nowMs)).toBe(
    "it is not the control plane's",
  );
});
