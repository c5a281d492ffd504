import { setTimeout as delay } from "node:timers/promises";

/** Whether the control plane says of itself that it is ready. */
export async function isReady(url: string): Promise<boolean> {
  return await answersHttp(`${url}/readyz`);
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
  url: string,
  isOver: () => boolean,
  limitMs: number,
): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!isOver() && performance.now() < deadline) {
    if (await isReady(url)) return true;
    await delay(100);
  }
  return false;
}
