import { losesWrites } from "./emulated-memory.ts";
import type { HostInventory } from "./host.ts";
import type { MachineReport } from "./machine.ts";
import type { MigrationKind } from "./migration.ts";
import type { Obstacle } from "./obstacle.ts";

export interface RiskFacts {
  readonly report: MachineReport;
  readonly source: HostInventory;
  readonly kind: MigrationKind;
}

/** What a move may cost though nothing stands against it, each with what avoids it. */
export function moveRisks({ report, source, kind }: RiskFacts): readonly Obstacle[] {
  const isLive = kind === "live" || kind === "live-copy";
  if (!isLive || report.state !== "running" || !movesLoseWrites(report, source)) return [];
  return [
    {
      code: "emulated-memory",
      text: `It is emulated by QEMU ${source.qemuVersion}, whose live moves may lose what the guest writes to its memory meanwhile: it may crash afterwards`,
      remedy: "Move it while it is off or paused, or upgrade QEMU on its host to 9.0",
    },
  ];
}

/** By what its host says of its QEMU. */
export function movesLoseWrites(report: MachineReport, { qemuVersion }: HostInventory): boolean {
  const major = Number.parseInt(qemuVersion ?? "", 10);
  return losesWrites(report.virtualisation, Number.isNaN(major) ? null : major);
}
