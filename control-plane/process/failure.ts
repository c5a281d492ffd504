import { NovaError } from "@novacron/protocol/errors/nova-error";

/** Exit codes of the process: 2 is a mistake in the configuration, 1 everything else. */
export function exitCodeOf(error: unknown): number {
  return error instanceof NovaError && error.code === "CONFIG_INVALID" ? 2 : 1;
}

/** Why it did not start, for a person: what was attempted, why it failed, what to do. */
export function failureText(error: unknown): string {
  if (!(error instanceof NovaError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `NovaCron failed: ${text}\n`;
  }
  const details = Object.entries(error.details).map(([key, value]) => `  ${key}: ${value}\n`);
  return `${error.code}: ${error.message}\n${details.join("")}  ${error.next}\n`;
}
