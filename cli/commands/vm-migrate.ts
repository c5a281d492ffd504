import {
  type MigrationOptions,
  migrationKinds,
  migrationOptions,
} from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MoveCheck, MoveTargets } from "@novacron/protocol/http/migrations";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { addMoveFlags, type MoveFlags, moveRules, wrong } from "../move-flags.ts";
import { hostId } from "../named.ts";
import { parseNotBefore } from "../not-before.ts";
import { bytes, percent } from "../output/format.ts";
import { pauseRange, range } from "../output/move-text.ts";
import { clean, facts, table } from "../output/table.ts";
import { requestAndWait, type WaitOptions } from "../request.ts";

interface MoveOptions extends MoveFlags {
  readonly kind?: string;
  readonly incremental?: boolean;
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
  command.option("--kind <kind>", `${migrationKinds.join(", ")}; what fits it where not said`);
  return addMoveFlags(command)
    .option("--incremental", "copy only what lies above a base image that the target has already")
    .option("--not-before <time>", "wait until then: 03:00, 2h from now, or an ISO 8601 time")
    .option("--pool <disk=pool...>", "where disks go; with the machine's own host, disks alone");
}

function wished(options: MoveOptions, nowMs: number): MigrationOptions {
  const { kind, notBefore, incremental } = options;
  const wish = {
    ...moveRules(options),
    kind,
    incremental,
    notBefore: notBefore === undefined ? undefined : parseNotBefore(notBefore, nowMs),
    disks: options.pool?.map(place),
  };
  const parsed = migrationOptions.safeParse(wish);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new NovaError("BAD_REQUEST", `move with ${issue?.path.join(".")}: ${issue?.message}`, {
    next: "See novacron vm migrate --help",
  });
}

function place(text: string): { readonly target: string; readonly pool: string } {
  const [target = "", pool = "", ...rest] = text.split("=");
  if (target === "" || pool === "" || rest.length > 0)
    throw wrong("--pool", text, "Give a disk and a pool, such as vda=fast");
  return { target, pool };
}

function targetTable(found: MoveTargets): string {
  const about = found.obstacles.map(({ text, remedy }) => `! ${clean(`${text}. ${remedy}.`)}`);
  if (found.targets.length === 0) {
    return [
      ...about,
      "There is no other host: a second one has to join (novacron host join).",
    ].join("\n");
  }
  const rows = table(found.targets, [
    { title: "HOST", cell: ({ hostName }) => hostName },
    { title: "POSSIBLE", cell: ({ obstacles }) => (obstacles.length === 0 ? "yes" : "no") },
    { title: "FREE AFTER", align: "right", cell: ({ headroom }) => percent(headroom) },
    { title: "TAKES", cell: ({ forecast }) => range(forecast?.durationMs) },
    { title: "PAUSE", cell: ({ forecast }) => pauseRange(forecast?.pauseMs) },
  ]);
  const whyNot = found.targets.flatMap(({ hostName, obstacles }) =>
    obstacles.map(({ text, remedy }) => `! ${clean(`${hostName}: ${text}. ${remedy}.`)}`),
  );
  return [...about, rows, ...whyNot].join("\n");
}

function checkText(found: MoveCheck): string {
  const { forecast } = found;
  const isLive = found.kind === "live" || found.kind === "live-copy";
  const lines = facts([
    ["Kind", found.kind],
    ["Target", found.targetName],
    ["Tried", found.tried ? "yes, both hosts were asked" : "no, what stands against it says why"],
    ["Memory", bytes(found.memoryBytes)],
    ["Disks to copy", bytes(found.diskBytes)],
    ["Takes", range(forecast?.durationMs)],
    ["Pause", pauseRange(forecast?.pauseMs)],
    ...(isLive ? ([["May not converge", percent(forecast?.notConvergingChance)]] as const) : []),
    ...(found.options.postCopy === true
      ? ([
          [
            "Post-copy",
            "may be used: a cut of the network, or the loss of a host, then loses its memory",
          ],
        ] as const)
      : []),
  ]);
  const against = found.obstacles.map(({ text, remedy }) => `! ${clean(`${text}. ${remedy}.`)}`);
  const risks = found.risks.map(({ text, remedy }) => `? ${clean(`${text}. ${remedy}.`)}`);
  const advice = (forecast?.advice ?? []).map(({ text }) => `- ${text}`);
  return [lines, ...against, ...risks, ...advice].join("\n");
}
