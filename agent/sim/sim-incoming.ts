import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type {
  MigrationDescription,
  MigrationFinding,
  MigrationOptions,
  PlacedDisk,
} from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../ports/clock.ts";
import type {
  CheckAnswer,
  CheckRequest,
  GateSecret,
  PrepareAnswer,
  PrepareRequest,
} from "../ports/migration.ts";
import type { SimFaults } from "./sim-faults.ts";
import { poolFolder, SimMachine } from "./sim-machine.ts";
import type { SimPower } from "./sim-power.ts";

export interface SimIncomingParts {
  readonly host: HostId;
  readonly clock: Clock;
  readonly power: SimPower;
  readonly faults: SimFaults;
  readonly machines: ReadonlyMap<MachineId, SimMachine>;
  readonly pools: readonly string[];
  readonly networks: readonly string[];
  readonly poolBytes: number;
}

/** What the target keeps of one ticket, whoever's process is alive. */
export interface Expected {
  readonly request: PrepareRequest | CheckRequest;
  readonly port: number;
  readonly disks: readonly PlacedDisk[];
  /** A gate of `check` lets nobody in; an `incoming` copy goes with its connection; `arrived` runs or ran here. */
  stage: "check" | "open" | "incoming" | "arrived" | "closed";
}

const firstPort = 49_152;
const gateValidForMs = 600_000;
const checkValidForMs = 60_000;

/** The target's side of moves on a simulated host, with libvirt's own phases. */
export class SimIncoming {
  readonly #parts: SimIncomingParts;
  readonly #expected = new Map<MachineId, Expected>();
  readonly #checks = new Set<Expected>();
  #nextPort = firstPort;

  constructor(parts: SimIncomingParts) {
    this.#parts = parts;
  }

  check(request: CheckRequest): CheckAnswer {
    const { clock, faults } = this.#parts;
    const findings = [...this.#findings(request), ...faults.moveFindings];
    const gate: Expected = { request, port: this.#port(), disks: [], stage: "check" };
    this.#checks.add(gate);
    clock.after(checkValidForMs, () => this.#checks.delete(gate));
    return { findings, port: gate.port };
  }

  /** Asked again by the same ticket it answers the same. */
  prepare(request: PrepareRequest): PrepareAnswer {
    const known = this.#expected.get(request.machine);
    if (known !== undefined && known.stage !== "closed" && known.stage !== "check") {
      if (known.request.secret === request.secret) return answerOf(known, request);
      throw conflict(request.machine, "another ticket for it is open here");
    }
    const why = this.#findings(request)[0];
    if (why !== undefined) throw conflict(request.machine, why.text);
    const expected: Expected = {
      request,
      port: this.#port(),
      disks: placed(request.description, request.options),
      stage: "open",
    };
    this.#expected.set(request.machine, expected);
    this.#parts.clock.after(gateValidForMs, () => {
      if (expected.stage === "open") expected.stage = "closed";
    });
    return answerOf(expected, request);
  }

  /** The gate behind a port, where secret and source fit; null where nobody opens. */
  gate(port: number, secret: GateSecret, source: HostId): Expected | null {
    const all = [...this.#expected.values(), ...this.#checks];
    const found = all.find((one) => one.port === port && one.stage !== "closed");
    if (found === undefined || found.request.secret !== secret) return null;
    return found.request.source === source ? found : null;
  }

  /** libvirt's Prepare: a copy that stands still and lives as long as its connection. */
  begin(expected: Expected, from: SimMachine): void {
    const spec = { ...from.spec, state: "shutoff" as const, persistent: false };
    const machine = new SimMachine(spec, from.seed);
    machine.mark = from.mark;
    machine.autostart = from.autostart === "libvirt" ? "off" : from.autostart;
    machine.pool = expected.disks[0]?.pool ?? from.pool;
    expected.stage = "incoming";
    this.#parts.power.comeIn(machine);
  }

  /** libvirt's Finish: it runs, and is defined. False where what had come is gone, which Finish answers with an error. */
  finish(expected: Expected, state: "running" | "paused" | "shutoff"): boolean {
    const machine = this.#of(expected);
    if (machine === null || expected.stage !== "incoming") return false;
    expected.stage = "arrived";
    this.#parts.power.arrive(machine, state);
    return true;
  }

  /** The connection is gone before Finish, or it was cancelled: libvirt destroys what has come. */
  lose(expected: Expected): void {
    const machine = this.#of(expected);
    if (expected.stage === "incoming" && machine !== null) this.#parts.power.dropIncoming(machine);
    if (expected.stage !== "arrived") expected.stage = "closed";
  }

  /** Its memory is not whole and never will be. */
  loseMemory(expected: Expected): void {
    const machine = this.#of(expected);
    if (machine !== null) this.#parts.power.crash(machine);
  }

  abandon(id: MachineId, source: HostId): void {
    const expected = this.#expected.get(id);
    if (expected !== undefined && expected.request.source !== source) {
      throw new NovaError("MACHINE_CONFLICT", `abandon the move of machine ${id} from ${source}`);
    }
    // A move within the host leaves the machine where it is.
    if (source === this.#parts.host) return void this.#expected.delete(id);
    if (expected !== undefined && expected.stage !== "arrived") this.lose(expected);
    if (this.#parts.machines.get(id) !== undefined) {
      throw new NovaError("MIGRATION_ARRIVED", `abandon the move of machine ${id}`);
    }
    this.#expected.delete(id);
  }

  /** A move within the host has ended well. */
  forget(id: MachineId): void {
    this.#expected.delete(id);
  }

  adopt(id: MachineId, { owner, generation }: { owner: HostId; generation: number }): void {
    const machine = this.#parts.machines.get(id);
    if (machine === undefined) throw new NovaError("NOT_FOUND", `adopt machine ${id}`);
    if (this.#expected.get(id)?.stage === "incoming") {
      throw new NovaError("ACTION_NOT_POSSIBLE", `adopt machine ${id}, still on its way`);
    }
    const autostart = machine.autostart !== "off" || machine.mark?.autostart === true;
    this.#parts.power.mark(machine, { owner, generation, autostart });
    this.#expected.delete(id);
  }

  /** Machines for which something is kept here: a gate, volumes, a copy that is not adopted. */
  expected(): readonly MachineId[] {
    return [...this.#expected.keys()];
  }

  /** What was on its way ended with the host; volumes stay until the move is abandoned. */
  hostRebooted(): void {
    for (const expected of this.#expected.values()) {
      if (expected.stage === "incoming") this.#parts.power.forget(expected.request.machine);
      if (expected.stage !== "arrived") expected.stage = "closed";
    }
    this.#checks.clear();
  }

  #of(expected: Expected): SimMachine | null {
    return this.#parts.machines.get(expected.request.machine) ?? null;
  }

  #port(): number {
    this.#nextPort = this.#nextPort >= 65_000 ? firstPort : this.#nextPort + 1;
    return this.#nextPort;
  }

  #findings({ machine, description, options }: CheckRequest): MigrationFinding[] {
    const { machines, networks, pools, poolBytes } = this.#parts;
    const found: MigrationFinding[] = [];
    if (options.kind === "storage") {
      for (const { pool } of options.disks ?? [])
        if (!pools.includes(pool)) found.push(noPool(pool));
      return found;
    }
    if (machines.has(machine)) {
      found.push({
        code: "machine-exists",
        text: "A machine of this id is on the target already",
        remedy: "Choose the true copy on the machine's page",
      });
    }
    for (const { name } of description.networks) {
      if (networks.includes(name)) continue;
      const text = `The target has no network ${name}`;
      found.push({
        code: "network-missing",
        text,
        remedy: "Define it there, or choose another host",
      });
    }
    const disks = placed(description, options);
    for (const { pool } of disks) if (!pools.includes(pool)) found.push(noPool(pool));
    const wanted = disks.map(({ target }) =>
      description.disks.find((one) => one.target === target),
    );
    const bytes = wanted.reduce((sum, disk) => sum + (disk?.capacityBytes ?? 0), 0);
    if (bytes > poolBytes) {
      const text = `The disks need ${bytes} bytes, the pool has ${poolBytes}`;
      found.push({ code: "pool-full", text, remedy: "Free some of it, or choose another pool" });
    }
    return found;
  }
}

function answerOf({ port, disks }: Expected, { options }: PrepareRequest): PrepareAnswer {
  return { port: options.kind === "storage" ? null : port, disks };
}

function noPool(pool: string): MigrationFinding {
  const remedy = "Define it there, or choose another pool";
  return { code: "pool-missing", text: `The target has no pool ${pool}`, remedy };
}

function conflict(machine: MachineId, why: string): NovaError {
  const options = { cause: new Error(why) };
  return new NovaError("ACTION_NOT_POSSIBLE", `prepare for machine ${machine}`, options);
}

/** Where the disks go that have to be copied: those that only their host reaches, or all that are named. */
function placed(
  { disks }: MigrationDescription,
  { kind, disks: named = [] }: MigrationOptions,
): PlacedDisk[] {
  const poolOf = new Map(named.map(({ target, pool }) => [target, pool]));
  const copied = disks.filter(({ target, shareable, device }) => {
    if (device !== "disk" || kind === "live") return false;
    return kind === "storage" ? poolOf.has(target) : !shareable || poolOf.has(target);
  });
  return copied.map(({ target, format, source }) => {
    const pool = poolOf.get(target) ?? "default";
    const volume = source?.split("/").at(-1) ?? `${target}.${format}`;
    const path = `${poolFolder(pool)}/${volume}`;
    return { target, pool, volume, path, format };
  });
}
