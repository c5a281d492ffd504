import { operationStates } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { listOperationsRoute, OperationView } from "@novacron/protocol/http/operations";
import type { QueryOf } from "@novacron/protocol/http/route";
import type { Command } from "commander";
import type { Client } from "../client.ts";
import { type Context, clientOf, print } from "../context.ts";
import { hostId, machineId } from "../named.ts";
import { percent, time } from "../output/format.ts";
import { moveFacts } from "../output/move-text.ts";
import { clean, facts, table } from "../output/table.ts";
import { follow, parseId, tell } from "../request.ts";

interface Options {
  readonly json?: boolean;
  readonly open?: boolean;
  readonly state?: string;
  readonly machine?: string;
  readonly host?: string;
  readonly limit?: string;
}

export function addOp(program: Command, context: Context): void {
  const op = program.command("op").description("operations: every change that was asked for");
  op.command("ls")
    .description("list operations, newest first")
    .option("--open", "only those that have not ended")
    .option("--state <state>", `only in this state: open, ended, ${operationStates.join(", ")}`)
    .option("--machine <machine>", "only of this machine, by name or id")
    .option("--host <host>", "only of machines on this host, by name or id")
    .option("--limit <count>", "at most this many", "50")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const client = clientOf(context);
      const query = await queryOf(client, options);
      const { items, total } = await client.call("listOperations", { query });
      print(context, options.json === true, items, () => operationTable(items));
      if (total > items.length) context.note(`${items.length} of ${total} shown`);
    });
  op.command("show <operation>")
    .description("one operation: how it stands, its steps, and why it failed")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const params = { operation: parseId(id) };
      const view = await clientOf(context).call("showOperation", { params });
      print(context, options.json === true, view, () => operationText(view));
    });
  op.command("watch <operation>")
    .description("follow one operation to its end; the exit code says how it ended")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const last = await follow(context, clientOf(context), parseId(id));
      tell(context, options.json === true, last);
    });
  op.command("cancel <operation>")
    .description("ask for a cancel; what was done stays done")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const params = { operation: parseId(id) };
      const view = await clientOf(context).call("cancelOperation", { params });
      print(context, options.json === true, view, () => view.sentence);
    });
}

type State = NonNullable<QueryOf<typeof listOperationsRoute>["state"]>;
const askedStates: readonly string[] = ["open", "ended", ...operationStates];

async function queryOf(client: Client, { open, state, machine, host, limit }: Options) {
  const wanted = open === true ? "open" : state;
  if (wanted !== undefined && !askedStates.includes(wanted)) {
    throw new NovaError("BAD_REQUEST", `list operations in state "${wanted}"`, {
      next: `Say one of ${askedStates.join(", ")}`,
    });
  }
  return {
    limit: Number(limit),
    ...(wanted === undefined ? {} : { state: wanted as State }),
    ...(machine === undefined ? {} : { machine: await machineId(client, machine) }),
    ...(host === undefined ? {} : { host: await hostId(client, host) }),
  };
}

function operationText(view: OperationView): string {
  const { problem, migration } = view;
  const lines = facts([
    ["What", view.sentence],
    ["State", view.state],
    ["Asked", `${time(view.requestedAt)} by ${view.requestedBy}`],
    ["Ended", time(view.endedAt)],
    ["Done", percent(view.progress)],
    ...(migration === undefined ? [] : moveFacts(migration)),
    ["Steps", view.steps.map(({ name, state }) => `${name} ${state}`).join(", ")],
  ]);
  const found = (migration?.findings ?? []).map(
    ({ text, remedy }) => `! ${clean(`${text}. ${remedy}.`)}`,
  );
  const failed =
    problem === null
      ? []
      : [`why: ${clean(problem.message)} [${problem.code}]`, `next: ${clean(problem.next)}`];
  return [lines, ...found, ...failed].join("\n");
}

function operationTable(items: readonly OperationView[]): string {
  if (items.length === 0) return "no operations";
  return table(items, [
    { title: "ASKED", cell: (item) => time(item.requestedAt) },
    { title: "STATE", cell: (item) => item.state },
    { title: "WHAT", cell: (item) => item.sentence },
    { title: "WHY NOT", cell: (item) => item.problem?.code },
    { title: "ID", cell: (item) => item.id },
  ]);
}
