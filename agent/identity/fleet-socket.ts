import { connect, type TLSSocket } from "node:tls";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { serverFault } from "./check-server.ts";
import { certificatesIn } from "./pem.ts";

export interface FleetSocketOptions {
  readonly host: string;
  readonly port: number;
  /** PEM of the fleet's authority, or authorities. */
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  /** The true time, where it is known; null: dates are not looked at. */
  readonly nowMs?: () => number | null;
}

/**
 * A connection to the control plane. Nothing is sent before its certificate was checked: what is written
 * meanwhile waits, and is lost where the check fails. OpenSSL's own verdict is not asked, since it goes by
 * this machine's clock; the check is the same but for that.
 */
export function openFleetSocket(options: FleetSocketOptions): TLSSocket {
  const { host, port, ca, cert, key } = options;
  const authorities = certificatesIn(ca);
  const socket = connect({
    host,
    port,
    servername: controlPlaneServerName,
    minVersion: "TLSv1.3",
    rejectUnauthorized: false,
    ca,
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  });
  socket.cork();
  socket.once("secureConnect", () => {
    const now = options.nowMs?.() ?? null;
    const fault = serverFault(socket.getPeerX509Certificate(), authorities, now);
    if (fault === null) socket.uncork();
    else socket.destroy(notTrusted(`${host}:${port}`, fault));
  });
  return socket;
}

export function notTrusted(where: string, problem: string): NovaError {
  return new NovaError("SERVER_NOT_TRUSTED", `connect to the control plane at ${where}`, {
    details: { problem },
  });
}
