import type { Socket } from "node:net";
import { connectOpen } from "../../generated/connect.ts";
import {
  domainMigrateFinish3Params,
  domainMigratePrepare3Params,
} from "../../generated/domain-migrate.ts";
import { decodeHeader, encodeFrame, type Header, MESSAGE, STATUS } from "../../rpc/header.ts";
import { KEEPALIVE_PROGRAM } from "../../rpc/keepalive.ts";
import type { Procedure } from "../../rpc/procedure.ts";
import { param } from "../../rpc/typed-parameter.ts";
import { XdrDecoder } from "../../rpc/xdr-decoder.ts";
import { FrameReader } from "../../transport/frame-reader.ts";
import { type GateTicket, migrateFlag } from "../gate-ticket.ts";

const flags = migrateFlag.live | migrateFlag.peer2peer;
export const finishSerial = 7;

export const exampleTicket: GateTicket = {
  machine: "c14a0e23-4b5f-48eb-b362-0d70c78174ee",
  name: "web-3",
  paths: [],
  emulators: [],
  networks: [],
  allowHostDevices: false,
  requireTls: false,
  flags,
};

/** A call as a libvirtd sends it, with its length word. */
export function callOf<A, R>(procedure: Procedure<A, R>, args: A, serial: number): Buffer {
  const { program, version, number } = procedure;
  const header = { program, version, procedure: number, serial, status: STATUS.ok };
  return encodeFrame({ ...header, type: MESSAGE.call }, (out) => procedure.args.encode(out, args));
}

export const openCall = (): Buffer => callOf(connectOpen, { name: "qemu:///system", flags: 0 }, 1);

export function prepareCall({ machine, name } = exampleTicket): Buffer {
  const xml = `<domain type='kvm'><name>${name}</name><uuid>${machine}</uuid></domain>`;
  const params = [param.string("destination_xml", xml)];
  return callOf(domainMigratePrepare3Params, { params, cookieIn: new Uint8Array(), flags }, 2);
}

export function finishCall(cancelled: 0 | 1 = 0): Buffer {
  const params = [param.string("destination_name", exampleTicket.name)];
  const args = { params, cookieIn: new Uint8Array(), flags, cancelled };
  return callOf(domainMigrateFinish3Params, args, finishSerial);
}

/** An answer without content; what it says does not matter to a gate. */
export function finishAnswer(status: Header["status"] = STATUS.error): Buffer {
  const { program, version, number } = domainMigrateFinish3Params;
  const header = { program, version, procedure: number, serial: finishSerial };
  return encodeFrame({ ...header, type: MESSAGE.reply, status });
}

export interface Collected {
  /** Procedures of the frames that arrived; those of keepalive below zero. */
  readonly procedures: number[];
  isClosed: boolean;
}

export function collectFrames(socket: Socket): Collected {
  const seen: Collected = { procedures: [], isClosed: false };
  const reader = new FrameReader();
  socket.on("data", (chunk: Buffer) => {
    for (const frame of reader.push(chunk)) {
      const { program, procedure } = decodeHeader(new XdrDecoder(frame));
      seen.procedures.push(program === KEEPALIVE_PROGRAM ? -procedure : procedure);
    }
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    seen.isClosed = true;
  });
  socket.on("end", () => socket.destroy());
  return seen;
}
