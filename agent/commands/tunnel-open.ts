import type { TunnelKind } from "@novacron/protocol/domain/ticket";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { CommandHandler } from "./handler.ts";
import { definition } from "./streams/definition.ts";
import { serialConsole } from "./streams/serial-console.ts";
import type { StreamOpener } from "./streams/stream-opener.ts";

const openers: Readonly<Record<TunnelKind, StreamOpener>> = {
  "serial-console": serialConsole,
  definition,
};

/** Opens the near end first: a ticket is spent only on a stream that has something to carry. */
export const tunnelOpen: CommandHandler<"tunnel.open"> = {
  kind: "tunnel.open",
  lane: () => null,

  async act({ action, hypervisor, tunnel, streams, progress, signal }) {
    const { ticket } = action;
    if (tunnel === null) {
      const attempted = `open the ${ticket.kind} of machine ${ticket.machine}`;
      throw new NovaError("ACTION_NOT_POSSIBLE", attempted, {
        next: "This agent has no tunnel to the control plane; set NOVACRON_TUNNEL_URL",
      });
    }
    const release = streams.reserve();
    try {
      const near = await openers[ticket.kind]({ action, hypervisor, progress });
      try {
        progress("dialling the control plane");
        streams.join(near, await tunnel.dial(ticket, signal));
      } catch (error) {
        await near.close().catch(() => undefined);
        throw error;
      }
    } finally {
      release();
    }
    return { open: true };
  },

  /** A stream does not outlive the agent. */
  async inspect() {
    return null;
  },
};
