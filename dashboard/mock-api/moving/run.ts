import type {
  MigrationMeasured,
  MigrationOptions,
  MigrationPhase,
  MigrationProgress,
} from "@novacron/protocol/domain/migration";
import type { MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import { hasEnded } from "@novacron/protocol/domain/operation";
import type { OperationMigration } from "@novacron/protocol/domain/operation-migration";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { MockFleet, MockHost, MockMachine } from "../fleet.ts";
import { noise } from "../random.ts";
import { decidedOf, forecastOf, kindOf, subjectOf } from "./forecast.ts";

const tickMs = 250;
/** A mock's move takes this long, whatever its forecast says, so that stories and pictures are quick. */
const takesMs = 9_000;

/** What an operation that moves a machine carries from the start. */
export function migrationOf(
  fleet: MockFleet,
  machine: MockMachine,
  target: MockHost,
  asked: MigrationOptions,
): OperationMigration {
  const options = decidedOf(fleet, machine, asked);
  const subject = subjectOf(fleet, machine, target, options);
  return {
    target: target.inventory.id,
    targetName: target.inventory.name,
    kind: kindOf(machine, asked),
    phase: isLater(asked) ? "scheduled" : "planned",
    options,
    next: machine.report.generation + 1,
    waitsFor: isLater(asked) ? ["its time"] : [],
    forecast: forecastOf(subject),
    progress: null,
    measured: null,
    outcome: null,
    undo: "none",
    findings: [],
  };
}

function isLater({ notBefore = 0 }: MigrationOptions): boolean {
  return notBefore > Date.now();
}

export interface MoveRun {
  readonly fleet: MockFleet;
  readonly id: string;
  readonly subject: MoveSubject;
  readonly change: (over: Partial<OperationView>) => void;
  readonly end: () => void;
}

/** Lets the move go through its phases, with figures that shrink as a real one's do. */
export function runMove(run: MoveRun): void {
  const { fleet, id } = run;
  const begun = Date.now();
  const timer = setInterval(() => {
    const op = fleet.operations.get(id);
    if (op?.migration === undefined || hasEnded(op.state)) {
      clearInterval(timer);
      return;
    }
    const now = Date.now();
    const share = Math.min(1, (now - begun) / takesMs);
    const phase = phaseAt(share);
    const progress = phase === "moving" ? progressAt(run.subject, op, share, now) : null;
    const migration = {
      ...op.migration,
      phase,
      progress: progress ?? op.migration.progress,
      measured: phase === "done" ? measuredAt(run.subject, now - begun) : null,
      outcome: phase === "done" ? ("moved" as const) : null,
    };
    run.change({
      migration,
      progress: share,
      startedAt: op.startedAt ?? begun,
      state: stateOf(op),
    });
    if (phase !== "done") return;
    clearInterval(timer);
    run.end();
  }, tickMs);
  timer.unref();
}

function stateOf(op: OperationView): OperationView["state"] {
  return op.state === "pending" ? "running" : op.state;
}

function phaseAt(share: number): MigrationPhase {
  if (share < 0.04) return "planned";
  if (share < 0.12) return "preparing";
  if (share < 0.9) return "moving";
  if (share < 0.94) return "switching";
  return share < 1 ? "confirming" : "done";
}

/** Each pass over memory is shorter than the one before: a falling line with teeth. */
function progressAt(
  subject: MoveSubject,
  op: OperationView,
  share: number,
  at: number,
): MigrationProgress {
  const part = (share - 0.12) / 0.78;
  const passes = 4;
  const pass = Math.min(passes - 1, Math.floor(part * passes));
  const within = part * passes - pass;
  const high = 0.45 ** pass;
  const left = Math.max(0.004, high * (1 - within) + 0.45 ** (pass + 1) * within * 0.15);
  const memory = subject.residentBytes ?? subject.memoryBytes;
  const wobble = 1 + 0.08 * noise(op.id, at, 700);
  return {
    at,
    iteration: pass + 1,
    memoryTotalBytes: memory,
    memoryRemainingBytes: memory * left,
    memoryTransferredBytes: memory * part * 1.4,
    diskTotalBytes: subject.diskBytes > 0 ? subject.diskBytes : null,
    diskRemainingBytes: subject.diskBytes > 0 ? subject.diskBytes * (1 - part) : null,
    bytesPerSecond: subject.bandwidth.bytesPerSecond * 0.94 * wobble,
    dirtyBytesPerSecond: (subject.dirtyRate?.bytesPerSecond ?? 0) * wobble,
    expectedPauseMs: Math.round(40 + left * 4_000),
    autoConvergeThrottlePercent: subject.autoConverge && pass > 1 ? 20 * (pass - 1) : null,
    postCopy: op.migration?.progress?.postCopy ?? false,
  };
}

function measuredAt(subject: MoveSubject, durationMs: number): MigrationMeasured {
  const off = subject.kind === "offline" || subject.kind === "storage";
  const memory = off ? null : (subject.residentBytes ?? subject.memoryBytes) * 1.2;
  return {
    durationMs,
    pauseMs: off ? null : Math.round(forecastOf(subject).pauseMs.p50 * 1.15),
    iterations: off ? null : 4,
    memoryBytes: memory,
    diskBytes: subject.diskBytes > 0 ? subject.diskBytes : null,
    bytesPerSecond: subject.bandwidth.bytesPerSecond * 0.94,
  };
}
