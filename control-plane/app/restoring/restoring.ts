import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import type { RestoringView } from "@novacron/protocol/http/system";
import type { Clock } from "../../ports/clock.ts";
import type { StateTx } from "../../ports/state-store.ts";
import type { Audit } from "../audit/audit.ts";
import { ownActor } from "../audit/entry.ts";
import type { FleetState } from "../inventory/fleet-state.ts";
import { accessEntry } from "../record/access-entries.ts";
import type { Committer } from "../support/committer.ts";

/** Written by a restore, as JSON; empty once every host was read again. */
export const restoringKey = "restoring";

interface Begun {
  readonly since: number;
  readonly epoch: number;
  /** Epoch in the backup. */
  readonly before: number;
}

export const defaultRestoreWaitMs = 300_000;

export interface RestoringPorts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly audit: Audit;
  readonly fleet: FleetState;
  readonly waitMs: number;
  readonly busSinceMs: () => number | null;
  /** It is over: hosts may be told what they may rely on. */
  readonly ended: () => void;
}

/**
 * After a restore what is known of the fleet is as old as the backup. Until every host that can be reached
 * was read again nothing is commanded and no host is told anything to rely on. It ends when all known hosts
 * have reported, after a bounded wait, or when an administrator says so.
 */
export class Restoring {
  readonly #ports: RestoringPorts;
  readonly #heard = new Set<HostId>();
  #begun: Begun | null = null;

  constructor(ports: RestoringPorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    const text = await tx.getMeta(restoringKey);
    this.#begun = text === null || text === "" ? null : (JSON.parse(text) as Begun);
  }

  /** After the audit log is open: the restore itself is a change. */
  async start(): Promise<void> {
    if (this.#begun === null) return;
    const { since, epoch, before } = this.#begun;
    const detail = { restoredAt: since, epoch, epochInBackup: before };
    await this.#ports.audit.recordOwn("controlplane.restored", detail);
  }

  isActive(): boolean {
    return this.#begun !== null;
  }

  /** RESTORING, while it is not over. */
  refuse(attempted: string): void {
    const view = this.view();
    if (view === null) return;
    const details = { waitingFor: view.waitingFor.slice(0, 20), hosts: view.waitingFor.length };
    throw new NovaError("RESTORING", attempted, { details });
  }

  view(): RestoringView | null {
    const { clock } = this.#ports;
    if (this.#begun === null) return null;
    const until = Math.round(clock.now() + this.#leftMs());
    const waitingFor = this.#missing().map(
      (host) => this.#ports.fleet.hosts.get(host)?.name ?? host,
    );
    return { since: this.#begun.since, until, waitingFor };
  }

  note(): ProblemNote | null {
    const view = this.view();
    if (view === null) return null;
    const text =
      "Restored from a backup: nothing is commanded until the hosts were read again; " +
      `${view.waitingFor.length} are missing`;
    const of = { severity: "warning" as const, machine: null, host: null };
    return { code: "restoring", text, since: view.since, ...of };
  }

  /** The host's present state is stored. */
  async onReport(host: HostId): Promise<void> {
    if (this.#begun === null) return;
    this.#heard.add(host);
    await this.tick();
  }

  async tick(): Promise<void> {
    if (this.#begun === null) return;
    const isRead = this.#ports.fleet.hosts.size > 0 && this.#missing().length === 0;
    if (isRead) await this.#end("every host was read again", null);
    else if (this.#leftMs() === 0) await this.#end("the wait is over", null);
  }

  /** An administrator does not wait for the rest. */
  async override(by: string): Promise<void> {
    if (this.#begun === null)
      throw new NovaError("CONFLICT", "end the restoring state: it is over");
    await this.#end(`${by} did not wait`, by);
  }

  async #end(why: string, by: string | null): Promise<void> {
    const { committer, clock, audit, ended } = this.#ports;
    const missing = this.#missing().length;
    await committer.runWith(async (draft, tx) => {
      if (this.#begun === null) return;
      await tx.putMeta(restoringKey, "");
      const detail = { why, hostsMissing: missing };
      const action = "controlplane.restoring-ended";
      const entry = { actor: ownActor, action, target: null, outcome: "done" as const, code: null };
      await audit.record(tx, { ...entry, detail });
      const sentence = `The fleet is commanded again after the restore: ${why}; ${missing} hosts missing`;
      draft.record(accessEntry({ at: clock.now(), actor: by ?? "novacron", sentence }));
      draft.after(() => {
        this.#begun = null;
        ended();
      });
    });
  }

  #missing(): readonly HostId[] {
    return [...this.#ports.fleet.hosts.keys()].filter((host) => !this.#heard.has(host));
  }

  /** Counted from when the bus is there; before that nobody can be heard. */
  #leftMs(): number {
    const { clock, busSinceMs, waitMs } = this.#ports;
    const since = busSinceMs();
    return since === null ? waitMs : Math.max(0, since + waitMs - clock.monotonicMs());
  }
}
