import { readFile } from "node:fs/promises";
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import type { ReachFacts } from "../facts.ts";

/** What the TLS side of a connection is made with; all null before the host has joined. */
export interface Credentials {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

const answerMs = 5_000;

export async function readCredentials(data: string): Promise<Credentials> {
  const read = (name: string) => readFile(join(data, "identity", name), "utf8").catch(() => null);
  const [ca, cert, key] = await Promise.all(["ca.pem", "cert.pem", "key.pem"].map(read));
  return { ca: ca ?? null, cert: cert ?? null, key: key ?? null };
}

/**
 * Connects as the agent would, says nothing, and waits for the other side's goodbye: in TLS 1.3 a server
 * tells only then that it does not take the client's certificate.
 */
export function reach(address: string, credentials: Credentials): Promise<ReachFacts> {
  const url = new URL(address);
  return new Promise((resolve) => {
    const socket = open(url, credentials);
    let ready = false;
    const end = (outcome: ReachFacts["outcome"], text: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ url: address, outcome, text });
    };
    const timer = setTimeout(() => end(ready ? "ok" : "timeout", "no answer in time"), answerMs);
    socket.once(isTls(url) ? "secureConnect" : "connect", () => {
      ready = true;
      socket.end();
    });
    socket.on("error", (error: NodeJS.ErrnoException) =>
      end(outcomeOf(error, ready), textOf(error)),
    );
    socket.once("close", () => end(ready ? "ok" : "other", "the connection was closed"));
    socket.resume();
  });
}

function open(url: URL, { ca, cert, key }: Credentials): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = Number(url.port) || defaultPort(url);
  if (!isTls(url)) return connectPlain({ host, port });
  const own = ca === null ? {} : { ca, servername: controlPlaneServerName };
  const name = isIP(host) === 0 ? { servername: host } : {};
  const client = cert === null || key === null ? {} : { cert, key };
  return connectTls({ host, port, ...name, ...own, ...client });
}

export function isTls(url: URL): boolean {
  return ["https:", "wss:", "mqtts:"].includes(url.protocol);
}

function defaultPort(url: URL): number {
  const ports: Readonly<Record<string, number>> = { "mqtt:": 1_883, "mqtts:": 8_883 };
  return ports[url.protocol] ?? (isTls(url) ? 443 : 80);
}

/** By Node's and OpenSSL's codes: which of the steps of a connection failed. */
export function outcomeOf(error: NodeJS.ErrnoException, ready: boolean): ReachFacts["outcome"] {
  const code = error.code ?? "";
  if (/^(ENOTFOUND|EAI_)/.test(code)) return "dns";
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/.test(code)) return "refused";
  if (/^(ETIMEDOUT|ABORT_ERR)$/.test(code)) return "timeout";
  // An alert is the server's word on our certificate; everything else of TLS is our word on its.
  if (/ALERT/.test(code)) return "rejected";
  if (/CERT|SIGNATURE|SSL|TLS|ISSUER|SELF_SIGNED/.test(code)) return "tls";
  // Whoever breaks off after the handshake without an alert has still taken the connection.
  return ready && code === "ECONNRESET" ? "ok" : "other";
}

function textOf(error: NodeJS.ErrnoException): string {
  return (error.message === "" ? (error.code ?? "unknown") : error.message).slice(0, 300);
}
