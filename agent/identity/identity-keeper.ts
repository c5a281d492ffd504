import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Membership } from "@novacron/protocol/http/trust";
import type { Assignments } from "@novacron/protocol/messages/report";
import {
  firstRenewal,
  type RenewalEvent,
  type RenewalState,
  stepRenewal,
} from "../core/renewal.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { FleetAuthorities } from "../ports/fleet-authorities.ts";
import type { Identity } from "../ports/identity-store.ts";
import type { Log } from "../ports/log.ts";
import { keyHashOf } from "./check-server.ts";
import { FleetApi } from "./fleet-api.ts";
import { openFleetSocket } from "./fleet-socket.ts";
import type { IdentityFiles } from "./identity-files.ts";
import { identityOf } from "./join-fleet.ts";
import { certificatesIn, isSignedBy } from "./pem.ts";
import type { QemuPki } from "./qemu-pki.ts";

export interface IdentityKeeperOptions {
  readonly identity: Identity;
  readonly files: IdentityFiles;
  readonly qemu: QemuPki | null;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "random">;
  readonly log: Log;
}

type ToldAuthorities = NonNullable<Assignments["authorities"]>;

/** Said of this host in its report; a null code: it is over. */
export type TellProblem = (thing: string, code: string | null, text: string) => void;

/** The agent's clock may differ from the control plane's by so much. */
const skewToleratedMs = 10_000;

/** Holds this host's certificate, renews it in time, and opens connections that prove it. */
export class IdentityKeeper implements FleetAuthorities {
  readonly #options: IdentityKeeperOptions;
  #identity: Identity;
  #state: RenewalState;
  /** What the control plane's clock showed, and when by ours that only rises. */
  #learned: { readonly now: number; readonly atMs: number } | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** Signed and newer than what an answer to a renewal holds, where there is one. */
  #toldCa: string | null = null;
  /** What is reported of the authorities is another thing now. */
  #changed: () => void = () => undefined;
  #cancel: () => void = () => undefined;
  #isStopped = false;
  #problem: TellProblem = () => undefined;

  constructor(options: IdentityKeeperOptions) {
    this.#options = options;
    this.#identity = options.identity;
    const { issuedAt, notAfter } = options.identity;
    this.#state = firstRenewal({ issuedAt, notAfter, chance: options.ids.random() });
  }

  /** Whom to tell of trouble; before `start`. */
  tell(problem: TellProblem): void {
    this.#problem = problem;
  }

  start(): void {
    void this.#askTime();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  identity(): Identity {
    return this.#identity;
  }

  known(): readonly string[] {
    return certificatesIn(this.#identity.ca).map(keyHashOf);
  }

  issuer(): string | null {
    const certificate = new X509Certificate(this.#identity.certificate);
    const by = certificatesIn(this.#identity.ca).find((one) => isSignedBy(certificate, one));
    return by === undefined ? null : keyHashOf(by);
  }

  told({ trusted, issuer }: ToldAuthorities, changed: () => void): void {
    const { log } = this.#options;
    this.#changed = changed;
    this.#inTurn(() => this.#trust(trusted))
      .then(() => this.#lookAtIssuer(issuer))
      .catch((error: unknown) => log.error({ error }, "cannot keep which CAs count"));
  }

  /** What writes the identity waits for what writes it already. */
  #inTurn(write: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(write);
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #trust(trusted: readonly string[]): Promise<void> {
    const { files, qemu, log } = this.#options;
    const ca = trusted.flatMap(certificatesIn).map(String).join("");
    this.#toldCa = ca;
    if (ca === this.#identity.ca) return;
    const identity = { ...this.#identity, ca };
    await qemu?.writeAuthorities(ca);
    await files.write(identity);
    this.#identity = identity;
    log.info({ authorities: this.known() }, "the control plane told which CAs count");
    this.#changed();
  }

  #lookAtIssuer(issuer: string): void {
    if (this.known().includes(issuer) && this.issuer() !== issuer) this.#step({ type: "outdated" });
  }

  /** A connection to the control plane by the newest certificate. */
  connect(host: string, port: number): Socket {
    const { ca, certificate: cert, key } = this.#identity;
    return openFleetSocket({ host, port, ca, cert, key, nowMs: () => this.#now() });
  }

  /** For the bus: ours is known by its name in the fleet, an external one by its address. */
  brokerTls() {
    const { ca, certificate: cert, key, ownBus } = this.#identity;
    const open = (host: string, port: number): Socket => this.connect(host, port);
    return ownBus ? { ca, cert, key, open } : { ca, cert, key };
  }

  /** The true time as far as it is known in this process. */
  #now(): number | null {
    if (this.#learned === null) return null;
    return this.#learned.now + (this.#options.clock.monotonicMs() - this.#learned.atMs);
  }

  #api(): FleetApi {
    const { api: url, ca, certificate: cert, key } = this.#identity;
    return new FleetApi({ url, ca, cert, key });
  }

  async #askTime(): Promise<void> {
    try {
      const now = await this.#api().time();
      this.#learn(now);
      this.#step({ type: "time", now });
    } catch (error) {
      this.#failed(error);
    }
  }

  async #take(answer: Membership): Promise<void> {
    const { files, qemu } = this.#options;
    const { api: url, key } = this.#identity;
    const membership = { ...answer, ca: this.#toldCa ?? answer.ca };
    const identity = identityOf(membership, { url, key });
    await qemu?.write(membership);
    await files.write(identity);
    this.#identity = identity;
    this.#changed();
  }

  async #renew(): Promise<void> {
    const { qemu, ids, log } = this.#options;
    try {
      const qemuRequest = (await qemu?.request()) ?? null;
      const membership: Membership = await this.#api().renew({ qemuRequest });
      await this.#inTurn(() => this.#take(membership));
      this.#learn(membership.now);
      this.#problem("identity", null, "");
      const { serial, notAfter } = membership;
      log.info({ serial, notAfter: new Date(notAfter).toISOString() }, "certificate renewed");
      this.#step({ type: "renewed", now: membership.now, notAfter, chance: ids.random() });
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (this.#isStopped) return;
    const { log } = this.#options;
    const nova = error instanceof NovaError ? error : null;
    log.warn({ error, next: nova?.next }, "the certificate could not be renewed, again later");
    // That the control plane is away is seen by everybody; the rest concerns this host.
    if (nova !== null && !nova.retryable) {
      this.#problem("identity", stateCode(nova.code), `${nova.message}. ${nova.next}`);
    }
    this.#step({ type: "failed" });
  }

  #learn(now: number): void {
    const { clock } = this.#options;
    this.#learned = { now, atMs: clock.monotonicMs() };
    const skewMs = clock.now() - now;
    if (Math.abs(skewMs) <= skewToleratedMs) return this.#problem("clock", null, "");
    const seconds = Math.round(Math.abs(skewMs) / 1_000);
    const way = skewMs > 0 ? "ahead of" : "behind";
    this.#problem("clock", "clock-wrong", `The clock is ${seconds} s ${way} the control plane's`);
  }

  #step(event: RenewalEvent): void {
    if (this.#isStopped) return;
    const [state, effect] = stepRenewal(this.#state, event);
    this.#state = state;
    this.#cancel();
    if (effect.type === "renew") void this.#renew();
    else this.#cancel = this.#options.clock.after(effect.afterMs, () => void this.#askTime());
  }
}

/** Code of the problem in the host's report. */
function stateCode(code: string): string {
  return code.toLowerCase().replaceAll("_", "-");
}
