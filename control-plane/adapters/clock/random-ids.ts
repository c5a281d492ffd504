import { randomUUID } from "node:crypto";
import type { Ids } from "../../ports/clock.ts";

/** Ids from the system's random source. */
export class RandomIds implements Ids {
  uuid(): string {
    return randomUUID();
  }

  random(): number {
    return Math.random();
  }
}
