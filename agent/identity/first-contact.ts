import { X509Certificate } from "node:crypto";
import { connect, type TLSSocket } from "node:tls";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { keyHashOf, serverFault } from "./check-server.ts";
import { notTrusted } from "./fleet-socket.ts";

const handshakeMs = 15_000;

/**
 * Finds the fleet's authority by what the token says of it. The server shows the authority's certificate
 * beside its own; it is believed only where its key has the hash in the token and it signed the server's.
 * Nothing is sent on this connection, so whoever stands between learns nothing and changes nothing.
 */
export async function findAuthority(
  { host, port }: { readonly host: string; readonly port: number },
  caHash: string,
): Promise<string> {
  const where = `${host}:${port}`;
  const socket = await handshake(host, port);
  try {
    const leaf = socket.getPeerX509Certificate();
    for (const shown of chainOf(socket)) {
      if (keyHashOf(shown) !== caHash) continue;
      const fault = serverFault(leaf, [shown], null);
      if (fault === null) return shown.toString();
      throw notTrusted(where, fault);
    }
    throw notTrusted(where, "it does not know the authority that the token names");
  } finally {
    socket.destroy();
  }
}

function handshake(host: string, port: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      servername: controlPlaneServerName,
      minVersion: "TLSv1.3",
      rejectUnauthorized: false,
      timeout: handshakeMs,
    });
    const fail = (cause: Error): void => {
      socket.destroy();
      reject(new NovaError("UNREACHABLE", `connect to ${host}:${port}`, { cause }));
    };
    socket.once("error", fail);
    socket.once("timeout", () => fail(new Error("no answer in time")));
    socket.once("secureConnect", () => resolve(socket));
  });
}

/** As shown, from the server's own upwards; bounded, since a chain may go in a circle. */
function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const found: X509Certificate[] = [];
  let shown = socket.getPeerCertificate(true);
  while (shown?.raw !== undefined && found.length < 8) {
    found.push(new X509Certificate(shown.raw));
    if (shown.issuerCertificate === shown) break;
    shown = shown.issuerCertificate;
  }
  return found;
}
