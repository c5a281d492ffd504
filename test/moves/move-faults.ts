import type { MoveStepName } from "@novacron/control-plane/app/migrations/move-steps";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { StackHost } from "../framework/stack-host.ts";
import type { StackUnderTest } from "../framework/stack-under-test.ts";
import { signalProcess } from "../lab/processes.ts";
import * as acts from "./fault-acts.ts";
import type { SiteGuest, Storage } from "./move-site.ts";

/** One move under faults. */
export interface Scene {
  readonly stack: StackUnderTest;
  readonly source: StackHost;
  readonly target: StackHost;
  readonly guest: SiteGuest;
  /** As it was seen last; null before it was taken. */
  readonly operation: OperationView | null;
}

/** Before the move is asked for, once a step of it has begun, or once the source said Finish and has no answer. */
export type FaultMoment = "before" | MoveStepName | "switch";

export interface MoveFault {
  readonly name: string;
  readonly at: FaultMoment;
  /** What else has to be so beside the moment. */
  readonly due?: (scene: Scene) => boolean;
  /** Before the move is asked for. */
  prepare?(scene: Scene): Promise<void>;
  strike(scene: Scene): Promise<void>;
  heal(scene: Scene): Promise<void>;
  /** `at once`: as a supervisor starts what died. `ended`: once the move is over. */
  readonly heals: "at once" | "ended";
  /** Only machines of that kind. */
  readonly storage?: Storage;
  /** The machine itself may be off afterwards: its QEMU was killed. */
  readonly stops?: boolean;
  /** With it the move does not begin, or ends by what it tries first. */
  readonly keepsOut?: boolean;
  /** What it changes; of two that change the same the one would mend the other. */
  readonly changes?: "pool" | "clock of the source" | "clock of the target";
  /** CPU model of the machine that it needs. */
  readonly cpuModel?: string;
}

/** `arrive` awaits the two witnesses; `perform` is hit once memory flows. */
export const moments = [
  "describe",
  "check",
  "reach",
  "prepare",
  "perform",
  "switch",
  "arrive",
  "adopt",
  "release",
] as const satisfies readonly FaultMoment[];

const hour = 3_600_000;

type Part = Pick<MoveFault, "name" | "strike" | "heal" | "heals">;

/** What can be hit at each moment. */
const parts: readonly Part[] = [
  ...(["source", "target"] as const).flatMap((side): Part[] => [
    {
      name: `libvirtd of ${side} killed`,
      heals: "at once",
      strike: (scene) => acts.killLibvirtd(scene[side]),
      heal: (scene) => acts.reviveLibvirtd(scene[side]),
    },
    {
      name: `agent of ${side} killed`,
      heals: "at once",
      strike: (scene) => scene[side].end("SIGKILL"),
      heal: async (scene) => acts.reviveAgent(scene[side]),
    },
  ]),
  {
    name: "control plane killed",
    heals: "at once",
    strike: async ({ stack }) => void (await stack.plane.end("SIGKILL")),
    heal: async ({ stack }) => {
      if (!stack.plane.isRunning) await stack.plane.start();
    },
  },
  {
    name: "network between the hosts cut",
    heals: "ended",
    strike: ({ source, target }) => acts.cut(source, target),
    heal: ({ source, target }) => acts.mend(source, target),
  },
];

const flows = ({ target, guest }: Scene) => target.qemuPids().has(guest.name);

const inPhases: readonly MoveFault[] = moments.flatMap((at) =>
  parts.map((part): MoveFault => ({ ...part, at, ...(at === "perform" && { due: flows }) })),
);

const conditions: readonly MoveFault[] = [
  {
    name: "port of the target closed",
    at: "before",
    heals: "ended",
    keepsOut: true,
    strike: ({ source, target }) => acts.closePorts(source, target),
    heal: ({ source, target }) => acts.openPorts(source, target),
  },
  {
    name: "certificate of the target's QEMU of another authority",
    at: "before",
    heals: "ended",
    keepsOut: true,
    strike: ({ target }) => acts.swapCertificate(target),
    heal: ({ target }) => acts.restoreCertificate(target),
  },
  {
    name: "pool missing on the target",
    at: "before",
    heals: "ended",
    keepsOut: true,
    changes: "pool",
    storage: "local",
    strike: ({ target }) => acts.removePool(target),
    heal: ({ target }) => acts.restorePool(target),
  },
  {
    name: "pool of the target full",
    at: "before",
    heals: "ended",
    keepsOut: true,
    changes: "pool",
    storage: "local",
    strike: ({ target }) => acts.shrinkPool(target, 1),
    heal: ({ target }) => acts.widenPool(target),
  },
  {
    name: "network missing on the target",
    at: "before",
    heals: "ended",
    keepsOut: true,
    strike: ({ target }) => acts.removeNetwork(target),
    heal: ({ target }) => acts.restoreNetwork(target),
  },
  {
    name: "CPU model missing on the target",
    at: "before",
    heals: "ended",
    keepsOut: true,
    cpuModel: acts.rareCpuModel,
    strike: ({ target }) => acts.forgetCpuModel(target),
    heal: ({ target }) => acts.recallCpuModel(target),
  },
  wrongClock("target", "an hour ahead", hour),
  wrongClock("source", "an hour behind", -hour),
  {
    name: "disk of the target full in the middle",
    at: "perform",
    heals: "ended",
    changes: "pool",
    storage: "local",
    due: flows,
    prepare: ({ target }) => acts.shrinkPool(target, 5),
    strike: ({ target }) => acts.fillPool(target),
    heal: ({ target }) => acts.emptyPool(target),
  },
  ...(["source", "target"] as const).flatMap((side): MoveFault[] => [
    {
      name: `QEMU of the ${side} killed`,
      at: "perform",
      heals: "at once",
      due: flows,
      stops: side === "source",
      strike: async (scene) => {
        const pid = scene[side].qemuPids().get(scene.guest.name);
        if (pid !== undefined) signalProcess(pid, "SIGKILL");
      },
      heal: async () => undefined,
    },
    {
      name: `gate of the ${side} killed`,
      at: "perform",
      heals: "at once",
      due: flows,
      strike: async (scene) => acts.killGates(scene[side]),
      heal: async () => undefined,
    },
  ]),
];

/** Every fault, each once; those of conditions first. */
export const moveFaults: readonly MoveFault[] = [
  ...conditions,
  ...inPhases,
  // Further than the hosts' certificates bear.
  wrongClock("target", "eight days ahead", 192 * hour),
  wrongClock("source", "two days behind", -48 * hour),
];

function wrongClock(side: "source" | "target", how: string, byMs: number): MoveFault {
  return {
    name: `clock of the ${side} ${how}`,
    at: "before",
    heals: "ended",
    changes: `clock of the ${side}`,
    ...(Math.abs(byMs) > hour && { keepsOut: true }),
    strike: ({ stack, ...scene }) => acts.skewClock(stack, scene[side], byMs),
    heal: ({ stack, ...scene }) => acts.skewClock(stack, scene[side], 0),
  };
}
