import type { HostId } from "@novacron/protocol/domain/ids";
import type { PlacementRule } from "@novacron/protocol/domain/placement";
import type { PlanFleet, PlanHost, PlanHostState, PlanMachine } from "../../ports/plan-fleet.ts";
import type { CopyRow, HostRow } from "../../ports/state-store.ts";
import { isAlive } from "../inventory/placement.ts";
import { PoolRoom } from "./pool-room.ts";

export interface PlannedMachine {
  readonly copy: CopyRow;
  readonly tags: readonly string[];
  /** Cores in use over the last minutes; null where it was not measured. */
  readonly cpuUsed: number | null;
  /** Why it cannot leave its host, or null. */
  readonly pinned: string | null;
}

export interface PlannedHost {
  readonly row: HostRow;
  readonly state: PlanHostState;
  /** Held by moves on their way to it. */
  readonly reserved: {
    readonly memoryBytes: number;
    readonly vcpus: number;
    readonly pools: Readonly<Record<string, number>>;
  };
}

/** Every machine keeps at least so much of its vCPUs, whatever it did just now. */
const leastCpu = 0.1;
/** What the host itself needs. */
const ownMemoryShare = 0.03;
/** A move's cost where nothing is learned: its memory over a usual link, a tenth of a point for each second. */
const usualBytesPerSecond = 100e6;

/**
 * The fleet as the planner is told of it: memory that is promised, CPU that is used, and room for disks that have to go
 * along. Machines that are off take nothing and stay where they are. A host bears its own name as a tag, so that rules can speak of it.
 */
export function planFleet(
  hosts: readonly PlannedHost[],
  machines: readonly PlannedMachine[],
  { rules, safety }: { readonly rules: readonly PlacementRule[]; readonly safety: number },
): PlanFleet {
  const known = new Map(hosts.map(({ row }) => [row.id, row]));
  const alive = machines.filter(({ copy }) => isAlive(copy.report.state));
  const pools = new PoolRoom(
    alive.map(({ copy }) => copy),
    (id) => known.get(id),
  );
  const rooms = pools.capacities(hosts);
  return {
    resources: [{ name: "memory" }, { name: "CPU" }, ...pools.resources],
    hosts: hosts.map((host, index) => planHost(host, safety, rooms[index] ?? [])),
    machines: alive.map((machine) => planMachine(machine, known, pools.demandOf(machine.copy))),
    rules: [...rules],
  };
}

function planHost(
  { row, state, reserved }: PlannedHost,
  safety: number,
  rooms: readonly number[],
): PlanHost {
  const { memoryBytes, cpuThreads } = row.inventory;
  const memory = Math.max(0, memoryBytes * (1 - ownMemoryShare) - reserved.memoryBytes);
  return {
    id: row.id,
    name: row.name,
    state,
    tags: [row.name.toLowerCase()],
    location: row.id,
    zone: "fleet",
    capacity: [memory, cpuThreads, ...rooms],
    safety: [memory * safety, cpuThreads * safety, ...rooms],
  };
}

function planMachine(
  { copy, tags, cpuUsed, pinned }: PlannedMachine,
  known: ReadonlyMap<HostId, HostRow>,
  rooms: readonly number[],
): PlanMachine {
  const { vcpus, memoryMaxBytes, memoryBytes } = copy.report;
  return {
    id: copy.machine,
    name: copy.report.name,
    host: known.has(copy.host) ? copy.host : null,
    tags,
    demand: [memoryMaxBytes, Math.max(vcpus * leastCpu, cpuUsed ?? 0), ...rooms],
    moveCost: 1 + memoryBytes / usualBytesPerSecond / 10,
    pinned,
  };
}
