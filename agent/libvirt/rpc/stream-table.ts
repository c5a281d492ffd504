import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import { LibvirtError, remoteError } from "../errors.ts";
import type { Transport } from "../transport/transport.ts";
import { type Codec, hyper, struct, uint } from "./codec.ts";
import {
  encodeFrame,
  encodeRawFrame,
  type Header,
  MESSAGE,
  type MessageStatus,
  STATUS,
} from "./header.ts";
import type { Procedure } from "./procedure.ts";
import { LibvirtStream, type StreamLink } from "./stream.ts";
import { type XdrDecoder, XdrError } from "./xdr-decoder.ts";

/** Time libvirt has to confirm the end of a stream; it may have to flush a disk for it. */
const CLOSE_TIMEOUT_MS = 60_000;
/** Ended streams whose last packets may still be under way; older ones are forgotten. */
const ENDED_MAX = 64;

/** The streams of one connection, by the serial of the call that opened each. */
export class StreamTable {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #open = new Map<number, OpenStream>();
  readonly #ended = new Set<number>();
  #drainWaiters: { resolve(): void; reject(error: NovaError): void }[] = [];
  #fullStreams = 0;
  #latePackets = 0;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /** Packets for streams that had ended here already. */
  get latePackets(): number {
    return this.#latePackets;
  }

  /** A slow reader holds the connection's reading back. */
  get holding(): boolean {
    return this.#fullStreams > 0;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  open(serial: number, procedure: AnyProcedure): LibvirtStream {
    const stream = new LibvirtStream(procedure.name, this.#link(serial, procedure));
    this.#open.set(serial, { stream, procedure, cancelTimer: () => {} });
    return stream;
  }

  /** The call failed, or was given up: no stream. */
  drop(serial: number): void {
    this.#forget(serial);
  }

  /** Ends a stream whose call was given up before libvirt answered it. */
  abortUnwanted({ serial, procedure }: { serial: number; procedure: AnyProcedure }): void {
    const header = packetHeader(serial, procedure);
    this.#transport.send(encodeRawFrame(header(STATUS.error), new Uint8Array()));
  }

  receive(header: Header, input: XdrDecoder): void {
    const open = this.#open.get(header.serial);
    if (!open) {
      this.#late(header.serial);
      return;
    }
    if (header.procedure !== open.procedure.number || header.program !== open.procedure.program) {
      throw new XdrError(`a packet of procedure ${header.procedure} for ${open.procedure.name}`);
    }
    if (header.status === STATUS.error) {
      this.#fail(header.serial, open, input);
    } else if (header.type === MESSAGE.streamHole) {
      open.stream.receive({ kind: "hole", lengthBytes: streamHole.decode(input).length });
    } else if (header.status === STATUS.ok) {
      this.#forget(header.serial);
      open.stream.confirm();
    } else {
      open.stream.receive({ kind: "data", bytes: input.rest() });
    }
  }

  /** True where the reply was the failure of a stream and not the answer to a call. */
  receiveReply(header: Header, input: XdrDecoder): boolean {
    const open = this.#open.get(header.serial);
    if (!open || header.status !== STATUS.error) return this.#ended.has(header.serial);
    this.#fail(header.serial, open, input);
    return true;
  }

  drained(): void {
    for (const waiter of this.#drainWaiters.splice(0)) waiter.resolve();
  }

  failAll(cause: NovaError): void {
    for (const [serial, { stream, procedure }] of [...this.#open]) {
      this.#forget(serial);
      stream.fail(new NovaError("STREAM_CLOSED", `stream of ${procedure.name}`, { cause }));
    }
    for (const waiter of this.#drainWaiters.splice(0)) waiter.reject(cause);
  }

  #link(serial: number, procedure: AnyProcedure): StreamLink {
    const header = packetHeader(serial, procedure);
    const none = new Uint8Array();
    return {
      data: (bytes) => this.#transport.send(encodeRawFrame(header(STATUS.continue), bytes)),
      hole: (length) => {
        const hole = header(STATUS.continue, MESSAGE.streamHole);
        this.#transport.send(
          encodeFrame(hole, (out) => streamHole.encode(out, { length, flags: 0 })),
        );
      },
      finish: () => this.#end(serial, encodeRawFrame(header(STATUS.ok), none)),
      abort: () => this.#end(serial, encodeRawFrame(header(STATUS.error), none)),
      drained: () => new Promise((resolve, reject) => this.#drainWaiters.push({ resolve, reject })),
      full: (isFull) => this.#setFull(isFull),
    };
  }

  #end(serial: number, frame: Buffer): void {
    const open = this.#open.get(serial);
    if (!open) return;
    open.cancelTimer = this.#clock.after(CLOSE_TIMEOUT_MS, () => {
      this.#forget(serial);
      const attempted = `end the stream of ${open.procedure.name}`;
      const details = { timeoutMs: CLOSE_TIMEOUT_MS };
      open.stream.fail(new NovaError("LIBVIRT_TIMEOUT", attempted, { details }));
    });
    this.#transport.send(frame);
  }

  #fail(serial: number, open: OpenStream, input: XdrDecoder): void {
    const error = remoteError.decode(input);
    this.#forget(serial);
    open.stream.fail(new LibvirtError(`stream of ${open.procedure.name}`, error));
  }

  #forget(serial: number): void {
    this.#open.get(serial)?.cancelTimer();
    this.#open.delete(serial);
    this.#ended.add(serial);
    if (this.#ended.size > ENDED_MAX) this.#ended.delete(this.#ended.values().next().value!);
  }

  #late(serial: number): void {
    if (!this.#ended.has(serial)) throw new XdrError(`a packet for stream ${serial}, never opened`);
    this.#latePackets += 1;
  }

  #setFull(isFull: boolean): void {
    this.#fullStreams += isFull ? 1 : -1;
    if (this.#fullStreams === 0) this.#transport.resume();
    else if (isFull && this.#fullStreams === 1) this.#transport.pause();
  }
}

type AnyProcedure = Pick<
  Procedure<unknown, unknown>,
  "name" | "program" | "version" | "number" | "stream"
>;

interface OpenStream {
  readonly stream: LibvirtStream;
  readonly procedure: AnyProcedure;
  cancelTimer: () => void;
}

/** virNetStreamHole. */
const streamHole: Codec<{ length: bigint; flags: number }> = struct({ length: hyper, flags: uint });

function packetHeader(serial: number, { program, version, number }: AnyProcedure) {
  return (status: MessageStatus, type: Header["type"] = MESSAGE.stream): Header => ({
    program,
    version,
    procedure: number,
    type,
    serial,
    status,
  });
}
