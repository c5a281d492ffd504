import type { ErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { versionText } from "@novacron/protocol/version";
import { Command, CommanderError } from "commander";
import { addApi } from "./commands/api.ts";
import { addApiToken } from "./commands/api-token.ts";
import { addAudit } from "./commands/audit.ts";
import { addAuthority } from "./commands/authority.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addHost } from "./commands/host.ts";
import { addLogin } from "./commands/login.ts";
import { addMetrics } from "./commands/metrics.ts";
import { addMigration } from "./commands/migration.ts";
import { addMqtt } from "./commands/mqtt.ts";
import { addOp } from "./commands/op.ts";
import { addPlacement } from "./commands/placement.ts";
import { addRelease } from "./commands/release.ts";
import { addRole } from "./commands/role.ts";
import { addTimeline } from "./commands/timeline.ts";
import { addToken } from "./commands/token.ts";
import { addUser } from "./commands/user.ts";
import { addVm } from "./commands/vm.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { clean } from "./output/table.ts";
import { trustFleetAuthority } from "./settings.ts";

const help = `
Exit codes: 0 done, 1 failed, 2 wrong use, 3 not found, 4 not allowed, 5 not possible now,
6 control plane not reached, 7 operation failed, 8 operation needs attention, 9 out of time.
NOVACRON_URL and NOVACRON_TOKEN replace what "novacron login" saved; NOVACRON_CA names a file with the
certificate of the fleet's authority, where the control plane's own is of it.`;

/** Runs one command line; every failure ends in a line for people and an exit code for scripts. */
export async function run(args: readonly string[], context: Context): Promise<void> {
  const program = new Command("novacron")
    .description("Watch and control every virtual machine of the fleet")
    .version(versionText("novacron"))
    .addHelpText("after", help)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      // An error is told by what is thrown; a command without its subcommand gets the help.
      writeErr: (text) => {
        if (!text.startsWith("error:")) context.note(text.trimEnd());
      },
    })
    .showSuggestionAfterError();
  for (const add of [
    addLogin,
    addHost,
    addVm,
    addOp,
    addMigration,
    addPlacement,
    addMetrics,
    addTimeline,
    addRelease,
    addMqtt,
    addToken,
    addAuthority,
    addUser,
    addRole,
    addApiToken,
    addAudit,
    addApi,
    addDoctor,
  ]) {
    add(program, context);
  }
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  try {
    trustFleetAuthority(context.env);
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) misused(error, commandOf(program, args), context);
    else fail(error, args, context);
  }
}

/** As far as the words lead. */
function commandOf(command: Command, [word, ...rest]: readonly string[]): string {
  const found = command.commands.find(
    (one) => one.name() === word || one.aliases().includes(word ?? ""),
  );
  return found === undefined ? command.name() : `${command.name()} ${commandOf(found, rest)}`;
}

function misused(error: CommanderError, command: string, context: Context): void {
  if (error.exitCode === 0) return;
  if (error.code !== "commander.help") {
    context.note(`novacron: ${error.message.replace(/^error: /, "").replace(/\n/g, " ")}`);
    context.note(`  next: ${command} --help`);
  }
  context.setExitCode(exitCodes.usage);
}

function fail(error: unknown, args: readonly string[], context: Context): void {
  if (args.includes("--json") && error instanceof NovaError) {
    const { code, message, attempted, next, details } = error;
    context.note(JSON.stringify({ code, message, attempted, next, details }));
  } else {
    context.note(describe(error));
  }
  context.setExitCode(exitCodeOf(error));
}

/** Where the next step is another by this program than by the console. */
const ownNext: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'Run "novacron login", or set NOVACRON_TOKEN to a valid token',
};

function describe(error: unknown): string {
  if (!(error instanceof NovaError))
    return `novacron: ${error instanceof Error ? error.message : error}`;
  const { obstacles: _, reasons, remedies, ...details } = error.details;
  const lines = [`novacron: ${error.message} [${error.code}]`];
  if (Array.isArray(reasons)) lines.push(...reasons.map((reason) => `  why: ${clean(reason)}`));
  const own = ownNext[error.code] ?? error.next;
  const nexts = Array.isArray(remedies) && remedies.length > 0 ? remedies : [own];
  lines.push(...new Set(nexts.map((next) => `  next: ${clean(next)}`)));
  for (const [key, value] of Object.entries(details)) {
    const text = typeof value === "object" ? value.join("; ") : String(value);
    lines.push(`  ${key}: ${clean(text)}`);
  }
  return lines.join("\n");
}
