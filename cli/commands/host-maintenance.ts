import type { DrainPlan, Maintenance } from "@novacron/protocol/domain/maintenance";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { percent, time } from "../output/format.ts";
import { table } from "../output/table.ts";
import { parseId } from "../request.ts";
import { hostId, range } from "./vm-migrate.ts";

interface Options {
  readonly json?: boolean;
}

interface StartOptions extends Options {
  readonly hook: string;
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
  const maintenance = host
    .command("maintenance")
    .description("empty hosts one after another, with a hook in between");
  maintenance
    .command("start <host...>")
    .description("begin with the first host; a host takes no machines until it is done")
    .option("--hook <hook>", "what an empty host waits for: person, reboot or none", "person")
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

function addSteering(maintenance: Command, context: Context): void {
  for (const [verb, description] of [
    ["pause", "begin no further move; what moves ends"],
    ["resume", "go on"],
    ["cancel", "move nothing more, cancel what moves, and open the host again"],
    ["go-on", "say that the host that is empty is done, or go on although machines stayed"],
    ["return", "bring the machines back after all"],
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
  const takes = plan.durationMs === null ? "not known" : `${Math.round(plan.durationMs / 1_000)} s`;
  const after = plan.after.map(({ hostName, load }) => `${hostName} ${percent(load)}`);
  return [
    `${plan.hostName}: ${plan.stages} stages, ${takes} by the forecasts`,
    rows,
    ...plan.warnings.map((warning) => `! ${warning}`),
    `Fullest resource afterwards: ${after.join(", ")}`,
  ].join("\n");
}

function maintenanceText(one: Maintenance): string {
  const parts = one.hosts.map((host) =>
    [
      `${host.hostName}: ${host.state}${host.problem === null ? "" : `, ${host.problem}`}`,
      ...host.moves.map(
        ({ machineName, toName, state, problem }) =>
          `  ${machineName} to ${toName ?? "nowhere"}: ${state}${problem === null ? "" : `, ${problem}`}`,
      ),
    ].join("\n"),
  );
  return [`${one.id} ${one.state}, asked for by ${one.requestedBy}`, ...parts].join("\n");
}
