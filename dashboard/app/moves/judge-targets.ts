import type { MachineFacts } from "@novacron/protocol/domain/machine-can";
import type { MigrationKind, MigrationOptions } from "@novacron/protocol/domain/migration";
import {
  type MoveFacts,
  type MoveHost,
  migrationObstacles,
} from "@novacron/protocol/domain/migration-obstacles";
import { decideOptions } from "@novacron/protocol/domain/move-policy";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineView } from "@novacron/protocol/http/machines";
import type { MoveTarget, MoveTargets } from "@novacron/protocol/http/migrations";

/** What only the server knows: other moves' reservations, rules, a maintenance, a move that is not settled, wrong clocks. */
const onlyServerKnows: ReadonlySet<string> = new Set([
  "rule",
  "target-closed",
  "unsettled",
  "clock",
]);

export interface JudgeInput {
  readonly machine: MachineView;
  readonly facts: MachineFacts;
  readonly hosts: ReadonlyMap<string, HostView>;
  readonly kind: MigrationKind;
  readonly options: MigrationOptions;
}

export interface Judged {
  /** What stands against moving it anywhere like this. */
  readonly anywhere: readonly Obstacle[];
  /** The possible ones first, otherwise in the server's order. */
  readonly targets: readonly MoveTarget[];
}

/**
 * The offered targets as the form stands now: the server judged them for the usual kind and options, so they
 * are judged again here, by the same function, as soon as a person changes something.
 */
export function judgeTargets(offered: MoveTargets, input: JudgeInput): Judged {
  const source = input.hosts.get(input.machine.host);
  if (source === undefined) return { anywhere: offered.obstacles, targets: offered.targets };
  const judge = (host: HostView | null) =>
    migrationObstacles(moveFacts(input, source, host, offered));
  const anywhere = judge(null);
  const general = new Set(anywhere.map(textOf));
  const targets = offered.targets.map((target): MoveTarget => {
    const host = input.hosts.get(target.host);
    if (host === undefined) return target;
    const here = judge(host).filter((one) => !general.has(textOf(one)));
    return { ...target, obstacles: merged(here, known(target.obstacles)) };
  });
  const possible = targets.filter((target) => target.obstacles.length === 0);
  return {
    anywhere: merged(anywhere, known(offered.obstacles)),
    targets: [...possible, ...targets.filter((target) => !possible.includes(target))],
  };
}

function moveFacts(
  input: JudgeInput,
  source: HostView,
  target: HostView | null,
  offered: MoveTargets,
): MoveFacts {
  return {
    machine: input.facts,
    report: input.machine.report,
    source: moveHost(source),
    target: target === null ? null : moveHost(target),
    kind: input.kind,
    options: decideOptions(input.options, offered.policy, input.kind),
    postCopyAllowed: offered.policy.postCopy === true,
    unsettled: null,
    rules: [],
    clocks: [],
  };
}

function moveHost(host: HostView): MoveHost {
  const { id, name, state, inventory, committed, reserved } = host;
  return { id, name, state, inventory, committed, reserved, closed: null };
}

function known(obstacles: readonly Obstacle[]): Obstacle[] {
  return obstacles.filter((one) => onlyServerKnows.has(one.code));
}

function merged(some: readonly Obstacle[], more: readonly Obstacle[]): Obstacle[] {
  const texts = new Set(some.map(textOf));
  return [...some, ...more.filter((one) => !texts.has(textOf(one)))];
}

function textOf({ code, text }: Obstacle): string {
  return `${code} ${text}`;
}
