import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type {
  MigrationAdjustment,
  MigrationDescription,
} from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../ports/clock.ts";
import type {
  CheckRequest,
  GateAddress,
  MigrationPower,
  PerformControl,
  Performed,
  PerformRequest,
  PrepareAnswer,
  PrepareRequest,
  ReachAnswer,
  SourceFate,
} from "../ports/migration.ts";
import type { SimFaults } from "./sim-faults.ts";
import type { SimIncoming } from "./sim-incoming.ts";
import type { SimMachine } from "./sim-machine.ts";
import { SimMove } from "./sim-move.ts";
import type { SimNetwork } from "./sim-network.ts";
import type { SimPower } from "./sim-power.ts";

export interface SimMovesParts {
  readonly host: HostId;
  readonly clock: Clock;
  readonly power: SimPower;
  readonly faults: SimFaults;
  readonly machines: ReadonlyMap<MachineId, SimMachine>;
  readonly network: SimNetwork;
  readonly incoming: SimIncoming;
  readonly linkBytesPerSecond: number;
  /** As every call of the simulated hypervisor is made: with its latency and its faults. */
  readonly call: <T>(what: string, work: () => T | Promise<T>) => Promise<T>;
}

/** A guest at full load writes that share of its memory in a second. */
const dirtyShare = 0.02;

/** Moves of a simulated host. What was begun goes on without the agent, as libvirt's moves do. */
export class SimMoves implements MigrationPower {
  readonly #parts: SimMovesParts;
  readonly #moves = new Map<MachineId, SimMove>();

  constructor(parts: SimMovesParts) {
    this.#parts = parts;
  }

  describe(id: MachineId): Promise<MigrationDescription> {
    return this.#parts.call(`describe the machine ${id}`, () => this.#description(this.#of(id)));
  }

  reach({ target, addresses, port, secret }: GateAddress): Promise<ReachAnswer> {
    return this.#parts.call(`reach host ${target}`, () => {
      const { network, host } = this.#parts;
      const isOpen = network.way(host, target)?.gate(port, secret, host) != null;
      if (isOpen) return { findings: [], address: addresses[0] ?? null, roundTripMs: 1 };
      const text = `Host ${host} does not reach host ${target}: ${addresses.join(", ")}`;
      const remedy = "Open the way between the two hosts";
      return {
        findings: [{ code: "unreachable", text, remedy }],
        address: null,
        roundTripMs: null,
      };
    });
  }

  async perform(request: PerformRequest, control: PerformControl): Promise<Performed> {
    const move = await this.#parts.call(`move the machine ${request.machine}`, () =>
      this.#begin(request),
    );
    return await this.#await(move, control);
  }

  async follow(id: MachineId, control: PerformControl): Promise<Performed | null> {
    const move = this.#moves.get(id);
    if (move === undefined || move.stage === "failed" || move.stage === "held") return null;
    return await this.#await(move, control).catch(() => null);
  }

  adjust(id: MachineId, adjustment: MigrationAdjustment): Promise<void> {
    return this.#parts.call(`adjust the move of ${id}`, () => {
      const move = this.#moves.get(id);
      if (move?.stage === "copying") return move.adjust(adjustment);
      throw new NovaError("ACTION_NOT_POSSIBLE", `adjust the move of machine ${id}, not under way`);
    });
  }

  fate(id: MachineId): Promise<SourceFate> {
    return this.#parts.call(`look for the machine ${id}`, () => {
      const stage = this.#moves.get(id)?.stage;
      if (stage === "held" && this.#parts.machines.get(id)?.isAlive === true) return "held";
      return stage === "done" || !this.#parts.machines.has(id) ? "gone" : "here";
    });
  }

  release(id: MachineId): Promise<void> {
    return this.#parts.call(`release the machine ${id}`, () => {
      const move = this.#moves.get(id);
      const machine = this.#parts.machines.get(id);
      if (move?.stage === "held") move.destroyHeld();
      else if (machine?.isAlive === true) {
        throw new NovaError("MACHINE_CONFLICT", `release machine ${id}, which runs here`);
      } else if (machine !== undefined) {
        this.#parts.power.undefine(machine);
      }
      this.#moves.delete(id);
    });
  }

  releaseOriginals(id: MachineId): Promise<void> {
    return this.#parts.call(`release what the machine ${id} came from`, () => {
      // What was made for a move within the host is in use now.
      this.#parts.incoming.forget(id);
      this.#moves.delete(id);
    });
  }

  resume(id: MachineId): Promise<void> {
    return this.#parts.call(`resume the machine ${id}`, () => {
      const move = this.#moves.get(id);
      if (move?.stage === "held" && this.#parts.machines.get(id)?.isAlive === true) move.letGo();
      if (move !== undefined && !move.isUnderWay) this.#moves.delete(id);
    });
  }

  check(request: CheckRequest) {
    const { call, incoming } = this.#parts;
    return call(`check for the machine ${request.machine}`, () => incoming.check(request));
  }

  prepare(request: PrepareRequest): Promise<PrepareAnswer> {
    const { call, incoming } = this.#parts;
    return call(`prepare for the machine ${request.machine}`, () => incoming.prepare(request));
  }

  abandon(id: MachineId, source: HostId): Promise<void> {
    const { call, incoming } = this.#parts;
    return call(`abandon the move of ${id}`, () => incoming.abandon(id, source));
  }

  adopt(id: MachineId, mark: { owner: HostId; generation: number }): Promise<void> {
    const { call, incoming } = this.#parts;
    return call(`adopt the machine ${id}`, () => incoming.adopt(id, mark));
  }

  /** The computer went down: its moves ended with it, what it was switched over from is off. */
  hostRebooted(): void {
    for (const [id, move] of this.#moves) {
      move.die();
      if (move.stage !== "done") this.#moves.delete(id);
    }
    this.#parts.incoming.hostRebooted();
  }

  /** A machine of this host ended by itself. */
  machineEnded(id: MachineId): void {
    this.#moves.get(id)?.die();
  }

  #begin(request: PerformRequest): SimMove {
    const { machine: id, gate, options, disks } = request;
    const { clock, power, faults, network, host, linkBytesPerSecond } = this.#parts;
    const known = this.#moves.get(id);
    if (known?.isUnderWay === true || known?.stage === "held") {
      throw new NovaError("CONFLICT", `move machine ${id}, whose move is under way`);
    }
    const machine = this.#of(id);
    const target = gate?.target ?? host;
    const expected =
      gate === null ? null : network.way(host, target)?.gate(gate.port, gate.secret, host);
    if (gate !== null && (expected == null || expected.stage !== "open")) {
      const cause = new Error("the target's gate does not open");
      throw new NovaError("MIGRATION_FAILED", `move machine ${machine.spec.name}`, { cause });
    }
    const copied = this.#description(machine).disks.filter(({ target: disk }) =>
      disks.some((one) => one.target === disk),
    );
    const move = new SimMove({
      clock,
      power,
      faults,
      network,
      host,
      target,
      machine,
      expected: expected ?? null,
      options,
      place: disks[0]?.pool ?? null,
      memoryBytes: gate === null ? 0 : machine.spec.profile.memoryBytes,
      diskBytes: copied.reduce((sum, disk) => sum + (disk.allocationBytes ?? 0), 0),
      dirtyBytesPerSecond: () => dirtyOf(machine, clock.now()),
      linkBytesPerSecond,
    });
    this.#moves.set(id, move);
    move.start();
    return move;
  }

  async #await(move: SimMove, { signal, progress }: PerformControl): Promise<Performed> {
    const cancel = () => move.cancel();
    move.onProgress = progress;
    signal.addEventListener("abort", cancel);
    if (signal.aborted) cancel();
    try {
      return await move.ended;
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  #of(id: MachineId): SimMachine {
    const machine = this.#parts.machines.get(id);
    if (machine !== undefined) return machine;
    throw new NovaError("NOT_FOUND", `move machine ${id}`);
  }

  #description(machine: SimMachine): MigrationDescription {
    const dirty = dirtyOf(machine, this.#parts.clock.now());
    const report = machine.report();
    const running = machine.isAlive;
    const { memoryBytes } = report;
    return {
      generation: report.generation,
      running,
      persistent: report.persistent,
      memoryBytes,
      memoryMaxBytes: report.memoryMaxBytes,
      memoryUsedBytes: running ? Math.round(memoryBytes * machine.load.memoryShare) : null,
      vcpus: report.vcpus,
      machineType: "pc-q35-7.2",
      arch: report.arch,
      virtType: report.virtualisation,
      emulator: "/usr/bin/qemu-system-x86_64",
      cpuXml: null,
      hugePages: false,
      disks: report.disks.map((disk) => ({
        target: disk.target,
        source: disk.source,
        format: disk.format ?? "raw",
        capacityBytes: disk.capacityBytes ?? 0,
        allocationBytes: memoryBytes * 4,
        shareable: disk.shareable,
        readOnly: disk.readOnly,
        device: disk.device,
        backing: [],
      })),
      networks: report.nics.map(({ type, source }) => ({ type, name: source ?? "" })),
      paths: [],
      hostDevices: [],
      internalSnapshots: [],
      externalSnapshots: [],
      checkpoints: [],
      job: report.job,
      dirtyBytesPerSecond: running ? Math.round(dirty) : null,
    };
  }
}

function dirtyOf(machine: SimMachine, atMs: number): number {
  machine.advance(atMs);
  return machine.spec.profile.memoryBytes * dirtyShare * machine.load.cpu;
}
