import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import {
  dialTicket,
  type Reach,
  refused,
  TicketServer,
  type TicketServerOptions,
} from "./ticket-server.ts";

const greeting = "reached\n";

export type ReachGateOptions = Omit<TicketServerOptions, "serve">;

/**
 * A gate with nothing behind it: whether the source would come through a real one, by the same certificates, is
 * tried instead of assumed. It answers who holds its ticket, and closes by itself.
 */
export class ReachGate extends TicketServer {
  constructor(options: ReachGateOptions) {
    super({ ...options, serve: async (socket) => void socket.end(greeting) });
  }
}

/** Rejects with what was in the way. */
export async function tryReachGate(reach: Reach): Promise<void> {
  const { host, port } = reach;
  const socket = await dialTicket(reach);
  try {
    const [answer] = (await Promise.race([once(socket, "data"), closing(socket)])) as [Buffer];
    if (answer.toString() !== greeting) throw refused(`${host}:${port} is no gate`);
  } finally {
    socket.destroy();
  }
}

async function closing(socket: TLSSocket): Promise<never> {
  await once(socket, "close");
  throw refused("the target closed: its ticket is another, or ours does not hold by its clock");
}
