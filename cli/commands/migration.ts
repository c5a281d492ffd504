import { migrationAdjustment } from "@novacron/protocol/domain/migration";
import { type MoveLimits, moveLimits } from "@novacron/protocol/domain/move-limits";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Calibration, CalibrationGroup } from "@novacron/protocol/http/migrations";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { Command } from "commander";
import type { Client } from "../client.ts";
import { type Context, clientOf, print } from "../context.ts";
import { type MoveFlags, moveRules, number } from "../move-flags.ts";
import { bytes, percent, short, span } from "../output/format.ts";
import { leftOf, rate } from "../output/move-text.ts";
import { facts, table } from "../output/table.ts";
import { parseId } from "../request.ts";

interface Options {
  readonly json?: boolean;
}

interface AdjustOptions extends Options, Pick<MoveFlags, "maxPause" | "bandwidth" | "postCopy"> {}

interface LimitOptions extends Options {
  readonly hostOut?: string;
  readonly hostIn?: string;
  readonly link?: string;
  readonly fleet?: string;
}

export function addMigration(program: Command, context: Context): void {
  const migration = program.command("migration").description("moves of machines under way");
  migration
    .command("ls")
    .description("moves that run, and that wait for their turn with why")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const found = await clientOf(context).call("moves");
      print(context, options.json === true, found, () =>
        moveTable([...found.running, ...found.waiting]),
      );
    });
  migration
    .command("adjust <operation>")
    .description("other limits for a move under way, or post-copy now")
    .option("--max-pause <ms>", "longest pause that may be taken")
    .option("--bandwidth <MiB/s>", "at most so much")
    .option("--post-copy", "switch to post-copy, where the move was started with it allowed")
    .option("--json", "print JSON")
    .action(async (id: string, options: AdjustOptions) => {
      const body = migrationAdjustment.safeParse(moveRules(options));
      if (!body.success) {
        const [issue] = body.error.issues;
        const what = `change move ${id} with ${issue?.path.join(".")}: ${issue?.message}`;
        throw new NovaError("BAD_REQUEST", what, { next: "See novacron migration adjust --help" });
      }
      const params = { operation: parseId(id) };
      const view = await clientOf(context).call("adjustMove", { params, body: body.data });
      print(context, options.json === true, view, () => view.sentence);
    });
  addLimits(migration, context);
  program
    .command("forecast")
    .description("forecasts of moves")
    .command("calibration")
    .description("how good they were: share within the 90 % interval, and loss beside simple means")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const found = await clientOf(context).call("calibration");
      print(context, options.json === true, found, () => calibrationText(found));
    });
}

function addLimits(migration: Command, context: Context): void {
  migration
    .command("limits")
    .description("how many moves may run at once; with options, sets them")
    .option("--host-out <n>", "leaving one host")
    .option("--host-in <n>", "arriving on one host")
    .option("--link <n>", "from one host to one other")
    .option("--fleet <n>", "in the whole fleet")
    .option("--json", "print JSON")
    .action(async (options: LimitOptions) => {
      const client = clientOf(context);
      const { limits: before } = await client.call("moves");
      const wished = {
        hostOut: number("--host-out", options.hostOut, "a count") ?? before.hostOut,
        hostIn: number("--host-in", options.hostIn, "a count") ?? before.hostIn,
        link: number("--link", options.link, "a count") ?? before.link,
        fleet: number("--fleet", options.fleet, "a count") ?? before.fleet,
      };
      const isAsked = JSON.stringify(wished) !== JSON.stringify(before);
      const limits = isAsked ? await setLimits(client, wished) : before;
      print(context, options.json === true, limits, () =>
        facts([
          ["Leaving one host", limits.hostOut],
          ["Arriving on one host", limits.hostIn],
          ["From one host to one other", limits.link],
          ["In the fleet", limits.fleet],
        ]),
      );
    });
}

async function setLimits(client: Client, wished: MoveLimits): Promise<MoveLimits> {
  const body = moveLimits.safeParse(wished);
  if (!body.success) {
    const [issue] = body.error.issues;
    throw new NovaError(
      "BAD_REQUEST",
      `limit moves with ${issue?.path.join(".")}: ${issue?.message}`,
      {
        next: "Give counts from 1 to 1000",
      },
    );
  }
  return (await client.call("setMoveLimits", { body: body.data })).limits;
}

function moveTable(moves: readonly OperationView[]): string {
  if (moves.length === 0) return "no moves under way";
  return table(moves, [
    { title: "OPERATION", cell: ({ id }) => id },
    { title: "MACHINE", cell: ({ machineName }) => machineName },
    { title: "FROM", cell: ({ hostName }) => hostName },
    { title: "TO", cell: ({ migration }) => migration?.targetName },
    { title: "PHASE", cell: ({ migration }) => migration?.phase },
    { title: "DONE", align: "right", cell: ({ progress }) => percent(progress) },
    { title: "LEFT", align: "right", cell: ({ migration }) => bytes(leftOf(migration?.progress)) },
    {
      title: "SENT",
      align: "right",
      cell: ({ migration }) => rate(migration?.progress?.bytesPerSecond),
    },
    {
      title: "WRITTEN",
      align: "right",
      cell: ({ migration }) => rate(migration?.progress?.dirtyBytesPerSecond),
    },
    { title: "PASS", align: "right", cell: ({ migration }) => migration?.progress?.iteration },
    {
      title: "PAUSE NOW",
      align: "right",
      cell: ({ migration }) => span(migration?.progress?.expectedPauseMs),
    },
    { title: "WAITS FOR", cell: ({ migration }) => migration?.waitsFor.join("; ") },
  ]);
}

function calibrationText(found: Calibration): string {
  const { name, version } = found.forecaster;
  const groups = [found.all, ...found.byKind, ...found.byPair];
  const rows = table(groups, [
    { title: "MOVES OF", cell: nameOf },
    { title: "N", align: "right", cell: ({ moves }) => moves },
    { title: "IN 90 %", align: "right", cell: ({ duration }) => percent(duration.coverage) },
    { title: "LOSS", align: "right", cell: ({ duration }) => ms(duration.pinballMs) },
    { title: "PAUSE IN 90 %", align: "right", cell: ({ pause }) => percent(pause.coverage) },
    { title: "LOSS", align: "right", cell: ({ pause }) => ms(pause.pinballMs) },
    { title: "BRIER", align: "right", cell: ({ convergence }) => figure(convergence.brier) },
  ]);
  const beside = found.baselines.map(
    ({ name: baseline, duration, pause }) =>
      `${baseline} on the same moves: loss ${ms(duration.pinballMs)}, of the pause ${ms(pause.pinballMs)}`,
  );
  return [`${name} ${version}, learned from ${found.learnedFrom} moves`, rows, ...beside].join(
    "\n",
  );
}

function nameOf({ kind, pair }: CalibrationGroup): string {
  if (pair !== null) return `${pair.sourceName} to ${pair.targetName}`;
  return kind ?? "all";
}

function ms(value: number | null): string {
  return value === null ? "-" : `${short(value)} ms`;
}

function figure(value: number | null): string {
  return value === null ? "-" : short(value);
}
