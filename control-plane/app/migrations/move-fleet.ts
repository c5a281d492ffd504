import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { Holder } from "@novacron/protocol/domain/may";
import type { MigrationDescription, MigrationOptions } from "@novacron/protocol/domain/migration";
import type { MigrationForecast, MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import type { MoveFacts, MoveHost } from "@novacron/protocol/domain/migration-obstacles";
import { kindOf } from "@novacron/protocol/domain/move-disks";
import { decideOptions } from "@novacron/protocol/domain/move-policy";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import type { MoveRow } from "../../ports/move-tables.ts";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { HostRow } from "../../ports/state-store.ts";
import type { GuestWriting } from "../forecast/guest-writing.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { FleetState } from "../inventory/fleet-state.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { isAlive } from "../inventory/placement.ts";
import type { Operations } from "../operations/operations.ts";
import { type RankedTarget, rankTargets } from "../placement/rank.ts";
import type { FleetTrust } from "../trust/fleet-trust.ts";
import type { FleetViewsFromMemory } from "../views/fleet-views.ts";
import { factsOf, type RowParts } from "../views/machine-row.ts";
import { type HostTime, judgeClocks } from "./judge-clocks.ts";
import type { MoveMemory } from "./move-memory.ts";
import type { MovePolicies } from "./move-policies.ts";
import { cardBytesPerSecond, subjectOf } from "./move-subject.ts";
import { Moving } from "./moving.ts";
import { nothingReserved, type Reserved, reservedBy } from "./reservations.ts";
import { WrittenDisks } from "./written-disks.ts";

export interface MoveFleetPorts {
  readonly parts: () => {
    readonly fleet: FleetState;
    readonly inventory: Inventory;
    readonly operations: Operations;
    readonly views: FleetViewsFromMemory;
    readonly guestWriting: GuestWriting;
    readonly ingest: Pick<Ingest, "skewMs">;
    readonly trust: Pick<FleetTrust, "identities">;
  };
  readonly clock: Clock;
  readonly memory: MoveMemory;
  readonly policies: MovePolicies;
  /** Why a host takes no machines just now; null where it does. */
  readonly closed: (host: HostId) => string | null;
  /** Whether there are rules of placement at all: a large fleet takes a while to be ranked. */
  readonly hasRules: () => boolean;
  /** As the planner sees it, nothing pinned. */
  readonly planFleet: () => PlanFleet;
}

/** Codes of the rank's reasons that are rules; room and the rest are judged by the obstacles. */
const rules: ReadonlySet<string> = new Set(["host-rule", "apart", "together", "spread-or-near"]);

/** The fleet as moves are judged by. */
export class MoveFleet {
  readonly #ports: MoveFleetPorts;
  readonly #written = new WrittenDisks();

  constructor(ports: MoveFleetPorts) {
    this.#ports = ports;
  }

  parts(machine: MachineId): RowParts {
    const parts = this.find(machine);
    if (parts === null) throw new NovaError("NOT_FOUND", `find machine ${machine}`);
    return parts;
  }

  find(machine: MachineId): RowParts | null {
    return this.#ports.parts().views.parts(machine);
  }

  /** All that decides whether the machine can go there. `ranked` spares the rank where the caller has it. */
  facts(
    parts: RowParts,
    asked: MigrationOptions,
    more: { readonly who: Holder; readonly ranked?: readonly RankedTarget[] },
  ): MoveFacts {
    const { policies, clock, hasRules } = this.#ports;
    const { operations, fleet } = this.#ports.parts();
    const { report } = parts.copy;
    const kind = kindOf(asked, report, parts.host.id);
    const policy = policies.of(report.id);
    const options = decideOptions(asked, policy, kind);
    const target = kind === "storage" ? parts.host.id : asked.target;
    const row = target === undefined ? undefined : fleet.hosts.get(target);
    const isRanked = row !== undefined && hasRules();
    const ranked = more.ranked ?? (isRanked ? this.rank(report.id) : []);
    const reasons = ranked.find(({ host }) => host === target)?.reasons ?? [];
    return {
      machine: factsOf(parts, {
        who: more.who,
        heldBy: operations.heldBy(report.id)?.sentence ?? null,
      }),
      report,
      source: this.host(parts.host),
      target: row === undefined ? null : this.host(row),
      kind,
      options: { ...options, kind, ...(target === undefined ? {} : { target }) },
      postCopyAllowed: policy.postCopy === true,
      unsettled: this.unsettled(report.id),
      rules: reasons.filter(({ code }) => rules.has(code)).map(({ text }) => text),
      clocks:
        row === undefined
          ? []
          : judgeClocks([this.#time(parts.host), this.#time(row)], clock.now()),
    };
  }

  host(row: HostRow): MoveHost {
    const { closed } = this.#ports;
    const { inventory } = this.#ports.parts();
    return {
      id: row.id,
      name: row.name,
      state: inventory.hostState(row.id),
      inventory: row.inventory,
      committed: this.#committed(row.id),
      reserved: this.reservedOn(row.id),
      closed: closed(row.id),
    };
  }

  rank(machine: MachineId): readonly RankedTarget[] {
    return rankTargets(this.#ports.planFleet(), machine);
  }

  hosts(): readonly HostRow[] {
    return [...this.#ports.parts().fleet.hosts.values()];
  }

  reservedOn(host: HostId): Reserved {
    const rows = this.rows().filter(({ target }) => target === host);
    return this.reserved(rows).get(host) ?? nothingReserved;
  }

  reserved(rows = this.rows()): ReadonlyMap<HostId, Reserved> {
    const { fleet } = this.#ports.parts();
    return reservedBy(rows, ({ machine, target }) => {
      const copy = fleet.copies.get(machine)?.get(target);
      return copy !== undefined && isAlive(copy.report.state);
    });
  }

  /** Of all moves that are not over. */
  rows(): readonly MoveRow[] {
    return this.#ports
      .parts()
      .operations.running()
      .flatMap((one) => (one instanceof Moving ? [one.move.row] : []));
  }

  /** What will be, as far as it can be told; `beside`: this move itself is under way already. */
  subject(
    facts: MoveFacts,
    description: MigrationDescription | null,
    own: string | null,
  ): MoveSubject | null {
    const { memory, clock } = this.#ports;
    const { views, guestWriting } = this.#ports.parts();
    const { source, target, report } = facts;
    if (target === null) return null;
    const beside = this.rows().filter(
      ({ operation, hold, source: from, target: to }) =>
        operation !== own && hold === "moving" && (from === source.id || to === target.id),
    );
    const now = clock.now();
    const earlier = description?.dirtyBytesPerSecond ?? null;
    const card = cardBytesPerSecond(source.inventory, target.inventory);
    return subjectOf({
      report,
      source: source.inventory,
      target: target.inventory,
      kind: facts.kind,
      options: facts.options,
      disks: description?.disks ?? this.#written.of(report.id),
      latest: views.latestOf("machine", report.id)?.values ?? {},
      dirtyRate: guestWriting.dirtyRate(report.id, now, earlier),
      quieter: guestWriting.quieter(report.id, now),
      bandwidth: memory.links.estimate({ source: source.id, target: target.id }, card),
      movesBeside: beside.length,
    });
  }

  isRecordInStep(host: HostId): boolean {
    return this.#ports.parts().inventory.isRecordInStep(host);
  }

  isDirtyRateKnown(machine: MachineId): boolean {
    const { clock } = this.#ports;
    return this.#ports.parts().guestWriting.isFresh(machine, clock.now());
  }

  /** A description of the machine came, and with it what it writes. */
  learnWriting(machine: MachineId, description: MigrationDescription): void {
    this.#written.learn(machine, description);
    const { dirtyBytesPerSecond } = description;
    if (dirtyBytesPerSecond === null) return;
    const { clock, parts } = this.#ports;
    parts().guestWriting.learnDescribed(machine, clock.now(), dirtyBytesPerSecond);
  }

  forecast(facts: MoveFacts, description: MigrationDescription | null): MigrationForecast | null {
    const subject = this.subject(facts, description, null);
    return subject === null ? null : this.#ports.memory.forecast(subject);
  }

  #time({ id, name }: HostRow): HostTime {
    const { ingest, trust } = this.#ports.parts();
    const identity = trust.identities.get(id);
    const skewMs = ingest.skewMs(id);
    if (identity === null) return { name, skewMs, life: null };
    const { notBefore, notAfter, qemu } = identity;
    return {
      name,
      skewMs,
      life: { notBefore, notAfter: Math.min(notAfter, qemu?.notAfter ?? notAfter) },
    };
  }

  #committed(host: HostId): { readonly vcpus: number; readonly memoryBytes: number } {
    const { fleet } = this.#ports.parts();
    let [vcpus, memoryBytes] = [0, 0];
    for (const machine of fleet.machinesByHost.get(host) ?? []) {
      const report = fleet.copies.get(machine)?.get(host)?.report;
      if (report === undefined || !isAlive(report.state)) continue;
      vcpus += report.vcpus;
      memoryBytes += report.memoryMaxBytes;
    }
    return { vcpus, memoryBytes };
  }

  /** Why an earlier move keeps a new one out; null where none does. */
  unsettled(machine: MachineId): string | null {
    const { fleet, operations } = this.#ports.parts();
    const owing = operations
      .running()
      .find(
        (one) =>
          one instanceof Moving &&
          one.move.row.machine === machine &&
          one.move.row.owes !== "nothing",
      );
    if (owing !== undefined)
      return "What an earlier move of it left on a host that is away is not removed yet";
    const moving = fleet.ownerships.get(machine)?.moving;
    if (moving === undefined || operations.runningOf(moving.operation) !== null) return null;
    return "It is not known where an earlier move of it ended";
  }
}
