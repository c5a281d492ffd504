import { readdirSync } from "node:fs";
import type { HostInventory } from "@novacron/protocol/domain/host";
import { DeviceFilter } from "../device-filter.ts";
import { numberAt } from "../proc/numbers.ts";
import { readOnce } from "../proc/proc-file.ts";

const sectorBytes = 512;
/** As many as the report takes. */
const maxDisks = 512;

/** The whole disks of the host, from /sys/block. */
export function readDisks(root: string): HostInventory["disks"] {
  const devices = new DeviceFilter(root);
  return names(`${root}/sys/block`)
    .filter(devices.isWholeDisk)
    .slice(0, maxDisks)
    .map((device) => {
      const folder = `${root}/sys/block/${device}`;
      const rotational = numberAt(readOnce(`${folder}/queue/rotational`) ?? "", 0);
      return {
        device,
        model: readOnce(`${folder}/device/model`)?.trim().slice(0, 128) || null,
        sizeBytes: (numberAt(readOnce(`${folder}/size`) ?? "", 0) ?? 0) * sectorBytes,
        rotational: rotational === null ? null : rotational === 1,
      };
    });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
