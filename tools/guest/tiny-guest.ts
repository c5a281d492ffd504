import { writeFileSync } from "node:fs";

/**
 * A guest without an operating system: one boot sector that prints a line on the first serial port and
 * then either sleeps until the next interrupt, for ever, or spins. It runs in 32 MB; dozens fit a machine.
 *
 *   cli; xor ax,ax; mov ds,ax; mov ss,ax; mov sp,7c00h; cld; mov dx,3f8h; mov si,message
 *   next: lodsb; test al,al; jz end; out dx,al; jmp next
 *   end (idle): sti; sleep: hlt; jmp sleep          end (busy): spin: jmp spin; nop
 */
const start = "fa31c08ed88ed0bc007cfcbaf803be1d7cac84c07403eeebf8";
const idleEnd = "fbf4ebfd";
const busyEnd = "ebfe9090";
const message = "novacron-tiny: up\r\n\0";

export type TinyWork = "idle" | "busy";

/** The line it prints when it runs. */
export const tinyGuestUpLine = "novacron-tiny: up";

/** Writes a raw disk that boots the tiny guest; QEMU's BIOS refuses disks of a single sector. */
export function writeTinyDisk(path: string, work: TinyWork): void {
  const disk = Buffer.alloc(1024 * 1024);
  Buffer.from(start + (work === "busy" ? busyEnd : idleEnd), "hex").copy(disk);
  disk.write(message, 29, "latin1");
  disk.writeUInt16LE(0xaa55, 510);
  writeFileSync(path, disk);
}
