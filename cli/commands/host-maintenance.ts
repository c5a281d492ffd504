import { counted } from "@novacron/protocol/domain/figures";
import type { HookRun } from "@novacron/protocol/domain/host-hook";
import {
  type DrainPlan,
  type Maintenance,
  maintenanceCommand,
} from "@novacron/protocol/domain/maintenance";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { hostId } from "../named.ts";
import { duration, percent, span, time } from "../output/format.ts";
import { range } from "../output/move-text.ts";
import { table } from "../output/table.ts";
import { parseId } from "../request.ts";

const outputLines = 20;

interface Options {
  readonly json?: boolean;
}

interface StartOptions extends Options {
  readonly hook: string;
  readonly command?: string;
  readonly commandTimeout: string;
  readonly return?: boolean;
  readonly acceptRisk?: boolean;
  readonly id?: string;
}

export function addHostMaintenance(host: Command, context: Context): void {
  host
    .command("drain <host>")
    .description("show who would go where, how long, and what cannot move; nothing is moved")
    .option("--json", "print JSON")
    .action(async (name: string, options: Options) => {
      const client = clientOf(context);
      const params = { host: await hostId(client, name) };
      const plan = await client.call("planDrain", { params, body: {} });
      print(context, options.json === true, plan, () => planText(plan));
    });
  addHooks(host, context);
  const maintenance = host
    .command("maintenance")
    .description("empty hosts one after another, with a hook in between");
  maintenance
    .command("start <host...>")
    .description("begin with the first host; a host takes no machines until it is done")
    .option("--hook <hook>", "what an empty host waits for then: person, reboot or none", "person")
    .option("--command <name>", "hook of the hosts that runs on each once it is empty")
    .option("--command-timeout <time>", "when that is ended, such as 10m", "30m")
    .option("--return", "bring the machines back when a host is done")
    .option("--accept-risk", "go on although the rest could not lose one more host")
    .option("--id <uuid>", "so that a repeated call is the same maintenance")
    .option("--json", "print JSON")
    .action(async (names: string[], options: StartOptions) => {
      const client = clientOf(context);
      const hosts = [];
      for (const name of names) hosts.push(await hostId(client, name));
      const body = {
        id: parseId(options.id ?? context.uuid()),
        hosts,
        hook: options.hook as Maintenance["hook"],
        ...commandOf(options),
        returns: options.return === true,
        acceptRisk: options.acceptRisk === true,
      };
      show(context, options, await client.call("startMaintenance", { body }));
    });
  maintenance
    .command("ls")
    .description("maintenances, newest first")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("listMaintenance", { query: {} });
      print(context, options.json === true, items, () =>
        table(items, [
          { title: "ID", cell: ({ id }) => id },
          { title: "STATE", cell: ({ state }) => state },
          { title: "HOSTS", cell: ({ hosts }) => hosts.map(({ hostName }) => hostName).join(",") },
          { title: "BY", cell: ({ requestedBy }) => requestedBy },
          { title: "SINCE", cell: ({ requestedAt }) => time(requestedAt) },
        ]),
      );
    });
  maintenance
    .command("show <id>")
    .description("one of them, machine by machine")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const params = { maintenance: parseId(id) };
      show(context, options, await clientOf(context).call("showMaintenance", { params }));
    });
  addSteering(maintenance, context);
}

function addHooks(host: Command, context: Context): void {
  host
    .command("hooks <host>")
    .description("the hooks that lie on a host for maintenance, and why it would not run one")
    .option("--json", "print JSON")
    .action(async (name: string, options: Options) => {
      const { inventory } = await clientOf(context).call("showHost", { params: { host: name } });
      const hooks = inventory.hooks ?? [];
      print(context, options.json === true, hooks, () =>
        table(hooks, [
          { title: "HOOK", cell: (hook) => hook.name },
          { title: "RUNS", cell: ({ problem }) => problem ?? "yes" },
        ]),
      );
    });
}

function addSteering(maintenance: Command, context: Context): void {
  for (const [verb, description] of [
    ["pause", "begin no further move; what moves ends"],
    ["resume", "go on"],
    ["cancel", "move nothing more, cancel what moves, end a hook that runs, then open the host"],
    ["go-on", "say that the host that is empty is done, or go on although machines stayed"],
    ["return", "bring the machines back after all"],
    ["run", "have the hook run, or run again, on the host whose turn it is"],
    ["retry", "plan a stuck host once more, and move what is still there"],
    ["skip", "leave a stuck host as it is, and go on with the next"],
  ] as const) {
    maintenance
      .command(`${verb} <id>`)
      .description(description)
      .option("--json", "print JSON")
      .action(async (id: string, options: Options) => {
        const params = { maintenance: parseId(id) };
        const body = { action: verb };
        show(context, options, await clientOf(context).call("steerMaintenance", { params, body }));
      });
  }
}

function show(context: Context, options: Options, one: Maintenance): void {
  print(context, options.json === true, one, () => maintenanceText(one));
}

function commandOf({ command: name, commandTimeout }: StartOptions) {
  if (name === undefined) return {};
  const parsed = maintenanceCommand.safeParse({ name, timeoutMs: duration(commandTimeout) });
  if (parsed.success) return { command: parsed.data };
  throw new NovaError("BAD_REQUEST", `begin a maintenance with hook ${name}`, {
    next: "A hook is named by a-z, 0-9 and -; its time is between 1s and 6h, such as 30m",
  });
}

function runText({ state, startedAt, exitCode, output }: HookRun): string {
  const status = exitCode === null ? "" : `, status ${exitCode}`;
  const lines = output.trimEnd().split("\n").slice(-outputLines);
  const shown = output === "" ? [] : lines.map((line) => `    ${line}`);
  return [`  hook since ${time(startedAt)}: ${state}${status}`, ...shown].join("\n");
}

function planText(plan: DrainPlan): string {
  const rows = table(plan.moves, [
    { title: "STAGE", align: "right", cell: ({ stage }) => stage + 1 },
    { title: "MACHINE", cell: ({ machineName }) => machineName },
    { title: "TO", cell: ({ toName }) => toName },
    { title: "TAKES", cell: ({ forecast }) => range(forecast?.durationMs ?? null) },
    {
      title: "WHY",
      cell: ({ obstacles, reason }) =>
        obstacles.length === 0 ? reason : obstacles.map(({ text }) => text).join("; "),
    },
  ]);
  const takes = plan.durationMs === null ? "not known how long" : `about ${span(plan.durationMs)}`;
  const leaving = plan.moves.filter(({ toName }) => toName !== null).length;
  const after = plan.after.map(({ hostName, load }) => `${hostName} ${percent(load)}`);
  return [
    `${plan.hostName}: ${leaving} to move in ${counted(plan.stages, "stage")}, ${takes} by the forecasts`,
    rows,
    ...plan.warnings.map((warning) => `! ${warning}`),
    `Fullest resource afterwards: ${after.join(", ")}`,
  ].join("\n");
}

function maintenanceText(one: Maintenance): string {
  const parts = one.hosts.map((host) =>
    [
      `${host.hostName}: ${host.state}${host.problem === null ? "" : `, ${host.problem}`}`,
      ...(host.run === undefined ? [] : [runText(host.run)]),
      ...host.moves.map(
        ({ machineName, toName, state, problem }) =>
          `  ${machineName} to ${toName ?? "nowhere"}: ${state}${problem === null ? "" : `, ${problem}`}`,
      ),
    ].join("\n"),
  );
  return [`${one.id} ${one.state}, asked for by ${one.requestedBy}`, ...parts].join("\n");
}
