import { randomUUID } from "node:crypto";
import { operationId } from "@novacron/protocol/domain/ids";
import {
  defaultPlacementSettings,
  type PlacementPicture,
  type PlacementPlan,
  type PlacementRule,
  type PlacementRun,
  type PlacementSettings,
  type PlannedMove,
} from "@novacron/protocol/domain/placement";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MockFleet, MockHost, MockMachine } from "../fleet.ts";
import type { Handlers } from "../handlers.ts";
import { machineRow } from "../views.ts";
import { forecastOf, subjectOf } from "./forecast.ts";
import { targetsOf } from "./targets.ts";

type Names =
  | "placement"
  | "setPlacement"
  | "putPlacementRule"
  | "deletePlacementRule"
  | "suggestPlacement"
  | "suggestedPlacement"
  | "runPlacement"
  | "stopPlacement"
  | "placementRuns"
  | "whatIf";

interface MockPlacement {
  settings: PlacementSettings;
  rules: PlacementRule[];
  plan: PlacementPlan | null;
  run: PlacementRun | null;
  past: PlacementRun[];
}

const kept = new WeakMap<MockFleet, MockPlacement>();

function placementOf(fleet: MockFleet): MockPlacement {
  const known = kept.get(fleet);
  if (known !== undefined) return known;
  const rules: PlacementRule[] =
    fleet.machines.size === 0
      ? []
      : [
          { kind: "apart", id: "db-apart", machines: "db", weight: null, perHost: 1 },
          { kind: "apart", id: "web-spread", machines: "web", weight: 60, perHost: 4 },
          { kind: "off-hosts", id: "prod-kvm", machines: "prod", hosts: "emulated", weight: null },
        ];
  const made = { settings: defaultPlacementSettings, rules, plan: null, run: null, past: [] };
  kept.set(fleet, made);
  return made;
}

export const placementHandlers: Pick<Handlers, Names> = {
  placement: viewOf,
  setPlacement: (fleet, { body }) => {
    placementOf(fleet).settings = body;
    return told(fleet);
  },
  putPlacementRule: (fleet, { body }) => {
    const held = placementOf(fleet);
    held.rules = [...held.rules.filter((rule) => rule.id !== body.id), body];
    return told(fleet);
  },
  deletePlacementRule: (fleet, { params }) => {
    const held = placementOf(fleet);
    held.rules = held.rules.filter((rule) => rule.id !== params.rule);
    told(fleet);
    return null;
  },
  suggestPlacement: (fleet, { body }) => {
    const plan = planOf(fleet, body.mode);
    placementOf(fleet).plan = plan;
    return plan;
  },
  suggestedPlacement: (fleet) => {
    const { plan, run } = placementOf(fleet);
    return { plan, run };
  },
  runPlacement: (fleet, { body }) => {
    const { plan } = placementOf(fleet);
    if (plan?.id !== body.plan) throw new NovaError("NOT_FOUND", "run a plan");
    for (const move of plan.moves) carryOut(fleet, move);
    placementOf(fleet).plan = null;
    const held = placementOf(fleet);
    held.run = runOf(plan);
    held.past = [held.run, ...held.past];
    return plan;
  },
  stopPlacement: () => {
    throw new NovaError("CONFLICT", "stop a plan", { next: "It has ended" });
  },
  placementRuns: (fleet) => ({ items: placementOf(fleet).past }),
  whatIf: (fleet, { body }) => {
    const before = pictureOf(fleet, []);
    if (body.change.kind === "host-lost") return lost(fleet, before, body.change.host);
    if (body.change.kind === "host-added") return added(fleet, before, body.change.like);
    return more(fleet, before, body.change);
  },
};

function told(fleet: MockFleet) {
  fleet.emit({ type: "plans", changed: ["placement"] });
  return viewOf(fleet);
}

function viewOf(fleet: MockFleet) {
  const { settings, rules } = placementOf(fleet);
  return { settings, rules };
}

function runOf({ id, moves, explanation }: PlacementPlan): PlacementRun {
  return {
    plan: id,
    requestedBy: "anna",
    startedAt: Date.now(),
    endedAt: Date.now(),
    state: "done",
    problem: null,
    stoppedBy: null,
    explanation,
    moves: moves.map((move) => {
      const operation = operationId.parse(randomUUID());
      return { ...move, operation, state: "moved", problem: null };
    }),
  };
}

function carryOut(fleet: MockFleet, move: PlannedMove): void {
  const machine = fleet.machines.get(move.machine);
  if (machine === undefined) return;
  machine.host = move.to;
  fleet.emit({ type: "machines", changed: [machineRow(fleet, machine, Date.now())], gone: [] });
}

/** Takes the smallest machines of the fullest host to the emptiest one that can hold them. */
function planOf(fleet: MockFleet, mode: string): PlacementPlan {
  const before = pictureOf(fleet, []);
  const moves = mode === "repair" ? [] : movesOf(fleet, before);
  return {
    id: operationId.parse(randomUUID()),
    madeAt: Date.now(),
    moves,
    stages: new Set(moves.map((move) => move.stage)).size,
    durationMs: moves.reduce((sum, move) => sum + (move.forecast?.durationMs.p50 ?? 0), 0) / 2,
    before,
    after: pictureOf(fleet, moves),
    explanation:
      moves.length === 0
        ? []
        : [
            `${moves[0]?.fromName} is the fullest host; ${moves.length} of its machines fit on ${moves[0]?.toName}.`,
            "Afterwards no host is above its safe load, and every rule holds.",
          ],
    unsolved: [],
  };
}

function movesOf(fleet: MockFleet, picture: PlacementPicture): PlannedMove[] {
  const order = [...picture.hosts].sort((a, b) => fullness(b) - fullness(a));
  const from = fleet.hosts.get(order[0]?.host ?? "");
  if (from === undefined || order.length < 2) return [];
  const small = fleet
    .machinesOf(from.inventory.id)
    .filter((machine) => machine.report.state === "running")
    .sort((a, b) => a.report.memoryBytes - b.report.memoryBytes);
  const able = small.flatMap((machine) => {
    const to = order
      .slice(1)
      .reverse()
      .map((host) => fleet.hosts.get(host.host))
      .find((host) => host !== undefined && canGo(fleet, machine, host));
    return to === undefined ? [] : [{ machine, to }];
  });
  return able.slice(0, 3).map(({ machine, to }, index) => moveOf(fleet, machine, from, to, index));
}

/** By what stands against that host, whatever whoever asks for the plan may move. */
function canGo(fleet: MockFleet, machine: MockMachine, host: MockHost): boolean {
  const target = targetsOf(fleet, machine).find((one) => one.host === host.inventory.id);
  return target?.obstacles.every(({ code }) => code === "receive") ?? false;
}

function moveOf(
  fleet: MockFleet,
  machine: MockMachine,
  from: MockHost,
  to: MockHost,
  index: number,
): PlannedMove {
  return {
    machine: machine.report.id,
    machineName: machine.report.name,
    from: from.inventory.id,
    fromName: from.inventory.name,
    to: to.inventory.id,
    toName: to.inventory.name,
    stage: Math.floor(index / 2),
    detour: false,
    cost: 3 + index,
    gain: 42 - index * 9,
    reason: `Takes load off ${from.inventory.name}; its memory is quiet, so the move is cheap`,
    forecast: forecastOf(subjectOf(fleet, machine, to, { autoConverge: true })),
  };
}

type PictureHost = PlacementPicture["hosts"][number];

function fullness(host: PictureHost): number {
  return Math.max(0, ...Object.values(host.load));
}

function pictureOf(fleet: MockFleet, moves: readonly PlannedMove[]): PlacementPicture {
  const to = new Map(moves.map((move) => [move.machine as string, move.to as string]));
  const hosts = [...fleet.hosts.values()].map((host): PictureHost => {
    const here = [...fleet.machines.values()].filter(
      ({ report, host: now }) => (to.get(report.id) ?? now) === host.inventory.id,
    );
    return loaded(host, here);
  });
  return summed(hosts);
}

function loaded({ inventory }: MockHost, machines: readonly MockMachine[]): PictureHost {
  const running = machines.filter((machine) => machine.report.state === "running");
  const sum = (of: (machine: MockMachine) => number) =>
    running.reduce((total, machine) => total + of(machine), 0);
  return {
    host: inventory.id,
    hostName: inventory.name,
    machines: machines.length,
    load: {
      cpu: (sum((machine) => machine.report.vcpus) * 0.5) / inventory.cpuThreads,
      memory: sum((machine) => machine.report.memoryBytes) / inventory.memoryBytes,
    },
  };
}

function summed(hosts: readonly PictureHost[]): PlacementPicture {
  const overloaded = hosts.filter((host) => fullness(host) > 0.85).length;
  return { hosts: [...hosts], overloaded, brokenRules: 0 };
}

function lost(fleet: MockFleet, before: PlacementPicture, id: string) {
  const gone = before.hosts.find((host) => host.host === id);
  if (gone === undefined) throw new NovaError("NOT_FOUND", "work out what if");
  const rest = before.hosts.filter((host) => host !== gone);
  const after = summed(rest.map((host) => grown(host, gone.load, 1 / Math.max(1, rest.length))));
  const unsolved = fleet
    .machinesOf(id)
    .filter(({ report }) => rest.length === 0 || report.memoryBytes > 48 * 1024 ** 3)
    .map(({ report }) => `${report.name} fits on no host that remains`);
  return answer(before, after, unsolved, [
    `${gone.machines} machines of ${gone.hostName} have to start elsewhere.`,
    `${rest.length} hosts take them; they start anew, as after a power cut.`,
  ]);
}

function added(fleet: MockFleet, before: PlacementPicture, like: string) {
  const host = fleet.hosts.get(like);
  if (host === undefined) throw new NovaError("NOT_FOUND", "work out what if");
  const { name } = host.inventory;
  const share = before.hosts.length / (before.hosts.length + 1);
  const shrunk = before.hosts.map((one) => grown(one, one.load, share - 1));
  const fresh = { ...loaded(host, []), host: operationId.parse(randomUUID()) as never };
  const after = summed([
    ...shrunk,
    { ...fresh, hostName: `like ${name}`, load: { cpu: 0.3, memory: 0.3 } },
  ]);
  return answer(before, after, [], [`A host like ${name} takes a share of every other one.`]);
}

function more(
  fleet: MockFleet,
  before: PlacementPicture,
  change: { count: number; vcpus: number; memoryBytes: number },
) {
  const memory = [...fleet.hosts.values()].reduce((sum, h) => sum + h.inventory.memoryBytes, 0);
  const threads = [...fleet.hosts.values()].reduce((sum, h) => sum + h.inventory.cpuThreads, 0);
  const load = {
    cpu: (change.count * change.vcpus) / Math.max(1, threads),
    memory: (change.count * change.memoryBytes) / Math.max(1, memory),
  };
  const after = summed(before.hosts.map((host) => grown(host, load, 1)));
  const over = after.hosts.filter((host) => fullness(host) > 1).length;
  const unsolved = over === 0 ? [] : [`${over} hosts would be over their memory`];
  return answer(before, after, unsolved, [
    `${change.count} machines are spread over ${before.hosts.length} hosts.`,
  ]);
}

function grown(
  host: PictureHost,
  by: Readonly<Record<string, number>>,
  share: number,
): PictureHost {
  const load = Object.fromEntries(
    Object.entries(host.load).map(([name, value]) => [name, value + (by[name] ?? 0) * share]),
  );
  return { ...host, load };
}

function answer(
  before: PlacementPicture,
  after: PlacementPicture,
  unsolved: string[],
  words: string[],
) {
  return { fits: unsolved.length === 0, words, before, after, unsolved };
}
