import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import { z } from "zod";
import type { ControlPlaneFacts } from "../facts.ts";
import { type Credentials, isTls, reach } from "./reach.ts";

export interface Addresses {
  readonly api: string | null;
  readonly bus: string | null;
  readonly tunnel: string | null;
}

const answerMs = 5_000;
const answerMaxBytes = 256 * 1024;
const trust = z.object({ now: z.number() });
const release = z.object({ version: z.string().max(64) });

/** Knocks at each address of the control plane, and asks its clock and version. */
export async function collectControlPlane(
  addresses: Addresses,
  credentials: Credentials,
): Promise<ControlPlaneFacts | null> {
  const { api, bus, tunnel } = addresses;
  if (api === null) return null;
  const facts = {
    api: await reach(api, credentials),
    bus: bus === null ? null : await reach(bus, credentials),
    // The tunnel is a path of the API: it is knocked at only where it is another server's.
    tunnel: tunnel === null || sameServer(tunnel, api) ? null : await reach(tunnel, credentials),
  };
  if (facts.api.outcome !== "ok") {
    return { ...facts, skewMs: null, skewErrorMs: 0, version: null };
  }
  const begun = performance.now();
  const time = trust.safeParse(await getJson(new URL("/api/v1/trust", api), credentials));
  const here = Date.now();
  const skewErrorMs = (performance.now() - begun) / 2;
  const skewMs = time.success ? Math.round(time.data.now - here + skewErrorMs) : null;
  const about = release.safeParse(
    await getJson(new URL("/install/release.json", api), credentials),
  );
  return { ...facts, skewMs, skewErrorMs, version: about.success ? about.data.version : null };
}

function sameServer(one: string, other: string): boolean {
  const [left, right] = [new URL(one), new URL(other)];
  const port = (url: URL): string => url.port || (isTls(url) ? "443" : "80");
  return left.hostname === right.hostname && port(left) === port(right);
}

/** Null where the answer is not 200 with JSON in time. */
function getJson(url: URL, { ca, cert, key }: Credentials): Promise<unknown> {
  const own = ca === null ? {} : { ca, servername: controlPlaneServerName };
  const client = cert === null || key === null ? {} : { cert, key };
  const tls = { ...own, ...client };
  return new Promise((resolve) => {
    const send = isTls(url) ? requestTls : requestPlain;
    const signal = AbortSignal.timeout(answerMs);
    const asked = send(url, { signal, agent: false, ...tls }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > answerMaxBytes) asked.destroy();
      });
      answer.on("end", () => resolve(answer.statusCode === 200 ? parse(text) : null));
      answer.on("error", () => resolve(null));
    });
    asked.on("error", () => resolve(null));
    asked.end();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
