import { timingSafeEqual } from "node:crypto";
import type { Duplex } from "node:stream";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** Who speaks to whom, and what both must be. Keys and certificates as PEM; the CA is the fleet's own. */
export interface GateIdentity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** 256 random bits of the ticket, base64url. Never logged. */
export type GateSecret = string;

const greeting = "NOVACRON-GATE 1 ";
const lineMax = 128;

export function gateLine(secret: GateSecret): string {
  return `${greeting}${secret}\n`;
}

/**
 * Reads the first line, which must hold the ticket's secret, and leaves what follows in the stream. Rejects
 * MIGRATION_GATE_REFUSED; how much of the secret was right cannot be told from the time that it takes.
 */
export async function readGateLine(stream: Duplex, secret: GateSecret): Promise<void> {
  const line = await firstLine(stream);
  const given = Buffer.from(line);
  const wanted = Buffer.from(gateLine(secret).slice(0, -1));
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new NovaError("MIGRATION_GATE_REFUSED", "open a migration's gate without its ticket");
}

function firstLine(stream: Duplex): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const done = (settle: () => void) => {
      stream.off("data", onData);
      stream.off("close", onClose);
      stream.pause();
      settle();
    };
    const refuse = (why: string) => {
      const error = new NovaError("MIGRATION_GATE_REFUSED", `read the gate's first line: ${why}`);
      done(() => reject(error));
    };
    const onClose = () => refuse("the other side closed");
    const onData = (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf("\n");
      if (end > lineMax || (end < 0 && read.length > lineMax)) return refuse("it has no end");
      if (end < 0) return;
      const rest = read.subarray(end + 1);
      done(() => {
        if (rest.length > 0) stream.unshift(rest);
        resolve(read.toString("latin1", 0, end));
      });
    };
    stream.on("data", onData);
    stream.on("close", onClose);
  });
}
