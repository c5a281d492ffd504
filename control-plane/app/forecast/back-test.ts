import type { RecordedMove } from "@novacron/protocol/domain/migration-forecast";
import type { Forecaster } from "./forecaster.ts";
import type { Scored } from "./score.ts";

/**
 * What a forecaster would have said before each of the recorded moves, having learned only from those that
 * had ended when it began. The moves may come in any order.
 */
export function backTest(forecaster: Forecaster, moves: readonly RecordedMove[]): Scored[] {
  const begun = [...moves].sort((one, other) => one.startedAt - other.startedAt);
  const ended = [...moves].sort((one, other) => one.endedAt - other.endedAt);
  let learned = 0;
  return begun.map((move) => {
    while (learned < ended.length && ended[learned]!.endedAt <= move.startedAt) {
      forecaster.learn(ended[learned]!);
      learned += 1;
    }
    return { move, forecast: forecaster.forecast(move.subject) };
  });
}
