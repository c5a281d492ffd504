import { migrationAdjustment } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Calibration, CalibrationGroup } from "@novacron/protocol/http/migrations";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { bytes, percent, short } from "../output/format.ts";
import { table } from "../output/table.ts";
import { parseId } from "../request.ts";

interface Options {
  readonly json?: boolean;
}

interface AdjustOptions extends Options {
  readonly maxPause?: string;
  readonly bandwidth?: string;
  readonly postCopy?: boolean;
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
      const wish = {
        maxPauseMs: options.maxPause === undefined ? undefined : Number(options.maxPause),
        bandwidthBytesPerSecond:
          options.bandwidth === undefined ? undefined : Number(options.bandwidth) * 2 ** 20,
        postCopy: options.postCopy,
      };
      const body = migrationAdjustment.safeParse(wish);
      if (!body.success) {
        throw new NovaError("BAD_REQUEST", `adjust move ${id}: ${body.error.issues[0]?.message}`);
      }
      const params = { operation: parseId(id) };
      const view = await clientOf(context).call("adjustMove", { params, body: body.data });
      print(context, options.json === true, view, () => view.sentence);
    });
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

function moveTable(moves: readonly OperationView[]): string {
  return table(moves, [
    { title: "OPERATION", cell: ({ id }) => id },
    { title: "MACHINE", cell: ({ machineName }) => machineName },
    { title: "FROM", cell: ({ hostName }) => hostName },
    { title: "TO", cell: ({ migration }) => migration?.targetName },
    { title: "PHASE", cell: ({ migration }) => migration?.phase },
    { title: "DONE", align: "right", cell: ({ progress }) => percent(progress) },
    { title: "LEFT", align: "right", cell: ({ migration }) => bytes(leftOf(migration)) },
    { title: "WAITS FOR", cell: ({ migration }) => migration?.waitsFor.join("; ") },
  ]);
}

function leftOf(migration: OperationView["migration"]): number | null {
  const progress = migration?.progress;
  if (progress === undefined || progress === null) return null;
  return (progress.memoryRemainingBytes ?? 0) + (progress.diskRemainingBytes ?? 0);
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
    { title: "BRIER", align: "right", cell: ({ convergence }) => number(convergence.brier) },
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

function number(value: number | null): string {
  return value === null ? "-" : short(value);
}
