import { writeFileSync } from "node:fs";

/**
 * A guest without an operating system: one boot sector that prints a line on the first serial port and
 * then sleeps until the next interrupt, for ever, or spins, or spins for some 2 ms after each of the 18 timer
 * interrupts a second; or it is still: sleeps with the timer stopped, so that QEMU has nothing to do at all.
 * It runs in 32 MB; dozens fit a machine.
 *
 *   cli; xor ax,ax; mov ds,ax; mov ss,ax; mov sp,7c00h; cld; mov dx,3f8h; mov si,message
 *   next: lodsb; test al,al; jz end; out dx,al; jmp next
 *   end (idle): sti; sleep: hlt; jmp sleep          end (busy): spin: jmp spin; nop
 *   end (still): jmp still; nop; nop                still: mov al,30h; out 43h,al; sleep: hlt; jmp sleep
 *   end (part): sti; jmp part; nop                  part: hlt; mov ecx,1000000; spin: loop spin; jmp part
 */
const start = "fa31c08ed88ed0bc007cfcbaf803be1d7cac84c07403eeebf8";
const idleEnd = "fbf4ebfd";
const busyEnd = "ebfe9090";
const partEnd = "fbeb2490";
const stillEnd = "eb259090";
/** Code behind the message, for what does not fit before it. */
const farAt = 64;
const far = { part: "f466b940420f0067e2fdebf4", still: "b030e643f4ebfd" } as const;
const message = "novacron-tiny: up\r\n\0";

export type TinyWork = "idle" | "busy" | "part" | "still";

const ends: Readonly<Record<TinyWork, string>> = {
  idle: idleEnd,
  busy: busyEnd,
  part: partEnd,
  still: stillEnd,
};

/** The line it prints when it runs. */
export const tinyGuestUpLine = "novacron-tiny: up";

/** Writes a raw disk that boots the tiny guest; QEMU's BIOS refuses disks of a single sector. */
export function writeTinyDisk(path: string, work: TinyWork): void {
  const disk = Buffer.alloc(1024 * 1024);
  Buffer.from(start + ends[work], "hex").copy(disk);
  if (work === "part" || work === "still") Buffer.from(far[work], "hex").copy(disk, farAt);
  disk.write(message, 29, "latin1");
  disk.writeUInt16LE(0xaa55, 510);
  writeFileSync(path, disk);
}
