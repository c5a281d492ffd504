import { createHmac, randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { isUuid } from "@novacron/protocol/domain/ids";
import { readOnce } from "../proc/proc-file.ts";

/** Written by firmware makers who did not fill it in: many hosts have the same. */
const sharedByMany: ReadonlySet<string> = new Set([
  "03000200-0400-0500-0006-000700080009",
  "12345678-1234-5678-90ab-cddeefaabbcc",
  "00020003-0004-0005-0006-000700080009",
]);

/**
 * An id of this host where libvirt has none: the firmware's UUID, else one derived from the machine-id, else
 * one made once and kept in the data folder.
 */
export async function fallbackUuid(root: string, dataFolder: string): Promise<string> {
  const firmware = parseFirmwareUuid(readOnce(`${root}/sys/class/dmi/id/product_uuid`) ?? "");
  if (firmware !== null) return firmware;
  const machineId = (readOnce(`${root}/etc/machine-id`) ?? "").trim();
  if (/^[0-9a-f]{32}$/.test(machineId)) return deriveUuid(machineId);
  return keptUuid(dataFolder);
}

/** Tells this machine from a copy of its data folder elsewhere; undefined where it has no id of its own. */
export function machineDigest(root = ""): string | undefined {
  const machineId = (readOnce(`${root}/etc/machine-id`) ?? "").trim();
  return /^[0-9a-f]{32}$/.test(machineId) ? deriveUuid(machineId) : undefined;
}

export function parseFirmwareUuid(text: string): string | null {
  const uuid = text.trim().toLowerCase();
  if (!isUuid(uuid) || sharedByMany.has(uuid)) return null;
  return new Set(uuid.replaceAll("-", "")).size <= 2 ? null : uuid;
}

/** machine-id(5): it must not be shown as it is; a keyed hash of it is as constant and tells nothing. */
export function deriveUuid(machineId: string): string {
  const bytes = createHmac("sha256", Buffer.from(machineId, "hex"))
    .update("novacron host")
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex", 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function keptUuid(dataFolder: string): Promise<string> {
  const path = `${dataFolder}/host-id`;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, `${randomUUID()}\n`, { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return (await readFile(path, "utf8")).trim();
}
