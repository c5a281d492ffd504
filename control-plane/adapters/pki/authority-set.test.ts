import { X509Certificate } from "node:crypto";
import { hostId } from "@novacron/protocol/domain/ids";
import { describe, expect, it } from "vitest";
import type { KeyStore } from "../../ports/key-store.ts";
import { type AuthoritySet, keepAuthorities, readAuthorities, setName } from "./authority-set.ts";
import { FleetCa } from "./fleet-ca.ts";
import { newAuthority, ownAuthority, readAuthority } from "./make-authority.ts";

const nowMs = Date.parse("2026-11-28T09:00:00Z");
const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");

function memoryStore(): KeyStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    read: async (name) => kept.get(name) ?? null,
    write: async (name, pem) => void kept.set(name, pem),
  };
}

/** As at a start: from what is kept, or made. */
async function start(store: KeyStore, configured?: { certificate: string; key: string }) {
  const first = async () =>
    configured === undefined
      ? ownAuthority(store, nowMs)
      : readAuthority(configured.certificate, configured.key, "test");
  const set = await readAuthorities(store, first, configured !== undefined);
  const keep = (next: AuthoritySet) => keepAuthorities(store, next);
  return new FleetCa(set, { keep, nowMs: () => nowMs });
}

async function pemOf() {
  const { certificate, key } = await newAuthority(nowMs);
  return {
    certificate: certificate.toString(),
    key: key.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

describe("the authorities of a fleet", () => {
  it("come back after each step of a change as they were", async () => {
    const store = memoryStore();
    const ca = await start(store);
    const old = ca.caHash();
    await ca.prepare(null);
    const next = ca.authorities().find(({ state }) => state === "next")?.hash;
    expect((await start(store)).authorities()).toEqual(ca.authorities());
    await ca.switchOver();
    const switched = await start(store);
    // It signs, but what the control plane shows is by the old one still.
    expect([switched.issuer(), switched.caHash()]).toEqual([next, old]);
    await switched.withdraw();
    const last = await start(store);
    expect([last.issuer(), last.caHash()]).toEqual([next, next]);
    expect(last.hasRotated()).toBe(true);
    const certificate = new X509Certificate(store.kept.get("ca.pem") ?? "");
    expect(certificate.toString()).toBe(last.caPem());
  });

  it("know the certificates of each that is trusted, and of none that was withdrawn", async () => {
    const ca = await start(memoryStore());
    const { publicKey } = await newAuthority(nowMs).then(({ certificate }) => certificate);
    const spki = publicKey.export({ format: "der", type: "spki" });
    const wish = { host, publicKey: spki, notBefore: nowMs, notAfter: nowMs + 60_000 };
    const before = new X509Certificate((await ca.issueHost(wish)).pem).raw;
    const old = ca.caHash();
    await ca.prepare(null);
    await ca.switchOver();
    const after = new X509Certificate((await ca.issueHost(wish)).pem).raw;
    expect(ca.readHostCertificate(before)?.issuer).toBe(old);
    expect(ca.readHostCertificate(after)?.issuer).toBe(ca.issuer());
    await ca.withdraw();
    expect(ca.readHostCertificate(before)).toBeNull();
    expect(ca.readHostCertificate(after)?.host).toBe(host);
  });

  it("may be brought, once and never again, and only whole", async () => {
    const ca = await start(memoryStore());
    const [one, other] = [await pemOf(), await pemOf()];
    const bad = { code: "BAD_REQUEST" };
    await expect(ca.prepare({ ...one, key: other.key })).rejects.toMatchObject(bad);
    await expect(ca.prepare({ certificate: "no", key: "no" })).rejects.toMatchObject(bad);
    for (const brought of [one, other]) {
      await ca.prepare(brought);
      await ca.switchOver();
      await ca.withdraw();
    }
    expect(ca.caPem()).toBe(other.certificate);
    await expect(ca.prepare(one)).rejects.toMatchObject(bad);
    await expect(ca.prepare(other)).rejects.toMatchObject(bad);
  });

  it("count before the one that the configuration still names, and refuse another there", async () => {
    const [store, configured] = [memoryStore(), await pemOf()];
    const ca = await start(store, configured);
    await ca.prepare(null);
    await ca.switchOver();
    await ca.withdraw();
    expect((await start(store, configured)).caHash()).toBe(ca.caHash());
    const refused = { code: "CONFIG_INVALID" };
    await expect(start(store, await pemOf())).rejects.toMatchObject(refused);
  });

  it("are not made anew where the file cannot be read", async () => {
    const store = memoryStore();
    await (await start(store)).prepare(null);
    await store.write(setName, "{}");
    await expect(start(store)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });
});
