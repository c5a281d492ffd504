import type {
  MigrationForecast,
  MoveSubject,
  RecordedMove,
} from "@novacron/protocol/domain/migration-forecast";

/**
 * Says before a move how it will go, and learns from how it went. Deterministic: the same moves in the same
 * order give the same forecasts, so its state is never stored; it is learned anew from the recorded moves. Its
 * memory is bounded however many it learns from.
 */
export interface Forecaster {
  readonly name: string;
  /** Rises whenever the same subject and the same earlier moves may give another forecast. */
  readonly version: number;
  forecast(subject: MoveSubject): MigrationForecast;
  /** Moves come in the order of their ends, each once, and only after its own forecast was made. */
  learn(move: RecordedMove): void;
}

/** What a forecast says of the move itself, without evidence and advice. */
export type Expected = Pick<
  MigrationForecast,
  "durationMs" | "pauseMs" | "notConvergingChance" | "bytes"
>;
