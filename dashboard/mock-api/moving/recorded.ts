import { operationId } from "@novacron/protocol/domain/ids";
import { migrationKinds } from "@novacron/protocol/domain/migration";
import type { ForecastRange } from "@novacron/protocol/domain/migration-forecast";
import type { Calibration } from "@novacron/protocol/http/migrations";
import type { AnswerOf } from "@novacron/protocol/http/route";
import type { routes } from "@novacron/protocol/http/routes";
import type { MockFleet, MockHost } from "../fleet.ts";
import { unit, uuidOf } from "../random.ts";
import { forecastOf, subjectOf } from "./forecast.ts";

type Recorded = AnswerOf<typeof routes.movesRecorded>["items"][number];
type Group = Calibration["all"];

const movesMax = 164;

/** Moves of the last weeks, most of them within their forecast. */
export function recordedMoves(fleet: MockFleet): Recorded[] {
  const machines = [...fleet.machines.values()];
  const hosts = [...fleet.hosts.values()];
  if (machines.length === 0 || hosts.length < 2) return [];
  return Array.from({ length: movesMax }, (_, index) => {
    const machine = machines[index % machines.length];
    const target = hosts[(index * 7 + 1) % hosts.length];
    if (machine === undefined || target === undefined) throw new Error("the fleet has no machines");
    return recordedMove(fleet, machine, target, index);
  });
}

type Machine = Parameters<typeof subjectOf>[1];

function recordedMove(fleet: MockFleet, machine: Machine, to: MockHost, index: number): Recorded {
  const seed = `move ${index}`;
  const kind = machine.report.state === "running" ? "live" : "offline";
  const wished = index % 5 === 0 && kind === "live" ? "live-copy" : kind;
  const other = [...fleet.hosts.values()].find((host) => host.inventory.id !== to.inventory.id);
  const from = machine.host === to.inventory.id ? (other ?? to) : fleet.hosts.get(machine.host);
  const subject = {
    ...subjectOf(fleet, machine, to, { kind: wished }),
    source: (from ?? to).inventory.id,
    residentBytes: machine.report.memoryBytes * (0.1 + unit(seed, 1) * 0.9),
  };
  const forecast = forecastOf(subject);
  const endedAt = fleet.startedAt - index * 5.4e6 - unit(seed, 2) * 4e6;
  const stuck = index % 41 === 3;
  const durationMs = drawn(forecast.durationMs, seed, 3);
  return {
    operation: operationId.parse(uuidOf(seed)),
    subject,
    forecast: index > movesMax - 4 ? null : forecast,
    startedAt: endedAt - durationMs,
    endedAt,
    outcome: stuck ? "not-converged" : index % 53 === 9 ? "cancelled" : "completed",
    durationMs,
    pauseMs: wished === "offline" ? null : drawn(forecast.pauseMs, seed, 4),
    bytes: forecast.bytes.p50 * (0.9 + unit(seed, 5) * 0.2),
    linkBytesPerSecond: subject.bandwidth.bytesPerSecond,
    iterations: wished === "offline" ? null : 3 + (index % 6),
    machineName: machine.report.name,
    sourceName: (from ?? to).inventory.name,
    targetName: to.inventory.name,
  };
}

/** A value of which about nine in ten lie within the interval. */
function drawn(range: ForecastRange, seed: string, salt: number): number {
  const z = unit(seed, salt) * 2.2 - 1.1;
  const side = z < 0 ? range.p5 : range.p95;
  return range.p50 * (side / range.p50) ** Math.abs(z);
}

export function calibrationOf(fleet: MockFleet): Calibration {
  const all = recordedMoves(fleet);
  const pairs = new Map<string, Recorded[]>();
  for (const move of all) {
    const name = `${move.sourceName} ${move.targetName}`;
    pairs.set(name, [...(pairs.get(name) ?? []), move]);
  }
  const whole = groupOf(all, {});
  return {
    forecaster: { name: "precopy", version: 4 },
    learnedFrom: all.length,
    since: all.at(-1)?.startedAt ?? null,
    all: whole,
    byKind: migrationKinds
      .map((kind) =>
        groupOf(
          all.filter((move) => move.subject.kind === kind),
          { kind },
        ),
      )
      .filter((group) => group.moves > 0),
    byPair: [...pairs.values()].map((moves) => groupOf(moves, pairOf(moves[0]))),
    baselines: [
      { name: "running-median", ...worse(whole, 3.4) },
      { name: "size-over-bandwidth", ...worse(whole, 2.6) },
    ],
  };
}

function worse({ duration, pause }: Group, times: number): Pick<Group, "duration" | "pause"> {
  const grown = (score: Group["duration"]) => ({
    ...score,
    coverage: 0.55,
    pinballMs: (score.pinballMs ?? 0) * times,
    errorMs: (score.errorMs ?? 0) * times,
  });
  return { duration: grown(duration), pause: grown(pause) };
}

function pairOf(move: Recorded | undefined): Partial<Group> {
  if (move === undefined) return {};
  const { source, target } = move.subject;
  return {
    pair: { source, sourceName: move.sourceName, target, targetName: move.targetName },
  };
}

function groupOf(moves: readonly Recorded[], over: Partial<Group>): Group {
  const known = moves.filter((move) => move.outcome === "completed" && move.forecast !== null);
  const failed = moves.filter((move) => move.outcome === "not-converged").length;
  const rate = moves.length === 0 ? 0 : failed / moves.length;
  return {
    kind: null,
    pair: null,
    moves: moves.length,
    duration: scoreOf(known.map((m) => [m.forecast?.durationMs, m.durationMs])),
    pause: scoreOf(known.map((m) => [m.forecast?.pauseMs, m.pauseMs])),
    convergence: {
      count: moves.length,
      notConverged: failed,
      brier: moves.length === 0 ? null : rate * 0.6,
      brierOfBaseRate: moves.length === 0 ? null : rate * (1 - rate),
    },
    ...over,
  };
}

type Pair = readonly [ForecastRange | undefined, number | null];

function scoreOf(pairs: readonly Pair[]): Group["duration"] {
  const told = pairs.flatMap(([range, value]) =>
    range === undefined || value === null ? [] : [{ range, value }],
  );
  if (told.length === 0) {
    return { count: 0, coverage: null, pinballMs: null, errorMs: null, width: null };
  }
  const within = told.filter(({ range, value }) => value >= range.p5 && value <= range.p95);
  const errorMs =
    told.reduce((sum, { range, value }) => sum + Math.abs(value - range.p50), 0) / told.length;
  return {
    count: told.length,
    coverage: within.length / told.length,
    pinballMs: errorMs * 0.21,
    errorMs,
    width: 2.1,
  };
}
