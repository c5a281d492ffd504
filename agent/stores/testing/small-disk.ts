import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";

/** A file system of its own with little room, so that "no space" is the kernel's own. Needs root. */
export interface SmallDisk {
  readonly folder: string;
  remove(): void;
}

export function mountSmallDisk(kilobytes: number): SmallDisk {
  const folder = mkdtempSync(`${tmpdir()}/small-disk-`);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]);
  return {
    folder,
    remove() {
      execFileSync("umount", ["--lazy", folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

export const mayMount = process.getuid?.() === 0;
