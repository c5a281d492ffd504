import { readFileSync } from "node:fs";
import type { AuditRow } from "@novacron/protocol/domain/audit";
import {
  auditCsvHeader,
  auditCsvLine,
  exportedCheckpoint,
  headerLine,
} from "@novacron/protocol/domain/audit-export";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { QueryInput } from "@novacron/protocol/http/route";
import type { routes } from "@novacron/protocol/http/routes";
import { type Command, Option } from "commander";
import { type Verified, verifyFile, verifyRows } from "../audit/verify.ts";
import type { Client } from "../client.ts";
import { type Context, clientOf, print } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { time } from "../output/format.ts";
import { facts, table } from "../output/table.ts";

interface Filter {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: "done" | "refused" | "unknown";
  readonly code?: string;
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
}
type Query = Partial<QueryInput<(typeof routes)["listAudit"]>>;

const pageRows = 1_000;

/** `audit ls`, `audit export`, `audit verify`, `audit key`. */
export function addAudit(program: Command, context: Context): void {
  const audit = program.command("audit").description("every change and every refusal");
  addList(audit, context);
  addExport(audit, context);
  audit
    .command("verify [file]")
    .description("check the chain: of the control plane, or of an export or a state.db, offline")
    .option("--key <file>", "public key of the log, as `audit key` printed it")
    .option("--json", "print JSON")
    .action(async (file: string | undefined, options: { key?: string; json?: boolean }) => {
      const verified =
        file === undefined
          ? await verifyHere(clientOf(context), options.key)
          : await verifyFile(file, options.key);
      print(context, options.json === true, verified, () => verdictText(verified));
      if (verified.faults.length > 0) context.setExitCode(exitCodes.failed);
    });
  audit
    .command("key")
    .description("the log's public key: keep it elsewhere, to verify with")
    .action(async () => {
      context.out((await clientOf(context).call("auditHead")).publicKey.trimEnd());
    });
}

function addList(audit: Command, context: Context): void {
  filtered(audit.command("ls").description("rows, newest first"))
    .option("--limit <count>", "at most this many", "50")
    .option("--json", "print JSON")
    .action(async (options: Filter & { limit: string; json?: boolean }) => {
      const { limit, json, ...filter } = options;
      const rows: AuditRow[] = [];
      const wanted = Number(limit);
      for await (const row of pages(clientOf(context), { ...filter, order: "newest" })) {
        rows.push(row);
        if (rows.length >= wanted) break;
      }
      print(context, json === true, rows, () => (rows.length === 0 ? "nothing" : rowTable(rows)));
    });
}

function addExport(audit: Command, context: Context): void {
  filtered(audit.command("export").description("rows, oldest first, on standard output"))
    .addOption(
      new Option("--format <format>", "jsonl can be verified where no filter leaves rows out")
        .choices(["jsonl", "csv"])
        .default("jsonl"),
    )
    .action(async (options: Filter & { format: "jsonl" | "csv" }) => {
      const { format, ...filter } = options;
      const client = clientOf(context);
      const isCsv = format === "csv";
      const { publicKey } = await client.call("auditHead");
      const first = headerLine({ publicKey, exportedAt: context.now() });
      context.out(isCsv ? auditCsvHeader() : first);
      let seq = 0;
      for await (const row of pages(client, { ...filter, order: "oldest" })) {
        context.out(isCsv ? auditCsvLine(row) : JSON.stringify(row));
        seq = row.seq;
      }
      if (isCsv) return;
      for (const checkpoint of await checkpointsTo(client, seq)) {
        context.out(exportedCheckpoint(checkpoint));
      }
    });
}

function filtered(command: Command): Command {
  return command
    .option("--actor <name>", "who")
    .option("--action <name>", "what, such as requestOperation")
    .option("--target <target>", "on what, such as machine:<id>")
    .addOption(new Option("--outcome <outcome>").choices(["done", "refused", "unknown"]))
    .option("--code <code>", "error code of refusals")
    .option("--from <time>", "ISO 8601")
    .option("--to <time>", "ISO 8601")
    .option("--text <text>", "anywhere in a row");
}

async function* pages(client: Client, query: Query): AsyncIterable<AuditRow> {
  let at: number | null | undefined;
  while (at !== null) {
    const from = at === undefined ? {} : { at };
    const page = await client.call("listAudit", { query: { ...query, limit: pageRows, ...from } });
    yield* page.items;
    at = page.next;
  }
}

/** Stored heads, and the present one where the export reaches it. */
async function checkpointsTo(client: Client, seq: number) {
  const all = [];
  for (let after = 0; ; ) {
    const { checkpoints, checkpoint } = await client.call("auditHead", { query: { after } });
    const last = checkpoints.at(-1);
    all.push(...checkpoints);
    if (last === undefined || checkpoints.length < pageRows) {
      return [...all, checkpoint].filter((one) => one.seq <= seq);
    }
    after = last.seq;
  }
}

/** Rows are read before the head is asked for, so that the head covers all of them. */
async function verifyHere(client: Client, keyFile: string | undefined): Promise<Verified> {
  const given = keyFile === undefined ? null : readFileSync(keyFile, "utf8");
  const { publicKey, checkpoint, problem } = await client.call("auditHead");
  const checkpoints = await checkpointsTo(client, Number.MAX_SAFE_INTEGER);
  const heads = [...checkpoints, checkpoint];
  const key = { pem: given ?? publicKey, isGiven: given !== null };
  const verified = await verifyRows(pages(client, { order: "oldest" }), heads, key);
  if (problem === null) return verified;
  const fault = { seq: null, what: "head-differs" as const, text: problem };
  return { ...verified, faults: [...verified.faults, fault] };
}

function rowTable(rows: readonly AuditRow[]): string {
  return table(rows, [
    { title: "ROW", cell: (row) => row.seq, align: "right" },
    { title: "TIME", cell: (row) => time(row.at) },
    { title: "WHO", cell: (row) => row.actor },
    { title: "FROM", cell: (row) => row.address },
    { title: "WHAT", cell: (row) => row.action },
    { title: "ON", cell: (row) => row.target },
    { title: "OUTCOME", cell: (row) => row.code ?? row.outcome },
    { title: "DETAIL", cell: (row) => detailText(row.detail) },
  ]);
}

function detailText(detail: AuditRow["detail"]): string {
  const pairs = Object.entries(detail).map(([key, value]) => `${key}=${value}`);
  return pairs.join(" ").slice(0, 80);
}

function verdictText(verified: Verified): string {
  const { faults, rows, firstSeq, lastSeq, head, signedUpTo, checkpoints, key } = verified;
  if (rows === 0 && faults.length === 0) throw new NovaError("NOT_FOUND", "find a row to verify");
  const summary = facts([
    ["rows", `${rows} (${firstSeq ?? "-"} to ${lastSeq ?? "-"})`],
    ["head", head],
    ["signed", `up to row ${signedUpTo}, by ${checkpoints} heads`],
    [
      "key",
      `${key}${verified.isKeyGiven ? "" : " (found beside the log; compare it, or use --key)"}`,
    ],
    ["verdict", faults.length === 0 ? "whole" : `${faults.length} faults`],
  ]);
  const lines = faults.map(({ seq, what, text }) => `  row ${seq ?? "-"}: ${what}: ${text}`);
  return [summary, ...lines].join("\n");
}
