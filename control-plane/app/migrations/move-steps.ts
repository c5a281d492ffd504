import type { MigrationKind, MigrationPhase } from "@novacron/protocol/domain/migration";

/** How one step of a move is done. */
export interface MoveStep {
  /** The host whose agent acts; null where both hosts' reports are awaited. */
  readonly on: "source" | "target" | null;
  readonly phase: MigrationPhase;
  /** How long it may take before it counts as without an answer. */
  readonly patienceMs: number;
  /** What was done by it has to be undone by `abandon`. */
  readonly binds: boolean;
}

const seconds = 1_000;

/**
 *   step      on      what it does                          undone by  if it fails            if it is not known
 *   describe  source  says what the machine is              -          nothing was changed    asked again
 *   check     target  tries what can be tried               -          nothing was changed    asked again
 *   reach     source  dials the target                      -          nothing was changed    asked again
 *   prepare   target  volumes, NVRAM, gate                  abandon    abandon                abandon
 *   perform   source  moves memory and disks                abandon    abandon                settle
 *   settle    both    reports tell where it runs            -          -                      abandon, which tells
 *   arrive    both    target reports it running, source not -          unclear, owed          waits for the target
 *   adopt     target  mark of the new generation            -          unclear, owed          asked again
 *   release   source  lets its copy go                      -          owed, copy is barred   owed, copy is barred
 *   confirm   both    target under the new generation, gone from the source
 *   abandon   target  removes all and swears that none runs -          owed, or it arrived    owed
 *   resume    source  a copy kept waiting for a lost answer runs on    owed                   owed
 *   clear     both    reports show what was sworn: none there, no job  -                      it ends all the same
 *   adjust    source  another limit, beside perform         -          said, the move goes on -
 *
 * Steps before `perform` are run again right before it, whatever was checked when the move was asked for. From
 * `arrive` on nothing is undone any more: the machine runs on the target, and what is missing is done or owed.
 * `unclear, owed`: the target is asked to abandon; it swears, or says that the machine is there, and the move goes on.
 * After `prepare` nobody may treat the source as the owner before `abandon` has sworn.
 */
export const moveSteps = {
  describe: step("source", "preparing", 30 * seconds),
  check: step("target", "preparing", 60 * seconds),
  reach: step("source", "preparing", 30 * seconds),
  prepare: step("target", "preparing", 600 * seconds, true),
  /** Beside the time after which the move is given up. */
  perform: step("source", "moving", 120 * seconds, true),
  settle: step(null, "switching", 60 * seconds),
  arrive: step(null, "confirming", 60 * seconds),
  adopt: step("target", "confirming", 120 * seconds),
  release: step("source", "confirming", 60 * seconds),
  confirm: step(null, "confirming", 60 * seconds),
  abandon: step("target", "undoing", 300 * seconds),
  resume: step("source", "undoing", 120 * seconds),
  clear: step(null, "undoing", 30 * seconds),
  adjust: step("source", "moving", 60 * seconds),
} as const satisfies Readonly<Record<string, MoveStep>>;

export type MoveStepName = keyof typeof moveSteps;

/** The steps that every move of a kind begins with; the others are added where they are needed. */
export function stepsOf(kind: MigrationKind): readonly MoveStepName[] {
  // Within one host there is nobody to reach, and no other owner.
  if (kind === "storage") return ["describe", "check", "prepare", "perform", "release"];
  return [
    "describe",
    "check",
    "reach",
    "prepare",
    "perform",
    "arrive",
    "adopt",
    "release",
    "confirm",
  ];
}

function step(
  on: MoveStep["on"],
  phase: MigrationPhase,
  patienceMs: number,
  binds = false,
): MoveStep {
  return { on, phase, patienceMs, binds };
}
