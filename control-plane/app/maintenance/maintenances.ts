import { hookObstacles } from "@novacron/protocol/domain/hook-obstacles";
import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import {
  type DrainPlan,
  type HostInMaintenance,
  inMaintenance,
  type Maintenance,
  type MaintenanceHost,
  maintenance,
} from "@novacron/protocol/domain/maintenance";
import { may } from "@novacron/protocol/domain/may";
import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import type { MoveBecause } from "@novacron/protocol/domain/operation-migration";
import { theFleet } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  startMaintenanceRoute,
  steerMaintenanceRoute,
} from "@novacron/protocol/http/maintenance";
import type { BodyOf } from "@novacron/protocol/http/route";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { HostRow, StateStore, StateTx } from "../../ports/state-store.ts";
import type { AuditEntry } from "../audit/entry.ts";
import type { Look } from "../migrations/staged.ts";
import { refusal } from "../operations/admission.ts";
import type { Requester } from "../operations/operations.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import type { Committer } from "../support/committer.ts";
import { refusalText } from "../support/refusal.ts";
import { hookRows } from "./hook-audit.ts";
import type { HookCall } from "./hook-run.ts";
import {
  closedBy,
  type HostNow,
  type MaintenanceEffect,
  type MaintenanceEvent,
  stepMaintenance,
} from "./maintenance.ts";
import { maintenanceEntries } from "./maintenance-entries.ts";
import { steerObstacle } from "./steering.ts";

export interface MaintenancesPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly state: StateStore;
  readonly committer: Committer;
  readonly host: (host: HostId) => HostRow | null;
  /** A host as it reports itself, but for what is asked of it. */
  readonly hostNow: (host: HostId) => Omit<HostNow, "hookProblem">;
  readonly look: Look;
  readonly plan: (host: HostId, signal?: AbortSignal) => Promise<DrainPlan>;
  /** Why the other hosts could not lose one more while one of these is empty; known without a plan. */
  readonly warnings: (hosts: readonly HostId[]) => readonly string[];
  /** Asks for one move; rejects where it is refused. */
  readonly move: (
    by: string,
    wish: {
      readonly id: OperationId;
      readonly machine: MachineId;
      readonly target: HostId;
    },
    because: MoveBecause,
  ) => Promise<Operation>;
  readonly cancel: (by: string, operation: OperationId) => Promise<unknown>;
  /** Commands to the agents of hosts, and the same taken back. */
  readonly hooks: {
    readonly ask: (call: HookCall) => void;
    readonly cancel: (call: HookCall) => void;
  };
  readonly record: (tx: StateTx, entry: AuditEntry) => Promise<void>;
  /** A maintenance is another than before; these hosts are otherwise in it. */
  readonly onChange: (hosts: readonly HostId[]) => void;
  /** Throws while this control plane may command nothing. */
  readonly refuse: (attempted: string) => void;
}

type EffectOf<T extends MaintenanceEffect["type"]> = Extract<MaintenanceEffect, { type: T }>;

const mostOpen = 20;
const shownWarnings = 5;
const askedKept = 20_000;

/** Maintenances under way: carries out what `stepMaintenance` decides, stored before anything is asked for. */
export class Maintenances {
  readonly #ports: MaintenancesPorts;
  readonly #open = new Map<OperationId, Maintenance>();
  /** Moves as they were when they were asked for last; the operations forget what ended long ago. */
  readonly #asked = new BoundedMap<OperationId, Operation>(askedKept);
  #isTicking = false;
  #isDue = false;

  readonly #planning = new Map<OperationId, AbortController>();

  constructor(ports: MaintenancesPorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    for (const one of await tx.moves.openMaintenance())
      this.#open.set(one.id, maintenance.parse(one));
  }

  /** Why a host takes no machines just now; null where it does. */
  closed(host: HostId): string | null {
    for (const one of this.#open.values()) {
      const why = closedBy(one, host);
      if (why !== null) return why;
    }
    return null;
  }

  /** How far a host is in the maintenance that holds it. */
  ofHost(host: HostId): HostInMaintenance | null {
    for (const one of this.#open.values()) {
      const found = inMaintenance(one, host);
      if (found !== null) return found;
    }
    return null;
  }

  async plan(host: HostId, signal?: AbortSignal): Promise<DrainPlan> {
    if (this.#ports.host(host) === null)
      throw new NovaError("NOT_FOUND", `plan to empty host ${host}`);
    return this.#ports.plan(host, signal);
  }

  async begin(asker: Requester, body: BodyOf<typeof startMaintenanceRoute>): Promise<Maintenance> {
    const by = asker.name;
    const attempted = `begin a maintenance of ${body.hosts.length} hosts`;
    this.#ports.refuse(attempted);
    if (body.command !== undefined)
      mustCommand(asker, `${attempted} with hook ${body.command.name}`);
    const taken = await this.#ports.committer.runWith(async (draft, tx) => {
      const known = this.#open.get(body.id) ?? (await tx.moves.maintenance(body.id));
      if (known !== null) {
        if (isSame(known, by, body)) return known;
        throw new NovaError("ID_REUSED", attempted);
      }
      this.#mayBegin(attempted, body);
      const begun = this.#begun(by, body);
      await tx.moves.putMaintenance(begun);
      const noted = { by, nowMs: begun.requestedAt };
      for (const entry of maintenanceEntries(null, begun, noted)) draft.record(entry);
      draft.after(() => this.#keep(null, begun));
      return begun;
    });
    void this.tick();
    return taken;
  }

  async steer(asker: Requester, id: OperationId, { action }: BodyOf<typeof steerMaintenanceRoute>) {
    const by = asker.name;
    const attempted = `${action} maintenance ${id}`;
    if (action === "run") mustCommand(asker, attempted);
    const known = await this.show(id);
    const isOver = known.endedAt !== null || (known.state === "cancelled" && action !== "cancel");
    if (isOver) throw new NovaError("CONFLICT", attempted);
    const obstacle = steerObstacle(known, action);
    if (obstacle !== null) throw refusal(attempted, [obstacle]);
    const event = { type: "steer", action, newId: () => this.#newId() } as const;
    const effects = await this.#handle(id, event, by);
    if (action === "cancel") this.#planning.get(id)?.abort();
    for (const effect of effects) await this.#carryOut(id, by, effect);
    return this.show(id);
  }

  async show(id: OperationId): Promise<Maintenance> {
    const open = this.#open.get(id);
    if (open !== undefined) return open;
    const stored = await this.#ports.state.transaction((tx) => tx.moves.maintenance(id));
    if (stored === null) throw new NovaError("NOT_FOUND", `find maintenance ${id}`);
    return stored;
  }

  list(query: { readonly limit: number; readonly offset: number }) {
    return this.#ports.state.transaction((tx) => tx.moves.listMaintenance(query));
  }

  async tick(): Promise<void> {
    this.#isDue = true;
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      while (this.#isDue) {
        this.#isDue = false;
        for (const one of [...this.#open.values()]) await this.#goOn(one);
      }
    } finally {
      this.#isTicking = false;
    }
  }

  /** A move has ended or begun: one of a maintenance lets others follow at once, not with the next tick. */
  async moveChanged(operation: Operation): Promise<void> {
    if (hasEnded(operation.state) && this.#asked.get(operation.id) !== undefined) await this.tick();
  }

  /** True where the event is of a command of ours. */
  async onCommandEvent(event: CommandEvent): Promise<boolean> {
    for (const { id, hosts } of this.#open.values()) {
      if (!hosts.some(({ run }) => run?.operation === event.operation)) continue;
      await this.#handle(id, { type: "told", event });
      if (event.type === "succeeded" || event.type === "failed") await this.tick();
      return true;
    }
    return false;
  }

  async #goOn(before: Maintenance): Promise<void> {
    const { id, requestedBy } = before;
    const { look, log } = this.#ports;
    const event: MaintenanceEvent = {
      type: "tick",
      look: (operation) => look(operation) ?? this.#asked.get(operation) ?? null,
      hostNow: (host) => ({
        ...this.#ports.hostNow(host),
        hookProblem: this.#hookObstacles([host], before.command?.name)[0]?.text ?? null,
      }),
      newId: () => this.#newId(),
    };
    try {
      const effects = await this.#handle(id, event);
      for (const effect of effects) await this.#carryOut(id, requestedBy, effect);
      // What follows a step of a host begins at once.
      const after = this.#open.get(id);
      this.#isDue ||= after !== undefined && statesOf(after) !== statesOf(before);
    } catch (error) {
      log.warn({ maintenance: id, error }, "a maintenance waits");
    }
  }

  #mayBegin(attempted: string, body: BodyOf<typeof startMaintenanceRoute>): void {
    if (this.#open.size >= mostOpen) {
      throw new NovaError("CONFLICT", attempted, { next: "Let one of those under way end first" });
    }
    if (new Set(body.hosts).size < body.hosts.length) {
      throw new NovaError("CONFLICT", attempted, { next: "Name each host once" });
    }
    for (const host of body.hosts) {
      if (this.#ports.host(host) === null)
        throw new NovaError("NOT_FOUND", `${attempted}: host ${host}`);
      const busy = [...this.#open.values()].some(({ hosts }) =>
        hosts.some((each) => each.host === host),
      );
      if (busy) throw new NovaError("CONFLICT", `${attempted}: host ${host} is in one already`);
    }
    const hookless = this.#hookObstacles(body.hosts, body.command?.name);
    if (hookless.length > 0) throw refusal(attempted, hookless);
    if (body.acceptRisk) return;
    const warnings = this.#ports.warnings(body.hosts).slice(0, shownWarnings);
    if (warnings.length === 0) return;
    const next = "Add room, or say that the risk is accepted";
    throw new NovaError("ACTION_NOT_POSSIBLE", `${attempted}: ${warnings.join("; ")}`, {
      details: { obstacles: ["n-plus-one"], reasons: warnings, remedies: [next] },
      next,
    });
  }

  #hookObstacles(hosts: readonly HostId[], hook: string | undefined) {
    if (hook === undefined) return [];
    const rows = hosts.flatMap((host) => this.#ports.host(host) ?? []);
    return hookObstacles(rows, hook);
  }

  #begun(by: string, body: BodyOf<typeof startMaintenanceRoute>): Maintenance {
    const nowMs = this.#ports.clock.now();
    return {
      id: body.id,
      state: "running",
      requestedBy: by,
      requestedAt: nowMs,
      endedAt: null,
      hook: body.hook,
      ...(body.command === undefined ? {} : { command: body.command }),
      returns: body.returns,
      hosts: body.hosts.map((host) => ({
        host,
        hostName: this.#ports.host(host)?.name ?? host,
        state: "planned",
        moves: [],
        bootBefore: null,
        since: nowMs,
        problem: null,
      })),
    };
  }

  #handle(
    id: OperationId,
    event: MaintenanceEvent,
    by?: string,
  ): Promise<readonly MaintenanceEffect[]> {
    const { committer, clock, record } = this.#ports;
    return committer.run((draft) => {
      const before = this.#open.get(id);
      if (before === undefined) return [];
      const [after, effects] = stepMaintenance(before, event, clock.now());
      if (JSON.stringify(after) !== JSON.stringify(before)) {
        draft.alsoWrite((tx) => tx.moves.putMaintenance(after));
        for (const row of hookRows(before, after)) draft.alsoWrite((tx) => record(tx, row));
        const noted = { by: by ?? before.requestedBy, nowMs: clock.now() };
        for (const entry of maintenanceEntries(before, after, noted)) draft.record(entry);
        draft.after(() => this.#keep(before, after));
      }
      return effects;
    });
  }

  #keep(before: Maintenance | null, after: Maintenance): void {
    if (after.endedAt === null) this.#open.set(after.id, after);
    else this.#open.delete(after.id);
    this.#ports.onChange(otherwiseIn(before, after));
  }

  async #carryOut(id: OperationId, by: string, effect: MaintenanceEffect): Promise<void> {
    const { move, cancel, hooks, log } = this.#ports;
    switch (effect.type) {
      case "hook":
        hooks.ask(effect);
        return;
      case "cancel-hook":
        hooks.cancel(effect);
        return;
      case "plan":
        this.#plan(id, effect.host);
        return;
      case "move": {
        const { operation, machine } = effect.move;
        if (operation === null) return;
        try {
          const wish = { id: operation, machine, target: effect.to };
          this.#asked.set(operation, await move(by, wish, whyOf(id, effect)));
        } catch (error) {
          const problem = refusalText(error);
          await this.#handle(id, { type: "refused", operation, problem });
        }
        return;
      }
      case "cancel":
        await cancel(by, effect.operation).catch((error: unknown) => {
          log.info(
            { operation: effect.operation, error },
            "a move of a maintenance was over already",
          );
        });
    }
  }

  /** Beside the others' turns: a large fleet takes a while. Asked for again by the next tick where it fails. */
  #plan(id: OperationId, host: HostId): void {
    if (this.#planning.has(id)) return;
    const cancel = new AbortController();
    this.#planning.set(id, cancel);
    this.#planned(id, host, cancel.signal)
      .finally(() => this.#planning.delete(id))
      // Its moves begin at once, not with the next tick.
      .then(() => this.tick())
      .catch((error: unknown) => {
        this.#ports.log.warn({ maintenance: id, host, error }, "a host could not be planned");
      });
  }

  async #planned(id: OperationId, host: HostId, signal: AbortSignal): Promise<void> {
    const { moves } = await this.#ports.plan(host, signal);
    const bootAt = this.#ports.host(host)?.inventory.hostBootAt ?? null;
    await this.#handle(id, { type: "planned", host, moves, bootAt });
  }

  #newId(): OperationId {
    return this.#ports.ids.uuid() as OperationId;
  }
}

/** To empty hosts is not yet to have them run something. */
function mustCommand({ who }: Requester, attempted: string): void {
  const obstacles = may(who, "host.command", theFleet);
  if (obstacles.length > 0) throw refusal(attempted, obstacles);
}

function whyOf(plan: OperationId, { move, host, to }: EffectOf<"move">): MoveBecause {
  const back = `${host.hostName} is done and takes its machines back`;
  const reason = to === host.host ? back : move.reason;
  return { kind: "maintenance", plan, reason: reason.slice(0, 1_000) };
}

function statesOf({ hosts }: Maintenance): string {
  return hosts.map(({ state }) => state).join();
}

function isSame(
  known: Maintenance,
  by: string,
  body: BodyOf<typeof startMaintenanceRoute>,
): boolean {
  return (
    known.requestedBy === by &&
    known.hook === body.hook &&
    JSON.stringify(known.command) === JSON.stringify(body.command) &&
    known.hosts.map(({ host }) => host).join() === body.hosts.join()
  );
}

/** The hosts that are otherwise in it than before. */
function otherwiseIn(before: Maintenance | null, after: Maintenance): readonly HostId[] {
  const isSame = ({ state, run }: MaintenanceHost, at: number) =>
    before?.state === after.state &&
    before.hosts[at]?.state === state &&
    JSON.stringify(before.hosts[at]?.run) === JSON.stringify(run);
  return after.hosts.filter((host, at) => !isSame(host, at)).map(({ host }) => host);
}
