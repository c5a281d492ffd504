import { copyFileSync } from "node:fs";
import { buildMeasuredGuest, type GuestFiles } from "@novacron/tools/guest/build-guest";
import type { LabHost } from "./lab-host.ts";

const dir = "/var/lib/libvirt/images";

/** The measured guest's files where every one of these hosts sees them, whatever its system. */
export async function placeGuestFiles(hosts: readonly LabHost[]): Promise<GuestFiles> {
  const built = await buildMeasuredGuest();
  const files = { dir, kernel: `${dir}/vmlinuz`, initrd: `${dir}/initrd.gz` };
  for (const host of hosts) {
    copyFileSync(built.kernel, host.outside(files.kernel));
    copyFileSync(built.initrd, host.outside(files.initrd));
  }
  return files;
}
