import { setTimeout as delay } from "node:timers/promises";

export type Answer<T> = T | false | null | undefined;

/** What is awaited, asked again and again; where it fails for a moment (an API that restarts) it is asked again. */
export interface Asked<T> {
  readonly what: string;
  readonly ask: () => Promise<Answer<T>> | Answer<T>;
  readonly limitMs?: number;
  readonly everyMs?: number;
  /** The last words of what runs, for the failure's message. */
  readonly logs: () => string;
}

/** The first answer that is neither false nor null nor undefined; throws with what was awaited, the last error and the logs. */
export async function firstAnswer<T>({
  what,
  ask,
  limitMs = 30_000,
  everyMs = 100,
  logs,
}: Asked<T>): Promise<T> {
  const deadline = performance.now() + limitMs;
  let last: unknown = null;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`not within ${limitMs} ms: ${what} (${last})\n${logs()}`);
    }
    await delay(everyMs);
  }
}
