import { webcrypto } from "node:crypto";

export type X509 = typeof import("@peculiar/x509");

let loading: Promise<X509> | null = null;

/** Loaded when a certificate is made for the first time: it takes a tenth of a second and 20 MB. */
export function loadX509(): Promise<X509> {
  loading ??= (async () => {
    await import("reflect-metadata");
    const x509 = await import("@peculiar/x509");
    x509.cryptoProvider.set(webcrypto as Crypto);
    return x509;
  })();
  return loading;
}

/** Keys of the fleet: what GnuTLS (QEMU, libvirt), OpenSSL and Node all take. */
export const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" } as const;
export const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" } as const;

/** Each X.509 time is of whole seconds. */
export function wholeSeconds(ms: number): Date {
  return new Date(Math.floor(ms / 1_000) * 1_000);
}
