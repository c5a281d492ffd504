import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import type { HostId } from "@novacron/protocol/domain/ids";
import {
  dialTicket,
  type Reach,
  refusedBy,
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
  const { host, port, peer } = reach;
  const socket = await dialTicket(reach);
  try {
    const said = Promise.race([once(socket, "data"), closing(socket, peer)]);
    const [answer] = (await said) as [Buffer];
    if (answer.toString() !== greeting) throw refusedBy(peer, `${host}:${port} is no gate`);
  } finally {
    socket.destroy();
  }
}

async function closing(socket: TLSSocket, peer: HostId): Promise<never> {
  await once(socket, "close");
  const why =
    "it closed: its ticket is another, or this host's certificate does not hold by its clock";
  throw refusedBy(peer, why);
}
