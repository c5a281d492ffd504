import type { OperationView } from "@novacron/protocol/http/operations";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { time } from "../output/format.ts";
import { table } from "../output/table.ts";
import { exitCodeFor, follow, parseId } from "../request.ts";

interface Options {
  readonly json?: boolean;
  readonly open?: boolean;
  readonly limit?: string;
}

export function addOp(program: Command, context: Context): void {
  const op = program.command("op").description("operations: every change that was asked for");
  op.command("ls")
    .description("list operations, newest first")
    .option("--open", "only those that have not ended")
    .option("--limit <count>", "at most this many", "50")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const query = {
        limit: Number(options.limit),
        ...(options.open ? { state: "open" as const } : {}),
      };
      const { items } = await clientOf(context).call("listOperations", { query });
      print(context, options.json === true, items, () => operationTable(items));
    });
  op.command("watch <operation>")
    .description("follow one operation to its end; the exit code says how it ended")
    .option("--json", "print JSON")
    .action(async (id: string, options: Options) => {
      const last = await follow(context, clientOf(context), parseId(id));
      print(context, options.json === true, last, () => last.sentence);
      context.setExitCode(exitCodeFor(last));
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
