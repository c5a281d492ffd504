import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import { LibvirtError, remoteError } from "../errors.ts";
import { allEvents } from "../generated/procedures.ts";
import type { Transport } from "../transport/transport.ts";
import type { Caller, StreamOf } from "./caller.ts";
import { decodeHeader, encodeFrame, type Header, MESSAGE, STATUS } from "./header.ts";
import * as keepalive from "./keepalive.ts";
import { type Call, type CallLimits, defaultCallLimits, PendingCalls } from "./pending-calls.ts";
import type { CallOptions, EventMessage, Procedure, Question } from "./procedure.ts";
import { StreamTable } from "./stream-table.ts";
import { XdrDecoder, XdrError } from "./xdr-decoder.ts";

export interface ConnectionOptions {
  readonly clock: Clock;
  readonly limits?: Partial<CallLimits>;
  /** Absent: no pings from this side, for a connection whose reader may be slow. */
  readonly keepalive?: keepalive.KeepaliveOptions;
  readonly onEvent?: (event: ServerEvent) => void;
  /** The end of the connection, once. */
  readonly onClose?: (error: NovaError) => void;
}

/** A message that libvirt sent unasked, decoded. */
export interface ServerEvent {
  readonly message: EventMessage<unknown>;
  readonly payload: unknown;
}

/** What a connection has seen that it could not use, and what it holds. */
export interface ConnectionCounts {
  readonly inFlight: number;
  readonly waiting: number;
  readonly abandoned: number;
  readonly lateAnswers: number;
  readonly lateStreamPackets: number;
  /** A slow stream reader holds the whole connection's reading back just now. */
  readonly held: boolean;
  readonly unknownEvents: number;
  readonly undecodable: number;
}

/** Many calls over one connection to one libvirt daemon. */
export class Connection implements Caller {
  readonly #transport: Transport;
  readonly #options: ConnectionOptions;
  readonly #calls: PendingCalls;
  readonly #streams: StreamTable;
  #serial = 0;
  #closed: NovaError | undefined;
  #keepaliveState = keepalive.keepaliveStart;
  #cancelKeepalive = () => {};
  #unknownEvents = 0;
  #undecodable = 0;

  constructor(transport: Transport, options: ConnectionOptions) {
    this.#transport = transport;
    this.#options = options;
    const limits = { ...defaultCallLimits, ...options.limits };
    this.#calls = new PendingCalls(options.clock, limits, (call) => transport.send(call.frame));
    this.#streams = new StreamTable(transport, options.clock);
  }

  /** Starts reading. Called once, after the constructor. */
  listen(): void {
    this.#scheduleKeepalive();
    this.#transport.listen({
      onFrame: (frame) => this.#receive(frame),
      onDrain: () => this.#streams.drained(),
      onClose: (cause) => this.#end(cause),
    });
  }

  get counts(): ConnectionCounts {
    return {
      ...this.#calls.counts,
      lateStreamPackets: this.#streams.latePackets,
      held: this.#streams.holding,
      unknownEvents: this.#unknownEvents,
      undecodable: this.#undecodable,
    };
  }

  /** Open, with nothing under way: no call, be it given up by its caller, and no stream. */
  get isIdle(): boolean {
    const { inFlight, waiting } = this.#calls.counts;
    return this.#closed === undefined && inFlight + waiting === 0 && this.#streams.isEmpty;
  }

  async call<A, R>(question: Question<A, R>, args: A, options: CallOptions = {}): Promise<R> {
    const { answer } = this.#start(question, args, options);
    return (await answer) as R;
  }

  async open<A, R>(
    procedure: Procedure<A, R>,
    args: A,
    options: CallOptions = {},
  ): Promise<StreamOf<R>> {
    const { serial, answer } = this.#start(procedure, args, options);
    // The server may send data right behind its answer, so the stream has to exist before.
    const stream = this.#streams.open(serial, procedure);
    try {
      return { result: (await answer) as R, stream };
    } catch (error) {
      this.#streams.drop(serial);
      throw error;
    }
  }

  /** Closes without a word to the other side; every open call fails. */
  close(cause: Error): void {
    this.#end(cause);
  }

  #start<A, R>(procedure: Question<A, R>, args: A, options: CallOptions) {
    const attempted = `libvirt ${procedure.name}`;
    if (this.#closed) {
      throw new NovaError("LIBVIRT_UNAVAILABLE", attempted, { cause: this.#closed });
    }
    this.#serial = (this.#serial % 0xffffffff) + 1;
    const serial = this.#serial;
    const request = { procedure: procedure as Question<unknown, unknown>, serial };
    const frame = encodeCall(procedure, serial, args);
    return { serial, answer: this.#calls.add({ ...request, frame }, options) };
  }

  #receive(frame: Buffer): void {
    if (this.#closed) return;
    this.#keepaliveState = keepalive.keepaliveHeard;
    try {
      const input = new XdrDecoder(frame);
      this.#dispatch(decodeHeader(input), input);
    } catch (cause) {
      this.#end(new NovaError("LIBVIRT_PROTOCOL", "read a message of libvirt", { cause }));
    }
  }

  #dispatch(header: Header, input: XdrDecoder): void {
    if (header.program === keepalive.KEEPALIVE_PROGRAM) {
      if (header.procedure === keepalive.PING) this.#sendKeepalive(keepalive.PONG);
    } else if (header.type === MESSAGE.reply) {
      this.#reply(header, input);
    } else if (header.type === MESSAGE.message) {
      this.#event(header, input);
    } else if (header.type === MESSAGE.stream || header.type === MESSAGE.streamHole) {
      this.#streams.receive(header, input);
    } else {
      throw new XdrError(`a client is never sent a message of type ${header.type}`);
    }
  }

  #reply(header: Header, input: XdrDecoder): void {
    const call = this.#calls.find(header.serial);
    if (!call) {
      // A failed stream packet is answered by a reply with the serial of its stream.
      if (this.#streams.receiveReply(header, input)) return;
      throw new XdrError(`an answer to serial ${header.serial}, which awaits none`);
    }
    assertAnswers(header, call);
    try {
      if (header.status === STATUS.ok) {
        // A stream nobody waits for any more would stay open over there for ever.
        if (call.abandoned && call.procedure.stream) this.#streams.abortUnwanted(call);
        this.#calls.answer(call, { ok: true, value: call.procedure.result.decode(input) });
      } else {
        const error = new LibvirtError(`libvirt ${call.procedure.name}`, remoteError.decode(input));
        this.#calls.answer(call, { ok: false, error });
      }
    } catch (cause) {
      if (!(cause instanceof XdrError)) throw cause;
      // The frame was sound, so the next one is; only this answer is lost.
      this.#undecodable += 1;
      const error = new NovaError("LIBVIRT_PROTOCOL", `libvirt ${call.procedure.name}`, { cause });
      this.#calls.answer(call, { ok: false, error });
    }
  }

  #event(header: Header, input: XdrDecoder): void {
    const message = eventsByNumber.get(eventKey(header.program, header.procedure));
    if (!message) {
      this.#unknownEvents += 1;
      return;
    }
    let payload: unknown;
    try {
      payload = message.payload.decode(input);
    } catch (cause) {
      if (!(cause instanceof XdrError)) throw cause;
      this.#undecodable += 1;
      return;
    }
    this.#options.onEvent?.({ message, payload });
  }

  #sendKeepalive(procedure: typeof keepalive.PING | typeof keepalive.PONG): void {
    try {
      this.#transport.send(keepalive.keepaliveFrame(procedure));
    } catch {
      // The write queue is full: what stands in it will show whether the other side lives.
    }
  }

  #scheduleKeepalive(): void {
    const options = this.#options.keepalive;
    if (!options) return;
    this.#cancelKeepalive = this.#options.clock.after(options.intervalMs, () => {
      this.#tickKeepalive(options.missesMax);
      if (!this.#closed) this.#scheduleKeepalive();
    });
  }

  #tickKeepalive(missesMax: number): void {
    // While a slow stream reader holds the socket, silence says nothing.
    if (this.#streams.holding) return;
    const { state, action } = keepalive.keepaliveTick(this.#keepaliveState, missesMax);
    this.#keepaliveState = state;
    if (action === "dead") {
      this.#end(new Error(`libvirt did not answer ${missesMax} keepalive pings in a row`));
    } else if (action === "ping") {
      this.#sendKeepalive(keepalive.PING);
    }
  }

  #end(cause: Error): void {
    if (this.#closed) return;
    this.#closed =
      cause instanceof NovaError
        ? cause
        : new NovaError("LIBVIRT_UNAVAILABLE", "connection to libvirt", { cause });
    this.#cancelKeepalive();
    this.#transport.close();
    const closed = this.#closed;
    this.#calls.failAll(
      (call, sent) =>
        new NovaError("LIBVIRT_UNAVAILABLE", `libvirt ${call.procedure.name}`, {
          cause: closed,
          details: { sent },
        }),
    );
    this.#streams.failAll(closed);
    this.#options.onClose?.(closed);
  }
}

function encodeCall<A, R>(procedure: Question<A, R>, serial: number, args: A): Buffer {
  const header = headerOf(procedure, serial);
  try {
    return encodeFrame(header, (out) => procedure.args.encode(out, args));
  } catch (cause) {
    throw new NovaError("BAD_REQUEST", `libvirt ${procedure.name}`, { cause });
  }
}

function headerOf(procedure: Question<unknown, unknown>, serial: number): Header {
  return {
    program: procedure.program,
    version: procedure.version,
    procedure: procedure.number,
    type: MESSAGE.call,
    serial,
    status: STATUS.ok,
  };
}

function assertAnswers(header: Header, { procedure }: Call): void {
  const same =
    header.program === procedure.program &&
    header.version === procedure.version &&
    header.procedure === procedure.number;
  // An error about a program or procedure that is not known there carries what was asked, too.
  if (!same) {
    throw new XdrError(
      `serial ${header.serial} asked ${procedure.name}, but the answer is of procedure ` +
        `${header.procedure}, program 0x${header.program.toString(16)} version ${header.version}`,
    );
  }
}

const eventKey = (program: number, number: number) => program * 65_536 + number;
const eventsByNumber = new Map(
  allEvents.map((message) => [eventKey(message.program, message.number), message]),
);
