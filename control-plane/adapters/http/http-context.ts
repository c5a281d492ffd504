import type { ControlPlane } from "../../app/control-plane.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { RateLimit } from "./rate-limit.ts";

/** What the parts of the HTTP adapter share. */
export interface HttpContext {
  readonly app: ControlPlane;
  readonly clock: Clock;
  readonly log: Log;
  readonly anonymous: RateLimit;
  /** Tests hold each answer against its schema; a running server trusts its own types. */
  readonly checkAnswers: boolean;
}
