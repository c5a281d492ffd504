import type { HostId } from "@novacron/protocol/domain/ids";
import type { MigrationFinding } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { clockVerdict } from "../gate/ticket-server.ts";

export interface Tried {
  readonly address: string;
  readonly error: unknown;
}

/** Which host stands in the way, and what to do there. Hosts are named by their ids; the control plane knows more of them. */
export function whyNotReached(
  source: HostId,
  target: HostId,
  tried: readonly Tried[],
): MigrationFinding {
  const clockSays = tried.map(({ error }) => clockVerdict(error)).find((one) => one !== null);
  if (clockSays !== undefined) {
    const text = `By the clock of host ${source} the certificate of host ${target} ${clockSays}`;
    const remedy = "Set the clocks of both hosts right (timedatectl set-ntp true)";
    return { code: "clock", text, remedy };
  }
  const reasons = tried.map(({ address, error }) => `${address}: ${reasonOf(error)}`).join("; ");
  if (tried.some(({ error }) => isRefusal(error))) {
    const text = `Host ${target} does not let host ${source} in: ${reasons}`.slice(0, 1_000);
    const remedy = `Look at host ${target}: its agent's log, its clock, and that its address for moves is its own`;
    return { code: "refused", text, remedy };
  }
  const text = `Host ${source} does not reach host ${target}: ${reasons}`.slice(0, 1_000);
  const remedy = `Open TCP from host ${source} to host ${target} (ports 1024 to 65535), or set the address for moves of the latter`;
  return { code: "unreachable", text, remedy };
}

function isRefusal(error: unknown): boolean {
  return error instanceof NovaError && error.code === "MIGRATION_TARGET_REFUSED";
}

/** Of a refusal its reason: who refused stands beside it. */
function reasonOf(error: unknown): string {
  if (isRefusal(error) && error instanceof Error && error.cause instanceof Error)
    return error.cause.message;
  return error instanceof Error ? error.message : String(error);
}
