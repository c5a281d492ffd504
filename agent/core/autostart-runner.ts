import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Clock } from "../ports/clock.ts";
import type { Hypervisor } from "../ports/hypervisor.ts";
import type { AgentFacts } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import { type AutostartFacts, type AutostartLimits, planAutostart } from "./autostart.ts";

export interface AutostartPorts {
  readonly hypervisor: Hypervisor;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: AutostartLimits;
  /** All but what the runner itself knows; null while the machines are not known. */
  readonly given: () => Omit<AutostartFacts, "waitedMs" | "facts"> | null;
  readonly facts: () => AgentFacts;
  readonly done: (kernelBootId: string) => void;
  readonly note: (note: string, detail: string) => void;
  readonly onBegin: (machine: MachineReport) => void;
  readonly onEnd: (machine: MachineReport) => void;
}

/** Starts what autostart decides, each machine at most once in the life of this process. */
export class AutostartRunner {
  readonly #ports: AutostartPorts;
  readonly #tried = new Set<MachineId>();
  /** The facts as they were when this process began: a decision made alone may be added to later. */
  #factsAtStart: AgentFacts | null = null;
  #startedMs = 0;
  #isBusy = false;
  #isFinal = false;
  #isAgain = false;
  #isStopped = false;
  #cancel: (() => void) | null = null;

  constructor(ports: AutostartPorts) {
    this.#ports = ports;
  }

  start(): void {
    const { clock, limits, facts } = this.#ports;
    this.#startedMs = clock.monotonicMs();
    this.#factsAtStart = facts();
    this.#cancel = clock.after(limits.autostartWaitMs, () => this.look());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /** Something it waits for may be there now. */
  look(): void {
    if (this.#isBusy) this.#isAgain = true;
    else void this.#look();
  }

  async #look(): Promise<void> {
    const { clock, limits, given, facts } = this.#ports;
    const known = given();
    if (this.#isStopped || this.#isFinal || known === null || this.#factsAtStart === null) return;
    const { autostartDoneFor } = this.#factsAtStart;
    const plan = planAutostart(
      {
        ...known,
        machines: known.machines.filter((machine) => !this.#tried.has(machine.id)),
        facts: { ...facts(), autostartDoneFor },
        waitedMs: clock.monotonicMs() - this.#startedMs,
      },
      limits,
    );
    if (plan.type === "wait") return;
    this.#isFinal = plan.type === "done" || plan.final;
    if (plan.type === "done") return;
    this.#isBusy = true;
    for (const id of plan.start) {
      if (this.#isStopped) return;
      this.#tried.add(id);
      const machine = known.machines.find((one) => one.id === id);
      if (machine !== undefined) await this.#startOne(machine);
    }
    this.#tellSkipped(plan.skip, known.machines);
    this.#ports.done(known.kernelBootId);
    this.#isBusy = false;
    if (!this.#isAgain) return;
    this.#isAgain = false;
    this.look();
  }

  async #startOne(machine: MachineReport): Promise<void> {
    const { hypervisor, log, note, onBegin, onEnd } = this.#ports;
    onBegin(machine);
    try {
      await hypervisor.startMachine(machine.id);
      note("autostarted", machine.name);
    } catch (error) {
      log.error({ error, machine: machine.id }, "autostart failed");
      const why = error instanceof Error ? error.message : String(error);
      note("autostart-failed", `${machine.name}: ${why}`);
    }
    onEnd(machine);
  }

  #tellSkipped(
    skipped: readonly { readonly id: MachineId; readonly why: string }[],
    machines: readonly MachineReport[],
  ): void {
    for (const { id, why } of skipped) {
      const name = machines.find((machine) => machine.id === id)?.name ?? id;
      this.#ports.note("autostart-skipped", `${name}: ${why}`);
    }
  }
}
