import type { HostState } from "@novacron/protocol/domain/host";
import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import {
  definitionMaxBytes,
  type MachineDefinition,
  machineDefinition,
} from "@novacron/protocol/domain/machine-definition";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";
import { fromProblem, NovaError } from "@novacron/protocol/errors/nova-error";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { TunnelHub, TunnelStream } from "../../ports/tunnel-hub.ts";
import type { Commander } from "../bus/commander.ts";
import { commandIdOf } from "../operations/command-id.ts";
import { BoundedMap } from "../support/bounded-map.ts";

export const definitionLimits = { open: 32, timeoutMs: 20_000, remembered: 1_000 } as const;

export interface DefinedMachine {
  readonly generation: number;
  readonly name: string;
  readonly host: HostId;
  readonly hostName: string;
  readonly hostState: HostState;
  readonly capabilities: readonly string[];
}

export interface DefinitionsPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly secrets: Secrets;
  readonly tunnels: TunnelHub;
  /** Throws NOT_FOUND. */
  readonly machine: (id: MachineId) => DefinedMachine;
  readonly commander: Commander;
  /** Throws while this control plane may command nothing. */
  readonly refuse: (attempted: string) => void;
}

export interface ReadDefinition extends MachineDefinition {
  readonly machine: MachineId;
  readonly host: HostId;
  readonly at: number;
}

interface Reading {
  readonly operation: OperationId;
  readonly host: HostId;
  readonly attempted: string;
  readonly fail: (error: NovaError) => void;
}

/**
 * Reads machines' definitions from their hosts, each by a stream of its own: a definition is larger than what
 * belongs on the bus, stands in no journal of the agent, and is nobody's who merely follows the bus. Looking
 * changes nothing, so it is no operation. Two who look at one machine at once share one reading.
 */
export class Definitions {
  readonly #ports: DefinitionsPorts;
  readonly #shared = new Map<MachineId, Promise<ReadDefinition>>();
  readonly #open = new Map<OperationId, Reading>();
  /** What agents say of a reading after it is over belongs to nothing else. */
  readonly #over = new BoundedMap<OperationId, true>(definitionLimits.remembered);

  constructor(ports: DefinitionsPorts) {
    this.#ports = ports;
  }

  async read(machine: MachineId): Promise<ReadDefinition> {
    const shared = this.#shared.get(machine);
    if (shared !== undefined) return shared;
    const reading = this.#read(machine).finally(() => this.#shared.delete(machine));
    this.#shared.set(machine, reading);
    return reading;
  }

  /** True where the event is of a reading. */
  onCommandEvent(event: CommandEvent): boolean {
    const reading = this.#open.get(event.operation);
    if (reading === undefined) return this.#over.get(event.operation) === true;
    if (event.type === "failed" && event.host === reading.host) {
      reading.fail(fromProblem(event.problem));
    }
    return true;
  }

  stop(): void {
    for (const { attempted, fail } of this.#open.values()) {
      fail(new NovaError("NOT_READY", attempted));
    }
  }

  async #read(machine: MachineId): Promise<ReadDefinition> {
    const { clock, ids, tunnels } = this.#ports;
    const found = this.#ports.machine(machine);
    const attempted = `read the definition of ${found.name} on ${found.hostName}`;
    this.#admit(found, attempted);
    const operation = ids.uuid() as OperationId;
    const ticket = this.#ticket(machine, operation, found.generation);
    const aborter = new AbortController();
    const failed = Promise.withResolvers<never>();
    this.#open.set(operation, { operation, host: found.host, attempted, fail: failed.reject });
    const cancelTimer = clock.after(definitionLimits.timeoutMs, () => {
      const next = `Look whether ${found.hostName} answers, then read it again`;
      failed.reject(new NovaError("DEADLINE_EXCEEDED", attempted, { next }));
    });
    const stream = tunnels.expect(ticket, aborter.signal, found.host);
    try {
      this.#order(found.host, ticket).catch((cause: unknown) => {
        failed.reject(new NovaError("HOST_OFFLINE", attempted, { cause }));
      });
      const text = stream.then((opened) => collect(opened, attempted));
      const definition = parsed(await Promise.race([text, failed.promise]), attempted);
      return { ...definition, machine, host: found.host, at: clock.now() };
    } finally {
      cancelTimer();
      this.#open.delete(operation);
      this.#over.set(operation, true);
      aborter.abort();
      stream.then(
        (opened) => opened.close("read"),
        () => undefined,
      );
    }
  }

  #admit({ hostState, hostName, capabilities }: DefinedMachine, attempted: string): void {
    this.#ports.refuse(attempted);
    if (hostState === "offline") throw new NovaError("HOST_OFFLINE", attempted);
    if (!capabilities.includes("machine.definition")) {
      const next = `Upgrade the agent on ${hostName}, and give it a tunnel to the control plane`;
      throw new NovaError("ACTION_NOT_POSSIBLE", attempted, { next });
    }
    if (this.#open.size >= definitionLimits.open) {
      throw new NovaError("OVERLOADED", attempted, { details: { limit: definitionLimits.open } });
    }
  }

  #ticket(machine: MachineId, id: OperationId, generation: number): TunnelTicket {
    return {
      id,
      kind: "definition",
      machine,
      generation,
      path: `/tunnel/v1/${id}`,
      secret: this.#ports.secrets.make(),
      validForMs: definitionLimits.timeoutMs,
    };
  }

  #order(host: HostId, ticket: TunnelTicket): Promise<void> {
    return this.#ports.commander.send(host, {
      id: commandIdOf(ticket.id, 0),
      operation: ticket.id,
      issuedAt: this.#ports.clock.now(),
      validForMs: definitionLimits.timeoutMs,
      action: { kind: "tunnel.open", ticket },
    });
  }
}

/** All that the stream carries, up to the bound. */
async function collect(stream: TunnelStream, attempted: string): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  try {
    for await (const chunk of stream.incoming) {
      bytes += chunk.length;
      if (bytes > definitionMaxBytes) {
        stream.close("too large");
        break;
      }
      text += decoder.decode(chunk, { stream: true });
    }
    if (bytes <= definitionMaxBytes) return text + decoder.decode();
  } catch (cause) {
    throw new NovaError("STREAM_CLOSED", attempted, { cause });
  }
  const details = { limit: definitionMaxBytes };
  throw new NovaError("STREAM_CLOSED", `${attempted}: more came than is taken`, { details });
}

/** A stream that broke off leaves what does not parse. */
function parsed(text: string, attempted: string): MachineDefinition {
  try {
    return machineDefinition.parse(JSON.parse(text));
  } catch (cause) {
    throw new NovaError("STREAM_CLOSED", attempted, { cause });
  }
}
