import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { machinesIn } from "@novacron/control-plane/adapters/sqlite/packed-batch";
import { PeriodFiles } from "@novacron/control-plane/adapters/sqlite/period-files";
import { rawTier } from "@novacron/control-plane/adapters/sqlite/tiers";
import type { HostId } from "@novacron/protocol/domain/ids";

export interface StoredSamples {
  /** When each stored sample was taken, in order. A batch that was stored twice stands here twice. */
  readonly times: readonly number[];
  /** Times that stand there more than once. */
  readonly doubles: readonly number[];
}

/**
 * The samples of a host, or of one machine on it, as they lie in the embedded store's own files; past every
 * step and mean that the API puts over them.
 */
export function storedSamples(data: string, host: HostId, machine = ""): StoredSamples {
  const folder = join(data, "metrics");
  // The log first: what is sealed meanwhile is then seen in both places rather than in none.
  const logged = loggedTimes(join(folder, "head.sqlite"), host, machine);
  const doubles = logged.filter((at, index) => logged.indexOf(at) !== index);
  const all = [...new Set([...logged, ...sealedTimes(folder, host, machine)])];
  all.sort((a, b) => a - b);
  return { times: [...all, ...doubles].sort((a, b) => a - b), doubles };
}

function loggedTimes(path: string, host: string, machine: string): number[] {
  if (!existsSync(path)) return [];
  const db = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  try {
    const rows = db.prepare("SELECT at, data FROM log WHERE host = ? ORDER BY at, id").all(host);
    return rows
      .filter((row) => machine === "" || machinesIn(row.data as Uint8Array).has(machine))
      .map((row) => row.at as number);
  } finally {
    db.close();
  }
}

function sealedTimes(folder: string, host: string, machine: string): number[] {
  const files = new PeriodFiles(folder, true, () => {});
  const target = machine === "" ? "host" : "machine";
  const filter = { target, host, ...(machine === "" ? {} : { machine }) } as const;
  try {
    return files.periods(rawTier).flatMap((period) => {
      const file = files.use(rawTier, period);
      const span = { fromMs: period.startMs, toMs: period.endMs };
      return file.findSeries(filter).flatMap(({ id }) => [...file.read(id, span).times]);
    });
  } finally {
    files.closeAll();
  }
}

/** The longest time between two neighbours. */
export function longestGapMs(times: readonly number[]): number {
  return times.reduce((gap, at, index) => Math.max(gap, at - (times[index - 1] ?? at)), 0);
}
