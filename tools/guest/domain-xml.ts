import type { GuestFiles } from "./build-guest.ts";

export type VirtType = "kvm" | "qemu";
export type GuestWork = "idle" | "cpu" | "memory" | "disk";

/** Work of a known rate that checks itself, with beacons to an observer: see workload.c. */
export interface MeasuredWork {
  readonly beaconTo: { readonly address: string; readonly port: number };
  /** Told in each beacon. */
  readonly id: number;
  /** The guest's own address with its prefix, such as 198.18.1.100/24. */
  readonly address: string;
  /** Memory that is rewritten and checked, over and over. */
  readonly setMib: number;
  readonly dirtyKibPerSecond: number;
  readonly verifyKibPerSecond: number;
  /** Blocks at the beginning of /dev/vda that are rewritten and checked. */
  readonly disk?: { readonly kibPerSecond: number; readonly setKib: number };
}

export interface GuestDomainOptions {
  readonly name: string;
  readonly uuid?: string;
  /** What the probe of this host said. */
  readonly virtType: VirtType;
  readonly memoryMib?: number;
  readonly vcpus?: number;
  readonly work?: GuestWork;
  /** Instead of `work`; needs the guest of `buildMeasuredGuest`. */
  readonly measured?: MeasuredWork;
  /** Share of the time the work is done, 1 to 100. */
  readonly loadPercent?: number;
  /** Prints a counted line on the serial console that often. */
  readonly tickSeconds?: number;
  /** A shell without login on the serial console. */
  readonly shell?: boolean;
  /** The serial console's output is also written here, by QEMU. */
  readonly consoleLog?: string;
  /** Raw disk image of the guest, seen there as /dev/vda. */
  readonly disk?: string;
  /** Disks as libvirt's XML, instead of `disk`. */
  readonly disksXml?: string;
  /** libvirt's name of a CPU model, instead of QEMU's own choice. */
  readonly cpuModel?: string;
  /** A tap device of its own (no bridge), or a libvirt network. */
  readonly nic?: "tap" | { readonly network: string };
}

/** The line the small guest prints when it is up. */
export const guestUpLine = "novacron-guest: up";

/** A domain that boots the small guest of `buildGuest`. */
export function guestDomainXml(files: GuestFiles, options: GuestDomainOptions): string {
  const boot = `
    <kernel>${escapeXml(files.kernel)}</kernel>
    <initrd>${escapeXml(files.initrd)}</initrd>
    <cmdline>${escapeXml(commandLine(options))}</cmdline>`;
  const disks = options.disksXml ?? (options.disk ? diskXml(options.disk) : "");
  return domain({ memoryMib: 128, ...options }, boot, disks);
}

/** A domain of 32 MB that boots a disk written by `writeTinyDisk`; many may share one disk. */
export function tinyDomainXml(disk: string, options: GuestDomainOptions): string {
  const boot = `\n    <boot dev='hd'/>`;
  const disks = options.disksXml ?? diskXml(disk, "<readonly/>");
  return domain({ memoryMib: 32, ...options }, boot, disks);
}

function domain(options: GuestDomainOptions, boot: string, disks: string): string {
  return `<domain type='${options.virtType}'>
  <name>${escapeXml(options.name)}</name>
  ${options.uuid ? `<uuid>${options.uuid}</uuid>` : ""}
  <memory unit='MiB'>${options.memoryMib}</memory>
  <vcpu>${options.vcpus ?? 1}</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>${boot}
  </os>
  <features><acpi/></features>${cpuXml(options.cpuModel)}
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    ${disks}${nicXml(options.nic)}
    <controller type='usb' model='none'/>
    <serial type='pty'>${logXml(options.consoleLog)}<target port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <memballoon model='virtio'><stats period='5'/></memballoon>
  </devices>
</domain>
`;
}

function commandLine(options: GuestDomainOptions): string {
  const words = [
    "console=ttyS0",
    "quiet",
    "panic=1",
    `nova.name=${options.name}`,
    `nova.work=${options.measured ? "measured" : (options.work ?? "idle")}`,
    `nova.load=${options.loadPercent ?? 100}`,
    ...(options.measured ? measuredWords(options.measured) : []),
  ];
  if (options.tickSeconds !== undefined) words.push(`nova.tick=${options.tickSeconds}`);
  if (options.shell === true) words.push("nova.shell=1");
  return words.join(" ");
}

function measuredWords(work: MeasuredWork): readonly string[] {
  const { beaconTo, id, setMib, dirtyKibPerSecond, verifyKibPerSecond, disk } = work;
  const memory = [
    beaconTo.address,
    beaconTo.port,
    id,
    setMib,
    dirtyKibPerSecond,
    verifyKibPerSecond,
  ];
  const onDisk = disk === undefined ? [] : ["/dev/vda", disk.kibPerSecond, disk.setKib];
  return [`nova.net=${work.address}`, `nova.measured=${[...memory, ...onDisk].join(",")}`];
}

function diskXml(path: string, extra = ""): string {
  return `<disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='none'/>
      <source file='${escapeXml(path)}'/>
      <target dev='vda' bus='virtio'/>${extra}
    </disk>`;
}

function cpuXml(model: string | undefined): string {
  if (model === undefined) return "";
  return `\n  <cpu mode='custom' match='exact' check='none'><model>${escapeXml(model)}</model></cpu>`;
}

function nicXml(nic: GuestDomainOptions["nic"]): string {
  if (nic === undefined) return "";
  if (nic === "tap") return `<interface type='ethernet'><model type='virtio'/></interface>`;
  const source = `<source network='${escapeXml(nic.network)}'/>`;
  return `<interface type='network'>${source}<model type='virtio'/></interface>`;
}

function logXml(path: string | undefined): string {
  return path === undefined ? "" : `<log file='${escapeXml(path)}' append='on'/>`;
}

function escapeXml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", "'": "&apos;" };
  return text.replace(/[&<']/g, (sign) => entities[sign] ?? sign);
}
