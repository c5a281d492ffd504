import { readdirSync } from "node:fs";
import type { ProcessReading } from "../ports/host-facts.ts";
import type { KernelUnits } from "./proc/auxv.ts";
import { ProcFile, readOnce } from "./proc/proc-file.ts";
import { isVcpuThread, parseProcessStat, parseRunDelay } from "./proc/process.ts";

interface Watched {
  readonly stat: ProcFile;
  /** schedstat of each vCPU thread, by thread id. */
  readonly vcpus: Map<string, ProcFile>;
  threads: number;
  listedAtMs: number;
  usedInRound: number;
}

/** vCPUs are plugged seldom, I/O workers come and go all the time: threads are listed no more often. */
const relistMs = 30_000;
/** While none is known: QEMU may not have named its threads yet. */
const relistSoonMs = 5_000;
/** Rounds without a question, after which a process is let go. */
const idleRounds = 3;

/** Figures of QEMU processes, from files held open; a held file never shows a later process of the same pid. */
export class Processes {
  readonly #root: string;
  readonly #nsPerTick: number;
  readonly #pageBytes: number;
  readonly #watched = new Map<number, Watched>();
  #round = 0;

  constructor(root: string, units: KernelUnits) {
    this.#root = root;
    this.#nsPerTick = 1e9 / units.ticksPerSecond;
    this.#pageBytes = units.pageBytes;
  }

  /** Null where the process is gone; the next call would look for a new one of that number. */
  read(pid: number, nowMs: number): ProcessReading | null {
    const watched = this.#watched.get(pid) ?? this.#watch(pid);
    if (watched === null) return null;
    watched.usedInRound = this.#round;
    const stat = parseProcessStat(watched.stat.read() ?? "");
    if (stat === null || stat.state === "Z" || stat.state === "X") {
      this.#release(pid, watched);
      return null;
    }
    const runDelayNs = this.#runDelay(pid, watched, { threads: stat.threads, nowMs });
    return {
      cpuUserNs: stat.userTicks * this.#nsPerTick,
      cpuSystemNs: stat.systemTicks * this.#nsPerTick,
      residentBytes: stat.residentPages * this.#pageBytes,
      runDelayNs,
    };
  }

  /** Called once a tick: lets go of processes nobody asks for any more. */
  endRound(): void {
    this.#round += 1;
    for (const [pid, watched] of this.#watched) {
      if (this.#round - watched.usedInRound > idleRounds) this.#release(pid, watched);
    }
  }

  close(): void {
    for (const [pid, watched] of this.#watched) this.#release(pid, watched);
  }

  #watch(pid: number): Watched | null {
    const stat = ProcFile.open(`${this.#root}/proc/${pid}/stat`);
    if (stat === null) return null;
    const listedAtMs = Number.NEGATIVE_INFINITY;
    const watched = { stat, vcpus: new Map(), threads: -1, listedAtMs, usedInRound: this.#round };
    this.#watched.set(pid, watched);
    return watched;
  }

  #release(pid: number, watched: Watched): void {
    watched.stat.close();
    for (const file of watched.vcpus.values()) file.close();
    this.#watched.delete(pid);
  }

  /** Null in the reading in which vCPUs came or went: the sums before and after are of different things. */
  #runDelay(
    pid: number,
    watched: Watched,
    { threads, nowMs }: { readonly threads: number; readonly nowMs: number },
  ): number | null {
    const before = watched.vcpus.size;
    const waitMs = before === 0 ? relistSoonMs : relistMs;
    if (threads !== watched.threads && nowMs - watched.listedAtMs >= waitMs) {
      this.#listThreads(pid, watched);
      watched.listedAtMs = nowMs;
      if (watched.vcpus.size > 0) watched.threads = threads;
    }
    const total = sumAndDropGone(watched.vcpus);
    return before === 0 || before === watched.vcpus.size ? total : null;
  }

  #listThreads(pid: number, { vcpus }: Watched): void {
    const folder = `${this.#root}/proc/${pid}/task`;
    for (const thread of threadIds(folder)) {
      if (vcpus.has(thread) || !isVcpuThread(readOnce(`${folder}/${thread}/comm`) ?? "")) continue;
      const file = ProcFile.open(`${folder}/${thread}/schedstat`);
      if (file !== null) vcpus.set(thread, file);
    }
  }
}

function sumAndDropGone(vcpus: Map<string, ProcFile>): number | null {
  let total: number | null = null;
  for (const [thread, file] of vcpus) {
    const delay = parseRunDelay(file.read() ?? "");
    if (delay === null) {
      file.close();
      vcpus.delete(thread);
    } else {
      total = (total ?? 0) + delay;
    }
  }
  return total;
}

function threadIds(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
