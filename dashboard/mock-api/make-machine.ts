import { machineId } from "@novacron/protocol/domain/ids";
import type { MachineReport, MachineState } from "@novacron/protocol/domain/machine";
import { pick, unit, uuidOf } from "./random.ts";

const GiB = 1024 ** 3;
export interface MachineSpec {
  readonly name: string;
  readonly host: string;
  readonly state?: MachineState;
  readonly reason?: string;
  readonly vcpus?: number;
  readonly memoryGiB?: number;
  readonly tags?: readonly string[];
  readonly guestAgent?: boolean;
  readonly demo?: boolean;
  /** Of its host. */
  readonly virtualisation?: string;
}

export function makeReport(spec: MachineSpec, now: number): MachineReport {
  const { name } = spec;
  const seed = `${spec.host}/${name}`;
  const state = spec.state ?? (unit(seed, 1) < 0.86 ? "running" : "shutoff");
  const vcpus = spec.vcpus ?? pick([1, 2, 2, 4, 4, 8, 16], seed, 2);
  const memoryBytes = (spec.memoryGiB ?? vcpus * pick([1, 2, 4], seed, 3)) * GiB;
  const guestAgent = spec.guestAgent ?? unit(seed, 4) < 0.7;
  const dotted = `10.${1 + Math.floor(unit(seed, 5) * 9)}.${Math.floor(unit(seed, 6) * 250)}.${
    1 + Math.floor(unit(seed, 7) * 250)
  }`;
  return {
    id: machineId.parse(uuidOf(`machine ${seed}`)),
    name,
    title: null,
    state,
    reason: spec.reason ?? (state === "running" ? "booted" : "shutdown"),
    since: now - Math.floor(unit(seed, 8) ** 2 * 40 * 86_400_000 + 120_000),
    persistent: true,
    autostart: unit(seed, 9) < 0.8 ? "novacron" : "off",
    vcpus,
    vcpusMax: vcpus,
    memoryBytes,
    memoryMaxBytes: memoryBytes,
    virtualisation: spec.virtualisation ?? "kvm",
    arch: "x86_64",
    machineType: "pc-q35-7.2",
    disks: [
      {
        target: "vda",
        device: "disk",
        type: "file",
        source: `/var/lib/libvirt/images/${name}.qcow2`,
        format: "qcow2",
        bus: "virtio",
        readOnly: false,
        capacityBytes: pick([20, 40, 80, 200], seed, 10) * GiB,
        // Caches lie on storage that all hosts reach.
        shareable: name.startsWith("cache-"),
      },
    ],
    nics: [
      {
        target: `vnet${Math.floor(unit(seed, 11) * 400)}`,
        mac: `52:54:00:${pairs(seed)}`,
        type: "network",
        source: "prod",
        model: "virtio",
        addresses: state === "running" && guestAgent ? [dotted] : [],
      },
    ],
    graphics: ["vnc"],
    guestAgent,
    serialConsole: true,
    tags: [...(spec.tags ?? [])],
    demo: spec.demo ?? false,
    generation: Math.floor(unit(seed, 12) * 5),
    owner: null,
    job: null,
  };
}

function pairs(seed: string): string {
  const hex = Math.floor(unit(seed, 13) * 0xffffff)
    .toString(16)
    .padStart(6, "0");
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}
