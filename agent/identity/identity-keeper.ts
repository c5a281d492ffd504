import type { Socket } from "node:net";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Membership } from "@novacron/protocol/http/trust";
import {
  firstRenewal,
  type RenewalEvent,
  type RenewalState,
  stepRenewal,
} from "../core/renewal.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Identity } from "../ports/identity-store.ts";
import type { Log } from "../ports/log.ts";
import { FleetApi } from "./fleet-api.ts";
import { openFleetSocket } from "./fleet-socket.ts";
import type { IdentityFiles } from "./identity-files.ts";
import { identityOf } from "./join-fleet.ts";
import type { QemuPki } from "./qemu-pki.ts";

export interface IdentityKeeperOptions {
  readonly identity: Identity;
  readonly files: IdentityFiles;
  readonly qemu: QemuPki | null;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "random">;
  readonly log: Log;
}

/** Said of this host in its report; a null code: it is over. */
export type TellProblem = (thing: string, code: string | null, text: string) => void;

/** The agent's clock may differ from the control plane's by so much. */
const skewToleratedMs = 10_000;

/** Holds this host's certificate, renews it in time, and opens connections that prove it. */
export class IdentityKeeper {
  readonly #options: IdentityKeeperOptions;
  #identity: Identity;
  #state: RenewalState;
  /** What the control plane's clock showed, and when by ours that only rises. */
  #learned: { readonly now: number; readonly atMs: number } | null = null;
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

  async #renew(): Promise<void> {
    const { files, qemu, ids, log } = this.#options;
    try {
      const qemuRequest = (await qemu?.request()) ?? null;
      const membership: Membership = await this.#api().renew({ qemuRequest });
      const { api: url, key } = this.#identity;
      const identity = identityOf(membership, { url, key });
      await qemu?.write(membership);
      await files.write(identity);
      this.#identity = identity;
      this.#learn(membership.now);
      this.#problem("identity", null, "");
      const { serial, notAfter } = identity;
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
