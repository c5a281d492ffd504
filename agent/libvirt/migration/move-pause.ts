import { losesWrites } from "@novacron/protocol/domain/emulated-memory";
import type { MigrationProgress } from "@novacron/protocol/domain/migration";
import { type AllowedPause, firstPause, isPauseNear, stepPause } from "../../core/allowed-pause.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { parseDomain } from "../xml/parse-domain.ts";
import { looking } from "./move-kit.ts";

/** QEMU's own, and what it is left with by a move that did not take place. */
const usualMs = 300;
const lookEveryMs = 500;
/** Where more may have to be allowed soon; QEMU itself looks every 50 ms. */
const lookNearMs = 100;

/** How long one move may stop its guest, as its QEMU is told. */
export class MovePause {
  #allowed: AllowedPause;
  /** Null: QEMU did not take what it was told last. */
  #toldMs: number | null = null;
  #nextLookMs = lookEveryMs;

  constructor(longestMs: number | undefined) {
    this.#allowed = firstPause(longestMs ?? usualMs);
  }

  /** Until the next look at the move. */
  get nextLookMs(): number {
    return this.#nextLookMs;
  }

  /** Not every QEMU takes it before the job runs; each look says it again until it is taken. */
  async begin(remote: RemoteApi, dom: Domain): Promise<void> {
    const { longestMs } = this.#allowed;
    // Where a pass may lose what is written, as few as can be.
    if (await mayLoseWrites(remote, dom)) this.#allowed = { ms: longestMs, longestMs };
    await this.#tell(remote, dom);
  }

  async look(remote: RemoteApi, dom: Domain, progress: MigrationProgress): Promise<void> {
    this.#allowed = stepPause(this.#allowed, progress);
    this.#nextLookMs = isPauseNear(this.#allowed, progress, lookEveryMs) ? lookNearMs : lookEveryMs;
    if (this.#toldMs !== this.#allowed.ms) await this.#tell(remote, dom);
  }

  /** A person's word is taken whole: whoever allows more wants the move to end. */
  async change(remote: RemoteApi, dom: Domain, longestMs: number): Promise<void> {
    this.#allowed = { ms: longestMs, longestMs };
    await setPause(remote, dom, longestMs);
    this.#toldMs = longestMs;
  }

  /** The machine stays where it is: the next move of it, by whatever tool, finds what QEMU begins with. */
  async end(remote: RemoteApi, dom: Domain): Promise<void> {
    await setPause(remote, dom, usualMs);
  }

  async #tell(remote: RemoteApi, dom: Domain): Promise<void> {
    const { ms } = this.#allowed;
    this.#toldMs = await setPause(remote, dom, ms).then(
      () => ms,
      () => null,
    );
  }
}

async function mayLoseWrites(remote: RemoteApi, dom: Domain): Promise<boolean> {
  const { hvVer } = await remote.connectGetVersion(looking);
  const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, looking);
  return losesWrites(parseDomain(xml).type, Math.floor(Number(hvVer) / 1_000_000));
}

async function setPause(remote: RemoteApi, dom: Domain, ms: number): Promise<void> {
  await remote.domainMigrateSetMaxDowntime({ dom, downtime: BigInt(ms), flags: 0 }, looking);
}
