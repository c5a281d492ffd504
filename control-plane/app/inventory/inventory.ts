import type { HostState } from "@novacron/protocol/domain/host";
import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineState } from "@novacron/protocol/domain/machine";
import type { HostReport, HostStatus } from "@novacron/protocol/messages/report";
import type { Clock } from "../../ports/clock.ts";
import type { CopyRow, HostRow, StateTx } from "../../ports/state-store.ts";
import { recordedFrom } from "../record/as-of.ts";
import { hostEntry } from "../record/host-entries.ts";
import type { Committer } from "../support/committer.ts";
import { applyReport, isNews } from "./apply-report.ts";
import type { FleetState } from "./fleet-state.ts";
import { isConflict, primaryCopy } from "./placement.ts";
import { type Presence, type PresenceEvent, stepPresence, unheard } from "./presence.ts";
import { reconcileRecord } from "./reconcile-record.ts";

export interface InventoryPorts {
  readonly clock: Clock;
  readonly committer: Committer;
  readonly fleet: FleetState;
  /** Monotonic time since which the bus is there, or null. */
  readonly busSinceMs: () => number | null;
  /** A host is there again, or a new process of its agent: what waits for it should be said again. */
  readonly onReconnected: (host: HostId) => void;
  /** Its state as people see it changed. */
  readonly onPresence: (host: HostId) => void;
}

/** Hosts that report without an inventory are kept in mind, but not without bound. */
const presenceLimit = 20_000;

/** What the fleet looks like now, from what hosts say and from their silence. */
export class Inventory {
  readonly #ports: InventoryPorts;
  readonly #presence = new Map<HostId, Presence & { readonly sinceMs: number }>();
  /** Newest batch that was taken of each host. */
  readonly #taken = new Map<HostId, { readonly boot: string; readonly seq: number }>();
  /** Hosts whose record may lag behind their report. */
  readonly #recordDue = new Set<HostId>();

  constructor(ports: InventoryPorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    const { fleet, clock } = this.#ports;
    for (const row of await tx.hosts()) {
      fleet.hosts.set(row.id, row);
      const presence = unheard(row.state, row.session, clock.monotonicMs());
      this.#presence.set(row.id, { ...presence, sinceMs: row.since ?? clock.now() });
      this.#recordDue.add(row.id);
    }
    for (const row of await tx.copies()) fleet.putCopy(row);
    for (const row of await tx.ownerships()) fleet.ownerships.set(row.machine, row);
    // The last word on each machine, whatever the clock of its host said.
    for (const entry of await tx.statesAsOf(Number.MAX_SAFE_INTEGER)) {
      const recorded = recordedFrom(entry);
      if (recorded !== null) fleet.setRecorded(recorded.machine, recorded);
    }
  }

  async onStatus(status: HostStatus): Promise<void> {
    const row = this.#ports.fleet.hosts.get(status.host) ?? null;
    const isPast = row?.pastSessions.includes(status.session) === true;
    await this.#step(status.host, { type: "status", status, isPast });
  }

  /** Nobody listens to the host any more, whatever its broker still carries. */
  silenced(host: HostId): void {
    const session = this.#presence.get(host)?.session;
    if (session === undefined) return;
    const at = this.#ports.clock.now();
    const status: HostStatus = { v: 1, host, state: "offline", session, at };
    // What the store refuses now is done by the timer: nothing of the host is heard.
    this.#step(host, { type: "status", status, isPast: false }).catch(() => undefined);
  }

  async onReport(report: HostReport): Promise<void> {
    const { committer, fleet, clock } = this.#ports;
    const row = fleet.hosts.get(report.host) ?? null;
    const isNew = isNews(row, report);
    const isPast = !isNew && row !== null && row.session !== report.session;
    if (isNew) {
      await committer.run((draft) => {
        if (!isNews(draft.host(report.host), report)) return;
        applyReport(draft, report, clock.now());
      });
      this.#recordDue.add(report.host);
    }
    const isNewSession = row !== null && row.session !== report.session && !isPast;
    await this.#step(report.host, { type: "report", session: report.session, isPast });
    if (isNewSession) this.#ports.onReconnected(report.host);
    await this.#reconcile(report.host);
  }

  /** Any batch, stored or not: its agent lives. */
  async onBatchHeard(host: HostId): Promise<void> {
    await this.#step(host, { type: "batch" });
  }

  /** A batch is stored, its events with it. */
  async onBatchTaken(host: HostId, boot: string, seq: number): Promise<void> {
    this.#taken.set(host, { boot, seq });
    await this.#reconcile(host);
  }

  async onCommandEvent(host: HostId): Promise<void> {
    await this.#step(host, { type: "command-event" });
  }

  /** Looks at every host's silence. */
  async tick(): Promise<void> {
    const busSinceMs = this.#ports.busSinceMs();
    const failures: unknown[] = [];
    for (const host of [...this.#presence.keys()]) {
      const row = this.#ports.fleet.hosts.get(host);
      const intervalMs = row?.metricsIntervalMs ?? 5_000;
      try {
        await this.#step(host, { type: "tick", intervalMs, busSinceMs });
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  forget(host: HostId): void {
    this.#presence.delete(host);
    this.#taken.delete(host);
    this.#recordDue.delete(host);
  }

  hostState(host: HostId): HostState {
    return this.#presence.get(host)?.state ?? "offline";
  }

  hostSince(host: HostId): number | null {
    return this.#presence.get(host)?.sinceMs ?? null;
  }

  isHostHeard(host: HostId): boolean {
    return this.hostState(host) !== "offline" && this.#ports.busSinceMs() !== null;
  }

  primary(machine: MachineId): CopyRow | null {
    const { fleet } = this.#ports;
    const copies = fleet.copies.get(machine);
    if (copies === undefined) return null;
    const last = fleet.recorded.get(machine)?.host ?? null;
    return primaryCopy([...copies.values()], fleet.ownerships.get(machine) ?? null, last);
  }

  /** The events up to the host's last report are taken, and what no event told was found by comparing. */
  isRecordInStep(host: HostId): boolean {
    return !this.#recordDue.has(host);
  }

  isConflict(machine: MachineId): boolean {
    const { fleet } = this.#ports;
    const copies = fleet.copies.get(machine);
    if (copies === undefined || copies.size < 2) return false;
    return isConflict(machine, [...copies.values()], fleet.ownerships.get(machine) ?? null);
  }

  /** As people see it: unknown where nobody can tell; the last known state stands beside it. */
  machineState(copy: CopyRow): MachineState {
    const row = this.#ports.fleet.hosts.get(copy.host);
    const isDark = this.hostState(copy.host) === "offline" || row === undefined;
    return isDark || row.inventory.libvirt.state === "failed" ? "unknown" : copy.report.state;
  }

  async #step(host: HostId, event: PresenceEvent): Promise<void> {
    const { clock } = this.#ports;
    const nowMs = clock.monotonicMs();
    const known = this.#presence.get(host);
    if (known === undefined && this.#presence.size >= presenceLimit) return;
    const before: Presence = known ?? unheard("offline", "", nowMs);
    const after = stepPresence(before, event, nowMs);
    const isNewState = known === undefined || before.state !== after.state;
    const sinceMs = isNewState ? clock.now() : known.sinceMs;
    this.#presence.set(host, { ...after, sinceMs });
    if (isNewState) this.#ports.onPresence(host);
    const isBack = before.state === "offline" || before.session !== after.session;
    if (isBack && after.state !== "offline") this.#ports.onReconnected(host);
    await this.#persist(host);
  }

  /** Only offline or not is stored and recorded; staleness comes and goes. */
  async #persist(host: HostId): Promise<void> {
    const { fleet, committer, clock } = this.#ports;
    const stored = fleet.hosts.get(host);
    const state = this.hostState(host);
    if (stored === undefined || (stored.state === "offline") === (state === "offline")) return;
    await committer.run((draft) => {
      const row = draft.host(host);
      const now = this.hostState(host);
      if (row === null || (row.state === "offline") === (now === "offline")) return;
      const next: HostRow = { ...row, state: now, since: clock.now() };
      draft.putHost(next);
      const isOff = now === "offline";
      const sentence = isOff ? `Host ${row.name} is offline` : `Host ${row.name} is back`;
      const severity = isOff ? "critical" : "info";
      const at = clock.now();
      const what = { at, kind: "host.state", actor: "novacron", sentence, severity } as const;
      draft.record(hostEntry(next, what));
    });
  }

  async #reconcile(host: HostId): Promise<void> {
    const { fleet, committer, clock } = this.#ports;
    if (!this.#isRecordBehind(host, fleet.hosts.get(host))) return;
    await committer.run((draft) => {
      const row = draft.host(host);
      if (row !== null && this.#isRecordBehind(host, row)) {
        reconcileRecord(draft, host, clock.now());
      }
      draft.after(() => this.#recordDue.delete(host));
    });
  }

  #isRecordBehind(host: HostId, row: HostRow | undefined): boolean {
    const taken = this.#taken.get(host);
    if (row === undefined || taken === undefined || !this.#recordDue.has(host)) return false;
    return taken.boot === row.boot && taken.seq > row.seq;
  }
}
