import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { FullHypervisor } from "../ports/hypervisor.ts";
import type { GateAddress, MigrationPower } from "../ports/migration.ts";

/** Rejects ACTION_NOT_POSSIBLE where this host cannot move machines. */
export function migrationOf(hypervisor: FullHypervisor): MigrationPower {
  if (hypervisor.migration !== undefined) return hypervisor.migration;
  throw new NovaError("ACTION_NOT_POSSIBLE", "move a machine by this agent", {
    next: "Join the host to the fleet: moves need its certificate (docs/operate/joining.md)",
  });
}

interface Ticket {
  readonly target: HostId;
  readonly addresses: readonly string[];
  readonly port: number | null;
  readonly secret: string;
}

/** Null for a move within the host. */
export function gateOf({ target, addresses, port, secret }: Ticket): GateAddress | null {
  return port === null ? null : { target, addresses, port, secret };
}
