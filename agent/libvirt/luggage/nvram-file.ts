/** Where libvirt keeps the firmware's variables of its machines; nothing elsewhere is written for a source. */
const folder = "/var/lib/libvirt/qemu/nvram/";

/** The largest firmware that libvirt describes keeps 4 MiB of variables. */
export const nvramBytesMax = 16 * 1024 ** 2;

export function isNvramPath(path: string): boolean {
  const name = path.slice(folder.length);
  return path.startsWith(folder) && name !== "" && !name.includes("/") && !name.includes("..");
}
