import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import { addressLimits, nameLimits, secondFactorLimits, Throttle } from "./throttle.ts";

/**
 * Holds back who fails to log in: by name only for seconds, so that nobody can lock another out; by address
 * for minutes; and codes of a second factor by account for minutes, since who gets there knows the password.
 * Each try counts before its check, or a hundred at once would all pass.
 */
export class LoginThrottle {
  readonly #clock: Clock;
  readonly #byName = new Throttle(nameLimits);
  readonly #byAddress = new Throttle(addressLimits);
  readonly #codes = new Throttle(secondFactorLimits);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws RATE_LIMITED, or counts the try. */
  beginTry(attempted: string, name: string, address: string): void {
    const now = this.#clock.monotonicMs();
    const from = addressKey(address);
    holdBack(
      attempted,
      Math.max(this.#byName.waitMs(name, now), this.#byAddress.waitMs(from, now)),
    );
    this.#byName.failed(name, now);
    this.#byAddress.failed(from, now);
  }

  /** The name is free again; of the address only this one try, or one good account would free guessing. */
  succeeded(name: string, address: string): void {
    this.#byName.succeeded(name);
    this.#byAddress.forgive(addressKey(address));
  }

  beginCode(attempted: string, user: string): void {
    const now = this.#clock.monotonicMs();
    holdBack(attempted, this.#codes.waitMs(user, now));
    this.#codes.failed(user, now);
  }

  codeSucceeded(user: string): void {
    this.#codes.succeeded(user);
  }
}

function holdBack(attempted: string, waitMs: number): void {
  if (waitMs === 0) return;
  throw new NovaError("RATE_LIMITED", attempted, { details: { retryAfterMs: Math.ceil(waitMs) } });
}

/** Of IPv6 the network of 64 bits, which is what one customer gets at least. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const all = [...front, ...Array<string>(zeros).fill("0"), ...back];
  const network = all.slice(0, 4).map((part) => part.replace(/^0+(?=.)/, ""));
  return `${network.join(":").toLowerCase()}::/64`;
}
