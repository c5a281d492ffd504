import type { RecordEntry, Severity } from "@novacron/protocol/http/record";
import { type Command, Option } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { hostId, machineId } from "../named.ts";
import { time } from "../output/format.ts";
import { table } from "../output/table.ts";

interface Options {
  readonly limit: string;
  readonly host?: string;
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly severity?: Exclude<Severity, "info">;
  readonly json?: boolean;
}

/** `timeline [MACHINE]`, `timeline --host H`, and the fleet at an instant with --at. */
export function addTimeline(program: Command, context: Context): void {
  program
    .command("timeline [machine]")
    .description("who did what, when: of a machine, of a host (--host) or of the whole fleet")
    .option("--host <host>", "the record of one host")
    .option("--at <time>", "instead, the fleet as it was at this ISO 8601 time")
    .option("--from <time>", "only what happened at this ISO 8601 time or later")
    .option("--to <time>", "only what happened before this time")
    .option("--by <actor>", "only what this login did, or external, guest, agent, novacron")
    .addOption(
      new Option("--severity <least>", "only what is at least this severe").choices([
        "warning",
        "critical",
      ]),
    )
    .option("--limit <count>", "at most this many entries", "50")
    .option("--json", "print JSON")
    .action(async (machine: string | undefined, options: Options) => {
      if (options.at !== undefined) return await showAsOf(context, options);
      const client = clientOf(context);
      const { limit, from, to, by: actor, severity } = options;
      const query = { limit: Number(limit), from, to, actor, severity };
      const subject = {
        ...(machine === undefined ? {} : { machine: await machineId(client, machine) }),
        ...(options.host === undefined ? {} : { host: await hostId(client, options.host) }),
      };
      const { items } = await client.call("listRecord", { query: { ...query, ...subject } });
      print(context, options.json === true, items, () => recordTable(items));
    });
}

function recordTable(items: readonly RecordEntry[]): string {
  if (items.length === 0) return "nothing recorded";
  return table(items, [
    { title: "TIME", cell: (item) => time(item.at) },
    { title: "WHO", cell: (item) => item.actor },
    { title: "WHAT", cell: (item) => item.sentence },
  ]);
}

async function showAsOf(context: Context, options: Options): Promise<void> {
  const at = options.at ?? "";
  const answer = await clientOf(context).call("recordAsOf", { query: { at } });
  print(context, options.json === true, answer, () =>
    table(answer.items, [
      { title: "NAME", cell: (item) => item.name },
      { title: "STATE", cell: (item) => item.state },
      { title: "HOST", cell: (item) => item.hostName },
      { title: "SINCE", cell: (item) => time(item.since) },
    ]),
  );
}
