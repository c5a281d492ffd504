import { readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { Disk } from "./raw-file.ts";
import { systemCode } from "./store-error.ts";

/** What must be known of an outbox beside its entries, in a small file replaced as a whole. */
export interface BootRecord {
  readonly boot: string;
  /** No seq above it was ever given under this boot. Raised, durably, before one is. */
  readonly ceiling: number;
  /** The kernel's boot id when it was written: another one later means the host went down in between. */
  readonly kernelBootId: string;
  /** True after a close, so that nothing can be missing. */
  readonly clean: boolean;
}

const fileName = "boot.json";

/** Null where the file is missing or damaged: then nothing can be proven. */
export async function readBootFile(folder: string): Promise<BootRecord | null> {
  let text: string;
  try {
    text = await readFile(`${folder}/${fileName}`, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
  const body = text.slice(9).trimEnd();
  if (text.slice(0, 9) !== `${checksum(body)} `) return null;
  return JSON.parse(body) as BootRecord;
}

export async function writeBootFile(disk: Disk, folder: string, record: BootRecord): Promise<void> {
  const body = JSON.stringify(record);
  await disk.replace(folder, fileName, `${checksum(body)} ${body}\n`);
}

/** Eight hexadecimal digits of CRC-32. */
export function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
