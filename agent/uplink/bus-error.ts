import { NovaError } from "@novacron/protocol/errors/nova-error";

/** CONNACK return codes by which a broker refuses the login (MQTT 3.1.1, table 3.1). */
const refusals: ReadonlySet<unknown> = new Set([4, 5]);

/** Why there is no connection: BUS_REFUSED where the broker does not want us, else BUS_UNAVAILABLE. */
export function busError(cause: unknown, attempted: string): NovaError {
  if (cause instanceof NovaError) return cause;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return new NovaError(refusals.has(code) ? "BUS_REFUSED" : "BUS_UNAVAILABLE", attempted, {
    cause,
  });
}
