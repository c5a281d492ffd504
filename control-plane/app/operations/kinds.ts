import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Operation, OperationKind } from "@novacron/protocol/domain/operation";
import type { CommandAction } from "@novacron/protocol/messages/command";

/** How one kind of operation is done. Every kind is one act by the agent and one look at its result. */
export interface KindPlan {
  /** Name of the step in which the agent acts. */
  readonly act: string;
  /** Name of the step in which a second source has to agree. */
  readonly confirm: string;
  /** Whether what the host reports agrees with what was asked; null where the report cannot tell. */
  readonly agrees: (report: MachineReport | null, operation: Operation) => boolean;
  /** From the request to needs-attention; a guest's own time to react is added where it has one. */
  readonly timeoutMs: number;
  readonly guestTimeoutMs: number | null;
  /** What cancelling can still do while the agent acts. */
  readonly cancel: "stops-waiting" | "before-it-begins";
  /** May run beside another operation of the same machine. */
  readonly besideOthers: boolean;
  /** "anna is starting web-3", "anna started web-3", "anna could not start web-3". */
  readonly words: readonly [doing: string, did: string, bare: string];
}

const inState =
  (...states: readonly string[]) =>
  (report: MachineReport | null): boolean =>
    report !== null && states.includes(report.state);

/** A transient machine is not there any more once it is off. */
const isOff = (report: MachineReport | null): boolean =>
  report === null || report.state === "shutoff";

const seconds = 1_000;

/**
 *   kind                 act         second source            time      cancel
 *   machine.start        start       report: running|paused   3 min     before it begins
 *   machine.shutdown     shut down   report: shutoff or gone  guest+30s stops waiting
 *   machine.reboot       reboot      report: running          guest+30s stops waiting
 *   machine.force-off    force off   report: shutoff or gone  1 min     before it begins
 *   machine.pause        pause       report: paused           1 min     before it begins
 *   machine.resume       resume      report: running          1 min     before it begins
 *   machine.autostart    set         report: flag as asked    1 min     before it begins
 *   machine.create-demo  build       report: there, demo      5 min     stops waiting
 *   machine.delete-demo  delete      report: not there        2 min     before it begins
 *   machine.console      open        the stream is connected  1 min     before it begins
 */
export const kindPlans: Readonly<Record<OperationKind, KindPlan>> = {
  "machine.start": plan("start", inState("running", "paused"), {
    timeoutMs: 180 * seconds,
    words: ["starting", "started", "start"],
  }),
  "machine.shutdown": plan("shut down", isOff, {
    guestTimeoutMs: 120 * seconds,
    timeoutMs: 30 * seconds,
    cancel: "stops-waiting",
    words: ["shutting down", "shut down", "shut down"],
  }),
  "machine.reboot": plan("reboot", inState("running"), {
    guestTimeoutMs: 120 * seconds,
    timeoutMs: 30 * seconds,
    cancel: "stops-waiting",
    words: ["rebooting", "rebooted", "reboot"],
  }),
  "machine.force-off": plan("force off", isOff, {
    besideOthers: true,
    words: ["forcing off", "forced off", "force off"],
  }),
  "machine.pause": plan("pause", inState("paused"), { words: ["pausing", "paused", "pause"] }),
  "machine.resume": plan("resume", inState("running"), {
    words: ["resuming", "resumed", "resume"],
  }),
  "machine.autostart": plan("set autostart", autostartAgrees, {
    words: ["setting autostart of", "set autostart of", "set autostart of"],
  }),
  "machine.create-demo": plan("build", (report) => report?.demo === true, {
    timeoutMs: 300 * seconds,
    cancel: "stops-waiting",
    words: ["building demo guest", "built demo guest", "build demo guest"],
  }),
  "machine.delete-demo": plan("delete", (report) => report === null, {
    timeoutMs: 120 * seconds,
    words: ["deleting demo guest", "deleted demo guest", "delete demo guest"],
  }),
  "machine.console": plan("open", () => false, {
    confirm: "stream connected",
    besideOthers: true,
    words: ["opening the console of", "opened the console of", "open the console of"],
  }),
  "machine.migrate": plan("describe", () => false, {
    timeoutMs: 86_400 * seconds,
    words: ["moving", "moved", "move"],
  }),
};

function plan(
  act: string,
  agrees: KindPlan["agrees"],
  more: Partial<KindPlan> & Pick<KindPlan, "words">,
): KindPlan {
  return {
    act,
    agrees,
    confirm: "confirmed by the host's report",
    timeoutMs: 60 * seconds,
    guestTimeoutMs: null,
    cancel: "before-it-begins",
    besideOthers: false,
    ...more,
  };
}

function autostartAgrees(report: MachineReport | null, operation: Operation): boolean {
  const wanted = operation.params.enabled === true ? "novacron" : "off";
  return report?.autostart === wanted;
}

/** How long an operation may take from its request on. */
export function allowedMs(kind: OperationKind, params: Operation["params"]): number {
  const { timeoutMs, guestTimeoutMs } = kindPlans[kind];
  return guestTimeoutMs === null ? timeoutMs : timeoutMs + (params.timeoutMs ?? guestTimeoutMs);
}

/** The act as the agent is asked for it. Consoles are asked for with their ticket instead. */
export function actionOf(operation: Operation): CommandAction | null {
  const { kind, machine, generation, params } = operation;
  const on = { machine, generation };
  switch (kind) {
    case "machine.shutdown":
    case "machine.reboot":
      return { kind, ...on, timeoutMs: params.timeoutMs ?? kindPlans[kind].guestTimeoutMs ?? 0 };
    case "machine.autostart":
      return { kind, ...on, enabled: params.enabled === true };
    case "machine.create-demo":
      return { kind, ...on, name: operation.machineName };
    case "machine.console":
    case "machine.migrate":
      return null;
    default:
      return { kind, ...on };
  }
}
