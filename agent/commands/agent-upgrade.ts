import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { CommandHandler } from "./handler.ts";

/** Fetches another version of the agent, which ends then and begins as that. */
export const agentUpgrade: CommandHandler<"agent.upgrade"> = {
  kind: "agent.upgrade",
  lane: () => "agent",

  async act({ action, upgrader, progress, signal }) {
    const { version, manifest, signature, path, confirmWithinMs } = action;
    if (upgrader === null) {
      throw new NovaError("ACTION_NOT_POSSIBLE", `upgrade the agent to ${version}`, {
        next: "This agent runs from its sources or has no release key; install the single binary",
      });
    }
    const order = { version, manifest, signature, path, confirmWithinMs };
    await upgrader.upgrade(order, { signal, progress });
    return { version };
  },

  /** It ended on the way: either this is the new one already, or it was not taken. */
  async inspect({ action, upgrader }) {
    return upgrader?.version === action.version ? { version: action.version } : null;
  },
};
