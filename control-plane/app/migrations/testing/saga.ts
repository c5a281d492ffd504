import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Operation } from "@novacron/protocol/domain/operation";
import { hasEnded } from "@novacron/protocol/domain/operation";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import type { MigrationAnswer } from "@novacron/protocol/messages/migration-answer";
import {
  descriptionOf,
  hostNumber,
  machineNumber,
  machineOf,
  operationNumber,
  problemOf,
} from "../../../kit/fleet.ts";
import type { MoveRow } from "../../../ports/move-tables.ts";
import { newOperation } from "../../operations/admission.ts";
import { commandIdOf } from "../../operations/command-id.ts";
import type { Now } from "../../operations/engine.ts";
import { type MoveEvent, moveDueMs, openMove, stepMove } from "../move.ts";
import type { MoveEffect } from "../move-acts.ts";
import { isOver, type OpenMove, type Seen, stepName } from "../move-state.ts";
import { type MoveStepName, moveSteps, stepsOf } from "../move-steps.ts";

export const machine = machineNumber(1);
export const source = hostNumber(1);
export const target = hostNumber(2);
const id = operationNumber(1);

/** Where the machine is, in a world of two hosts whose agents do what they are asked. */
export interface World {
  /** What runs or lies on each host: the truth, which reports show. */
  here: MachineReport | null;
  there: MachineReport | null;
  heard: { source: boolean; target: boolean };
  /** Volumes, gates and definitions that the target holds for the move. */
  prepared: boolean;
  /** Most copies that ever ran at once. */
  mostRunning: number;
}

export const described = (running: boolean) =>
  descriptionOf(machineOf(machine, { state: running ? "running" : "shutoff", generation: 4 }));

const measured = {
  durationMs: 4_000,
  pauseMs: 120,
  iterations: 3,
  memoryBytes: 1e9,
  diskBytes: null,
  bytesPerSecond: 1e8,
};

/** One move against that world, in virtual time. */
export class Saga {
  move: OpenMove;
  now: Now = { wallMs: 1_000_000, monotonicMs: 5_000 };
  readonly world: World;
  readonly sent: string[] = [];
  readonly contradictions: string[] = [];
  /** Answers instead of the world's own; null: the agent does not answer. */
  readonly instead = new Map<MoveStepName, (() => CommandAnswer | null)[]>();
  /** Each act is answered twice, and each message to the control plane comes twice. */
  twice = false;
  /** How the machine writes is being sampled beside the move. */
  isBeingSampled = false;

  constructor({ running = true }: { readonly running?: boolean } = {}) {
    const state = running ? "running" : "shutoff";
    this.world = {
      here: machineOf(machine, { state, generation: 4 }),
      there: null,
      heard: { source: true, target: true },
      prepared: false,
      mostRunning: running ? 1 : 0,
    };
    this.move = openMove(operationOf(running, this.now.wallMs), rowOf(running), this.now);
  }

  get operation(): Operation {
    return this.move.operation;
  }

  get outcome() {
    const { state, migration } = this.operation;
    return { state, outcome: migration?.outcome, phase: migration?.phase, undo: migration?.undo };
  }

  event(event: MoveEvent): void {
    const tools = { forecast: () => null, isBeingSampled: () => this.isBeingSampled };
    const [after, effects] = stepMove(this.move, event, this.now, tools);
    this.move = after;
    for (const effect of effects) this.#carryOut(effect);
    this.#look();
  }

  /** Gives it its turn, and lets time pass until nothing is left to do. */
  run(): void {
    this.event({ type: "turn" });
    this.settle();
  }

  /** The control plane is started anew: all that is not stored is lost. */
  restart(): void {
    this.move = openMove(this.move.operation, this.move.row, this.now);
  }

  settle(steps = 400): void {
    for (let i = 0; i < steps && !isOver(this.move); i += 1) {
      this.event({ type: "observed", see: this.see });
      const due = moveDueMs(this.move);
      if (!Number.isFinite(due)) return;
      const waitMs = Math.max(0, due - this.now.monotonicMs);
      this.pass(waitMs);
      this.event({ type: "tick", see: this.see });
    }
  }

  pass(ms: number): void {
    this.now = { wallMs: this.now.wallMs + ms, monotonicMs: this.now.monotonicMs + ms };
  }

  readonly see = (host: string): Seen =>
    host === source
      ? { report: this.world.here, isHostHeard: this.world.heard.source }
      : { report: this.world.there, isHostHeard: this.world.heard.target };

  back(host: "source" | "target"): void {
    this.world.heard[host] = true;
    this.event({ type: "reconnected" });
    this.settle();
  }

  say(step: number, answer: CommandAnswer): void {
    const name = this.operation.steps[step]?.name as MoveStepName;
    const host = moveSteps[name].on === "target" ? target : source;
    const about = {
      v: 1,
      id: commandIdOf(id, step),
      operation: id,
      host,
      epoch: 1,
      at: 0,
    } as const;
    this.event({ type: "agent", event: { ...about, ...answer } as CommandEvent });
  }

  #carryOut(effect: MoveEffect): void {
    if (effect.type === "contradiction") this.contradictions.push(effect.text);
    if (effect.type !== "send") return;
    const name = this.operation.steps[effect.step]?.name as MoveStepName;
    this.sent.push(name);
    const { on } = moveSteps[name];
    if (on === null || !this.world.heard[on]) return;
    const special = this.instead.get(name)?.shift();
    const answer = special === undefined ? this.#act(name) : special();
    if (answer === null) return;
    this.say(effect.step, { type: "accepted" });
    this.say(effect.step, answer);
    if (this.twice) this.say(effect.step, special === undefined ? this.#act(name) : answer);
  }

  /** What an agent does; doing it again changes nothing. */
  #act(name: MoveStepName): CommandAnswer {
    const { world } = this;
    const runs = this.move.row.runs;
    switch (name) {
      case "describe":
        return done({ kind: "migration.describe", description: described(runs) });
      case "check":
        return done({ kind: "migration.check", findings: [], port: 49_000 });
      case "reach":
        return done({ kind: "migration.reach", findings: [], address: "10.0.0.2", roundTripMs: 1 });
      case "prepare":
        world.prepared = true;
        return done({ kind: "migration.prepare", port: 49_001, luggagePort: 49_002, disks: [] });
      case "perform":
        this.handOver();
        return done({ kind: "migration.perform", measured, postCopy: false });
      case "adopt":
        if (world.there === null) return failed("NOT_FOUND");
        world.there = { ...world.there, generation: 5, owner: target };
        return done();
      case "release":
        world.here = null;
        return done();
      case "abandon":
        if (world.there?.state === "running") return failed("MIGRATION_ARRIVED");
        world.there = null;
        world.prepared = false;
        return done();
      case "resume":
        if (world.here?.state === "paused") world.here = { ...world.here, state: "running" };
        return done();
      default:
        return done();
    }
  }

  handOver(): void {
    const { world } = this;
    if (world.there !== null || world.here === null) return;
    const there = { ...world.here };
    world.here = { ...world.here, state: "shutoff" };
    world.there = there;
  }

  #look(): void {
    const { here, there } = this.world;
    const running = [here, there].filter((one) => one?.state === "running").length;
    this.world.mostRunning = Math.max(this.world.mostRunning, running);
  }
}

export type CommandAnswer =
  | { readonly type: "accepted" }
  | {
      readonly type: "succeeded";
      readonly result: Record<string, never>;
      readonly migration?: MigrationAnswer;
    }
  | { readonly type: "failed"; readonly problem: ReturnType<typeof problemOf> };

export function done(migration?: MigrationAnswer): CommandAnswer {
  return { type: "succeeded", result: {}, ...(migration === undefined ? {} : { migration }) };
}

export function failed(code: string): CommandAnswer {
  return { type: "failed", problem: problemOf(code) };
}

function operationOf(running: boolean, nowMs: number): Operation {
  const kind = running ? "live" : "offline";
  const made = newOperation({
    id,
    body: { id, kind: "machine.migrate", machine, params: { migration: { target } } },
    by: "anna",
    machineName: "web-1",
    host: source,
    hostName: "h1",
    epoch: 1,
    generation: 4,
    nowMs,
  });
  return {
    ...made,
    steps: stepsOf(kind).map((name) => ({
      name,
      state: "waiting",
      startedAt: null,
      endedAt: null,
    })),
    migration: {
      target,
      targetName: "h2",
      kind,
      phase: "planned",
      options: { target, kind, giveUpAfterMs: 600_000 },
      next: 5,
      waitsFor: [],
      forecast: null,
      progress: null,
      measured: null,
      outcome: null,
      undo: "none",
      findings: [],
    },
  };
}

function rowOf(running: boolean): MoveRow {
  return {
    operation: id,
    machine,
    source,
    target,
    before: 4,
    runs: running,
    sealedSecret: "sealed",
    reserves: { memoryBytes: 2 ** 30, vcpus: 2, pools: [] },
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

export function isEnded({ operation }: Saga): boolean {
  return hasEnded(operation.state);
}

export function nameOf(saga: Saga): MoveStepName | null {
  return stepName(saga.move);
}
