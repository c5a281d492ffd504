import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type CommandHandler, commandCancelled } from "./handler.ts";

const stepMax = 80;

/** Runs a program that this host's administrator placed here. */
export const hostHook: CommandHandler<"host.hook"> = {
  kind: "host.hook",
  lane: () => "hook",

  async act({ action, hooks, progress, signal }) {
    if (hooks === null) {
      throw new NovaError("HOOK_REFUSED", `run hook ${action.name}`, {
        details: { hook: action.name, reason: "this agent has no hooks' folder" },
      });
    }
    const cancelled = new AbortController();
    // An agent that stops leaves it as it is: what is half done is worse ended than left to itself.
    signal.addEventListener("abort", () => {
      if (signal.reason === commandCancelled) cancelled.abort();
    });
    const output = await hooks.run(action, {
      signal: cancelled.signal,
      progress: (line) => progress(line.slice(0, stepMax)),
    });
    return { exitCode: 0, output };
  },

  /** How it ended was lost with the agent that began it; only whether it still runs can be said. */
  async inspect({ action, hooks }) {
    const running = hooks?.stillRuns() ?? null;
    if (running === null) return null;
    throw new NovaError("CONFLICT", `look at hook ${action.name}: ${running}`);
  },
};
