import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import type { Context } from "../context.ts";

/** Where the installation puts the agent; the search path comes first. */
const installed = "/usr/local/bin/novacron-agent";

/**
 * `novacron doctor`: what is wrong on this host. The agent looks, since it alone has what must be looked
 * with: its user, its certificate, its way to libvirt. Its flags, output and exit codes are its own.
 */
export function addDoctor(program: Command, context: Context): void {
  program
    .command("doctor")
    .description("what is wrong on this host, and how to mend it")
    .option("--json", "print JSON: findings, and the facts they rest on")
    .option("--strict", "exit code 1 for warnings, too")
    .option("--no-probe", "do not boot a guest to find out whether KVM works")
    .option("--data <folder>", "data folder of the agent")
    .action(async (options: DoctorOptions) => {
      const agent = context.findProgram("novacron-agent") ?? context.findProgram(installed);
      if (agent === null) {
        throw new NovaError("NOT_FOUND", "look at this host", {
          next: "There is no novacron-agent here: run it on a host, or join this one (host join)",
        });
      }
      context.setExitCode(await context.runProgram(agent, ["doctor", ...flagsOf(options)]));
    });
}

interface DoctorOptions {
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly probe: boolean;
  readonly data?: string;
}

function flagsOf({ json, strict, probe, data }: DoctorOptions): string[] {
  const flags = json === true ? ["--json"] : [];
  if (strict === true) flags.push("--strict");
  if (!probe) flags.push("--no-probe");
  return data === undefined ? flags : [...flags, "--data", data];
}
