import { type HookRun, hookOutputMax } from "@novacron/protocol/domain/host-hook";
import type { HostId, OperationId } from "@novacron/protocol/domain/ids";
import type {
  Maintenance,
  MaintenanceCommand,
  MaintenanceHost,
} from "@novacron/protocol/domain/maintenance";
import type { Problem } from "@novacron/protocol/errors/nova-error";
import type { CommandEvent } from "@novacron/protocol/messages/command";

/** A command of a maintenance on its way to a host; the same call is the same command however often it is sent. */
export interface HookCall {
  readonly host: HostId;
  readonly run: HookRun;
  readonly command: MaintenanceCommand;
}

/** Beyond the agent's own deadline and the time that it takes to kill what does not end. */
const muteAfterMs = 10 * 60_000;
const problemMax = 1_000;

export function hookBegun(
  host: MaintenanceHost,
  now: { readonly operation: OperationId; readonly bootAt: number | null; readonly nowMs: number },
): MaintenanceHost {
  const run: HookRun = {
    operation: now.operation,
    state: "asked",
    startedAt: now.nowMs,
    endedAt: null,
    exitCode: null,
    output: "",
  };
  // A reboot that is waited for afterwards is one that came after this.
  return { ...host, run, bootBefore: now.bootAt ?? host.bootBefore, problem: null };
}

/** What is asked of a host's agent just now; null where it has answered. */
export function hookCall(
  { command }: Maintenance,
  { host, state, run }: MaintenanceHost,
): HookCall | null {
  const isOpen = run?.state === "asked" || run?.state === "running";
  if (command === undefined || run === undefined || state !== "working" || !isOpen) return null;
  return { host, run, command };
}

/** A host of which nothing was heard for so long that nobody knows any more; null while it may still answer. */
export function hookMute(
  { command }: Maintenance,
  host: MaintenanceHost,
  nowMs: number,
): MaintenanceHost | null {
  const { run } = host;
  if (run === undefined || command === undefined) return null;
  if (nowMs - run.startedAt < command.timeoutMs + muteAfterMs) return null;
  const problem = `its agent has not said how hook ${command.name} ended`;
  const mute = { ...run, state: "unknown" as const, endedAt: nowMs };
  return { ...host, run: mute, state: "stuck", problem, since: nowMs };
}

export function hookTold(
  host: MaintenanceHost,
  event: CommandEvent,
  nowMs: number,
): MaintenanceHost {
  const { run } = host;
  // What was given up as unknown is known after all.
  const isAwaited =
    host.state === "working" || (host.state === "stuck" && run?.state === "unknown");
  if (run === undefined || !isAwaited || run.state === "failed" || run.state === "succeeded") {
    return host;
  }
  switch (event.type) {
    case "accepted":
      return run.state === "asked" ? { ...host, run: { ...run, state: "running" } } : host;
    case "progress":
      return run.state === "unknown"
        ? host
        : { ...host, run: { ...run, state: "running", output: event.step } };
    case "succeeded": {
      const { output, exitCode } = event.result;
      const ended = {
        ...run,
        state: "succeeded" as const,
        endedAt: nowMs,
        exitCode: typeof exitCode === "number" ? exitCode : null,
        output: textOf(output),
      };
      return { ...host, run: ended, state: "maintained", problem: null, since: nowMs };
    }
    case "failed":
      return failed(host, run, { problem: event.problem, nowMs });
  }
}

function failed(
  host: MaintenanceHost,
  run: HookRun,
  { problem, nowMs }: { readonly problem: Problem; readonly nowMs: number },
): MaintenanceHost {
  const { exitCode, output } = problem.details ?? {};
  const ended = {
    ...run,
    state: problem.code === "COMMAND_INTERRUPTED" ? ("unknown" as const) : ("failed" as const),
    endedAt: nowMs,
    exitCode: typeof exitCode === "number" ? exitCode : null,
    output: textOf(output) || run.output,
  };
  const text = `${problem.code}: ${problem.message}`.slice(0, problemMax);
  return { ...host, run: ended, state: "stuck", problem: text, since: nowMs };
}

function textOf(output: unknown): string {
  return typeof output === "string" ? output.slice(-hookOutputMax) : "";
}
