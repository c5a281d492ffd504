import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Assignments } from "@novacron/protocol/messages/report";
import type { AgentLink } from "../../ports/agent-link.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FleetState } from "../inventory/fleet-state.ts";
import { assignmentsFor } from "./assignments.ts";
import { Outgoing } from "./outgoing.ts";

export interface AssignerPorts {
  readonly clock: Clock;
  readonly link: AgentLink;
  readonly fleet: FleetState;
  readonly epoch: () => number;
  readonly turn: () => number;
  /** By what the host is to know this control plane. */
  readonly trusted: () => Pick<Assignments, "signingKeys" | "authorities">;
  /** While what is known may be old: nothing is said; `repeat` afterwards. */
  readonly isHeld?: () => boolean;
}

const retryMs = 2_000;
/** Machines of one host that are sampled device by device at once. */
const detailPerHost = 64;

/** Sends each host what it may rely on, whenever that is something else than it was told last. */
export class Assigner {
  readonly #ports: AssignerPorts;
  readonly #outgoing: Outgoing<HostId>;
  /** What was sent last, but for its time. */
  readonly #said = new Map<HostId, string>();
  readonly #detail = new Map<HostId, Map<MachineId, number>>();

  constructor(ports: AssignerPorts) {
    this.#ports = ports;
    this.#outgoing = new Outgoing(ports.clock, retryMs, (host) => this.#send(host));
  }

  start(): void {
    this.#outgoing.start();
  }

  stop(): void {
    this.#outgoing.stop();
  }

  changed(host: HostId): void {
    this.#outgoing.add(host);
  }

  /** Says it again even where nothing changed: the host or the bus may have lost it. */
  repeat(host: HostId): void {
    this.#said.delete(host);
    this.#outgoing.add(host);
  }

  forget(host: HostId): void {
    this.#said.delete(host);
    this.#detail.delete(host);
  }

  /** Until when the machine's devices are sampled one by one. */
  setDetail(host: HostId, machine: MachineId, untilMs: number): void {
    const machines = this.#detail.get(host) ?? new Map<MachineId, number>();
    if (!machines.has(machine) && machines.size >= detailPerHost) {
      const details = { limit: detailPerHost };
      throw new NovaError("OVERLOADED", `sample the devices of machine ${machine}`, { details });
    }
    machines.set(machine, Math.max(untilMs, machines.get(machine) ?? 0));
    this.#detail.set(host, machines);
    this.#outgoing.add(host);
  }

  /** Ends what is over its time. */
  tick(): void {
    const now = this.#ports.clock.monotonicMs();
    for (const [host, machines] of this.#detail) {
      for (const [machine, untilMs] of machines) {
        if (untilMs > now) continue;
        machines.delete(machine);
        this.#outgoing.add(host);
      }
      if (machines.size === 0) this.#detail.delete(host);
    }
  }

  async #send(host: HostId): Promise<void> {
    if (this.#ports.isHeld?.() === true) return;
    const { fleet, epoch, clock, link, trusted } = this.#ports;
    const detail = [...(this.#detail.get(host)?.keys() ?? [])];
    const more = { epoch: epoch(), at: clock.now(), detail, trusted: trusted() };
    const payload = assignmentsFor(fleet, host, more);
    if (payload === null) return;
    const content = JSON.stringify({ ...payload, at: 0 });
    if (this.#said.get(host) === content) return;
    await link.send("hostAssignments", host, { ...payload, turn: this.#ports.turn() });
    this.#said.set(host, content);
  }
}
