import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import type { DirtyRateReading } from "../../ports/hypervisor.ts";
import { isUnsupported } from "../errors.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain, DomainStatsRecord } from "../generated/types.ts";
import { byName, numberOf, stringOf } from "../rpc/typed-parameter.ts";
import type { Dedicated } from "./power.ts";

const CALL = { timeoutMs: 15_000 };
/** VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING: hashes 512 pages of each GiB and looks again; the guest runs on. */
const PAGE_SAMPLING = 0;
/** VIR_DOMAIN_STATS_DIRTYRATE. */
const DIRTY_RATE = 1 << 9;
/** VIR_DOMAIN_DIRTYRATE_MEASURED. */
const MEASURED = 2;
/** VIR_DOMAIN_RUNNING. */
const RUNNING = 1;
/** VIR_DOMAIN_JOB_NONE. */
const NO_JOB = 0;
const MiB = 1024 ** 2;
const LOOK_MS = 100;
/** After the time of the sample itself: hashing takes milliseconds, a busy host longer. */
const LATE_MS = 10_000;
const SECONDS_MAX = 60;

/**
 * Samples dirty-page rates. libvirt is asked to start one and then, since it does not say when that has ended,
 * what it found: neither call waits for the guest or holds its machine, so nothing else of it is held up.
 */
export class DirtyRateSampler {
  readonly #clock: Clock;
  readonly #dedicated: Dedicated;
  readonly #underWay = new Map<MachineId, Promise<DirtyRateReading>>();

  constructor(clock: Clock, dedicated: Dedicated) {
    this.#clock = clock;
    this.#dedicated = dedicated;
  }

  /** QEMU refuses a second sample of a machine while one is under way. */
  sample(id: MachineId, seconds: number): Promise<DirtyRateReading> {
    const running = this.#underWay.get(id);
    if (running !== undefined) return running;
    const started = this.#sample(id, seconds).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, started);
    return started;
  }

  async #sample(id: MachineId, seconds: number): Promise<DirtyRateReading> {
    const period = Math.min(SECONDS_MAX, Math.max(1, Math.round(seconds)));
    return await this.#dedicated(async ({ remote }) => {
      const { dom } = await remote.domainLookupByUuid({ uuid: id }, CALL);
      await demandQuiet(remote, dom);
      try {
        await remote.domainStartDirtyRateCalc({ dom, seconds: period, flags: PAGE_SAMPLING }, CALL);
      } catch (cause) {
        if (!isUnsupported(cause)) throw cause;
        throw refused(dom, { cause, next: "It needs libvirt 7.2 and QEMU 5.2 or later" });
      }
      await this.#pass(period * 1_000);
      for (let left = LATE_MS / LOOK_MS; left > 0; left -= 1) {
        const reading = await read(remote, dom);
        if (reading !== null) return reading;
        await this.#pass(LOOK_MS);
      }
      throw new NovaError("LIBVIRT_TIMEOUT", `sample the dirty-page rate of machine ${dom.name}`);
    });
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }
}

/** While a move or another job runs, libvirt would let the call wait for half a minute. */
async function demandQuiet(remote: RemoteApi, dom: Domain): Promise<void> {
  const { state } = await remote.domainGetState({ dom, flags: 0 }, CALL);
  if (state !== RUNNING) throw refused(dom, { next: "Sample it while it runs" });
  const { type } = await remote.domainGetJobInfo({ dom }, CALL);
  if (type !== NO_JOB) throw refused(dom, { next: "Wait for the end of its job, such as a move" });
}

async function read(remote: RemoteApi, dom: Domain): Promise<DirtyRateReading | null> {
  const call = { doms: [dom], stats: DIRTY_RATE, flags: 0 };
  const { retStats } = await remote.connectGetAllDomainStats(call, CALL);
  const record = retStats[0];
  if (record === undefined) throw refused(dom, { next: "Sample it while it runs" });
  return dirtyRateReading(record);
}

/** Null until the sample has ended. libvirt counts in whole MiB a second and calls them megabytes. */
export function dirtyRateReading({ params }: DomainStatsRecord): DirtyRateReading | null {
  const values = byName(params);
  const rate = numberOf(values.get("dirtyrate.megabytes_per_second"));
  if (numberOf(values.get("dirtyrate.calc_status")) !== MEASURED || rate === null) return null;
  const mode = stringOf(values.get("dirtyrate.calc_mode"));
  return {
    bytesPerSecond: rate * MiB,
    mode: mode === "dirty-bitmap" || mode === "dirty-ring" ? mode : "page-sampling",
  };
}

function refused(dom: Domain, more: { next: string; cause?: unknown }): NovaError {
  const attempted = `sample the dirty-page rate of machine ${dom.name}`;
  return new NovaError("ACTION_NOT_POSSIBLE", attempted, more);
}
