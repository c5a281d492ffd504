import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { LibvirtClient } from "../client.ts";
import { isTimeout } from "../errors.ts";
import { type BulkRecord, bulkCall } from "./bulk-call.ts";
import { lacksDisks, lacksMonitor } from "./counters.ts";

export interface BulkStats {
  readonly records: readonly BulkRecord[];
  /** Machines whose figures libvirt could not get from QEMU, and why. */
  readonly culprits: readonly {
    readonly uuid: string;
    readonly name: string;
    readonly why: string;
  }[];
}

export interface BulkOptions {
  readonly timeoutMs: number;
  /** CPU and vCPU figures; true by default. */
  readonly withCpu?: boolean;
  /** What the balloon tells of the memory; true by default. */
  readonly withMemory?: boolean;
  /** Machines whose disks had figures before: without the balloon, a hanging QEMU shows by the lack of them. */
  readonly diskful?: ReadonlySet<string>;
}

/**
 * The bulk statistics of all machines, never waiting longer than its deadlines for one that hangs.
 *
 * libvirt asks each QEMU in turn. One that does not answer (stopped, or its disk hangs) holds the
 * whole call for as long as it hangs; but then that call holds the machine, and the next call, told
 * not to wait, passes it by and gets all the others, this one without the figures that only QEMU
 * has. So a call that comes late is left to hang, as the guard that keeps the next from hanging at
 * the same place, and is asked again at once. Only so many may hang: each keeps one of libvirtd's
 * workers. After that only figures that need no QEMU are asked for, until a hanging one returns.
 */
export async function readBulkStats(
  client: LibvirtClient,
  { timeoutMs, withCpu = true, withMemory = true, diskful = new Set() }: BulkOptions,
): Promise<BulkStats> {
  const stats = WITH_QEMU & ~(withCpu ? 0 : CPU) & ~(withMemory ? 0 : BALLOON);
  const lacks = (record: BulkRecord) =>
    withMemory ? lacksMonitor(record) : diskful.has(record.dom.uuid) && lacksDisks(record);
  for (let attempt = 0; attempt < 2; attempt++) {
    if ((client.counts?.abandoned ?? 0) >= GUARDS_MAX) break;
    try {
      return named(await ask(client, stats, timeoutMs), lacks, MONITOR_SILENT);
    } catch (error) {
      if (!isTimeout(error)) throw error;
    }
  }
  return named(await ask(client, WITHOUT_QEMU, timeoutMs), lacksMonitor, NOT_ASKED);
}

/** Calls that may hang on hung machines; one place of four stays free. */
export const GUARDS_MAX = 3;

const MONITOR_SILENT = "its QEMU does not answer libvirt, or is busy with another job";
const NOT_ASKED = "not asked, as more machines hang than libvirt has places for";

/** VIR_DOMAIN_STATS_*: state 1, CPU 2, balloon 4, vCPU 8, interface 16, block 32. */
const WITH_QEMU = 1 | 2 | 4 | 8 | 16 | 32;
const WITHOUT_QEMU = 1 | 2 | 16;
/** CPU and vCPU: half of what the whole call costs each QEMU (libvirt 9.0, QEMU 7.2), and /proc tells it too. */
const CPU = 2 | 8;
/** A third of what is left then, and what it tells, a guest feeds at a slower pace than ours. */
const BALLOON = 4;
/** VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT. */
const NO_WAIT = 1 << 29;

async function ask(
  client: LibvirtClient,
  stats: number,
  timeoutMs: number,
): Promise<readonly BulkRecord[]> {
  const call = { doms: [], stats, flags: NO_WAIT };
  const records = await client.call(bulkCall, call, { timeoutMs });
  if (records.length === 0 && !client.connected) {
    throw new NovaError("LIBVIRT_UNAVAILABLE", "read statistics", { cause: client.reason });
  }
  return records;
}

function named(
  records: readonly BulkRecord[],
  lacks: (record: BulkRecord) => boolean,
  why: string,
): BulkStats {
  const silent = records.filter(lacks);
  return { records, culprits: silent.map(({ dom }) => ({ uuid: dom.uuid, name: dom.name, why })) };
}
