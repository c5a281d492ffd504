import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What the Debian packages are for; a purpose includes those it builds on. */
export type Purpose = "start" | "test" | "bench";

/** One package, and the programs whose presence makes it needless. */
export interface DebianNeed {
  readonly name: string;
  /** Why it is needed, shown before it is installed. */
  readonly why: string;
  /** The need is met when all of these programs are found, whoever installed them. */
  readonly programs?: readonly string[];
  /** The need is met when one of these files exists. */
  readonly files?: readonly string[];
  /** The need is met only when this holds too. */
  readonly holds?: () => boolean;
}

const includes: Record<Purpose, readonly Purpose[]> = {
  start: ["start"],
  test: ["start", "test"],
  bench: ["start", "test", "bench"],
};

/** The packages of a purpose and of those it includes, for an architecture as Node names it. */
export function needsOf(purpose: Purpose, arch: string = process.arch): readonly DebianNeed[] {
  const tables: Record<Purpose, readonly DebianNeed[]> = {
    start: startNeeds(arch),
    test: testNeeds,
    bench: benchNeeds,
  };
  return includes[purpose].flatMap((part) => tables[part]);
}

/** The first program of that name on PATH or in the folders where Debian keeps daemons. */
export function findProgram(name: string): string | undefined {
  const folders = `${process.env.PATH ?? ""}${delimiter}/usr/sbin${delimiter}/sbin`;
  for (const folder of folders.split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** QuestDB 9 needs Java 17; `java -version` writes `openjdk version "17.0.15"` to standard error. */
function isJava17OrLater(): boolean {
  const java = findProgram("java");
  if (java === undefined) return false;
  const result = spawnSync(java, ["-version"], { encoding: "utf8", timeout: 20_000 });
  return Number(/version "(\d+)/.exec(result.stderr ?? "")?.[1] ?? 0) >= 17;
}

function startNeeds(arch: string): readonly DebianNeed[] {
  const qemu = arch === "arm64" ? "qemu-system-arm" : "qemu-system-x86";
  const emulator = arch === "arm64" ? "qemu-system-aarch64" : "qemu-system-x86_64";
  return [
    {
      name: "libvirt-daemon-system",
      why: "the hypervisor's daemon",
      files: ["/usr/sbin/libvirtd", "/usr/sbin/virtqemud"],
    },
    {
      name: "libvirt-daemon-driver-qemu",
      why: "libvirt's driver of QEMU",
      files: [
        "/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so",
        "/usr/lib/aarch64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so",
        "/usr/lib64/libvirt/connection-driver/libvirt_driver_qemu.so",
      ],
    },
    { name: "libvirt-clients", why: "virsh", programs: ["virsh"] },
    { name: qemu, why: "runs the machines", programs: [emulator] },
    { name: "qemu-utils", why: "disk images", programs: ["qemu-img"] },
    { name: "busybox-static", why: "user land of the demo guest", files: ["/bin/busybox"] },
    { name: "dnsmasq-base", why: "libvirt's networks", programs: ["dnsmasq"] },
    { name: "iproute2", why: "network set-up", programs: ["ip"] },
    { name: "mount", why: "gives our own libvirtd its files", programs: ["mount", "umount"] },
    { name: "cpio", why: "packs the demo guest", programs: ["cpio"] },
  ];
}

const testNeeds: readonly DebianNeed[] = [
  {
    name: "mosquitto",
    why: "a second MQTT broker",
    programs: ["mosquitto", "mosquitto_passwd"],
  },
  { name: "mosquitto-clients", why: "outside MQTT tools", programs: ["mosquitto_sub"] },
  { name: "chromium", why: "the browser of the console's tests", programs: ["chromium"] },
  { name: "openjdk-17-jre-headless", why: "runs QuestDB", holds: isJava17OrLater },
  { name: "maven", why: "fetches QuestDB", programs: ["mvn"] },
  { name: "debootstrap", why: "the lab's Debian 13 host", programs: ["debootstrap"] },
  { name: "qemu-user-static", why: "runs arm64 binaries", programs: ["qemu-aarch64-static"] },
  {
    name: "libc6-arm64-cross",
    why: "what arm64 binaries stand on",
    files: ["/usr/aarch64-linux-gnu/lib/libc.so.6"],
  },
  {
    name: "libstdc++6-arm64-cross",
    why: "what arm64 binaries stand on",
    files: ["/usr/aarch64-linux-gnu/lib/libstdc++.so.6"],
  },
  {
    name: "libatomic1-arm64-cross",
    why: "what arm64 binaries stand on",
    files: ["/usr/aarch64-linux-gnu/lib/libatomic.so.1"],
  },
  {
    name: "ovmf",
    why: "the UEFI firmware of a machine that moves",
    files: ["/usr/share/OVMF/OVMF_CODE_4M.fd"],
  },
  { name: "gcc", why: "builds the lab guest's measured work", programs: ["gcc"] },
  {
    name: "libc6-dev",
    why: "what the guest's measured work is linked with",
    files: ["/usr/lib/x86_64-linux-gnu/libc.a", "/usr/lib/aarch64-linux-gnu/libc.a"],
  },
  { name: "shellcheck", why: "checks the install script", programs: ["shellcheck"] },
  { name: "systemd", why: "judges the agent's unit", programs: ["systemd-analyze"] },
  { name: "openssl", why: "certificates of the TLS tests", programs: ["openssl"] },
  { name: "git", why: "lists the sources to check", programs: ["git"] },
  { name: "procps", why: "kill, inside the lab's namespaces", programs: ["kill"] },
  { name: "util-linux", why: "the lab's namespaces", programs: ["unshare", "nsenter"] },
];

const benchNeeds: readonly DebianNeed[] = [
  {
    name: "prometheus-libvirt-exporter",
    why: "the peer of the collection benchmark",
    programs: ["prometheus-libvirt-exporter"],
  },
  {
    name: "prometheus-node-exporter",
    why: "the peer of the collection benchmark",
    programs: ["prometheus-node-exporter"],
  },
  { name: "netdata", why: "the peer at a 1 s interval", programs: ["netdata"] },
];
