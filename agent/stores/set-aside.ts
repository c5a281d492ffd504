import { mkdir, rename, rm } from "node:fs/promises";
import { basename } from "node:path";
import type { Disk } from "./raw-file.ts";

/** Moves files into `set-aside` below the folder, for a person to look at; an older set makes room. */
export async function setAside(
  disk: Disk,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  const target = `${folder}/set-aside`;
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { mode: 0o700 });
  for (const path of paths) await rename(path, `${target}/${basename(path)}`);
  await disk.syncFolder(folder);
}
