import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";

/** QEMU locks single bytes of an image: from 100 what it does with it, from 200 what others may not (file-posix.c). */
const qemuBytes = { from: 100, to: 299 } as const;

/** Tells of an image whether some program holds it as QEMU does: a qemu-nbd, qemu-img, a backup, or a QEMU of this host. */
export function imagesHeldNow(): (path: string) => Promise<boolean> {
  const held = heldImages(readFileSync("/proc/locks", "utf8"));
  return async (path) => {
    const found = await stat(path).catch(() => null);
    return found?.isFile() === true && held.has(keyOf(found.dev, found.ino));
  };
}

/** Of /proc/locks: device and inode of every file with a lock on one of QEMU's bytes. */
export function heldImages(locks: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of locks.split("\n")) {
    const match = / (\S+:\S+:\d+) (\d+) (\d+)$/.exec(line);
    if (match === null) continue;
    const [, key = "", from, to] = match;
    if (Number(from) >= qemuBytes.from && Number(to) <= qemuBytes.to) found.add(key);
  }
  return found;
}

/** As the kernel writes it there: major and minor in hexadecimal, the inode in decimal. */
export function keyOf(device: number, inode: number): string {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  const hex = (part: number) => part.toString(16).padStart(2, "0");
  return `${hex(major)}:${hex(minor)}:${inode}`;
}
