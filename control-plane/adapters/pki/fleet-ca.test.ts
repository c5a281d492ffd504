import { webcrypto, X509Certificate } from "node:crypto";
import { hostId } from "@novacron/protocol/domain/ids";
import { beforeAll, describe, expect, it } from "vitest";
import type { KeyStore } from "../../ports/key-store.ts";
import { FleetCa } from "./fleet-ca.ts";
import { ownAuthority, readAuthority } from "./make-authority.ts";
import { loadX509 } from "./x509.ts";

const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");
const nowMs = Date.parse("2026-11-23T09:00:00Z");
const dayMs = 86_400_000;

function memoryStore(): KeyStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    read: async (name) => kept.get(name) ?? null,
    write: async (name, pem) => void kept.set(name, pem),
  };
}

async function request(
  algorithm: webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams,
  change: (der: Uint8Array) => void = () => undefined,
): Promise<string> {
  const x509 = await loadX509();
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name: "CN=administrator",
    keys,
    signingAlgorithm: { name: algorithm.name, hash: "SHA-256" },
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "evil.example" }]),
      new x509.BasicConstraintsExtension(true, 5, true),
    ],
  });
  const der = new Uint8Array(made.rawData);
  change(der);
  return new x509.Pkcs10CertificateRequest(der).toString("pem");
}

const p256 = { name: "ECDSA", namedCurve: "P-256" };

let ca: FleetCa;
beforeAll(async () => {
  ca = new FleetCa(await ownAuthority(memoryStore(), nowMs));
});

describe("the authority", () => {
  it("is made once and kept", async () => {
    const store = memoryStore();
    const first = new FleetCa(await ownAuthority(store, nowMs));
    const again = new FleetCa(await ownAuthority(store, nowMs + dayMs));
    expect(again.caHash()).toBe(first.caHash());
    expect(store.kept.get("ca-key.pem")).toContain("PRIVATE KEY");
  });

  it("is not made anew where its key was lost", async () => {
    const store = memoryStore();
    await ownAuthority(store, nowMs);
    store.kept.delete("ca-key.pem");
    await expect(ownAuthority(store, nowMs)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });

  it("may be brought, but not without its own key, nor as a leaf", async () => {
    const [one, other] = [memoryStore(), memoryStore()];
    await ownAuthority(one, nowMs);
    await ownAuthority(other, nowMs);
    const [cert = "", key = ""] = [one.kept.get("ca.pem"), other.kept.get("ca-key.pem")];
    const bad = expect.objectContaining({ code: "CONFIG_INVALID" });
    expect(() => readAuthority(cert, key, "test")).toThrow(bad);
    expect(() => readAuthority("no pem", key, "test")).toThrow(bad);
  });
});

describe("certificates of hosts", () => {
  const wish = { host, notBefore: nowMs, notAfter: nowMs + 7 * dayMs };

  it("hold what the server decides and nothing that the request asks for", async () => {
    const { publicKey, keyHash } = await ca.readRequest(await request(p256));
    const made = await ca.issueHost({ ...wish, publicKey });
    const read = new X509Certificate(made.pem);
    expect(read.subject).toBe(`O=NovaCron host\nCN=${host}`);
    expect(read.subjectAltName).toBe(`URI:urn:novacron:host:${host}`);
    expect(read.ca).toBe(false);
    expect(read.serialNumber).toBe(made.serial);
    expect(ca.readHostCertificate(read.raw)).toMatchObject({
      host,
      keyHash,
      notAfter: wish.notAfter,
      notBefore: wish.notBefore,
    });
  });

  it("are told from those of QEMU, of other fleets and from other bytes", async () => {
    const { publicKey } = await ca.readRequest(await request(p256));
    const qemu = await ca.issueQemu({ ...wish, publicKey, names: ["hv-1"] });
    const read = new X509Certificate(qemu.pem);
    expect(read.subjectAltName).toBe(`DNS:${host}, DNS:hv-1`);
    expect(ca.readHostCertificate(read.raw)).toBeNull();
    const foreign = new FleetCa(await ownAuthority(memoryStore(), nowMs));
    const theirs = new X509Certificate((await foreign.issueHost({ ...wish, publicKey })).pem);
    expect(ca.readHostCertificate(theirs.raw)).toBeNull();
    expect(ca.readHostCertificate(Buffer.from("nothing"))).toBeNull();
    expect(ca.readHostCertificate(new X509Certificate(ca.caPem()).raw)).toBeNull();
  });
});

describe("requests", () => {
  it("must be signed by their own key", async () => {
    const tampered = await request(p256, (der) => {
      der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    });
    const refused = { code: "REQUEST_REFUSED" };
    await expect(ca.readRequest(tampered)).rejects.toMatchObject(refused);
  });

  it.each([
    [{ name: "ECDSA", namedCurve: "P-384" }],
    [
      {
        name: "RSASSA-PKCS1-v1_5",
        modulusLength: 2_048,
        publicExponent: new Uint8Array([1, 0, 1]),
        hash: "SHA-256",
      },
    ],
  ])("must be for a P-256 key: %j", async (algorithm) => {
    const refused = { code: "REQUEST_REFUSED" };
    await expect(ca.readRequest(await request(algorithm))).rejects.toMatchObject(refused);
  });

  it.each([[""], ["-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"]])(
    "must be requests: %j",
    async (text) => {
      await expect(ca.readRequest(text)).rejects.toMatchObject({ code: "REQUEST_REFUSED" });
    },
  );
});
