import type { HostId } from "@novacron/protocol/domain/ids";
import type { MigrationKind } from "@novacron/protocol/domain/migration";
import type { RecordedMove } from "@novacron/protocol/domain/migration-forecast";
import type { Calibration, CalibrationGroup } from "@novacron/protocol/http/migrations";
import { backTest } from "../forecast/back-test.ts";
import { RunningMedian, SizeOverBandwidth } from "../forecast/baselines.ts";
import { type Scored, scoreOf } from "../forecast/score.ts";

/** Pairs beyond these are left out, those with the fewest moves first. */
const pairsShown = 100;

/** How good the forecasts were that were stored before the moves, beside what simple means would have said. */
export function calibrationOf(
  moves: readonly RecordedMove[],
  nameOf: (host: HostId) => string,
): Omit<Calibration, "forecaster" | "learnedFrom" | "since"> {
  const scored = moves.flatMap((move): Scored[] =>
    move.forecast === null ? [] : [{ move, forecast: move.forecast }],
  );
  const kinds = grouped(scored, ({ move }) => move.subject.kind);
  const pairs = grouped(scored, ({ move }) => `${move.subject.source} ${move.subject.target}`);
  return {
    all: groupOf(scored, null, null),
    byKind: [...kinds].map(([kind, some]) => groupOf(some, kind as MigrationKind, null)),
    byPair: [...pairs]
      .sort(([, a], [, b]) => b.length - a.length)
      .slice(0, pairsShown)
      .map(([pair, some]) => {
        const [source, target] = pair.split(" ") as [HostId, HostId];
        const names = { sourceName: nameOf(source), targetName: nameOf(target) };
        return groupOf(some, null, { source, target, ...names });
      }),
    baselines: [new RunningMedian(), new SizeOverBandwidth()].map((baseline) => {
      const { duration, pause } = scoreOf(
        backTest(
          baseline,
          scored.map(({ move }) => move),
        ),
      );
      return { name: baseline.name, duration, pause };
    }),
  };
}

function groupOf(
  scored: readonly Scored[],
  kind: CalibrationGroup["kind"],
  pair: CalibrationGroup["pair"],
): CalibrationGroup {
  return { kind, pair, moves: scored.length, ...scoreOf(scored) };
}

function grouped(scored: readonly Scored[], keyOf: (one: Scored) => string): Map<string, Scored[]> {
  const groups = new Map<string, Scored[]>();
  for (const one of scored) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}
