import { releaseVersion } from "@novacron/protocol/domain/release";
import type { Rollout } from "@novacron/protocol/domain/rollout";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { time } from "../output/format.ts";
import { table } from "../output/table.ts";

interface Options {
  readonly json?: boolean;
}

interface StartOptions extends Options {
  readonly canaries: string;
  readonly batch: string;
  readonly confirmWithin: string;
}

export function addRelease(program: Command, context: Context): void {
  program
    .command("release")
    .description("releases that agents can be upgraded to")
    .command("ls")
    .description("list the releases in the control plane's folder")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("listReleases");
      print(context, options.json === true, items, () =>
        table(items, [
          { title: "VERSION", cell: (item) => item.version },
          { title: "TRUSTED", cell: (item) => (item.trusted ? "yes" : "no") },
          { title: "FROM", cell: (item) => item.minFrom },
          { title: "FOR", cell: (item) => item.archs.join(",") },
          { title: "COMMIT", cell: (item) => item.commit },
        ]),
      );
    });
  addUpgrade(program.command("upgrade").description("upgrade the agents of all hosts"), context);
}

function addUpgrade(upgrade: Command, context: Context): void {
  upgrade
    .command("start <version>")
    .description("canaries first, then wave by wave; a host that fails stops it")
    .option("--canaries <n>", "hosts of the first wave", "1")
    .option("--batch <n>", "hosts of each further wave", "5")
    .option("--confirm-within <seconds>", "an agent that is not back by then goes back", "120")
    .option("--json", "print JSON")
    .action(async (version: string, options: StartOptions) => {
      if (!releaseVersion.safeParse(version).success) {
        const next = "See novacron release ls";
        throw new NovaError("BAD_REQUEST", `upgrade to "${version}"`, { next });
      }
      const body = {
        version,
        canaries: Number(options.canaries),
        batch: Number(options.batch),
        confirmWithinMs: Number(options.confirmWithin) * 1_000,
      };
      show(context, options, (await clientOf(context).call("startRollout", { body })).rollout);
    });
  upgrade
    .command("status")
    .description("the upgrade under way, or the last one")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      show(context, options, (await clientOf(context).call("showRollout")).rollout);
    });
  for (const action of ["pause", "resume", "cancel"] as const) {
    upgrade
      .command(action)
      .description(`${action} it; hosts already asked go on`)
      .option("--json", "print JSON")
      .action(async (options: Options) => {
        const { rollout } = await clientOf(context).call("steerRollout", { body: { action } });
        show(context, options, rollout);
      });
  }
}

function show(context: Context, options: Options, rollout: Rollout | null): void {
  print(context, options.json === true, rollout, () => {
    if (rollout === null) return "no upgrade so far";
    const { version, state, startedBy, startedAt, hosts } = rollout;
    const head = `to ${version}: ${state}, started by ${startedBy} ${time(startedAt)}`;
    const rows = table(hosts, [
      { title: "WAVE", cell: (one) => one.wave, align: "right" },
      { title: "HOST", cell: (one) => one.name },
      { title: "FROM", cell: (one) => one.from },
      { title: "STATE", cell: (one) => one.state },
      { title: "PROBLEM", cell: (one) => one.problem },
    ]);
    return `${head}\n${rows}`;
  });
}
