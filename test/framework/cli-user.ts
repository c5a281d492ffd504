import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { codeCache } from "@novacron/control-plane/testing/code-cache";
import { type CommandResult, runCommand } from "@novacron/tools/bootstrap/run-command";
import { programCommand } from "./programs.ts";

/** A person with the CLI in a shell: a home of their own, exit codes as they come. */
export class CliUser {
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string, url: string) {
    const home = join(folder, "home");
    mkdirSync(home, { recursive: true });
    this.#env = {
      PATH: process.env.PATH,
      ...codeCache,
      HOME: home,
      XDG_CONFIG_HOME: join(home, ".config"),
      NOVACRON_URL: url,
    };
  }

  run(args: readonly string[], input = ""): Promise<CommandResult> {
    const command = [...programCommand("cli"), ...args];
    return runCommand(command, { env: this.#env, allowFailure: true, input, timeoutMs: 120_000 });
  }

  /** What the command prints with --json; throws where it does not end with 0. */
  async json<T>(args: readonly string[]): Promise<T> {
    const { status, stdout, stderr } = await this.run([...args, "--json"]);
    if (status !== 0) throw new Error(`novacron ${args.join(" ")} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }
}
