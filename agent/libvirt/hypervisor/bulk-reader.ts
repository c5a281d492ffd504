import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { Clock } from "../../ports/clock.ts";
import type { BulkReading, JobCounters, MachineCounters } from "../../ports/hypervisor.ts";
import type { LibvirtClient } from "../client.ts";
import type { Domain } from "../generated/types.ts";
import { byName, numberOf } from "../rpc/typed-parameter.ts";
import type { BulkRecord } from "./bulk-call.ts";
import { readBulkStats } from "./bulk-stats.ts";
import {
  countersOf,
  diskSizes,
  hasDiskFigures,
  type MemoryCounters,
  memoryCounters,
} from "./counters.ts";
import { jobName } from "./states.ts";

export interface BulkReaderOptions {
  readonly clock: Clock;
  /** Used for nothing but the bulk call. */
  readonly metrics: LibvirtClient;
  readonly queries: LibvirtClient;
  /** Where libvirt leaves the pid file and the live definition of each QEMU. */
  readonly stateFolder: string;
  readonly timeoutMs: number;
  /** A job has ended that a report has told of, and no event of libvirt has to follow. */
  readonly jobOver: (id: MachineId, name: string) => void;
}

/** Readings between two looks at the sizes of disks and the number of vCPUs, which seldom change. */
const SIZES_EVERY = 12;
/** Readings between two questions to the balloon: 30 s at the usual pace, half of what counts as fresh. */
const MEMORY_EVERY = 6;
const JOB_TIMEOUT_MS = 1_000;

/** The bulk reading, and what is remembered from one to the next. */
export class BulkReader {
  readonly #options: BulkReaderOptions;
  readonly #sizes = new Map<string, ReadonlyMap<string, number>>();
  readonly #pids = new Map<string, { domainId: number; pid: number }>();
  readonly #jobs = new Map<string, string>();
  /** Machines whose job was told of since it began. */
  readonly #told = new Set<string>();
  readonly #vcpus = new Map<string, number>();
  readonly #memory = new Map<string, { domainId: number; counters: MemoryCounters }>();
  /** Machines whose disks had figures in the reading before. */
  #diskful: ReadonlySet<string> = new Set();
  /** A machine runs whose vCPUs are not known, or whose process cannot be found to ask it about its CPU. */
  #needsCpu = true;
  /** One runs whose memory is not known yet, or one hangs, which only the balloon tells of every machine. */
  #needsMemory = true;
  #silent: ReadonlySet<string> = new Set();
  #readings = 0;
  #underWay: Promise<BulkReading> | null = null;

  constructor(options: BulkReaderOptions) {
    this.#options = options;
  }

  get statusFolder(): string {
    return this.#options.stateFolder;
  }

  sizes(uuid: string): ReadonlyMap<string, number> {
    return this.#sizes.get(uuid) ?? new Map();
  }

  /** For a report. Noted, so that the end of what was told is told too. */
  tellJob(uuid: string): string | null {
    const job = this.#jobs.get(uuid) ?? null;
    if (job !== null) this.#told.add(uuid);
    return job;
  }

  hangs(uuid: string): boolean {
    return this.#silent.has(uuid);
  }

  jobRuns(id: MachineId, kind: string): void {
    this.#jobs.set(id, kind);
  }

  jobEnded(id: MachineId, name: string): void {
    this.#jobs.delete(id);
    if (this.#told.delete(id)) this.#options.jobOver(id, name);
  }

  /** A second call while one is under way shares its answer: two at once would pass by each other's machines. */
  read(): Promise<BulkReading> {
    this.#underWay ??= this.#read().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** Before the first report: a machine whose disks grew from unknown to known would be told as changed. */
  async learnSizes(): Promise<void> {
    if (this.#readings > 0 || !this.#options.metrics.connected) return;
    await this.read().catch(() => undefined);
  }

  async #read(): Promise<BulkReading> {
    const { clock, metrics, timeoutMs } = this.#options;
    const startMs = clock.monotonicMs();
    const withMemory = this.#needsMemory || this.#readings % MEMORY_EVERY === 0;
    const { records, culprits } = await readBulkStats(metrics, {
      timeoutMs,
      withCpu: this.#needsCpu || this.#readings % SIZES_EVERY === 0,
      withMemory,
      diskful: this.#diskful,
    });
    const tookMs = clock.monotonicMs() - startMs;
    const silent = new Set(culprits.map(({ uuid }) => uuid));
    this.#silent = silent;
    const answered = records.filter(({ dom }) => !silent.has(dom.uuid));
    this.#remember(records, answered);
    const jobs = await this.#readJobs(answered);
    const machines = answered.map((record) =>
      countersOf(record, {
        pid: this.#pid(record.dom),
        job: jobs.get(record.dom.uuid) ?? null,
        vcpus: this.#vcpus.get(record.dom.uuid),
        memory: withMemory ? undefined : this.#memoryOf(record.dom),
      }),
    );
    for (const { id, vcpus } of machines) if (vcpus !== null) this.#vcpus.set(id, vcpus);
    if (withMemory) this.#rememberMemory(answered, machines);
    this.#needsMemory =
      silent.size > 0 || answered.some(({ dom }) => dom.id >= 0 && !this.#memoryOf(dom));
    this.#needsCpu = machines.some(
      ({ running, pid, vcpus }) => running && (pid === null || vcpus === null),
    );
    return {
      machines,
      tookMs,
      skipped: culprits.map(({ uuid, name, why }) => ({ id: uuid as MachineId, name, why })),
    };
  }

  #rememberMemory(answered: readonly BulkRecord[], machines: readonly MachineCounters[]): void {
    for (const [index, { dom }] of answered.entries()) {
      this.#memory.set(dom.uuid, {
        domainId: dom.id,
        counters: memoryCounters(machines[index]!),
      });
    }
  }

  /** Of this life of the machine: a domain gets another number with each start. */
  #memoryOf({ uuid, id }: Domain): MemoryCounters | undefined {
    const known = this.#memory.get(uuid);
    return known?.domainId === id ? known.counters : undefined;
  }

  #remember(all: readonly BulkRecord[], answered: readonly BulkRecord[]): void {
    const refresh = this.#readings++ % SIZES_EVERY === 0;
    for (const record of answered) {
      const { uuid } = record.dom;
      if (refresh || !this.#sizes.has(uuid)) this.#sizes.set(uuid, diskSizes(record));
    }
    const diskful = answered.filter(hasDiskFigures).map(({ dom }) => dom.uuid);
    const hanging = [...this.#diskful].filter((uuid) => this.#silent.has(uuid));
    this.#diskful = new Set([...diskful, ...hanging]);
    const present = new Set(all.map(({ dom }) => dom.uuid));
    for (const map of [this.#sizes, this.#pids, this.#jobs, this.#vcpus, this.#memory]) {
      for (const uuid of map.keys()) if (!present.has(uuid)) map.delete(uuid);
    }
    for (const uuid of this.#told) if (!present.has(uuid)) this.#told.delete(uuid);
  }

  /** Null for a machine that is off. A domain gets another number with each start. */
  #pid({ uuid, id, name }: Domain): number | null {
    if (id < 0) return null;
    const known = this.#pids.get(uuid);
    if (known?.domainId === id) return known.pid;
    try {
      const text = readFileSync(join(this.#options.stateFolder, `${name}.pid`), "utf8");
      const pid = Number.parseInt(text, 10);
      if (!(pid > 0)) return null;
      this.#pids.set(uuid, { domainId: id, pid });
      return pid;
    } catch {
      return null;
    }
  }

  /** Progress of the jobs known to run: a handful of calls at most, and none as a rule. */
  async #readJobs(answered: readonly BulkRecord[]): Promise<Map<string, JobCounters>> {
    const busy = answered.filter(({ dom }) => this.#jobs.has(dom.uuid));
    const jobs = new Map<string, JobCounters>();
    const readOne = async ({ dom }: BulkRecord) => {
      const job = await this.#readJob(dom);
      if (job) jobs.set(dom.uuid, job);
    };
    await Promise.all(busy.map(readOne));
    return jobs;
  }

  async #readJob(dom: Domain): Promise<JobCounters | null> {
    const options = { timeoutMs: JOB_TIMEOUT_MS };
    const fallback = { kind: this.#jobs.get(dom.uuid)!, totalBytes: null, remainingBytes: null };
    try {
      const stats = await this.#options.queries.remote.domainGetJobStats(
        { dom, flags: 0 },
        options,
      );
      if (stats.type === NO_JOB) {
        this.jobEnded(dom.uuid as MachineId, dom.name);
        return null;
      }
      const values = byName(stats.params);
      const kind = jobName(numberOf(values.get("operation")) ?? 0);
      this.#jobs.set(dom.uuid, kind);
      return {
        kind,
        totalBytes: numberOf(values.get("data_total")),
        remainingBytes: numberOf(values.get("data_remaining")),
      };
    } catch {
      // The job is there, but holds the machine just now.
      return fallback;
    }
  }
}

/** VIR_DOMAIN_JOB_NONE. */
const NO_JOB = 0;
