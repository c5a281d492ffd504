import { holderOf } from "@novacron/protocol/domain/may";
import type { MigrationKind, MigrationOptions } from "@novacron/protocol/domain/migration";
import { type MoveHost, migrationObstacles } from "@novacron/protocol/domain/migration-obstacles";
import { moveRisks } from "@novacron/protocol/domain/move-risks";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import { machineFacts } from "@novacron/protocol/http/machine-facts";
import type { MoveTarget } from "@novacron/protocol/http/migrations";
import type { MockFleet, MockHost, MockMachine } from "../fleet.ts";
import { hostView, machineView } from "../views.ts";
import { decidedOf, forecastOf, kindOf, subjectOf } from "./forecast.ts";
import { movesOf } from "./kept.ts";

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
  const general = new Set(obstaclesOn(fleet, machine, null).map((one) => one.text));
  const all = obstaclesOn(fleet, machine, host);
  const obstacles = all.filter((one) => !general.has(one.text));
  const free = freeMemory(fleet, host) - machine.report.memoryBytes;
  const decided = decidedOf(fleet, machine, {});
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

/** All that the inventory tells against it, by the function that the server and the console use. */
export function obstaclesOn(
  fleet: MockFleet,
  machine: MockMachine,
  host: MockHost | null,
  asked: MigrationOptions = {},
): readonly Obstacle[] {
  const source = fleet.hosts.get(machine.host);
  if (source === undefined) throw new Error("the machine has no host");
  const who = holderOf(fleet.scenario.role);
  return migrationObstacles({
    machine: machineFacts(machineView(fleet, machine, Date.now()), who),
    report: machine.report,
    source: moveHost(fleet, source),
    target: host === null ? null : moveHost(fleet, host),
    kind: kindOf(machine, asked),
    options: decidedOf(fleet, machine, asked),
    postCopyAllowed: movesOf(fleet).policies.get(machine.report.id)?.postCopy === true,
    unsettled: null,
    rules: [],
    clocks: [],
  });
}

export function risksOf(fleet: MockFleet, machine: MockMachine, kind: MigrationKind): Obstacle[] {
  const source = fleet.hosts.get(machine.host)?.inventory;
  return source === undefined ? [] : [...moveRisks({ report: machine.report, source, kind })];
}

function moveHost(fleet: MockFleet, host: MockHost): MoveHost {
  const { id, name, state, inventory, committed } = hostView(fleet, host, Date.now());
  const reserved = { vcpus: 0, memoryBytes: 0, pools: {} };
  return { id, name, state, inventory, committed, reserved, closed: null };
}

/** What only trying shows: features of the CPU, and a picture in the drive of one machine. */
export function triedObstacles(machine: MockMachine, host: MockHost): Obstacle[] {
  const found: Obstacle[] = [];
  const { name, virtualisation } = host.inventory;
  if (machine.report.state === "running" && virtualisation.verdict === "qemu") {
    found.push({
      code: "cpu",
      text: `The CPU of ${name} lacks avx2, bmi1 and bmi2`,
      remedy: "Choose the CPU model x86-64-v2, and restart the machine",
    });
  }
  if (machine.report.name === "gitlab") {
    found.push({
      code: "iso",
      text: `The drive sda holds /srv/iso/rescue.iso, which ${name} does not reach`,
      remedy: "Take it out of the drive",
    });
  }
  return found;
}
