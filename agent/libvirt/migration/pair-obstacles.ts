import { readFileSync, statSync } from "node:fs";
import type { CheckRequest } from "../../ports/migration.ts";
import { isNoDomain } from "../errors.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import { looking, type MoveKit } from "./move-kit.ts";
import { freePorts, type QemuConf, readQemuConf } from "./qemu-conf.ts";

export type Add = (code: string, text: string, remedy: string) => void;

/** libvirt compresses parallel connections since then. */
const parallelCompressionSince = 9_004_000;

/** What stands against a move between these two hosts, whatever the machine is made of. */
export async function ofPair(
  kit: MoveKit,
  remote: RemoteApi,
  { request, add }: { readonly request: CheckRequest; readonly add: Add },
): Promise<void> {
  const { description, options } = request;
  await ofIdentity(remote, request, add);
  const conf = readQemuConf(kit);
  const { lockManager: there, running } = description;
  if (there !== undefined && there !== conf.lockManager) {
    const say = (name: string | null) => name ?? "no lock manager";
    const text = `Disks are locked by ${say(there)} at the source and by ${say(conf.lockManager)} here`;
    const remedy = "Set the same lock_manager in both hosts' qemu.conf, and restart libvirtd";
    add("disk-locks", text, remedy);
  }
  if (!running) return;
  // One for the memory, one for the disks.
  const wanted = options.kind === "live-copy" ? 2 : 1;
  const free = freePorts(conf);
  if (free < wanted) {
    const { from, to } = conf.ports;
    const text = `Of the ports ${from} to ${to}, on which QEMU awaits moves, ${free} are free`;
    add("no-port", text, "End what listens there, or widen migration_port_max in qemu.conf");
  }
  const { compression = "none" } = options;
  if (compression === "zlib" || compression === "zstd") {
    const versions = [Number((await remote.connectGetLibVersion(looking)).libVer)];
    versions.push(description.libvirtVersion ?? 0);
    const oldest = Math.min(...versions);
    if (oldest < parallelCompressionSince) {
      const text = `libvirt ${versionText(oldest)} on one of the hosts knows no ${compression} compression`;
      const remedy = `Upgrade it to ${versionText(parallelCompressionSince)}, or leave compression out`;
      add("options", text, remedy);
    }
  }
  if (options.postCopy === true && description.emulatedTpm === true) {
    const text =
      "Were its memory lost in post-copy, its emulated TPM would be older than its disks, and it could not start again";
    add("options", text, "Leave post-copy out, or move it while it is off");
  }
  const own = Number((await remote.connectGetVersion(looking)).hvVer);
  if (options.postCopy === true && !mayTakeFaults(kit, conf, own)) {
    const text =
      "The kernel here lets only root take a guest's page faults, which post-copy needs, and QEMU is not root";
    add("options", text, "sysctl vm.unprivileged_userfaultfd=1 here, or leave post-copy out");
  }
  if (description.qemuVersion !== undefined && own < description.qemuVersion) {
    const text = `QEMU ${versionText(own)} here is older than ${versionText(description.qemuVersion)} at the source`;
    add("qemu-older", text, "Upgrade QEMU here, or move the machine while it is off");
  }
}

/** QEMU opens the device since then, before it asks the kernel by a call. */
const faultDeviceSince = 8_000_000;

/** By userfaultfd(2); of what cannot be told QEMU itself is left to say. */
function mayTakeFaults({ seen }: MoveKit, { asRoot }: QemuConf, qemu: number): boolean {
  if (asRoot) return true;
  const at = (path: string) => seen?.(path) ?? path;
  try {
    if (readFileSync(at("/proc/sys/vm/unprivileged_userfaultfd"), "utf8").trim() !== "0")
      return true;
  } catch {
    return true;
  }
  const device = statSync(at("/dev/userfaultfd"), { throwIfNoEntry: false });
  return qemu >= faultDeviceSince && device !== undefined && (device.mode & 0o066) !== 0;
}

async function ofIdentity(
  remote: RemoteApi,
  { machine, name }: CheckRequest,
  add: Add,
): Promise<void> {
  const here = await found(remote.domainLookupByUuid({ uuid: machine }, looking));
  if (here !== null) {
    const text = `A machine of this id is here already, named ${here.dom.name}`;
    add("machine-exists", text, "Choose the true copy on the machine's page");
  }
  if (name === undefined) return;
  const namesake = await found(remote.domainLookupByName({ name }, looking));
  if (namesake === null || namesake.dom.uuid === machine) return;
  const text = `Another machine here is named ${name}, with id ${namesake.dom.uuid}`;
  add("name-taken", text, "Rename one of the two, or choose another host");
}

async function found<T>(lookup: Promise<T>): Promise<T | null> {
  try {
    return await lookup;
  } catch (error) {
    if (isNoDomain(error)) return null;
    throw error;
  }
}

/** libvirt's number of a version: millions, thousands, and the rest. */
function versionText(version: number): string {
  const [major, minor] = [Math.floor(version / 1_000_000), Math.floor(version / 1_000) % 1_000];
  return `${major}.${minor}.${version % 1_000}`;
}
