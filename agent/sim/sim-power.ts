import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../ports/clock.ts";
import type { HypervisorEvent, MachineMark } from "../ports/hypervisor.ts";
import type { SimFaults } from "./sim-faults.ts";
import type { SimMachine } from "./sim-machine.ts";

export interface SimPowerParts {
  readonly clock: Clock;
  readonly startMs: number;
  readonly shutdownMs: number;
  readonly faults: SimFaults;
  readonly machines: Map<MachineId, SimMachine>;
  readonly emit: (event: HypervisorEvent) => void;
  /** A machine has ended, or the whole host, otherwise than by a move. */
  readonly ended: (id: MachineId) => void;
  readonly hostEnded: () => void;
  /** Told of each change of state, before anybody else can be. */
  readonly entered?: (machine: SimMachine) => void;
}

const guestPhaseMs = 80;
const firstPid = 2_000;

/** State changes of simulated machines with libvirt's events, whoever brings them about. */
export class SimPower {
  readonly #parts: SimPowerParts;
  #nextPid = firstPid;

  constructor(parts: SimPowerParts) {
    this.#parts = parts;
  }

  givePid(machine: SimMachine): void {
    machine.begin(this.#nextPid, this.#parts.clock.now());
    this.#nextPid += 1;
  }

  /** libvirt starts QEMU paused and resumes it, so `resumed` comes before `started`. */
  async start(machine: SimMachine): Promise<void> {
    const { faults, startMs, clock } = this.#parts;
    const { id, name } = machine.spec;
    this.#demand(machine, "start", !machine.isAlive);
    await new Promise<void>((resolve) => {
      clock.after(faults.slowStart.get(id) ?? startMs, resolve);
    });
    // Somebody else may have been quicker.
    this.#demand(machine, "start", !machine.isAlive);
    const failure = faults.startFails.get(id);
    if (failure !== undefined) {
      machine.reason = "failed";
      this.changed(machine, "stopped/failed");
      throw new NovaError("LIBVIRT_ERROR", `start machine ${name}`, {
        details: { libvirtCode: 1, libvirtMessage: failure },
      });
    }
    this.givePid(machine);
    this.#enter(machine, "running", "booted");
    this.changed(machine, "resumed/unpaused");
    this.changed(machine, "started/booted");
  }

  /** Asks the guest; what it does comes later, or never where it is deaf. */
  askShutdown(machine: SimMachine): void {
    this.#demand(machine, "shut down", machine.state === "running");
    if (this.#parts.faults.deaf.has(machine.spec.id)) return;
    this.#later(machine, this.#parts.shutdownMs, () => this.guestShutdown(machine));
  }

  askReboot(machine: SimMachine): void {
    this.#demand(machine, "reboot", machine.state === "running");
    if (this.#parts.faults.deaf.has(machine.spec.id)) return;
    this.#later(machine, this.#parts.shutdownMs, () => this.guestReboot(machine));
  }

  destroy(machine: SimMachine): void {
    this.#demand(machine, "force off", machine.isAlive);
    this.#end(machine, "destroyed", "stopped/destroyed");
  }

  pause(machine: SimMachine): void {
    this.#demand(machine, "pause", machine.state === "running");
    this.#enter(machine, "paused", "user");
    this.changed(machine, "suspended/paused");
  }

  resume(machine: SimMachine): void {
    this.#demand(machine, "resume", machine.state === "paused" || machine.state === "pmsuspended");
    this.#enter(machine, "running", "unpaused");
    this.changed(machine, "resumed/unpaused");
  }

  mark(machine: SimMachine, mark: MachineMark): void {
    machine.mark = mark;
    machine.autostart = mark.autostart ? "novacron" : "off";
    this.changed(machine, "defined/updated");
  }

  undefine(machine: SimMachine): void {
    const { id, name } = machine.spec;
    this.#parts.machines.delete(id);
    this.#parts.emit({ type: "changed", id, name, event: "undefined/removed", report: null });
  }

  /** The guest shuts itself down: under way for a moment, then off. */
  guestShutdown(machine: SimMachine): void {
    if (machine.state !== "running") return;
    this.#enter(machine, "shutting-down", "user");
    this.changed(machine, "shutdown/guest");
    this.#later(machine, guestPhaseMs, () => this.#end(machine, "shutdown", "stopped/shutdown"));
  }

  guestReboot(machine: SimMachine): void {
    if (machine.state === "running") this.note(machine, "guest-reboot", "");
  }

  /** QEMU dies. */
  crash(machine: SimMachine): void {
    if (machine.isAlive) this.#end(machine, "crashed", "stopped/crashed");
  }

  /** The storage fails under the guest: libvirt pauses it. */
  ioError(machine: SimMachine): void {
    if (machine.state !== "running") return;
    this.note(machine, "io-error", "vda: no space");
    this.#enter(machine, "paused", "ioerror");
    this.changed(machine, "suspended/ioerror");
  }

  /** libvirt's own words for the phases of a move, at the source. */
  switchOver(machine: SimMachine): void {
    this.#enter(machine, "paused", "migration");
    this.changed(machine, "suspended/migrated");
  }

  /** The move is over and failed: it runs on. */
  goOn(machine: SimMachine): void {
    const hadJob = machine.job !== null;
    machine.job = null;
    if (machine.state !== "paused") return hadJob ? this.changed(machine, "job/ended") : undefined;
    this.#enter(machine, "running", "migration-canceled");
    this.changed(machine, "resumed/migrated");
  }

  /** The move is confirmed: the copy here ends, and its definition goes where libvirt manages it. */
  leave(machine: SimMachine, undefine: boolean): void {
    machine.job = null;
    if (machine.isAlive) this.#end(machine, "migrated", "stopped/migrated");
    if (undefine && this.#parts.machines.has(machine.spec.id)) this.undefine(machine);
  }

  /** A copy comes in: it stands still and has no definition yet. */
  comeIn(machine: SimMachine): void {
    this.#parts.machines.set(machine.spec.id, machine);
    this.givePid(machine);
    machine.job = "migration-in";
    this.#enter(machine, "paused", "migration");
    this.changed(machine, "started/migrated");
  }

  arrive(machine: SimMachine, state: "running" | "paused" | "shutoff"): void {
    machine.job = null;
    machine.persistent = true;
    if (state === "running") {
      this.#enter(machine, "running", "migrated");
      this.changed(machine, "resumed/migrated");
    } else if (state === "paused") this.#enter(machine, "paused", "user");
    else {
      this.#enter(machine, "shutoff", "unknown");
      machine.end();
    }
    this.changed(machine, "defined/added");
  }

  dropIncoming(machine: SimMachine): void {
    machine.job = null;
    this.#end(machine, "failed", "stopped/failed");
  }

  /** Nobody is told: the host itself was gone. */
  forget(id: MachineId): void {
    this.#parts.machines.delete(id);
  }

  /** The machine moves away and its definition stays behind, off. */
  migrateAway(machine: SimMachine): void {
    if (!machine.isAlive) return;
    this.#enter(machine, "paused", "migration");
    this.changed(machine, "suspended/migrated");
    this.#end(machine, "migrated", "stopped/migrated");
  }

  /** The host goes down and comes up again: nothing is told, libvirt starts what carries its own flag. */
  rebootHost(): void {
    this.#parts.hostEnded();
    for (const machine of this.#parts.machines.values()) {
      machine.job = null;
      if (machine.isAlive) {
        machine.advance(this.#parts.clock.now());
        machine.state = "shutoff";
        machine.reason = "unknown";
        machine.end();
      }
      if (machine.autostart !== "libvirt") continue;
      this.givePid(machine);
      this.#enter(machine, "running", "booted");
    }
  }

  /** The machine of that id, for those who play people, guests and hardware. */
  of(id: MachineId): SimMachine {
    const machine = this.#parts.machines.get(id);
    if (machine === undefined) throw new NovaError("NOT_FOUND", `look up simulated machine ${id}`);
    return machine;
  }

  all(): readonly SimMachine[] {
    return [...this.#parts.machines.values()];
  }

  note(machine: SimMachine, note: string, detail: string): void {
    this.#parts.emit({ type: "note", id: machine.spec.id, note, detail });
  }

  changed(machine: SimMachine, event: string): void {
    const { id, name } = machine.spec;
    const report = machine.report();
    this.#parts.emit({ type: "changed", id, name, event, report });
  }

  #end(machine: SimMachine, reason: string, event: string): void {
    if (reason !== "migrated" && machine.job !== null) this.#parts.ended(machine.spec.id);
    machine.job = null;
    this.#enter(machine, "shutoff", reason);
    machine.end();
    if (machine.persistent) {
      this.changed(machine, event);
      return;
    }
    const { id, name } = machine.spec;
    this.#parts.machines.delete(id);
    this.#parts.emit({ type: "changed", id, name, event, report: null });
  }

  #enter(machine: SimMachine, state: SimMachine["state"], reason: string): void {
    machine.advance(this.#parts.clock.now());
    machine.state = state;
    machine.reason = reason;
    this.#parts.entered?.(machine);
  }

  #later(machine: SimMachine, delayMs: number, run: () => void): void {
    const { life } = machine;
    this.#parts.clock.after(delayMs, () => {
      if (machine.life === life) run();
    });
  }

  #demand(machine: SimMachine, verb: string, isPossible: boolean): void {
    if (isPossible) return;
    const attempted = `${verb} machine ${machine.spec.name}, now ${machine.state}`;
    throw new NovaError("ACTION_NOT_POSSIBLE", attempted, { details: { state: machine.state } });
  }
}
