import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { decodeChunk } from "@novacron/control-plane/adapters/sqlite/chunk";
import { MetricKeeper } from "@novacron/control-plane/adapters/sqlite/metric-keeper";
import { folderBytes, PeriodFiles } from "@novacron/control-plane/adapters/sqlite/period-files";
import { rawTier } from "@novacron/control-plane/adapters/sqlite/tiers";
import { defaultRetention } from "@novacron/control-plane/samples/retention";

export interface PackedSize {
  readonly samples: number;
  /** Raw samples alone, files and their indexes included. */
  readonly rawBytesPerSample: number;
  /** With all roll-ups beside them. */
  readonly allBytesPerSample: number;
  /** Share of the samples that the control plane had packed itself before it was stopped. */
  readonly packedShare: number;
  /** Time it took to pack the rest afterwards. */
  readonly restSeconds: number;
}

/** Seals everything that a stopped control plane left in its log, then weighs the files. */
export function packedSize(folder: string): PackedSize {
  const before = samplesIn(folder);
  const moving = new Int32Array(1);
  const keeper = new MetricKeeper({ folder, retention: defaultRetention, moving });
  keeper.open();
  const since = performance.now();
  for (;;) {
    const done = keeper.maintain(Date.now() + 86_400_000);
    if (done.rolledUp + done.dropped === 0) break;
  }
  const restSeconds = (performance.now() - since) / 1_000;
  keeper.close();
  const samples = samplesIn(folder);
  const raw = folderBytes(join(folder, rawTier.name));
  const rollups = ["1min", "15min", "1h"].reduce(
    (sum, name) => sum + folderBytes(join(folder, name)),
    0,
  );
  return {
    samples,
    rawBytesPerSample: raw / samples,
    allBytesPerSample: (raw + rollups) / samples,
    packedShare: before / samples,
    restSeconds,
  };
}

/** Numbers in the packed chunks. */
function samplesIn(folder: string): number {
  const files = new PeriodFiles(folder, true, () => undefined);
  let samples = 0;
  for (const period of files.periods(rawTier)) {
    const db = new DatabaseSync(files.pathOf(rawTier, period), { readOnly: true });
    for (const row of db.prepare("SELECT data FROM chunk").iterate()) {
      const chunk = decodeChunk(row.data as Uint8Array);
      for (const column of chunk.columns.values()) {
        samples += column.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
      }
    }
    db.close();
  }
  return samples;
}
