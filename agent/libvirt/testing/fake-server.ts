import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DaemonAddress } from "../discover.ts";
import { type RemoteError, remoteError } from "../errors.ts";
import * as connect from "../generated/connect.ts";
import { allProcedures } from "../generated/procedures.ts";
import {
  decodeHeader,
  encodeFrame,
  encodeRawFrame,
  type Header,
  MESSAGE,
  STATUS,
} from "../rpc/header.ts";
import type { EventMessage, Procedure } from "../rpc/procedure.ts";
import { XdrDecoder } from "../rpc/xdr-decoder.ts";
import type { XdrEncoder } from "../rpc/xdr-encoder.ts";
import { FrameReader } from "../transport/frame-reader.ts";

/** What a handler does with a call: it may answer at once, later, wrongly, or never. */
export type Handler = (call: FakeCall) => void;

/**
 * A libvirt daemon that does as it is told, for what a real one will not do on demand. It speaks
 * the real protocol over a real socket; only its answers are scripted.
 */
export class FakeLibvirt {
  /** Connections so far, the newest last. */
  readonly peers: FakePeer[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #server: Server;
  readonly #folder: string;
  #callbackId = 0;

  private constructor(server: Server, folder: string) {
    this.#server = server;
    this.#folder = folder;
    server.on("connection", (socket) => this.peers.push(new FakePeer(socket, this)));
    this.on(connect.authList, (call) => call.reply({ types: [0] }));
    this.on(connect.connectOpen, (call) => call.reply(undefined));
    this.on(connect.connectClose, (call) => call.reply(undefined));
    this.on(connect.connectSupportsFeature, (call) => call.reply({ supported: 0 }));
    for (const procedure of registrations) {
      this.#handlers.set(keyOf(procedure.program, procedure.number), (call) =>
        call.reply({ callbackId: this.#callbackId++ }),
      );
    }
  }

  static async listen(): Promise<FakeLibvirt> {
    const folder = await mkdtemp(join(tmpdir(), "nova-fake-"));
    const server = createServer({ allowHalfOpen: true });
    server.listen(join(folder, "sock"));
    await once(server, "listening");
    return new FakeLibvirt(server, folder);
  }

  get address(): DaemonAddress {
    return { socketPath: join(this.#folder, "sock"), uri: "fake:///system" };
  }

  get peer(): FakePeer {
    const peer = this.peers.at(-1);
    if (!peer) throw new Error("nobody is connected");
    return peer;
  }

  /** Sets what happens on a call. A procedure without a handler is never answered. */
  on<A, R>(procedure: Procedure<A, R>, handler: (call: FakeCall<A, R>) => void): void {
    this.#handlers.set(keyOf(procedure.program, procedure.number), handler as Handler);
  }

  handle(call: FakeCall): void {
    this.#handlers.get(keyOf(call.header.program, call.header.procedure))?.(call);
  }

  async close(): Promise<void> {
    for (const peer of this.peers) peer.socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The server's end of one connection. */
export class FakePeer {
  readonly socket: Socket;
  /** Every message received, keepalive and stream packets too. */
  readonly received: { header: Header; payload: Buffer }[] = [];
  readonly calls: FakeCall[] = [];
  closed = false;
  readonly #server: FakeLibvirt;
  readonly #reader = new FrameReader();

  constructor(socket: Socket, server: FakeLibvirt) {
    this.socket = socket;
    this.#server = server;
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.closed = true;
    });
    socket.on("end", () => socket.end());
    socket.on("data", (chunk: Buffer) => {
      for (const frame of this.#reader.push(chunk)) this.#receive(frame);
    });
  }

  send(header: Header, payload: Uint8Array | ((out: XdrEncoder) => void) = new Uint8Array()): void {
    const frame =
      typeof payload === "function"
        ? encodeFrame(header, payload)
        : encodeRawFrame(header, payload);
    this.socket.write(frame);
  }

  event<T>(message: EventMessage<T>, payload: T): void {
    const { program, version, number } = message;
    const header = { program, version, procedure: number, serial: 0, status: STATUS.ok };
    this.send({ ...header, type: MESSAGE.message }, (out) => message.payload.encode(out, payload));
  }

  #receive(frame: Buffer): void {
    const input = new XdrDecoder(frame);
    const header = decodeHeader(input);
    this.received.push({ header, payload: input.rest() });
    if (header.type !== MESSAGE.call) return;
    const call = new FakeCall(this, header, frame);
    this.calls.push(call);
    this.#server.handle(call);
  }
}

/** One call as the server sees it. */
export class FakeCall<A = unknown, R = unknown> {
  readonly peer: FakePeer;
  readonly header: Header;
  readonly #frame: Buffer;

  constructor(peer: FakePeer, header: Header, frame: Buffer) {
    this.peer = peer;
    this.header = header;
    this.#frame = frame;
  }

  get procedure(): Procedure<A, R> {
    const { program, procedure } = this.header;
    const found = proceduresByKey.get(keyOf(program, procedure));
    if (!found) throw new Error(`no procedure ${procedure} in program ${program}`);
    return found as Procedure<A, R>;
  }

  get args(): A {
    const input = new XdrDecoder(this.#frame);
    decodeHeader(input);
    return this.procedure.args.decode(input);
  }

  /** The header of a good answer; a test may change it. */
  answerHeader(change: Partial<Header> = {}): Header {
    return { ...this.header, type: MESSAGE.reply, status: STATUS.ok, ...change };
  }

  reply(result: R, change: Partial<Header> = {}): void {
    this.peer.send(this.answerHeader(change), (out) => this.procedure.result.encode(out, result));
  }

  fail(code: number, message: string, change: Partial<Header> = {}): void {
    const header = this.answerHeader({ status: STATUS.error, ...change });
    this.peer.send(header, (out) => remoteError.encode(out, errorOf(code, message)));
  }

  /** A stream packet of this call. */
  packet(bytes: Uint8Array, change: Partial<Header> = {}): void {
    const header = { type: MESSAGE.stream, status: STATUS.continue, ...change };
    this.peer.send(this.answerHeader(header), bytes);
  }
}

export function errorOf(code: number, message: string): RemoteError {
  const none = { dom: null, str1: message, str2: null, str3: null, int1: 0, int2: 0, net: null };
  return { code, domain: 10, message, level: 2, ...none };
}

const registrations = [
  connect.connectDomainEventCallbackRegisterAny,
  connect.connectNetworkEventRegisterAny,
  connect.connectStoragePoolEventRegisterAny,
  connect.connectNodeDeviceEventRegisterAny,
  connect.connectSecretEventRegisterAny,
];

function keyOf(program: number, procedure: number): string {
  return `${program}/${procedure}`;
}

const proceduresByKey = new Map(
  allProcedures.map((procedure) => [keyOf(procedure.program, procedure.number), procedure]),
);
