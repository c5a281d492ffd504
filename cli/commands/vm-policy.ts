import {
  defaultMovePolicy,
  type MovePolicy,
  movePolicy,
} from "@novacron/protocol/domain/move-policy";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { addMoveFlags, type MoveFlags, moveRules } from "../move-flags.ts";
import { hostId, machineId } from "../named.ts";
import { span } from "../output/format.ts";
import { rate } from "../output/move-text.ts";
import { type Cell, facts } from "../output/table.ts";

interface PolicyOptions extends MoveFlags {
  readonly automatic?: boolean;
  readonly restartAfterLoss?: boolean;
  readonly reset?: boolean;
  readonly json?: boolean;
}

/** How a machine may be moved, and which of two copies is the true one. */
export function addVmPolicy(vm: Command, context: Context): void {
  addMoveFlags(
    vm
      .command("move-policy <machine>")
      .description("how a machine may be moved, whoever asks; with options, changes them"),
  )
    .option("--automatic", "plans of placement and maintenance may move it")
    .option("--no-automatic", "only people move it")
    .option("--restart-after-loss", "start it again where post-copy lost its memory")
    .option("--no-restart-after-loss", "leave it off then")
    .option("--reset", "all by default again, but for what else is said")
    .option("--json", "print JSON")
    .action(async (name: string, options: PolicyOptions) => {
      const client = clientOf(context);
      const params = { machine: await machineId(client, name) };
      const { automatic, restartAfterLoss, reset } = options;
      const change: MovePolicy = {
        ...moveRules(options),
        ...(automatic === undefined ? {} : { automatic }),
        ...(restartAfterLoss === undefined ? {} : { restartAfterLoss }),
      };
      const known = await client.call("movePolicy", { params });
      const isAsked = reset === true || Object.keys(change).length > 0;
      const body = parsed(name, { ...(reset === true ? {} : known.policy), ...change });
      const found = isAsked ? await client.call("setMovePolicy", { params, body }) : known;
      print(context, options.json === true, found, () => policyText(found.policy));
    });
  vm.command("choose-copy <machine> <host>")
    .description("of a machine that two hosts report: the true one; the other stays barred")
    .option("--json", "print JSON")
    .action(async (name: string, host: string, options: { json?: boolean }) => {
      const client = clientOf(context);
      const params = { machine: await machineId(client, name) };
      const body = { owner: await hostId(client, host) };
      const view = await client.call("resolveConflict", { params, body });
      const said = `${view.name} is the one on ${view.hostName}; what another host has of it is not started`;
      print(context, options.json === true, view, () => said);
    });
}

function parsed(name: string, policy: MovePolicy): MovePolicy {
  const found = movePolicy.safeParse(policy);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new NovaError(
    "BAD_REQUEST",
    `move ${name} by ${issue?.path.join(".")}: ${issue?.message}`,
    {
      next: "See novacron vm move-policy --help",
    },
  );
}

function policyText(policy: MovePolicy): string {
  const decided = { ...defaultMovePolicy, ...policy };
  const yes = (is: boolean | undefined) => (is === true ? "yes" : "no");
  const row = (label: string, key: keyof MovePolicy, text: string): readonly [string, Cell] => [
    label,
    policy[key] === undefined ? `${text} (default)` : text,
  ];
  const limit = policy.bandwidthBytesPerSecond;
  return facts([
    row("Longest pause", "maxPauseMs", span(decided.maxPauseMs)),
    row("Gives up after", "giveUpAfterMs", span(decided.giveUpAfterMs)),
    row("Stalled after", "stallAfterMs", span(decided.stallAfterMs)),
    row("Bandwidth", "bandwidthBytesPerSecond", limit === undefined ? "no limit" : rate(limit)),
    row("Auto-converge", "autoConverge", yes(decided.autoConverge)),
    row("Compression", "compression", decided.compression ?? "none"),
    row("Connections", "parallelConnections", String(decided.parallelConnections)),
    row("Post-copy allowed", "postCopy", yes(decided.postCopy)),
    row("Restart after loss", "restartAfterLoss", yes(decided.restartAfterLoss)),
    row("Moved by plans", "automatic", yes(decided.automatic)),
  ]);
}
