import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { type Holder, holderOf } from "@novacron/protocol/domain/may";
import type { MigrationAdjustment, MigrationOptions } from "@novacron/protocol/domain/migration";
import { migrationObstacles } from "@novacron/protocol/domain/migration-obstacles";
import { moveRisks } from "@novacron/protocol/domain/move-risks";
import { hasEnded, isScheduled, type Operation } from "@novacron/protocol/domain/operation";
import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import type { MoveCheck, MoveTarget, MoveTargets } from "@novacron/protocol/http/migrations";
import type { RequestOperation } from "@novacron/protocol/http/operations";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { MoveRow } from "../../ports/move-tables.ts";
import type { SecretBox } from "../../ports/secret-box.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { StateStore } from "../../ports/state-store.ts";
import { refusal } from "../operations/admission.ts";
import type { Now } from "../operations/engine.ts";
import type { Operations, Requester } from "../operations/operations.ts";
import { operationView } from "../operations/sentence.ts";
import { admitMove, type MoveAdmission, reservationOf } from "./admit-move.ts";
import { calibrationOf } from "./calibration.ts";
import { LossRestarts } from "./loss-restarts.ts";
import { whyNotAdjusted } from "./move.ts";
import type { MoveChecks } from "./move-checks.ts";
import type { MoveFleet } from "./move-fleet.ts";
import type { MoveMemory } from "./move-memory.ts";
import type { MovePolicies } from "./move-policies.ts";
import type { MoveQueue } from "./move-queue-runner.ts";
import type { OpenMove } from "./move-state.ts";
import { diskBytesOf } from "./move-subject.ts";
import { Moving } from "./moving.ts";
import { roomFor } from "./room-for.ts";
import type { SamplesAhead } from "./samples-ahead.ts";
import { ScheduledMove, timeAsked, timeObstacles, tooLate } from "./scheduled-move.ts";
import { withFindings } from "./tell-findings.ts";

export interface MovesPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** What a person may now, or a token of theirs; null where there is no such account or token any more. */
  readonly rightsOf: (name: string, token: string | null) => Promise<Holder | null>;
  readonly state: StateStore;
  readonly secrets: Secrets;
  readonly sealing: SecretBox;
  readonly fleet: MoveFleet;
  readonly memory: MoveMemory;
  readonly queue: MoveQueue;
  readonly policies: MovePolicies;
  readonly ids: Ids;
  readonly checks: MoveChecks;
  readonly ahead: SamplesAhead;
  readonly operations: () => Operations;
  readonly nameOf: (host: HostId) => string;
  readonly machineName: (machine: MachineId) => string | null;
  readonly addressesOf: (host: HostId) => readonly string[];
}

/** Targets that are forecast in one list: those that nobody will choose need none. */
const forecastsShown = 20;
const calibratedMoves = 5_000;

/** Moves, as people and the engine of operations ask for them. */
export class Moves {
  readonly #ports: MovesPorts;
  readonly #restarts: LossRestarts;

  constructor(ports: MovesPorts) {
    this.#ports = ports;
    const { clock, log, fleet, policies, ids } = ports;
    const by = { name: "novacron", who: planner };
    this.#restarts = new LossRestarts({
      clock,
      log,
      mayRestart: (machine) => policies.of(machine).restartAfterLoss === true,
      isRecordInStep: (host) => fleet.isRecordInStep(host),
      recordOf: (machine, limit) => ports.state.transaction((tx) => tx.record({ machine, limit })),
      copyOf: (machine) => fleet.find(machine)?.copy ?? null,
      last: (machine) => ports.operations().last(machine),
      start: (machine) => {
        const wish = { kind: "machine.start" as const, machine, params: {} };
        return ports.operations().request(by, { id: ids.uuid() as OperationId, ...wish });
      },
    });
  }

  // For the engine of operations

  admit(by: Requester, body: RequestOperation, given: Omit<MoveAdmission, "facts">): Operation {
    const { fleet } = this.#ports;
    const asked = body.params.migration ?? {};
    const made = admitMove(by, body, {
      ...given,
      facts: (parts) => fleet.facts(parts, asked, { who: by.who }),
    });
    const { parts } = given;
    if (parts === null || made.migration === undefined || isScheduled(made)) return made;
    const facts = fleet.facts(parts, asked, { who: by.who, ranked: [] });
    return { ...made, migration: { ...made.migration, forecast: fleet.forecast(facts, null) } };
  }

  /** What of a new move stays private: its ticket's secret, sealed, and what it holds on the target. */
  privately(operation: Operation): MoveRow | null {
    const { migration, machine, host } = operation;
    if (migration === undefined || isScheduled(operation)) return null;
    const { fleet, secrets, sealing } = this.#ports;
    const parts = fleet.parts(machine);
    const facts = fleet.facts(parts, migration.options, { who: nobody, ranked: [] });
    return {
      operation: operation.id,
      machine,
      source: host,
      target: migration.target,
      before: operation.generation,
      runs: facts.report.state !== "shutoff",
      sealedSecret: sealing.seal(purposeOf(operation.id), secrets.make()),
      reserves: reservationOf(facts),
      hold: "waiting",
      at: -1,
      description: null,
      port: null,
      address: null,
      disks: [],
      adjustments: {},
      why: null,
      owes: "nothing",
      subject: null,
    };
  }

  carry(operation: Operation, row: MoveRow, now: Now): Moving {
    const { sealing, addressesOf, memory, fleet, ahead } = this.#ports;
    const isBeingSampled = () => ahead.isUnderWay(operation.id);
    return Moving.open(operation, row, {
      now,
      tools: { forecast: (move) => this.#forecast(move), isBeingSampled },
      secretOf: (one) => sealing.open(purposeOf(one.operation), one.sealedSecret),
      addressesOf,
      needsNoSample: (machine) => isBeingSampled() || fleet.isDirtyRateKnown(machine),
      learn: (move) => memory.learn(move),
      learnWriting: (machine, description) => fleet.learnWriting(machine, description),
    });
  }

  /** Those whose time has come are judged anew, with the rights that whoever asked has now. */
  async wakeDue(): Promise<void> {
    const { clock, log, rightsOf } = this.#ports;
    const operations = this.#ports.operations();
    for (const one of operations.running()) {
      const now = { wallMs: clock.now(), monotonicMs: clock.monotonicMs() };
      if (!(one instanceof ScheduledMove) || !one.isDue(now)) continue;
      const { id, requestedBy, requestedToken: token = null } = one.operation;
      const attempted = `begin the move of ${one.operation.machineName} at its time`;
      const late = tooLate(one.operation, now.wallMs);
      try {
        if (late !== null) throw late;
        const who = await rightsOf(requestedBy, token);
        const gone = token === null ? requestedBy : `${requestedBy}, or the token that asked,`;
        if (who === null) throw new NovaError("FORBIDDEN", `${attempted}: ${gone} is gone`);
        await operations.comeDue({ name: requestedBy, who, token }, id);
      } catch (error) {
        log.info({ operation: id, error }, "a move cannot begin at its time");
        const problem = toProblem(error, attempted);
        await operations
          .signal(id, { type: "refused", problem, isFinal: late !== null })
          .catch((failed: unknown) => {
            log.warn({ operation: id, error: failed }, "operation step not stored");
          });
      }
    }
  }

  /** The machine may have lost its memory in it. */
  async onEnded(operation: Operation): Promise<void> {
    this.#restarts.ended(operation, this.#ports.clock.now());
    await this.#restarts.look();
  }

  /** What a control plane that ended before had yet to start. */
  recall(ended: Iterable<Operation>): void {
    for (const one of ended) this.#restarts.ended(one, one.endedAt ?? 0);
  }

  restartLost(): Promise<void> {
    return this.#restarts.look();
  }

  // For people

  targets(by: Requester, machine: MachineId): MoveTargets {
    const { fleet, policies } = this.#ports;
    const parts = fleet.parts(machine);
    const about = fleet.facts(parts, {}, { who: by.who });
    const ranked = fleet.rank(machine);
    const places = new Map(ranked.map(({ host }, place) => [host, place]));
    const targets = fleet
      .hosts()
      .filter(({ id }) => id !== parts.host.id)
      .map((row): MoveTarget => {
        const facts = fleet.facts(parts, { target: row.id }, { who: by.who, ranked });
        const { price = null, headroom = roomFor(facts) } =
          ranked.find(({ host }) => host === row.id) ?? {};
        const own = new Set(migrationObstacles({ ...facts, target: null }).map(({ code }) => code));
        const obstacles = migrationObstacles(facts).filter(({ code }) => !own.has(code));
        return { host: row.id, hostName: row.name, obstacles, price, headroom, forecast: null };
      })
      .sort(
        (a, b) =>
          a.obstacles.length - b.obstacles.length ||
          (places.get(a.host) ?? 0) - (places.get(b.host) ?? 0) ||
          b.headroom - a.headroom,
      );
    return {
      machine,
      kind: about.kind,
      obstacles: [...migrationObstacles(about)],
      targets: targets.map((target, place) => {
        if (place >= forecastsShown || target.obstacles.length > 0) return target;
        const facts = fleet.facts(parts, { target: target.host }, { who: by.who, ranked: [] });
        return { ...target, forecast: fleet.forecast(facts, null) };
      }),
      policy: policies.view(machine).decided,
    };
  }

  /** Everything that stands against one move: what is known, and what is found by trying. */
  async check(by: Requester, machine: MachineId, asked: MigrationOptions): Promise<MoveCheck> {
    const { fleet, checks, clock } = this.#ports;
    const parts = fleet.parts(machine);
    const facts = fleet.facts(parts, asked, { who: by.who });
    const { target, report, kind, options } = facts;
    const attempted = `check the move of ${report.name}`;
    if (target === null) {
      throw new NovaError("NOT_FOUND", `${attempted}: its target`);
    }
    const notBefore = timeAsked(asked.notBefore, { attempted, nowMs: clock.now() });
    const known = [...timeObstacles(by.tokenExpiresAt, notBefore), ...migrationObstacles(facts)];
    // What moves nothing takes no time either.
    const isNothing = known.some(({ code }) => code === "same-host" || code === "no-pool");
    const canTry = !known.some(({ code }) => untriable.has(code));
    const tried = canTry ? await checks.tryOut(facts, target) : null;
    const description = tried?.description ?? null;
    if (description !== null) fleet.learnWriting(machine, description);
    return {
      machine,
      target: target.id,
      targetName: target.name,
      kind,
      options,
      obstacles: [...withFindings(known, tried?.findings ?? [])],
      risks: [...moveRisks({ report, source: facts.source.inventory, kind })],
      tried: tried !== null,
      roundTripMs: tried?.roundTripMs ?? null,
      memoryBytes: description?.memoryBytes ?? report.memoryBytes,
      diskBytes: diskBytesOf(facts, description?.disks ?? []),
      dirtyBytesPerSecond: description?.dirtyBytesPerSecond ?? null,
      forecast: isNothing ? null : fleet.forecast(facts, description),
    };
  }

  async adjust(id: OperationId, change: MigrationAdjustment): Promise<Operation> {
    const operations = this.#ports.operations();
    const attempted = `change the move of operation ${id}`;
    if (Object.values(change).every((value) => value === undefined)) {
      const next = "Name a longest pause, a bandwidth, or post-copy";
      throw new NovaError("BAD_REQUEST", `${attempted}: nothing is to change`, { next });
    }
    const running = operations.runningOf(id);
    if (!(running instanceof Moving)) {
      throw new NovaError(operations.now(id) === null ? "NOT_FOUND" : "OPERATION_ENDED", attempted);
    }
    if (hasEnded(running.operation.state)) throw new NovaError("OPERATION_ENDED", attempted);
    const why = whyNotAdjusted(running.move, change);
    if (why !== null) throw refusal(attempted, [why]);
    return (await operations.signal(id, { type: "adjust", change })) ?? running.operation;
  }

  /** Those under way and those that wait; `sees`: whether the person sees the machine. */
  list(sees: (machine: MachineId) => boolean) {
    const all = this.#ports
      .operations()
      .openList()
      .filter(({ migration, machine }) => migration !== undefined && sees(machine));
    const views = all.map(operationView);
    return {
      limits: this.#ports.queue.limits,
      running: views.filter((one) => !isWaiting(one)),
      waiting: views.filter(isWaiting),
    };
  }

  async recorded(query: {
    readonly machine?: MachineId;
    readonly machines?: readonly MachineId[];
    readonly limit: number;
    readonly offset: number;
  }) {
    const { state, nameOf, machineName } = this.#ports;
    const { items, total } = await state.transaction((tx) => tx.moves.recorded(query));
    return {
      total,
      items: items.map((move) => ({
        ...move,
        machineName: machineName(move.subject.machine) ?? move.subject.machine,
        sourceName: nameOf(move.subject.source),
        targetName: nameOf(move.subject.target),
      })),
    };
  }

  async calibration() {
    const { state, nameOf, memory } = this.#ports;
    const query = { limit: calibratedMoves, offset: 0 };
    const { items } = await state.transaction((tx) => tx.moves.recorded(query));
    return { ...memory.state(), ...calibrationOf(items, nameOf) };
  }

  /** Right before the machine moves, with what the source measured just now. */
  #forecast(move: OpenMove) {
    const { fleet, memory } = this.#ports;
    const { machine, description, operation } = move.row;
    const { migration } = move.operation;
    const parts = fleet.find(machine);
    if (migration === undefined || parts === null) return null;
    const asked = { ...migration.options, target: migration.target };
    const facts = fleet.facts(parts, asked, { who: nobody, ranked: [] });
    const subject = fleet.subject(facts, description, operation);
    return subject === null ? null : { subject, forecast: memory.forecast(subject) };
  }
}

/** What makes trying pointless: somebody who has to answer cannot. */
const untriable: ReadonlySet<string> = new Set([
  "host-offline",
  "libvirt-down",
  "agent-too-old",
  "foreign-manager",
  "target-offline",
  "target-libvirt",
  "target-agent",
  "target-foreign",
  "same-host",
  "held",
  "conflict",
]);

/** For its turn, or for its time. */
function isWaiting({ migration }: Operation): boolean {
  return migration?.phase === "planned" || migration?.phase === "scheduled";
}

const planner = holderOf("administrator");
const nobody = { grants: [], limits: [], duties: [] };

function purposeOf(operation: OperationId): string {
  return `gate ${operation}`;
}
