import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../ports/clock.ts";
import type { Hypervisor, HypervisorEvent, HypervisorInventory } from "../ports/hypervisor.ts";
import type { Log } from "../ports/log.ts";
import { AddressWatch } from "./address-watch.ts";
import type { AgentLimits } from "./limits.ts";
import { type MachineChange, type MachinesEvent, noMachines, stepMachines } from "./machines.ts";

export interface ViewPorts {
  readonly hypervisor: Hypervisor;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pick<AgentLimits, "rereadMs" | "goalPollMs" | "inventoryWaitMs">;
  readonly onChange: (change: MachineChange) => void;
  /** The first full reading of a connection came in. */
  readonly onMachines: () => void;
  /** Inventory or health changed. */
  readonly onUpdate: () => void;
  /** `libvirt-lost` and `libvirt-back`. */
  readonly onLink: (note: string, detail: string) => void;
}

/** What the agent knows of the hypervisor: its machines by events, and a full reading now and then. */
export class HypervisorView {
  readonly #ports: ViewPorts;
  readonly #ready = new Set<() => void>();
  readonly #addresses: AddressWatch;
  #machines = noMachines;
  #inventory: HypervisorInventory | null = null;
  #isConnected = false;
  /** A full reading was made in this connection. */
  #isFresh = false;
  #wasConnected = false;
  #isReading = false;
  #isInventoryRead = false;
  #isKnown = false;
  #cancelWait: (() => void) | null = null;
  #isStopped = false;
  #cancel: (() => void) | null = null;

  constructor(ports: ViewPorts) {
    this.#ports = ports;
    this.#addresses = new AddressWatch({
      ...ports,
      known: (id) => this.machine(id),
      found: (report) => {
        const { id, name } = report;
        this.#step({ type: "changed", id, name, event: "found/addresses", report });
      },
    });
  }

  start(): void {
    const { clock, limits } = this.#ports;
    this.#cancelWait = clock.after(limits.inventoryWaitMs, () => this.#becomeKnown());
    this.#health();
    if (!this.#isConnected) this.#arm(this.#ports.limits.goalPollMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#addresses.stop();
    this.#cancelWait?.();
    this.#cancel?.();
  }

  /** Whether a report can be made: before pools and networks are read it would say that there are none. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  get inventory(): HypervisorInventory | null {
    return this.#inventory;
  }

  /** Null while the hypervisor cannot be asked. */
  machines(): readonly MachineReport[] | null {
    const { known } = this.#machines;
    return known === null || !this.#isFresh ? null : [...known.values()];
  }

  /** As last known, also while the hypervisor is away. */
  machine(id: MachineId): MachineReport | null {
    return this.#machines.known?.get(id) ?? null;
  }

  /** Resolves when the hypervisor is connected. Rejects LIBVIRT_UNAVAILABLE after `timeoutMs`. */
  ready(signal: AbortSignal, timeoutMs: number): Promise<void> {
    if (this.#isConnected) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#ready.delete(done);
        cancel();
        signal.removeEventListener("abort", fail);
        settle();
      };
      const done = () => end(resolve);
      const fail = () =>
        end(() => reject(new NovaError("LIBVIRT_UNAVAILABLE", "wait for libvirt to answer")));
      const cancel = this.#ports.clock.after(timeoutMs, fail);
      signal.addEventListener("abort", fail);
      this.#ready.add(done);
    });
  }

  event(event: Exclude<HypervisorEvent, { readonly type: "note" }>): void {
    if (this.#isStopped) return;
    if (event.type === "changed") this.#step(event);
    else if (event.type === "inventory") void this.#readInventory();
    else this.#health();
  }

  /** Something happened to a machine upon which its guest may take addresses. */
  noted(id: MachineId, note: string): void {
    const report = this.machine(id);
    if (report !== null) this.#addresses.tell({ type: "noted", note, report });
  }

  #health(): void {
    const { hypervisor, onLink, onUpdate } = this.#ports;
    const health = hypervisor.health();
    const isConnected = health.state === "connected";
    if (health.state === "failed") this.#isKnown = true;
    if (isConnected === this.#isConnected) {
      onUpdate();
      return;
    }
    this.#isConnected = isConnected;
    if (isConnected) {
      if (this.#wasConnected) onLink("libvirt-back", "");
      this.#wasConnected = true;
      for (const done of [...this.#ready]) done();
      void this.#readMachines();
      void this.#readInventory();
    } else {
      this.#isFresh = false;
      onLink("libvirt-lost", health.problem ?? "");
    }
    onUpdate();
  }

  async #readMachines(): Promise<void> {
    if (this.#isReading || this.#isStopped) return;
    this.#isReading = true;
    this.#cancel?.();
    const { hypervisor, limits, log, onMachines } = this.#ports;
    let nextMs = limits.rereadMs;
    let isFirst = false;
    this.#step({ type: "reading" });
    try {
      const reports = await hypervisor.machines();
      isFirst = !this.#isFresh && this.#isConnected;
      this.#step({ type: "read", reports, isFirst });
      // A libvirtd that has just started lists machines of which it takes some away without a word.
      if (isFirst || this.#machines.suspected.size > 0) nextMs = limits.goalPollMs;
      this.#isFresh = this.#isConnected;
    } catch (error) {
      log.debug({ error }, "machines could not be read");
      this.#step({ type: "read-failed" });
      nextMs = limits.goalPollMs;
    }
    this.#isReading = false;
    if (this.#isStopped) return;
    this.#arm(nextMs);
    if (isFirst) onMachines();
  }

  #arm(delayMs: number): void {
    this.#cancel = this.#ports.clock.after(delayMs, () => {
      if (this.#isConnected) void this.#readMachines();
      else {
        // The health may have been told before anybody listened.
        this.#health();
        if (!this.#isConnected) this.#arm(this.#ports.limits.goalPollMs);
      }
    });
  }

  async #readInventory(): Promise<void> {
    if (this.#isInventoryRead) return;
    this.#isInventoryRead = true;
    try {
      this.#inventory = await this.#ports.hypervisor.inventory();
    } catch (error) {
      this.#ports.log.debug({ error }, "hypervisor inventory could not be read");
    }
    this.#isInventoryRead = false;
    this.#becomeKnown();
  }

  #becomeKnown(): void {
    this.#isKnown = true;
    this.#cancelWait?.();
    this.#ports.onUpdate();
  }

  #step(event: MachinesEvent): void {
    const now = Math.max(0, Math.round(this.#ports.clock.now()));
    const [machines, changes] = stepMachines(this.#machines, event, now);
    this.#machines = machines;
    for (const change of changes) {
      const { id, event: what, report } = change;
      this.#addresses.tell(
        report === null ? { type: "gone", id } : { type: "changed", event: what, report },
      );
      this.#ports.onChange(change);
    }
  }
}
