import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { CommandHandler } from "./handler.ts";
import { isState, refuseState } from "./machine-goal.ts";

/** Opens the device first: a ticket is spent only on a stream that has something to carry. */
export const tunnelOpen: CommandHandler<"tunnel.open"> = {
  kind: "tunnel.open",
  lane: () => null,

  async act({ action, hypervisor, tunnel, streams, progress, signal }) {
    const { ticket } = action;
    const attempted = `open the ${ticket.kind} of machine ${ticket.machine}`;
    if (tunnel === null || hypervisor.openConsole === undefined) {
      throw new NovaError("ACTION_NOT_POSSIBLE", attempted, {
        next: "This agent has no tunnel to the control plane; set NOVACRON_TUNNEL_URL",
      });
    }
    const machine = await hypervisor.machine(ticket.machine);
    if (!isState(machine, "running", "paused", "shutting-down")) {
      throw refuseState("open the console of machine", machine, "Start it first");
    }
    const release = streams.reserve();
    try {
      progress("opening the device");
      const near = await hypervisor.openConsole(ticket.machine);
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
