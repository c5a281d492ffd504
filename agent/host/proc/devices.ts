import type { HostDiskCounters, HostNicCounters } from "../../collectors/host-counters.ts";
import { words } from "./numbers.ts";

/** The unit of /proc/diskstats, whatever the disk's own sector is (Documentation/admin-guide/iostats.rst). */
const sectorBytes = 512;

/** The lines of /proc/diskstats whose device is wanted. Newer kernels add columns at the end only. */
export function parseDiskstats(
  text: string,
  wanted: (device: string) => boolean,
): HostDiskCounters[] {
  const disks: HostDiskCounters[] = [];
  for (const line of text.split("\n")) {
    const columns = words(line);
    const device = columns[2];
    if (device === undefined || columns.length < 14 || !wanted(device)) continue;
    if (!allFigures(columns, 3)) continue;
    const at = (index: number): number => Number(columns[index]);
    disks.push({
      device,
      reads: at(3),
      readBytes: at(5) * sectorBytes,
      readTimeMs: at(6),
      writes: at(7),
      writeBytes: at(9) * sectorBytes,
      writeTimeMs: at(10),
      busyMs: at(12),
    });
  }
  return disks;
}

/** The lines of /proc/net/dev whose interface is wanted. An old kernel may print no space after the colon. */
export function parseNetDev(text: string, wanted: (device: string) => boolean): HostNicCounters[] {
  const nics: HostNicCounters[] = [];
  for (const line of text.split("\n")) {
    const colon = line.lastIndexOf(":");
    if (colon === -1) continue;
    const device = line.slice(0, colon).trim();
    if (!wanted(device)) continue;
    const columns = words(line.slice(colon + 1));
    if (columns.length < 16 || !allFigures(columns, 0)) continue;
    const at = (index: number): number => Number(columns[index]);
    nics.push({
      device,
      receiveBytes: at(0),
      receivePackets: at(1),
      receiveErrors: at(2),
      receiveDrops: at(3),
      transmitBytes: at(8),
      transmitPackets: at(9),
      transmitErrors: at(10),
      transmitDrops: at(11),
    });
  }
  return nics;
}

/** A line that is not of figures throughout is no line of a device. */
function allFigures(columns: readonly string[], from: number): boolean {
  return columns.every((column, index) => index < from || /^\d+$/.test(column));
}

/** All interface names of /proc/net/dev. */
export function parseNetDevNames(text: string): string[] {
  const names: string[] = [];
  for (const line of text.split("\n")) {
    const colon = line.lastIndexOf(":");
    if (colon !== -1) names.push(line.slice(0, colon).trim());
  }
  return names;
}
