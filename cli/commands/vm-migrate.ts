import { type MigrationOptions, migrationOptions } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MoveCheck, MoveTargets } from "@novacron/protocol/http/migrations";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { hostId } from "../named.ts";
import { parseNotBefore } from "../not-before.ts";
import { bytes, duration, percent, span } from "../output/format.ts";
import { facts, table } from "../output/table.ts";
import { requestAndWait, type WaitOptions } from "../request.ts";

interface MoveOptions {
  readonly kind?: string;
  readonly bandwidth?: string;
  readonly maxPause?: string;
  readonly giveUp?: string;
  readonly compress?: string;
  readonly connections?: string;
  readonly postCopy?: boolean;
  readonly notBefore?: string;
  readonly pool?: string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function addVmMigrate(
  vm: Command,
  context: Context,
  waiting: (command: Command) => Command,
): void {
  moving(
    waiting(vm.command("migrate <machine> <host>").description("move a machine to another host")),
  )
    .option("--dry-run", "move nothing; say what migration-check says")
    .action(async (name: string, host: string, options: MoveOptions & WaitOptions) => {
      if (options.dryRun === true) return await check(context, { name, host, options });
      const wish = wished(options, context.now());
      const migration = { ...wish, target: await hostId(clientOf(context), host) };
      await requestAndWait(context, {
        name,
        kind: "machine.migrate",
        params: { migration },
        // Its time may be days away.
        options: wish.notBefore === undefined ? options : { ...options, wait: false },
      });
    });
  moving(
    vm
      .command("migration-check <machine> [host]")
      .description(
        "what stands against a move, by looking and by trying; without a host, all targets",
      ),
  )
    .option("--json", "print JSON")
    .action(async (name: string, host: string | undefined, options: MoveOptions) => {
      if (host === undefined) {
        const client = clientOf(context);
        const { id: machine } = await client.call("showMachine", { params: { machine: name } });
        const found = await client.call("moveTargets", { params: { machine } });
        print(context, options.json === true, found, () => targetTable(found));
        return;
      }
      await check(context, { name, host, options });
    });
}

interface Question {
  readonly name: string;
  readonly host: string;
  readonly options: MoveOptions;
}

/** Both hosts are asked; nothing is changed. */
async function check(context: Context, { name, host, options }: Question): Promise<void> {
  const wish = wished(options, context.now());
  const client = clientOf(context);
  const { id: machine } = await client.call("showMachine", { params: { machine: name } });
  const body = { options: { ...wish, target: await hostId(client, host) } };
  const found = await client.call("checkMove", { params: { machine }, body });
  print(context, options.json === true, found, () => checkText(found));
  if (found.obstacles.length > 0) context.setExitCode(exitCodes.notPossible);
}

function moving(command: Command): Command {
  return command
    .option("--kind <kind>", "live, live-copy, offline or storage; what fits it where not said")
    .option("--bandwidth <MiB/s>", "at most so much, memory and disks together")
    .option("--max-pause <ms>", "longest pause that may be taken")
    .option("--give-up <time>", "give up when it has not ended by then, such as 10m")
    .option("--compress <how>", "none, xbzrle, zlib or zstd")
    .option("--connections <n>", "streams of memory at once")
    .option("--post-copy", "may switch to post-copy: a cut then loses the machine's memory")
    .option("--not-before <time>", "wait until then: 03:00, 2h from now, or an ISO 8601 time")
    .option("--pool <disk=pool...>", "where copied disks go");
}

function wished(options: MoveOptions, nowMs: number): MigrationOptions {
  const giveUpAfterMs = options.giveUp === undefined ? undefined : duration(options.giveUp);
  const wish = {
    kind: options.kind,
    bandwidthBytesPerSecond:
      options.bandwidth === undefined ? undefined : Number(options.bandwidth) * 2 ** 20,
    maxPauseMs: options.maxPause === undefined ? undefined : Number(options.maxPause),
    giveUpAfterMs,
    compression: options.compress,
    parallelConnections:
      options.connections === undefined ? undefined : Number(options.connections),
    postCopy: options.postCopy,
    notBefore:
      options.notBefore === undefined ? undefined : parseNotBefore(options.notBefore, nowMs),
    disks: options.pool?.map((text) => {
      const [disk = "", pool = ""] = text.split("=");
      return { target: disk, pool };
    }),
  };
  const parsed = migrationOptions.safeParse(wish);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new NovaError("BAD_REQUEST", `move with ${issue?.path.join(".")}: ${issue?.message}`, {
    next: "See novacron vm migrate --help",
  });
}

function targetTable(found: MoveTargets): string {
  const about = found.obstacles.map(({ text, remedy }) => `! ${text}. ${remedy}.`);
  const rows = table(found.targets, [
    { title: "HOST", cell: ({ hostName }) => hostName },
    { title: "POSSIBLE", cell: ({ obstacles }) => (obstacles.length === 0 ? "yes" : "no") },
    { title: "FREE AFTER", align: "right", cell: ({ headroom }) => percent(headroom) },
    { title: "TAKES", cell: ({ forecast }) => range(forecast?.durationMs ?? null) },
    { title: "PAUSE", cell: ({ forecast }) => range(forecast?.pauseMs ?? null) },
    { title: "WHY NOT", cell: ({ obstacles }) => obstacles.map(({ text }) => text).join("; ") },
  ]);
  return [...about, rows].join("\n");
}

function checkText(found: MoveCheck): string {
  const { forecast } = found;
  const lines = facts([
    ["Kind", found.kind],
    ["Target", found.targetName],
    ["Tried", found.tried ? "yes, both hosts were asked" : "no"],
    ["Memory", bytes(found.memoryBytes)],
    ["Disks to copy", bytes(found.diskBytes)],
    ["Takes", range(forecast?.durationMs ?? null)],
    ["Pause", range(forecast?.pauseMs ?? null)],
    ["May not converge", percent(forecast?.notConvergingChance ?? null)],
  ]);
  const against = found.obstacles.map(({ text, remedy }) => `! ${text}. ${remedy}.`);
  const advice = (forecast?.advice ?? []).map(({ text }) => `- ${text}`);
  return [lines, ...against, ...advice].join("\n");
}

/** Median and 90 % interval. */
export function range(
  value: { readonly p5: number; readonly p50: number; readonly p95: number } | null,
): string {
  if (value === null) return "-";
  return `${span(value.p50)} (${span(value.p5)} to ${span(value.p95)})`;
}
