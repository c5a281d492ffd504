import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDomain, type NewDomain } from "../xml/create-domain.ts";

/**
 * A raw disk with a boot sector that sends back what the first serial port receives, for ever:
 * dx = 3fdh; wait for bit 0; dx = 3f8h; in; out; again.
 */
export function echoDisk(): Buffer {
  const disk = Buffer.alloc(1024 * 1024);
  disk.write("bafd03eca80174f8baf803eceeebf1", "hex");
  disk.writeUInt16LE(0xaa55, 510);
  return disk;
}

/** The same as a kernel for QEMU's `-kernel`: a multiboot header with addresses, then the loop. */
export function echoKernel(): Buffer {
  const code = Buffer.from("bafd030000eca80174f6baf8030000eceeebed", "hex");
  const base = 0x100000;
  const entry = base + 32;
  const magic = 0x1badb002;
  const flags = 0x00010000;
  const checksum = -(magic + flags) >>> 0;
  const end = entry + code.length;
  const header = Buffer.alloc(32);
  for (const [index, word] of [magic, flags, checksum, base, base, end, end, entry].entries()) {
    header.writeUInt32LE(word, index * 4);
  }
  return Buffer.concat([header, code]);
}

/** A 32 MB guest under TCG, without disks unless given. */
export function tinyDomain(name: string, extra: Partial<NewDomain> = {}): string {
  return createDomain({
    type: "qemu",
    name,
    uuid: crypto.randomUUID(),
    memoryBytes: 32 * 1024 ** 2,
    vcpus: 1,
    arch: "x86_64",
    machine: "pc",
    serialConsole: true,
    ...extra,
  });
}

/** A guest that sends back what its console receives. */
export async function echoDomain(name: string, folder: string): Promise<string> {
  const path = join(folder, `${name}.img`);
  await writeFile(path, echoDisk());
  return tinyDomain(name, {
    disks: [{ source: { kind: "file", path }, format: "raw", target: "hda", bus: "ide" }],
  });
}
