import { capabilities, type HostInventory } from "@novacron/protocol/domain/host";
import { hostId } from "@novacron/protocol/domain/ids";
import { pick, unit, uuidOf } from "./random.ts";

const GiB = 1024 ** 3;
export interface HostSpec {
  readonly name: string;
  readonly simulated: boolean;
  readonly threads?: number;
  readonly memoryGiB?: number;
  readonly verdict?: "kvm" | "qemu";
}

const movable = {
  tlsProblem: null,
  machineTypes: ["pc-q35-7.2", "q35", "pc"],
  emulators: ["/usr/bin/qemu-system-x86_64"],
  hugePagesFreeBytes: null,
};

export function makeInventory(spec: HostSpec, now: number): HostInventory {
  const { name } = spec;
  const threads = spec.threads ?? pick([16, 32, 32, 48, 64, 96, 128], name, 1);
  const memoryBytes = (spec.memoryGiB ?? threads * pick([4, 8], name, 2)) * GiB;
  const verdict = spec.verdict ?? "kvm";
  return {
    id: hostId.parse(uuidOf(`host ${name}`)),
    name,
    simulated: spec.simulated,
    agentVersion: "0.1.0",
    capabilities: [...capabilities],
    os: "Debian GNU/Linux 12 (bookworm)",
    kernel: "6.1.0-31-amd64",
    arch: "x86_64",
    manufacturer: pick(["Dell Inc.", "Supermicro", "HPE"], name, 3),
    model: pick(["PowerEdge R7525", "AS-1114S", "ProLiant DL385"], name, 3),
    cpuModel: "AMD EPYC 7543 32-Core Processor",
    cpuSockets: threads > 64 ? 2 : 1,
    cpuCores: threads / 2,
    cpuThreads: threads,
    memoryBytes,
    hostBootAt: now - Math.floor((3 + unit(name, 4) * 90) * 86_400_000),
    libvirtVersion: "9.0.0",
    qemuVersion: "7.2.15",
    virtualisation: {
      verdict,
      evidence:
        verdict === "kvm"
          ? "A probe guest printed its line under KVM after 0.9 s"
          : "A probe guest printed nothing under KVM within 10 s; under TCG it did after 2.1 s",
      at: now - 3 * 86_400_000,
    },
    libvirt: {
      state: "connected",
      uri: "qemu:///system",
      since: now - 2 * 86_400_000,
      problem: null,
      culprits: [],
    },
    foreignManager: null,
    hooks: [
      { name: "firmware", problem: name === "kvm-1" ? "it is not executable" : null },
      { name: "upgrade", problem: null },
    ],
    disks: [
      { device: "nvme0n1", model: "SAMSUNG MZQL23T8", sizeBytes: 3.84e12, rotational: false },
      { device: "nvme1n1", model: "SAMSUNG MZQL23T8", sizeBytes: 3.84e12, rotational: false },
    ],
    nics: [
      { name: "eno1", mac: "3c:ec:ef:00:10:01", speedMbit: 25_000, addresses: [address(name)] },
      { name: "eno2", mac: "3c:ec:ef:00:10:02", speedMbit: 25_000, addresses: [] },
    ],
    pools: [
      pool("default", "dir", "/var/lib/libvirt/images", 0.3 + unit(name, 5) * 0.6),
      pool("fast", "logical", "/dev/fast", 0.2 + unit(name, 6) * 0.5),
    ],
    networks: [
      {
        name: "default",
        active: true,
        bridge: "virbr0",
        forward: "nat",
        addresses: ["192.168.122.1/24"],
      },
      { name: "prod", active: true, bridge: "br-prod", forward: "bridge", addresses: [] },
    ],
    metricsIntervalMs: 5_000,
    migration: { ...movable, addresses: [address(name)] },
  };
}

function pool(name: string, type: string, path: string, used: number) {
  const capacityBytes = 3.5e12;
  const allocationBytes = Math.round(capacityBytes * used);
  const availableBytes = capacityBytes - allocationBytes;
  return { name, type, active: true, capacityBytes, allocationBytes, availableBytes, path };
}

function address(name: string): string {
  return `10.0.${Math.floor(unit(name, 7) * 250)}.${2 + Math.floor(unit(name, 8) * 250)}`;
}
