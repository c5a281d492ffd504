import type { ForecastAdvice, MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import type { Expected } from "./forecaster.ts";
import { isLive } from "./prior.ts";

/** Above this chance of not converging a move is worth changing. */
const doubtful = 0.1;
/** A limit that costs more than this share of the time is worth raising. */
const worthwhile = 0.8;
/** Of a link with a limit on it some is left to others. */
const linkShare = 0.9;
const pauseSteps = [2, 4, 8, 16];
/** A guest that stands still for longer is no live move any more. */
const longestPauseMs = 10_000;
const adviceMax = 8;

type Expect = (subject: MoveSubject) => Expected;

/** What would make the move better, each tried by the same forecaster before it is said. */
export function adviceFor(
  subject: MoveSubject,
  expected: Expected,
  expect: Expect,
): ForecastAdvice[] {
  const found: (ForecastAdvice | null)[] = [raiseLimit(subject, expected, expect)];
  if (isLive(subject.kind)) {
    found.push(sampleFirst(subject));
    if (expected.notConvergingChance > doubtful) {
      found.push(
        switchOn(subject, expected, expect),
        raisePause(subject, expected, expect),
        wait(subject, expected, expect),
        postCopy(subject),
      );
    }
  }
  return found.filter((one) => one !== null).slice(0, adviceMax);
}

function raiseLimit(subject: MoveSubject, now: Expected, expect: Expect): ForecastAdvice | null {
  const limit = subject.bandwidthLimitBytesPerSecond;
  const free = (subject.bandwidth.bytesPerSecond * linkShare) / (1 + subject.movesBeside);
  if (limit === null || free <= limit) return null;
  const value = Math.round(free);
  const then = expect({ ...subject, bandwidthLimitBytesPerSecond: value });
  const isQuicker = then.durationMs.p50 < now.durationMs.p50 * worthwhile;
  if (!isQuicker && !isSurer(then, now)) return null;
  const text = "Raise the bandwidth limit: the link between these hosts gives more.";
  return { kind: "raise-limit", text, value, expects: told(then) };
}

function switchOn(subject: MoveSubject, now: Expected, expect: Expect): ForecastAdvice | null {
  if (subject.autoConverge) return null;
  const then = expect({ ...subject, autoConverge: true });
  if (!isSurer(then, now)) return null;
  const text =
    "Switch auto-converge on: the guest's processors are slowed until its memory can be moved.";
  return { kind: "auto-converge", text, value: null, expects: told(then) };
}

/** The smallest of a few longer pauses that makes the move likely to end. */
function raisePause(subject: MoveSubject, now: Expected, expect: Expect): ForecastAdvice | null {
  for (const times of pauseSteps) {
    const value = subject.maxPauseMs * times;
    if (value > longestPauseMs) return null;
    const then = expect({ ...subject, maxPauseMs: value });
    if (then.notConvergingChance > doubtful || !isSurer(then, now)) continue;
    const text = "Allow a longer pause: more of the memory may then be left for the last part.";
    return { kind: "raise-pause", text, value, expects: told(then) };
  }
  return null;
}

function wait(subject: MoveSubject, now: Expected, expect: Expect): ForecastAdvice | null {
  const { quieter, dirtyRate } = subject;
  if (quieter === null) return null;
  const { at, dirtyBytesPerSecond: bytesPerSecond } = quieter;
  const base = dirtyRate ?? { mode: "page-sampling", workingSetBytes: null };
  const then = expect({
    ...subject,
    dirtyRate: { ...base, bytesPerSecond, spreadBytesPerSecond: null, samples: 1, ageMs: 0 },
  });
  if (!isSurer(then, now)) return null;
  const text = "Wait: there is an hour in which this guest writes less memory.";
  return { kind: "wait", text, value: at, expects: told(then) };
}

/** Post-copy always ends; what it risks the form says, so no chance is given. */
function postCopy({ postCopyAllowed }: MoveSubject): ForecastAdvice {
  const text = postCopyAllowed
    ? "Be ready to switch to post-copy: it is allowed and ends the move whatever the guest writes."
    : "Allow post-copy: it ends the move whatever the guest writes, but a host or link that is " +
      "lost meanwhile costs the guest its memory.";
  return { kind: "post-copy", text, value: null, expects: null };
}

function sampleFirst({ dirtyRate }: MoveSubject): ForecastAdvice | null {
  if (dirtyRate !== null) return null;
  const text =
    "Sample the dirty-page rate first: without it the forecast rests on the load of the vCPUs.";
  return { kind: "sample-dirty-rate", text, value: null, expects: null };
}

function isSurer(then: Expected, now: Expected): boolean {
  return then.notConvergingChance < now.notConvergingChance / 2;
}

function told(then: Expected): ForecastAdvice["expects"] {
  const { durationMs, pauseMs, notConvergingChance } = then;
  return { durationMs: durationMs.p50, pauseMs: pauseMs.p50, notConvergingChance };
}
