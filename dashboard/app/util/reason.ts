import type { NovaError } from "@novacron/protocol/errors/nova-error";

/** The message without what the title says already. */
export function reasonOf(error: NovaError): string {
  const { cause } = error;
  const text = cause instanceof Error && cause.message !== "" ? cause.message : error.message;
  const prefix = `${error.attempted}: `;
  const bare = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  return bare.slice(0, 1).toUpperCase() + bare.slice(1);
}
