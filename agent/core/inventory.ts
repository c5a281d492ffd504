import type {
  Capability,
  HostInventory,
  HostProblem,
  LibvirtHealth,
  Virtualisation,
} from "@novacron/protocol/domain/host";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { HostFactsInventory } from "../ports/host-facts.ts";
import type { FullHypervisor, HypervisorInventory } from "../ports/hypervisor.ts";

/** Who this agent is. `session` is new in each process and the same as in the uplink's last will. */
export interface AgentIdentity {
  readonly host: HostId;
  readonly session: string;
  readonly agentVersion: string;
  readonly simulated: boolean;
}

export interface InventoryParts {
  readonly identity: AgentIdentity;
  readonly facts: HostFactsInventory;
  readonly hypervisor: HypervisorInventory | null;
  readonly health: LibvirtHealth;
  readonly virtualisation: Virtualisation;
  readonly capabilities: readonly Capability[];
  readonly metricsIntervalMs: number;
  readonly problems: readonly HostProblem[];
}

export const notProbed: Virtualisation = {
  verdict: "unknown",
  evidence: "not probed yet",
  at: null,
};

export function hostInventoryOf(parts: InventoryParts): HostInventory {
  const { kernelBootId: _boot, fallbackUuid: _uuid, ...facts } = parts.facts;
  const { identity, hypervisor } = parts;
  return {
    ...facts,
    id: identity.host,
    simulated: identity.simulated,
    agentVersion: identity.agentVersion,
    capabilities: [...parts.capabilities],
    libvirtVersion: hypervisor?.hypervisorVersion ?? null,
    qemuVersion: hypervisor?.emulatorVersion ?? null,
    virtualisation: parts.virtualisation,
    libvirt: parts.health,
    pools: [...(hypervisor?.pools ?? [])],
    networks: [...(hypervisor?.networks ?? [])],
    metricsIntervalMs: parts.metricsIntervalMs,
    ...(parts.problems.length === 0 ? {} : { problems: [...parts.problems] }),
  };
}

export interface Powers {
  readonly hasTunnel: boolean;
  readonly canUpgrade: boolean;
}

export function capabilitiesOf(
  hypervisor: FullHypervisor,
  { hasTunnel, canUpgrade }: Powers,
): Capability[] {
  const found: Capability[] = ["machine.power", "machine.autostart", "host.metrics-interval"];
  if (hypervisor.createDemo !== undefined) found.push("machine.demo");
  if (hypervisor.openConsole !== undefined && hasTunnel) found.push("machine.console");
  if (canUpgrade) found.push("agent.upgrade");
  return found;
}
