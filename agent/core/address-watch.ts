import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Clock } from "../ports/clock.ts";
import type { Hypervisor } from "../ports/hypervisor.ts";
import type { Log } from "../ports/log.ts";
import { type AddressEvent, nextAskMs, noAsks, stepAddresses } from "./address-asks.ts";
import { WakeTimer } from "./wake-timer.ts";

export interface AddressWatchPorts {
  readonly hypervisor: Pick<Hypervisor, "machine">;
  readonly clock: Clock;
  readonly log: Log;
  /** As known now; null where it is gone. */
  readonly known: (id: MachineId) => MachineReport | null;
  /** The machine as known, with addresses that it did not have. */
  readonly found: (report: MachineReport) => void;
}

/** Asks machines for their addresses when `stepAddresses` says so, one after the other. */
export class AddressWatch {
  readonly #ports: AddressWatchPorts;
  readonly #timer: WakeTimer;
  #asks = noAsks;
  #isAsking = false;
  #isStopped = false;

  constructor(ports: AddressWatchPorts) {
    this.#ports = ports;
    this.#timer = new WakeTimer(ports.clock, () => void this.#due());
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer.set(null);
  }

  tell(event: AddressEvent): void {
    if (this.#isStopped) return;
    this.#step(event);
    if (!this.#isAsking) this.#timer.set(nextAskMs(this.#asks));
  }

  #step(event: AddressEvent): readonly MachineId[] {
    const [asks, due] = stepAddresses(this.#asks, event, this.#ports.clock.monotonicMs());
    this.#asks = asks;
    return due;
  }

  async #due(): Promise<void> {
    this.#isAsking = true;
    for (const id of this.#step({ type: "tick" })) {
      if (!this.#isStopped) await this.#ask(id);
    }
    this.#isAsking = false;
    if (!this.#isStopped) this.#timer.set(nextAskMs(this.#asks));
  }

  /** Of the answer only addresses are taken: what events said meanwhile of all else is newer. */
  async #ask(id: MachineId): Promise<void> {
    try {
      const { nics } = await this.#ports.hypervisor.machine(id);
      const known = this.#ports.known(id);
      if (this.#isStopped || known === null || known.state !== "running") return;
      const addressesOf = new Map(nics.map(({ mac, addresses }) => [mac, addresses]));
      const now = known.nics.map((nic) => ({
        ...nic,
        addresses: addressesOf.get(nic.mac) ?? nic.addresses,
      }));
      if (JSON.stringify(now) !== JSON.stringify(known.nics)) {
        this.#ports.found({ ...known, nics: now });
      }
    } catch (error) {
      this.#ports.log.debug({ machine: id, error }, "addresses could not be asked for");
    }
  }
}
