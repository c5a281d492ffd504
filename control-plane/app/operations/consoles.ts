import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import type { Clock } from "../../ports/clock.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { TunnelHub, TunnelStream } from "../../ports/tunnel-hub.ts";
import { accessEntry } from "../record/access-entries.ts";
import type { Committer } from "../support/committer.ts";
import { kindPlans } from "./kinds.ts";
import type { Operations, Requester } from "./operations.ts";

export const consoleLimits = {
  open: 200,
  /** Time for the person's browser to connect once the console was asked for. */
  takeMs: 30_000,
} as const;

export interface ConsolesPorts {
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly tunnels: TunnelHub;
  readonly committer: Committer;
  readonly operations: Operations;
  /** Generation and name under which the machine's host knows it; throws NOT_FOUND. */
  readonly machine: (id: MachineId) => {
    readonly generation: number;
    readonly name: string;
    readonly host: HostId;
  };
}

interface Asked {
  readonly ticket: TunnelTicket;
  readonly name: string;
  readonly host: HostId;
}

interface Waiting {
  readonly person: string;
  /** Names can change; this is who may take it. */
  readonly personId: string;
  readonly machine: MachineId;
  readonly name: string;
  readonly stream: Promise<TunnelStream>;
  readonly cancel: () => void;
}

/**
 * Consoles that were asked for and that nobody has taken yet. The agent dials the tunnel with the ticket,
 * the person's browser takes the other end, once and in time; else the stream is closed.
 */
export class Consoles {
  readonly #ports: ConsolesPorts;
  readonly #waiting = new Map<OperationId, Waiting>();

  constructor(ports: ConsolesPorts) {
    this.#ports = ports;
  }

  async open(person: Person & Requester, machine: MachineId, id: OperationId) {
    const { operations, tunnels, secrets } = this.#ports;
    const { generation, name, host } = this.#ports.machine(machine);
    const attempted = `open the console of ${name}`;
    if (this.#waiting.size + tunnels.open() >= consoleLimits.open) {
      throw new NovaError("OVERLOADED", attempted, { details: { limit: consoleLimits.open } });
    }
    const ticket: TunnelTicket = {
      id,
      kind: "serial-console",
      machine,
      generation,
      path: `/tunnel/v1/${id}`,
      secret: secrets.make(),
      validForMs: kindPlans["machine.console"].timeoutMs,
    };
    const body = { id, kind: "machine.console", machine, params: {} } as const;
    const isRepeat = operations.now(id) !== null;
    await operations.request(person, body, ticket);
    if (!isRepeat) this.#expect(person, { ticket, name, host });
    const path = `/api/v1/machines/${machine}/console/${id}`;
    return { operation: id, path, validForMs: consoleLimits.takeMs };
  }

  /** The stream, for the one who asked for it and once. */
  async take(person: Person, machine: MachineId, id: OperationId): Promise<TunnelStream> {
    const waiting = this.#waiting.get(id);
    const attempted = `connect to the console ${id}`;
    if (waiting === undefined || waiting.personId !== person.id || waiting.machine !== machine) {
      throw new NovaError("TICKET_REFUSED", attempted);
    }
    this.#waiting.delete(id);
    waiting.cancel();
    const stream = await waiting.stream;
    return this.#audited(stream, waiting);
  }

  stop(): void {
    for (const [id] of this.#waiting) this.#giveUp(id, "the control plane stops");
  }

  #expect(person: Person, asked: Asked): void {
    const { clock, tunnels, operations } = this.#ports;
    const { ticket, name, host } = asked;
    const { id, machine } = ticket;
    const aborter = new AbortController();
    const stream = tunnels.expect(ticket, aborter.signal, host);
    const cancelTimer = clock.after(ticket.validForMs, () => {
      aborter.abort();
      this.#giveUp(id, "nobody took it");
    });
    const cancelTake = clock.after(consoleLimits.takeMs, () => this.#giveUp(id, "nobody took it"));
    stream.then(
      () => {
        cancelTimer();
        operations.onStream(id);
      },
      (error: unknown) => {
        cancelTimer();
        cancelTake();
        this.#waiting.delete(id);
        const attempted = `open the console of ${name}`;
        const refused = new NovaError("STREAM_CLOSED", attempted, { cause: error });
        operations.onStreamFailed(id, refused);
      },
    );
    this.#waiting.set(id, {
      person: person.name,
      personId: person.id,
      machine,
      name,
      stream,
      cancel: cancelTake,
    });
  }

  #giveUp(id: OperationId, reason: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancel();
    waiting.stream.then(
      (stream) => stream.close(reason),
      () => undefined,
    );
  }

  /** Who looked, and for how long, stands in the record; what was typed does not. */
  #audited(stream: TunnelStream, { person, name, machine }: Waiting): TunnelStream {
    const { clock } = this.#ports;
    const beganMs = clock.monotonicMs();
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      const seconds = ((clock.monotonicMs() - beganMs) / 1_000).toFixed(0);
      const sentence = `${person} left the console of ${name} after ${seconds} s`;
      const entry = { ...accessEntry({ at: clock.now(), actor: person, sentence }), machine };
      this.#ports.committer
        .run((draft) => draft.record({ ...entry, machineName: name }))
        .catch(() => undefined);
    };
    return {
      incoming: untilOver(stream.incoming, over),
      write: (bytes) => stream.write(bytes),
      close: (reason) => {
        stream.close(reason);
        over();
      },
    };
  }
}

async function* untilOver(
  incoming: AsyncIterable<Uint8Array>,
  over: () => void,
): AsyncIterable<Uint8Array> {
  try {
    yield* incoming;
  } finally {
    over();
  }
}
