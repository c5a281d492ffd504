import { readFile } from "node:fs/promises";
import { get } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";

/**
 * Whether the control plane says of itself that it is ready. With TLS it is asked as an agent asks: by the
 * fleet's own authority, whose certificate it makes at its first start.
 */
export async function isReady(url: string, caPath: string): Promise<boolean> {
  if (!url.startsWith("https:")) return await answersHttp(`${url}/readyz`);
  const ca = await readFile(caPath, "utf8").catch(() => null);
  if (ca === null) return false;
  return await new Promise((resolve) => {
    const options = { ca, servername: controlPlaneServerName, timeout: 2_000 };
    const asking = get(`${url}/readyz`, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asking.on("timeout", () => asking.destroy());
    asking.on("error", () => resolve(false));
  });
}

/** Whether an address answers with status 200 within two seconds. */
export async function answersHttp(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Waits for readiness until the limit or until `isOver` says that it cannot come any more. */
export async function waitReady(
  { url, caPath }: { readonly url: string; readonly caPath: string },
  isOver: () => boolean,
  limitMs: number,
): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!isOver() && performance.now() < deadline) {
    if (await isReady(url, caPath)) return true;
    await delay(100);
  }
  return false;
}
