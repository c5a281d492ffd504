import { counted } from "@novacron/protocol/domain/figures";
import {
  type PlacementPicture,
  type PlacementPlan,
  type PlacementRun,
  type PlacementSettings,
  placementRule,
  placementSettings,
  type WhatIf,
} from "@novacron/protocol/domain/placement";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { hostId } from "../named.ts";
import { duration, percent, short, span, time } from "../output/format.ts";
import { range } from "../output/move-text.ts";
import { table } from "../output/table.ts";
import { parseId } from "../request.ts";

interface Options {
  readonly json?: boolean;
}

interface WhatIfOptions extends Options {
  readonly lost?: string;
  readonly added?: string;
  readonly machines?: string;
  readonly vcpus: string;
  readonly memory: string;
}

export function addPlacement(program: Command, context: Context): void {
  const placement = program.command("placement").description("where machines should run, and why");
  placement
    .command("suggest")
    .description("make a plan now; nothing is moved")
    .option("--repair", "mend broken rules and overload, and move nothing else")
    .option("--json", "print JSON")
    .action(async (options: Options & { readonly repair?: boolean }) => {
      const body = { mode: options.repair === true ? ("repair" as const) : ("rebalance" as const) };
      const plan = await clientOf(context).call("suggestPlacement", { body });
      print(context, options.json === true, plan, () => planText(plan));
    });
  placement
    .command("run <plan>")
    .description("carry out the newest plan, stage by stage")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const plan = await clientOf(context).call("runPlacement", { body: { plan: parseId(id) } });
      print(context, options.json === true, plan, () => planText(plan));
    });
  addRuns(placement, context);
  addSettings(placement, context);
  placement
    .command("what-if")
    .description("what the fleet would look like")
    .option("--lost <host>", "if this host were lost")
    .option("--added <host>", "if there were another host like this one")
    .option("--machines <n>", "if there were so many more machines")
    .option("--vcpus <n>", "of so many vCPUs each", "2")
    .option("--memory <GiB>", "and so much memory each", "2")
    .option("--json", "print JSON")
    .action(async (options: WhatIfOptions) => {
      const change = await changeOf(context, options);
      const told = await clientOf(context).call("whatIf", { body: { change } });
      print(context, options.json === true, told, () =>
        [
          told.fits ? "It fits." : "It does not fit.",
          ...told.words,
          ...told.unsolved.map((one) => `! ${one}`),
          pictureTable(told.after),
        ].join("\n"),
      );
    });
  addRules(placement, context);
}

function addRuns(placement: Command, context: Context): void {
  placement
    .command("show")
    .description("the newest plan, and how far the one is that is carried out")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const newest = await clientOf(context).call("suggestedPlacement");
      const { plan, run } = newest;
      print(context, options.json === true, newest, () =>
        [
          plan === null ? "no plan is kept: novacron placement suggest makes one" : planText(plan),
          ...(run === null ? [] : [runText(run)]),
        ].join("\n\n"),
      );
    });
  placement
    .command("stop <plan>")
    .description("begin no other move of the plan that runs, and cancel those under way")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const run = await clientOf(context).call("stopPlacement", { body: { plan: parseId(id) } });
      print(context, options.json === true, run, () => runText(run));
    });
  placement
    .command("history")
    .description("plans that were carried out, each move with its reason; novacron: by itself")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("placementRuns");
      print(context, options.json === true, items, () =>
        items.length === 0 ? "no plan was carried out yet" : items.map(runText).join("\n\n"),
      );
    });
}

interface SettingOptions extends Options {
  readonly mode?: string;
  readonly coolDown?: string;
  readonly leastGain?: string;
  readonly mostMoves?: string;
  readonly safety?: string;
}

function addSettings(placement: Command, context: Context): void {
  placement
    .command("set")
    .description("how plans come about; what is not said stays as it is")
    .option("--mode <mode>", "manual, suggest or automatic")
    .option("--cool-down <time>", "rest of a machine that moved, such as 1h")
    .option("--least-gain <n>", "what a plan must gain unasked, in thousandths of a host")
    .option("--most-moves <n>", "moves of one automatic plan at most")
    .option("--safety <percent>", "a host is overloaded from this share on")
    .option("--json", "print JSON")
    .action(async (options: SettingOptions) => {
      const client = clientOf(context);
      const { settings: known } = await client.call("placement");
      const said = {
        ...(options.mode === undefined ? {} : { mode: options.mode }),
        ...(options.coolDown === undefined ? {} : { coolDownMs: duration(options.coolDown) }),
        ...(options.leastGain === undefined ? {} : { leastGain: Number(options.leastGain) }),
        ...(options.mostMoves === undefined ? {} : { mostMoves: Number(options.mostMoves) }),
        ...(options.safety === undefined ? {} : { safety: Number(options.safety) / 100 }),
      };
      const wish = placementSettings.safeParse({ ...known, ...said });
      if (!wish.success) {
        const [issue] = wish.error.issues;
        throw new NovaError("BAD_REQUEST", `set ${issue?.path.join(".")}: ${issue?.message}`, {
          next: "See novacron placement set --help",
        });
      }
      const { settings } = await client.call("setPlacement", { body: wish.data });
      print(context, options.json === true, settings, () => settingsText(settings));
    });
}

function settingsText({
  mode,
  coolDownMs,
  leastGain,
  mostMoves,
  safety,
}: PlacementSettings): string {
  return [
    `mode ${mode}`,
    `a machine that moved rests ${span(coolDownMs)}; overloaded from ${percent(safety)} on`,
    `unasked: at least ${leastGain} thousandths of a host gained, at most ${counted(mostMoves, "move")} a plan`,
  ].join("\n");
}

function addRules(placement: Command, context: Context): void {
  placement
    .command("rules")
    .description("rules of placement, and how plans come about")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { settings, rules } = await clientOf(context).call("placement");
      print(context, options.json === true, { settings, rules }, () =>
        [
          settingsText(settings),
          table(rules, [
            { title: "RULE", cell: ({ id }) => id },
            { title: "KIND", cell: ({ kind }) => kind },
            { title: "MACHINES", cell: ({ machines }) => machines },
            { title: "HOSTS", cell: (rule) => ("hosts" in rule ? rule.hosts : null) },
            {
              title: "PER HOST",
              align: "right",
              cell: (rule) => ("perHost" in rule ? rule.perHost : null),
            },
            { title: "WEIGHT", cell: ({ weight }) => weight ?? "hard" },
          ]),
        ].join("\n"),
      );
    });
  placement
    .command("set-rule <id> <kind> <machines> [hosts]")
    .description("a rule by tag: apart, together, on-hosts or off-hosts; hard without a weight")
    .option("--weight <n>", "price of breaking it, in thousandths of a host")
    .option("--per-host <n>", "of a rule apart: so many on one host at most (1)")
    .action(
      async (
        id: string,
        kind: string,
        machines: string,
        hosts: string | undefined,
        options: { readonly weight?: string; readonly perHost?: string },
      ) => {
        const weight = options.weight === undefined ? null : Number(options.weight);
        const rule = placementRule.safeParse({
          id,
          kind,
          machines,
          weight,
          ...(hosts === undefined ? {} : { hosts }),
          ...(options.perHost === undefined ? {} : { perHost: Number(options.perHost) }),
        });
        if (!rule.success) {
          const next = "See novacron placement set-rule --help";
          throw new NovaError("BAD_REQUEST", `set rule ${id}: ${rule.error.issues[0]?.message}`, {
            next,
          });
        }
        await clientOf(context).call("putPlacementRule", { params: { rule: id }, body: rule.data });
        context.note(`Rule ${id} is set`);
      },
    );
  placement
    .command("rm-rule <id>")
    .description("remove a rule")
    .action(async (id: string) => {
      await clientOf(context).call("deletePlacementRule", { params: { rule: id } });
      context.note(`Rule ${id} is removed`);
    });
}

async function changeOf(context: Context, options: WhatIfOptions): Promise<WhatIf> {
  const client = clientOf(context);
  if (options.lost !== undefined) {
    return { kind: "host-lost", host: await hostId(client, options.lost) };
  }
  if (options.added !== undefined) {
    return { kind: "host-added", like: await hostId(client, options.added) };
  }
  if (options.machines === undefined) {
    const next = "Say --lost, --added or --machines";
    throw new NovaError("BAD_REQUEST", "look at a change of the fleet", { next });
  }
  return {
    kind: "machines-added",
    count: Number(options.machines),
    vcpus: Number(options.vcpus),
    memoryBytes: Number(options.memory) * 2 ** 30,
  };
}

function planText(plan: PlacementPlan): string {
  return [
    `plan ${plan.id}: ${counted(plan.moves.length, "move")} in ${counted(plan.stages, "stage")}`,
    table(plan.moves, [
      { title: "STAGE", align: "right", cell: ({ stage }) => stage + 1 },
      { title: "MACHINE", cell: ({ machineName }) => machineName },
      { title: "FROM", cell: ({ fromName }) => fromName },
      { title: "TO", cell: ({ toName }) => toName },
      { title: "GAIN", align: "right", cell: ({ gain, cost }) => short(gain - cost) },
      { title: "TAKES", cell: ({ forecast }) => range(forecast?.durationMs ?? null) },
      { title: "WHY", cell: ({ reason }) => reason },
    ]),
    ...plan.explanation,
    ...plan.unsolved.map((one) => `! ${one}`),
  ].join("\n");
}

function runText(run: PlacementRun): string {
  const ended = run.endedAt === null ? "" : `, ended ${time(run.endedAt)}`;
  return [
    `plan ${run.plan}: ${run.state}, begun by ${run.requestedBy} ${time(run.startedAt)}${ended}`,
    ...(run.problem === null ? [] : [`! ${run.problem}`]),
    ...run.explanation,
    table(run.moves, [
      { title: "STAGE", align: "right", cell: ({ stage }) => stage + 1 },
      { title: "STATE", cell: ({ state }) => state },
      { title: "MACHINE", cell: ({ machineName }) => machineName },
      { title: "FROM", cell: ({ fromName }) => fromName },
      { title: "TO", cell: ({ toName }) => toName },
      { title: "WHY", cell: ({ reason, problem }) => problem ?? reason },
    ]),
  ].join("\n");
}

function pictureTable({ hosts }: PlacementPicture): string {
  return table(hosts, [
    { title: "HOST", cell: ({ hostName }) => hostName },
    { title: "MACHINES", align: "right", cell: ({ machines }) => machines },
    { title: "MEMORY", align: "right", cell: ({ load }) => percent(load.memory) },
    { title: "CPU", align: "right", cell: ({ load }) => percent(load.CPU) },
  ]);
}
