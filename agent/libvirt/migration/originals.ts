import { stat } from "node:fs/promises";
import type { PlacedDisk } from "@novacron/protocol/domain/migration";
import { sourceText } from "../hypervisor/machine-report.ts";
import { parseDomain } from "../xml/parse-domain.ts";
import type { MoveKit } from "./move-kit.ts";
import type { SourceRecord } from "./move-record.ts";

/** The disks of a definition that are copied, as they are before. */
export async function originalsOf(
  kit: MoveKit,
  xml: string,
  copied: readonly PlacedDisk[],
): Promise<SourceRecord["disks"]> {
  const found: SourceRecord["disks"] = [];
  for (const { target, source } of parseDomain(xml).disks) {
    const placed = copied.find((one) => one.target === target);
    const path = sourceText(source);
    if (placed === undefined || path === null) continue;
    found.push({ target, path, placed: placed.path, mark: await markOf(kit, path) });
  }
  return found;
}

/** What changes with every write to a file, null where it cannot be told. */
export async function markOf(kit: MoveKit, path: string): Promise<string | null> {
  const found = await stat(kit.seen?.(path) ?? path, { bigint: true }).catch(() => null);
  return found?.isFile() === true ? `${found.size} ${found.mtimeNs}` : null;
}
