import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { decideOptions } from "@novacron/protocol/domain/move-policy";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import type { MoveTarget } from "@novacron/protocol/http/migrations";
import type { MockFleet, MockHost, MockMachine } from "../fleet.ts";
import { forecastOf, subjectOf } from "./forecast.ts";
import { movesOf } from "./kept.ts";

const GiB = 1024 ** 3;

/** Every other host, the best first; what stands against one is all that the inventory tells. */
export function targetsOf(fleet: MockFleet, machine: MockMachine): MoveTarget[] {
  return [...fleet.hosts.values()]
    .filter((host) => host.inventory.id !== machine.host)
    .map((host) => targetOf(fleet, machine, host))
    .sort(
      (a, b) =>
        Math.min(1, a.obstacles.length) - Math.min(1, b.obstacles.length) ||
        b.headroom - a.headroom,
    );
}

function targetOf(fleet: MockFleet, machine: MockMachine, host: MockHost): MoveTarget {
  const obstacles = obstaclesOn(fleet, machine, host);
  const free = freeMemory(fleet, host) - machine.report.memoryBytes;
  const decided = decideOptions({}, movesOf(fleet).policies.get(machine.report.id) ?? {});
  const possible = obstacles.length === 0;
  return {
    host: host.inventory.id,
    hostName: host.inventory.name,
    obstacles,
    price: possible ? (freeMemory(fleet, host) > host.inventory.memoryBytes / 2 ? -18 : 6) : null,
    headroom: Math.max(0, free / host.inventory.memoryBytes),
    forecast: possible ? forecastOf(subjectOf(fleet, machine, host, decided)) : null,
  };
}

export function freeMemory(fleet: MockFleet, host: MockHost): number {
  const used = fleet
    .machinesOf(host.inventory.id)
    .filter((machine) => machine.report.state === "running")
    .reduce((sum, machine) => sum + machine.report.memoryBytes, 0);
  return host.inventory.memoryBytes - used;
}

export function obstaclesOn(fleet: MockFleet, machine: MockMachine, host: MockHost): Obstacle[] {
  const { inventory } = host;
  const { report } = machine;
  const found: Obstacle[] = [];
  if (host.state === "offline") {
    found.push({
      code: "target-offline",
      text: `${inventory.name} is not connected`,
      remedy: "Bring the host or its agent back",
    });
  }
  const free = freeMemory(fleet, host);
  if (free < report.memoryBytes) {
    found.push({
      code: "memory",
      text: `${inventory.name} has ${gib(free)} of memory free, it needs ${gib(report.memoryBytes)}`,
      remedy: "Move something away from there, or give the machine less memory",
    });
  }
  const source = fleet.hosts.get(machine.host)?.inventory;
  const runs = report.state === "running" && source?.virtualisation.verdict === "kvm";
  if (runs && inventory.virtualisation.verdict === "qemu") {
    found.push({
      code: "virt-type",
      text: `It runs under KVM, and ${inventory.name} emulates`,
      remedy: "Switch it off and move it then, or enable virtualisation in the BIOS of that host",
    });
    found.push({
      code: "cpu",
      text: `The CPU of ${inventory.name} lacks avx2, bmi1 and bmi2`,
      remedy: "Choose the CPU model x86-64-v2, and restart the machine",
    });
  }
  return found;
}

/** What only trying shows: a picture that is in the drive of one machine alone. */
export function triedObstacles(machine: MockMachine, host: MockHost, options: MigrationOptions) {
  const found: Obstacle[] = [];
  if (machine.report.name === "gitlab") {
    found.push({
      code: "iso",
      text: `The drive sda holds /srv/iso/rescue.iso, which ${host.inventory.name} does not reach`,
      remedy: "Take it out of the drive",
    });
  }
  if (options.postCopy === true && (options.parallelConnections ?? 1) > 1) {
    found.push({
      code: "options",
      text: "QEMU 7.2 does not switch to post-copy over several connections",
      remedy: "Choose one connection, or no post-copy",
    });
  }
  return found;
}

function gib(bytes: number): string {
  return `${Math.max(0, Math.round(bytes / GiB))} GiB`;
}
