import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import type { HypervisorEvent } from "../../ports/hypervisor.ts";

export interface FeedPorts {
  readonly clock: Clock;
  readonly read: (id: MachineId) => Promise<MachineReport>;
  readonly emit: (event: HypervisorEvent) => void;
}

/** Events of one machine that may wait for its report; further ones are dropped and counted. */
const WAITING_MAX = 256;
const RETRY_MS = 1_000;
const TRIES_MAX = 5;
/** The first look at a machine that moved away, each of the next after twice as long. */
const LEAVING_MS = 50;
const LOOKS_MAX = 8;

/**
 * Puts to each event the machine as it is afterwards. Events of one machine keep their order; those
 * that come while its report is read share the next one.
 */
export class EventFeed {
  readonly #ports: FeedPorts;
  readonly #waiting = new Map<MachineId, { name: string; event: string }[]>();
  readonly #unseen = new Map<MachineId, Promise<void>>();
  /** Such acts that are over. */
  #acts = 0;
  #dropped = 0;

  constructor(ports: FeedPorts) {
    this.#ports = ports;
  }

  /** Events that could not be told, as their machine's report could not be had. */
  get dropped(): number {
    return this.#dropped;
  }

  changed(id: MachineId, name: string, event: string): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) {
      this.#waiting.set(id, [{ name, event }]);
      void this.#drain(id);
    } else if (waiting.length < WAITING_MAX) {
      waiting.push({ name, event });
    } else {
      this.#dropped += 1;
    }
  }

  /** A machine that libvirt forgets and is told again at once was never gone: nobody is told of what is between. */
  async unseen<T>(id: MachineId, act: () => Promise<T>): Promise<T> {
    const over = Promise.withResolvers<void>();
    this.#unseen.set(id, over.promise);
    try {
      return await act();
    } finally {
      this.#unseen.delete(id);
      this.#acts += 1;
      over.resolve();
    }
  }

  async #drain(id: MachineId): Promise<void> {
    for (;;) {
      const waiting = this.#waiting.get(id) ?? [];
      if (waiting.length === 0) break;
      const batch = waiting.splice(0);
      const report = await this.#readAfter(id);
      if (report === undefined) {
        this.#dropped += batch.length;
        continue;
      }
      for (const { name, event } of batch) {
        if (isOvertaken(event, report)) continue;
        this.#ports.emit({ type: "changed", id, name, event, report });
        if (event === "stopped/migrated" && report !== null) this.#lookWhetherGone(id, name, 1);
      }
    }
    this.#waiting.delete(id);
  }

  /** A move that undefines its machine does so after the machine has stopped, and libvirt tells nothing of it. */
  #lookWhetherGone(id: MachineId, name: string, look: number): void {
    this.#ports.clock.after(LEAVING_MS * 2 ** (look - 1), async () => {
      const report = await this.#readAfter(id);
      if (report === null) {
        this.#ports.emit({ type: "changed", id, name, event: "undefined/removed", report });
      } else if (look < LOOKS_MAX && (report === undefined || report.state === "shutoff")) {
        this.#lookWhetherGone(id, name, look + 1);
      }
    });
  }

  /** Null where the machine is gone; undefined where that cannot be known. */
  async #readAfter(id: MachineId): Promise<MachineReport | null | undefined> {
    for (let tries = 1; ; tries++) {
      const acts = this.#acts;
      try {
        return await this.#ports.read(id);
      } catch (error) {
        if (this.#unseen.has(id) || this.#acts !== acts) {
          await this.#unseen.get(id);
          continue;
        }
        if (error instanceof NovaError && error.code === "NOT_FOUND") return null;
        const lost = error instanceof NovaError && error.code === "LIBVIRT_UNAVAILABLE";
        // After a reconnection everything is read afresh, so nothing is gained by waiting for it.
        if (lost || tries === TRIES_MAX) return undefined;
        await new Promise<void>((resolve) => this.#ports.clock.after(RETRY_MS, resolve));
      }
    }
  }
}

/**
 * A shutdown that is over when its report is read: the stop that always follows says the same, and who did
 * it, which `shutdown/host` does not.
 */
function isOvertaken(event: string, report: MachineReport | null): boolean {
  return event.startsWith("shutdown/") && report?.state !== "shutting-down";
}
