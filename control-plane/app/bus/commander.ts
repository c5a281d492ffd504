import type { CommandId, HostId } from "@novacron/protocol/domain/ids";
import type { Command, Downlink } from "@novacron/protocol/messages/command";
import type { AgentLink } from "../../ports/agent-link.ts";
import type { FleetState } from "../inventory/fleet-state.ts";
import type { Turns } from "./turns.ts";

export interface CommanderPorts {
  readonly link: Pick<AgentLink, "send">;
  readonly epoch: () => number;
  readonly turns: Pick<Turns, "of">;
  readonly fleet: Pick<FleetState, "hosts">;
}

/** A command but for what it takes from the moment in which it is sent. */
export type Wanted = Pick<Command, "id" | "operation" | "issuedAt" | "validForMs" | "action">;

/** Says to agents what they are to do, each time with the epoch, the session and the turn that count now. */
export class Commander {
  readonly #ports: CommanderPorts;

  constructor(ports: CommanderPorts) {
    this.#ports = ports;
  }

  /** The agent session that the host reported last. */
  sessionOf(host: HostId): string {
    return this.#ports.fleet.hosts.get(host)?.session ?? "";
  }

  /** Rejects where it cannot be sent now. */
  send(host: HostId, wanted: Wanted): Promise<void> {
    const turn = this.#ports.turns.of(wanted.id);
    return this.#send(host, { ...this.#common(host), type: "do", turn, ...wanted });
  }

  cancel(host: HostId, id: CommandId): Promise<void> {
    return this.#send(host, { ...this.#common(host), type: "cancel", id });
  }

  #common(host: HostId) {
    return { v: 1, host, epoch: this.#ports.epoch(), session: this.sessionOf(host) } as const;
  }

  #send(host: HostId, message: Downlink): Promise<void> {
    return this.#ports.link.send("hostCommand", host, message);
  }
}
