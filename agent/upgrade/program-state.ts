import { compareVersions, releaseVersion } from "@novacron/protocol/domain/release";
import { z } from "zod";

/**
 * Which program this host's agent runs as, without I/O. The installed program is never changed: it begins, looks at
 * this state and becomes the one that was upgraded to, where there is one.
 *
 *   installed ──taken──> trial ──confirmed──> kept ──taken──> trial of the next ...
 *                          │
 *                          └── not confirmed in time, or begun too often ──> the one before; this one is refused
 *
 * A trial counts its beginnings and knows when it first began, since a program that cannot even start, or hangs, can
 * tell nothing itself. It is confirmed when the control plane has taken samples of it: then it does all that an
 * upgrade needs.
 */
export const keptProgram = z.object({
  version: releaseVersion,
  /** Both as they were signed: the program is held against them at each start. */
  manifest: z.string(),
  signature: z.string(),
});
export type KeptProgram = z.infer<typeof keptProgram>;

export const programState = z.object({
  v: z.literal(1),
  /** Null: the installed one. */
  current: keptProgram.nullable(),
  previous: keptProgram.nullable(),
  trial: z
    .object({
      starts: z.int().min(0),
      confirmWithinMs: z.int().min(1_000),
      /** When it first began; absent before that. */
      begunAt: z.number().optional(),
    })
    .nullable(),
  /** The last upgrade that was undone, for the control plane to read. */
  undone: z
    .object({ version: releaseVersion, at: z.number(), why: z.string().max(1_000) })
    .nullable(),
});
export type ProgramState = z.infer<typeof programState>;

export const noUpgrade: ProgramState = {
  v: 1,
  current: null,
  previous: null,
  trial: null,
  undone: null,
};

/** Starts that a program on trial gets before it counts as one that cannot run. */
export const trialStarts = 3;

const tooLate = "it did not reach the control plane in time";

export type ProgramEvent =
  /** The installed program begins. */
  | { readonly type: "begun"; readonly installedVersion: string }
  /** A program was fetched and is whole. */
  | { readonly type: "taken"; readonly program: KeptProgram; readonly confirmWithinMs: number }
  /** The control plane has taken samples of the running program. */
  | { readonly type: "confirmed" }
  /** The time of the trial is over. */
  | { readonly type: "expired" }
  /** The file of the chosen program is not what was signed, or cannot be run. */
  | { readonly type: "unusable"; readonly why: string };

export type ProgramEffect =
  | { readonly type: "save" }
  /** Become this program, ended from outside after that time where it is on trial; null: stay the installed one. */
  | { readonly type: "run"; readonly program: KeptProgram | null; readonly endAfterMs?: number }
  /** End, to be begun again by whoever keeps the agent running. */
  | { readonly type: "restart" }
  /** Remove programs but for the ones that the state names. */
  | { readonly type: "prune" };

export type ProgramStep = readonly [ProgramState, readonly ProgramEffect[]];

export function stepProgram(state: ProgramState, event: ProgramEvent, nowMs: number): ProgramStep {
  switch (event.type) {
    case "begun":
      return begun(state, event.installedVersion, nowMs);
    case "taken": {
      const { program, confirmWithinMs } = event;
      const previous = state.trial === null ? state.current : state.previous;
      const trial = { starts: 0, confirmWithinMs };
      const next = { ...state, current: program, previous, trial, undone: null };
      return [next, [{ type: "save" }, { type: "prune" }, { type: "restart" }]];
    }
    case "confirmed":
      if (state.trial === null) return [state, []];
      return [{ ...state, trial: null }, [{ type: "save" }]];
    case "expired": {
      if (state.trial === null) return [state, []];
      return [undo(state, tooLate, nowMs), [{ type: "save" }, { type: "restart" }]];
    }
    case "unusable": {
      if (state.current === null) return [state, [{ type: "run", program: null }]];
      const next = undo(state, event.why, nowMs);
      return [next, [{ type: "save" }, { type: "run", program: next.current }]];
    }
  }
}

/** Time that a program on trial still has, from its first beginning on. */
export function trialLeftMs(trial: NonNullable<ProgramState["trial"]>, nowMs: number): number {
  return (trial.begunAt ?? nowMs) + trial.confirmWithinMs - nowMs;
}

function begun(state: ProgramState, installedVersion: string, nowMs: number): ProgramStep {
  const { current, trial } = state;
  if (current === null) return [state, [{ type: "run", program: null }]];
  // Somebody installed a newer one over it by hand.
  if (compareVersions(current.version, installedVersion) <= 0) {
    const next = { ...noUpgrade, undone: state.undone };
    return [next, [{ type: "save" }, { type: "prune" }, { type: "run", program: null }]];
  }
  if (trial === null) return [state, [{ type: "run", program: current }]];
  const begunAt = trial.begunAt ?? nowMs;
  const endAfterMs = trialLeftMs(trial, nowMs);
  if (trial.starts >= trialStarts || endAfterMs <= 0) {
    const often = `it was begun ${trial.starts} times and did not reach the control plane`;
    const next = undo(state, trial.starts > 1 ? often : tooLate, nowMs);
    return [next, [{ type: "save" }, { type: "run", program: next.current }]];
  }
  // Counted before it begins: it may not live to count.
  const next = { ...state, trial: { ...trial, starts: trial.starts + 1, begunAt } };
  return [next, [{ type: "save" }, { type: "run", program: current, endAfterMs }]];
}

function undo(state: ProgramState, why: string, nowMs: number): ProgramState {
  const { current, previous } = state;
  if (current === null) return state;
  const undone = { version: current.version, at: nowMs, why };
  return { ...state, current: previous, previous: null, trial: null, undone };
}
