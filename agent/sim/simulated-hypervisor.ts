import type { LibvirtHealth } from "@novacron/protocol/domain/host";
import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { MachineDefinition } from "@novacron/protocol/domain/machine-definition";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../ports/clock.ts";
import type { ProcessReading } from "../ports/host-facts.ts";
import type {
  BulkReading,
  ConsolePower,
  DefinitionPower,
  DemoPower,
  DeviceStream,
  DirtyRateReading,
  Hypervisor,
  HypervisorEvent,
  HypervisorInventory,
  MachineMark,
} from "../ports/hypervisor.ts";
import type { MigrationPower } from "../ports/migration.ts";
import { demoProfile } from "./load-model.ts";
import { SimConsole } from "./sim-console.ts";
import { simDefinition } from "./sim-definition.ts";
import { SimFaults } from "./sim-faults.ts";
import { SimIncoming } from "./sim-incoming.ts";
import { type MachineSpec, poolFolder, SimMachine } from "./sim-machine.ts";
import { SimMoves } from "./sim-moves.ts";
import type { SimNetwork } from "./sim-network.ts";
import { SimPower } from "./sim-power.ts";

export interface SimulatedHypervisorOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly host: HostId;
  readonly machines: readonly MachineSpec[];
  /** Time of an ordinary call. */
  readonly latencyMs?: number;
  readonly startMs?: number;
  readonly shutdownMs?: number;
  /** Deadline of a call that is not answered. */
  readonly callTimeoutMs?: number;
  /** Shared by the hosts of a fleet; without it machines cannot be moved. */
  readonly network?: SimNetwork;
  readonly pools?: readonly string[];
  readonly linkBytesPerSecond?: number;
  /** For whoever watches the fleet from above: each change of a machine's state, as it happens. */
  readonly entered?: (machine: SimMachine) => void;
}

const poolBytes = 1.3e12;
const readyToMove = {
  tlsProblem: null,
  machineTypes: ["pc-q35-7.2", "q35", "pc-i440fx-7.2", "pc"],
  emulators: ["/usr/bin/qemu-system-x86_64"],
  hugePagesFreeBytes: null,
};

/**
 * A host's libvirt and its machines, without either. Follows libvirt's own order of states and events
 * (a start resumes before it has started, a shutdown is asked, under way, done). It is the world: it goes
 * on when the agent that listened is gone, and the next agent finds it as it is then. Everything that
 * happens comes from calls, from `power` and `faults`, and from the clock; nothing by chance.
 */
export class SimulatedHypervisor implements Hypervisor, ConsolePower, DefinitionPower, DemoPower {
  readonly faults = new SimFaults();
  /** What happens to machines without the agent: crashes, people with virsh, the guests themselves. */
  readonly power: SimPower;
  readonly migration?: MigrationPower;
  /** What this host keeps of moves to it; for whoever looks from above. */
  incoming: SimIncoming | null = null;
  readonly #moves: SimMoves | null;
  readonly #options: Required<Omit<SimulatedHypervisorOptions, "network" | "entered">>;
  readonly #machines = new Map<MachineId, SimMachine>();
  readonly #consoles = new Map<MachineId, SimConsole>();
  #listener: ((event: HypervisorEvent) => void) | null = null;
  #isStarted = false;
  #lost: string | null = null;
  #since: number | null = null;

  constructor(options: SimulatedHypervisorOptions) {
    this.#options = {
      latencyMs: 2,
      startMs: 400,
      shutdownMs: 1_500,
      callTimeoutMs: 10_000,
      pools: ["default"],
      linkBytesPerSecond: 1e9,
      ...options,
    };
    const { clock, startMs, shutdownMs } = this.#options;
    this.power = new SimPower({
      clock,
      startMs,
      shutdownMs,
      faults: this.faults,
      machines: this.#machines,
      emit: (event) => this.#emit(event),
      ended: (id) => this.#moves?.machineEnded(id),
      hostEnded: () => this.#moves?.hostRebooted(),
      ...(options.entered && { entered: options.entered }),
    });
    this.#moves = options.network === undefined ? null : this.#makeMoves(options.network);
    if (this.#moves !== null) this.migration = this.#moves;
    for (const spec of options.machines) {
      const machine = new SimMachine(spec, options.seed);
      this.#machines.set(spec.id, machine);
      if (spec.state === "running") this.power.givePid(machine);
    }
  }

  async start(): Promise<void> {
    this.#isStarted = true;
    if (this.#lost === null) this.#since ??= this.#options.clock.now();
    this.#tellHealth();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    for (const console of this.#consoles.values()) await console.close();
  }

  listen(listener: (event: HypervisorEvent) => void): void {
    this.#listener = listener;
  }

  health(): LibvirtHealth {
    const culprits = [...this.faults.hung].map((id) => ({
      machine: this.#machines.get(id)?.spec.name ?? id,
      why: "its monitor does not answer",
    }));
    const isUp = this.#isStarted && this.#lost === null;
    return {
      state: isUp ? "connected" : this.#lost === null ? "connecting" : "failed",
      uri: "sim:///system",
      since: this.#since === null ? null : Math.round(this.#since),
      problem: this.#lost,
      culprits: culprits.slice(0, 64),
    };
  }

  /** Somebody defines a machine with virsh; one whose UUID is known here already is left as it is. */
  define(spec: MachineSpec): void {
    if (this.#machines.has(spec.id)) return;
    const machine = new SimMachine(spec, this.#options.seed);
    this.#machines.set(spec.id, machine);
    if (spec.state === "running") this.power.givePid(machine);
    this.power.changed(machine, "defined/added");
  }

  /** The connection to libvirt breaks; machines run on, calls fail, events are lost. */
  loseLibvirt(problem = "connection refused"): void {
    this.#lost = problem;
    this.#since = this.#options.clock.now();
    this.#tellHealth();
  }

  restoreLibvirt(): void {
    this.#lost = null;
    this.#since = this.#options.clock.now();
    this.#tellHealth();
  }

  /** Pid of a running machine, for the host's own view of it. */
  process(pid: number): ProcessReading | null {
    for (const machine of this.#machines.values()) {
      if (machine.pid !== pid) continue;
      machine.advance(this.#options.clock.now());
      return machine.process();
    }
    return null;
  }

  /** Sums over the machines that run, for the host's own figures. */
  loads(): {
    readonly cores: number;
    readonly memoryBytes: number;
    readonly disk: number;
    readonly nic: number;
  } {
    const sum = { cores: 0, memoryBytes: 0, disk: 0, nic: 0 };
    for (const machine of this.#machines.values()) {
      if (!machine.isAlive) continue;
      const { profile } = machine.spec;
      sum.cores += machine.load.cpu * profile.vcpus;
      sum.memoryBytes += profile.memoryBytes * (machine.load.memoryShare * 0.8 + 0.05);
      sum.disk += machine.load.diskBytesPerSecond;
      sum.nic += machine.load.nicBytesPerSecond;
    }
    return sum;
  }

  inventory(): Promise<HypervisorInventory> {
    return this.#call("read the inventory", null, () => ({
      hostUuid: this.#options.host,
      hypervisorVersion: "9.0.0",
      emulatorVersion: "7.2.0",
      pools: this.#options.pools.map((name) => ({
        name,
        type: "dir",
        active: true,
        capacityBytes: 2e12,
        allocationBytes: 7e11,
        availableBytes: poolBytes,
        path: poolFolder(name),
      })),
      networks: [
        {
          name: "default",
          active: true,
          bridge: "virbr0",
          forward: "nat",
          addresses: ["192.168.122.1/24"],
        },
      ],
      ...(this.migration && { migration: readyToMove }),
    }));
  }

  machines(): Promise<readonly MachineReport[]> {
    return this.#call("list the machines", null, () =>
      [...this.#machines.values()].map((machine) => machine.report()),
    );
  }

  machine(id: MachineId): Promise<MachineReport> {
    return this.#call("look at the machine", id, (machine) => machine.report());
  }

  counters(): Promise<BulkReading> {
    return this.#call("read the bulk statistics", null, () => {
      const at = this.#options.clock.now();
      const machines = [...this.#machines.values()].filter(
        ({ spec }) => !this.faults.hung.has(spec.id),
      );
      for (const machine of machines) machine.advance(at);
      const skipped = [...this.faults.hung].map((id) => ({
        id,
        name: this.#machines.get(id)?.spec.name ?? id,
        why: "its monitor does not answer",
      }));
      return {
        machines: machines.map((machine) => machine.counters(at)),
        tookMs: this.#options.latencyMs,
        skipped,
      };
    });
  }

  startMachine(id: MachineId): Promise<void> {
    return this.#call("start the machine", id, (machine) => this.power.start(machine));
  }

  shutdownMachine(id: MachineId): Promise<void> {
    return this.#call("shut the machine down", id, (machine) => this.power.askShutdown(machine));
  }

  rebootMachine(id: MachineId): Promise<void> {
    return this.#call("reboot the machine", id, (machine) => this.power.askReboot(machine));
  }

  forceOffMachine(id: MachineId): Promise<void> {
    return this.#call("force the machine off", id, (machine) => this.power.destroy(machine));
  }

  pauseMachine(id: MachineId): Promise<void> {
    return this.#call("pause the machine", id, (machine) => this.power.pause(machine));
  }

  resumeMachine(id: MachineId): Promise<void> {
    return this.#call("resume the machine", id, (machine) => this.power.resume(machine));
  }

  mark(id: MachineId): Promise<MachineMark | null> {
    return this.#call("read the mark", id, (machine) => machine.mark);
  }

  setMark(id: MachineId, mark: MachineMark): Promise<void> {
    return this.#call("write the mark", id, (machine) => this.power.mark(machine, mark));
  }

  sampleDirtyRate(id: MachineId, seconds: number): Promise<DirtyRateReading> {
    return this.#call("sample the dirty-page rate of", id, async (machine) => {
      if (machine.state !== "running") {
        const attempted = `sample the dirty-page rate of ${machine.spec.name}, now ${machine.state}`;
        throw new NovaError("ACTION_NOT_POSSIBLE", attempted);
      }
      await this.#pass(seconds * 1_000);
      machine.advance(this.#options.clock.now());
      return { bytesPerSecond: machine.dirtyBytesPerSecond(), mode: "page-sampling" };
    });
  }

  createDemo(id: MachineId, name: string): Promise<void> {
    return this.#call("create the demo guest", null, () => {
      if (this.#machines.has(id)) throw new NovaError("CONFLICT", `create demo guest ${name}`);
      const machine = new SimMachine(
        {
          id,
          name,
          profile: demoProfile,
          state: "shutoff",
          autostart: "off",
          sharedDisk: false,
          demo: true,
        },
        this.#options.seed,
      );
      this.#machines.set(id, machine);
      this.power.changed(machine, "defined/added");
      return this.power.start(machine);
    });
  }

  deleteDemo(id: MachineId): Promise<void> {
    return this.#call("delete the demo guest", id, (machine) => {
      if (machine.spec.demo !== true) {
        throw new NovaError(
          "ACTION_NOT_POSSIBLE",
          `delete machine ${machine.spec.name}, not a demo guest`,
        );
      }
      if (machine.isAlive) this.power.destroy(machine);
      this.power.undefine(machine);
    });
  }

  openConsole(id: MachineId): Promise<DeviceStream> {
    return this.#call("open the console", id, async (machine) => {
      if (!machine.isAlive) {
        throw new NovaError(
          "ACTION_NOT_POSSIBLE",
          `open the console of ${machine.spec.name}, now off`,
        );
      }
      await this.#consoles.get(id)?.close();
      const console = new SimConsole(machine.spec.name);
      this.#consoles.set(id, console);
      return console;
    });
  }

  #makeMoves(network: SimNetwork): SimMoves {
    const { clock, host, pools, linkBytesPerSecond } = this.#options;
    const shared = {
      host,
      clock,
      power: this.power,
      faults: this.faults,
      machines: this.#machines,
    };
    const incoming = new SimIncoming({ ...shared, pools, networks: ["default"], poolBytes });
    network.join(host, incoming);
    this.incoming = incoming;
    return new SimMoves({
      ...shared,
      network,
      incoming,
      linkBytesPerSecond,
      call: (what, work) => this.#call(what, null, work),
    });
  }

  definition(id: MachineId): Promise<MachineDefinition> {
    return this.#call("read the definition", id, simDefinition);
  }

  #call<T>(what: string, id: null, work: () => T | Promise<T>): Promise<T>;
  #call<T>(what: string, id: MachineId, work: (machine: SimMachine) => T | Promise<T>): Promise<T>;
  async #call<T>(
    what: string,
    id: MachineId | null,
    work: (machine: SimMachine) => T | Promise<T>,
  ): Promise<T> {
    const { latencyMs, callTimeoutMs } = this.#options;
    await this.#pass(latencyMs);
    const attempted = id === null ? what : `${what} ${id}`;
    const isHung = this.faults.allHung || (id !== null && this.faults.hung.has(id));
    if (this.#lost === null && isHung) {
      await this.#pass(callTimeoutMs);
      throw new NovaError("LIBVIRT_TIMEOUT", attempted);
    }
    if (this.#lost !== null || !this.#isStarted)
      throw new NovaError("LIBVIRT_UNAVAILABLE", attempted);
    if (id === null) return work(undefined as never);
    const machine = this.#machines.get(id);
    if (machine === undefined) throw new NovaError("NOT_FOUND", attempted);
    return work(machine);
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(ms, resolve);
    });
  }

  #emit(event: HypervisorEvent): void {
    const deliver = () => {
      if (this.#isStarted && this.#lost === null && !this.faults.allHung) this.#listener?.(event);
    };
    const times = this.faults.duplicateEvents ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      if (this.faults.eventDelayMs === 0) deliver();
      else this.#options.clock.after(this.faults.eventDelayMs, deliver);
    }
  }

  #tellHealth(): void {
    if (this.#isStarted) this.#listener?.({ type: "health", health: this.health() });
  }
}
