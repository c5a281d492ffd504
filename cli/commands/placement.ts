import {
  type PlacementPicture,
  type PlacementPlan,
  placementRule,
  type WhatIf,
} from "@novacron/protocol/domain/placement";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { hostId } from "../named.ts";
import { counted, percent, short } from "../output/format.ts";
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

function addRules(placement: Command, context: Context): void {
  placement
    .command("rules")
    .description("rules of placement, and how plans come about")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { settings, rules } = await clientOf(context).call("placement");
      print(context, options.json === true, { settings, rules }, () =>
        [
          `mode ${settings.mode}`,
          table(rules, [
            { title: "RULE", cell: ({ id }) => id },
            { title: "KIND", cell: ({ kind }) => kind },
            { title: "MACHINES", cell: ({ machines }) => machines },
            { title: "HOSTS", cell: (rule) => ("hosts" in rule ? rule.hosts : null) },
            { title: "WEIGHT", cell: ({ weight }) => weight ?? "hard" },
          ]),
        ].join("\n"),
      );
    });
  placement
    .command("set-rule <id> <kind> <machines> [hosts]")
    .description("a rule by tag: apart, together, on-hosts or off-hosts; hard without a weight")
    .option("--weight <n>", "price of breaking it, in thousandths of a host")
    .action(
      async (
        id: string,
        kind: string,
        machines: string,
        hosts: string | undefined,
        options: { readonly weight?: string },
      ) => {
        const weight = options.weight === undefined ? null : Number(options.weight);
        const rule = placementRule.safeParse({
          id,
          kind,
          machines,
          weight,
          ...(hosts === undefined ? {} : { hosts }),
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

function pictureTable({ hosts }: PlacementPicture): string {
  return table(hosts, [
    { title: "HOST", cell: ({ hostName }) => hostName },
    { title: "MACHINES", align: "right", cell: ({ machines }) => machines },
    { title: "MEMORY", align: "right", cell: ({ load }) => percent(load.memory) },
    { title: "CPU", align: "right", cell: ({ load }) => percent(load.CPU) },
  ]);
}
