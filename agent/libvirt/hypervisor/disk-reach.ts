import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { DiskSource } from "../xml/domain.ts";

/**
 * Whether another host may reach a disk's source. False only where that is known not to be so: a
 * machine is started without asking the control plane on the strength of it. Reads the list of
 * mounts and sysfs alone, never the file systems themselves, which may hang.
 */
export function reachableElsewhere(source: DiskSource, mountInfo: string): boolean {
  switch (source.kind) {
    case "none":
      return false;
    case "file":
      return !LOCAL_FILE_SYSTEMS.has(fileSystemOf(source.path, mountInfo) ?? "");
    case "block":
      return !isLocalDevice(basename(source.path));
    default:
      return true;
  }
}

export function readMountInfo(): string {
  return readFileSync("/proc/self/mountinfo", "utf8");
}

/** Type of the file system a path lies on, by the longest mount point (proc(5), mountinfo). */
export function fileSystemOf(path: string, mountInfo: string): string | null {
  let best = { length: -1, type: null as string | null };
  for (const { point, type } of mountsOf(mountInfo)) {
    const within = point === "/" || path === point || path.startsWith(`${point}/`);
    // Of two mounts on one point the later one covers the earlier.
    if (within && point.length >= best.length) best = { length: point.length, type };
  }
  return best.type;
}

interface Mount {
  readonly point: string;
  readonly type: string | null;
}

/** The table last asked about: one reading asks about the disks of every machine. */
let known: { readonly text: string; readonly mounts: readonly Mount[] } = { text: "", mounts: [] };

function mountsOf(mountInfo: string): readonly Mount[] {
  if (known.text === mountInfo) return known.mounts;
  const mounts: Mount[] = [];
  for (const line of mountInfo.split("\n")) {
    const [fields, rest] = line.split(" - ");
    const escaped = fields?.split(" ")[4];
    if (escaped === undefined || rest === undefined) continue;
    const point = escaped.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    mounts.push({ point, type: rest.split(" ")[0] ?? null });
  }
  known = { text: mountInfo, mounts };
  return mounts;
}

/** File systems that one host alone has mounted, so no cluster file system and no FUSE. */
const LOCAL_FILE_SYSTEMS = new Set([
  "ext2",
  "ext3",
  "ext4",
  "xfs",
  "btrfs",
  "zfs",
  "bcachefs",
  "f2fs",
  "tmpfs",
  "ramfs",
  "overlay",
  "jfs",
]);

/** Signs in a device's sysfs path that its disk is at the end of a network: FC, iSCSI, NVMe-oF. */
const REMOTE_PATH = /\/(rport-|session\d|nvme-fabrics|nbd|rbd|drbd)/;

function isLocalDevice(name: string, depth = 0): boolean {
  if (depth > 8 || /^(nbd|rbd|drbd)/.test(name)) return false;
  const path = attempt(() => realpathSync(`/sys/class/block/${name}`));
  if (path === null || REMOTE_PATH.test(path)) return false;
  const slaves = attempt(() => readdirSync(`${path}/slaves`)) ?? [];
  if (slaves.length > 0) return slaves.every((slave) => isLocalDevice(slave, depth + 1));
  if (path.includes("/virtual/block/loop")) return false;
  const isPartition = attempt(() => readFileSync(`${path}/partition`)) !== null;
  return isPartition ? isLocalDevice(basename(dirname(path)), depth + 1) : true;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
