import { connect as connectPlain, isIP, type Socket } from "node:net";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { PacketGuard } from "./packet-guard.ts";

export interface BrokerAddress {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
}

/** What TLS to the broker rests on, in PEM; empty for the authorities of the system and no certificate. */
export interface BrokerTls {
  readonly ca?: string;
  /** The agent's own certificate and key, where the broker asks for them. */
  readonly cert?: string;
  readonly key?: string;
  /** Opens the TLS connection in place of the usual way, for a broker that is known otherwise. */
  readonly open?: (host: string, port: number) => Socket;
}

/** `mqtt://host:1883` or `mqtts://host:8883`. Throws CONFIG_INVALID. Credentials never stand in it. */
export function parseBrokerUrl(text: string): BrokerAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const known = url?.protocol === "mqtt:" || url?.protocol === "mqtts:";
  if (url === null || !known || url.hostname === "" || url.username !== "" || url.password !== "") {
    throw new NovaError("CONFIG_INVALID", "read the broker's address", {
      next: "Give it as mqtt://host:port or mqtts://host:port, without a user name",
    });
  }
  const tls = url.protocol === "mqtts:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { tls, host, port: url.port === "" ? (tls ? 8_883 : 1_883) : Number(url.port) };
}

/** A socket to the broker that breaks off when a packet is longer than `maxPacketBytes`. */
export function openBrokerSocket(
  { tls, host, port }: BrokerAddress,
  { tls: material, maxPacketBytes }: { readonly tls: BrokerTls; readonly maxPacketBytes: number },
): Socket {
  const socket = tls ? openSecure(host, port, material) : connectPlain({ host, port });
  socket.setNoDelay(true);
  const guard = new PacketGuard(maxPacketBytes);
  socket.on("data", (chunk: Buffer) => {
    if (!guard.accept(chunk)) socket.destroy(new Error("a packet of the broker is too large"));
  });
  return socket;
}

function openSecure(host: string, port: number, { open, ...material }: BrokerTls): Socket {
  if (open !== undefined) return open(host, port);
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return loadTls().connect({ host, port, minVersion: "TLSv1.3", ...material, ...servername });
}

/** With the first such connection: an agent beside its control plane never needs these 3 MB. */
function loadTls(): typeof import("node:tls") {
  return process.getBuiltinModule("node:tls");
}
