import { createPrivateKey, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
  type TlsOptions,
} from "node:tls";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { TlsSource } from "../../ports/tls-source.ts";
import type { FleetCa } from "./fleet-ca.ts";
import { keyAlgorithm } from "./x509.ts";

export interface ServerCertificateOptions {
  readonly ca: FleetCa;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked again now and then, since addresses change. */
  readonly names: () => readonly string[];
  /** Certificate and key that their owner brings for browsers and tools; agents get the fleet's. */
  readonly own: { readonly cert: Buffer; readonly key: Buffer } | null;
  readonly lifeMs?: number;
  readonly lookMs?: number;
}

const dayMs = 86_400_000;

interface Made {
  readonly cert: string;
  readonly key: string;
  readonly names: string;
  /** Which authorities stood behind it. */
  readonly trusted: string;
  readonly dueMs: number;
}

/**
 * The control plane's certificate from the fleet's CA, with a key that lives in memory only. It is made anew
 * long before it ends, and when the names of this machine change; servers take it over while they run. A
 * certificate of the owner's own is for people: who asks for `controlPlaneServerName` is an agent, and
 * trusts the fleet's CA alone.
 */
export class ServerCertificate implements TlsSource {
  readonly #options: ServerCertificateOptions;
  readonly #listeners: ((context: SecureContextOptions) => void)[] = [];
  #made: Made | null = null;
  #fleet: SecureContext | null = null;
  #cancel: () => void = () => undefined;

  constructor(options: ServerCertificateOptions) {
    this.#options = options;
  }

  /** Makes the first one; before the servers start. */
  async start(): Promise<void> {
    this.#options.ca.whenChanged(() => this.look());
    await this.#renew();
    this.#wait();
  }

  stop(): void {
    this.#cancel();
  }

  options(): TlsOptions {
    return {
      ...this.#context(),
      requestCert: true,
      // Who shows none may be a browser; who shows one is judged by the application, each time.
      rejectUnauthorized: false,
      SNICallback: (name, done) =>
        done(null, name === controlPlaneServerName ? (this.#fleet ?? undefined) : undefined),
    };
  }

  whenChanged(run: (context: SecureContextOptions) => void): void {
    this.#listeners.push(run);
  }

  /** Looks whether another one is due. */
  async look(): Promise<void> {
    const { ca, clock, names } = this.#options;
    const made = this.#made;
    const isSame = made?.names === names().join(" ") && made.trusted === ca.caPem();
    if (made !== null && isSame && clock.now() < made.dueMs) return;
    await this.#renew();
    for (const run of this.#listeners) run(this.#context());
  }

  #wait(): void {
    const { clock, log, lookMs = 600_000 } = this.#options;
    this.#cancel = clock.after(lookMs, () => {
      this.look()
        .catch((error: unknown) => log.error({ error }, "no new certificate for the servers"))
        .finally(() => this.#wait());
    });
  }

  async #renew(): Promise<void> {
    const { ca, clock, names, log, lifeMs = 30 * dayMs } = this.#options;
    const now = clock.now();
    const keys = (await webcrypto.subtle.generateKey(keyAlgorithm, true, [
      "sign",
      "verify",
    ])) as webcrypto.CryptoKeyPair;
    const spki = new Uint8Array(await webcrypto.subtle.exportKey("spki", keys.publicKey));
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
    const all = names();
    const { pem, notAfter } = await ca.issue({
      subject: [{ O: ["NovaCron"] }, { CN: ["NovaCron control plane"] }],
      names: all.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
      usages: ["serverAuth"],
      publicKey: spki,
      notBefore: now - dayMs,
      notAfter: now + lifeMs,
    });
    const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
    this.#made = {
      cert: pem + (ca.authorities()[0]?.pem ?? ""),
      key: key.export({ format: "pem", type: "pkcs8" }).toString(),
      names: all.join(" "),
      trusted: ca.caPem(),
      dueMs: now + (notAfter - now) / 2,
    };
    this.#fleet = createSecureContext(this.#fleetContext());
    log.info({ names: all, notAfter: new Date(notAfter).toISOString() }, "server certificate made");
  }

  #context(): SecureContextOptions {
    const { own } = this.#options;
    return own === null ? this.#fleetContext() : { ...this.#fleetContext(), ...own };
  }

  #fleetContext(): SecureContextOptions {
    const { cert, key } = this.#made ?? { cert: "", key: "" };
    return { cert, key, ca: this.#options.ca.caPem(), minVersion: "TLSv1.3" };
  }
}
