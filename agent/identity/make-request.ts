import { createPrivateKey, webcrypto } from "node:crypto";

const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;

/**
 * A new key and a request signed by it. The subject is of no interest: the control plane decides what stands
 * in the certificate. The library is loaded only here, in a process that ends soon.
 */
export async function makeRequest(): Promise<{ readonly key: string; readonly request: string }> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: "CN=novacron-agent",
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  return {
    key: key.export({ format: "pem", type: "pkcs8" }).toString(),
    request: `${request.toString("pem")}\n`,
  };
}
