import type {
  Capability,
  HostInventory,
  HostNetwork,
  HostNic,
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
  /** Set by the administrator: the address for moves. */
  readonly moveAddress: string | null;
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
    ...(hypervisor?.migration && {
      migration: {
        ...hypervisor.migration,
        addresses: moveAddresses(parts.moveAddress, facts.nics, hypervisor.networks),
      },
    }),
    ...(parts.problems.length === 0 ? {} : { problems: [...parts.problems] }),
  };
}

const addressesMax = 16;

/**
 * Under which addresses other hosts may reach this one: the chosen one alone, or all that are neither of this host
 * only (loopback, link-local) nor of a network that libvirt made within it.
 */
export function moveAddresses(
  chosen: string | null,
  nics: readonly HostNic[],
  networks: readonly HostNetwork[],
): string[] {
  if (chosen !== null) return [chosen];
  // A network of mode bridge lets machines onto a bridge of the host's own, which is how others reach it.
  const made = networks.filter(({ forward }) => forward !== "bridge");
  const inner = new Set(made.flatMap(({ bridge }) => (bridge === null ? [] : [bridge])));
  const outer = nics.filter(
    ({ name }) => name !== "lo" && !inner.has(name) && !/^vnet\d/.test(name),
  );
  const all = outer.flatMap(({ addresses }) => addresses.map((one) => one.split("/")[0] ?? ""));
  const isOwn = (address: string) => /^(127\.|169\.254\.|::1$|fe80:)/i.test(address);
  return [...new Set(all)].filter((one) => one !== "" && !isOwn(one)).slice(0, addressesMax);
}

/** Parts of an agent that some do not have. */
export interface Powers {
  readonly tunnel?: unknown;
  readonly upgrader?: unknown;
  readonly hooks?: unknown;
}

export function capabilitiesOf(
  hypervisor: FullHypervisor,
  { tunnel, upgrader, hooks }: Powers,
): Capability[] {
  const hasTunnel = tunnel !== undefined;
  const found: Capability[] = ["machine.power", "machine.autostart", "host.metrics-interval"];
  if (hypervisor.createDemo !== undefined) found.push("machine.demo");
  if (hypervisor.openConsole !== undefined && hasTunnel) found.push("machine.console");
  if (hypervisor.migration !== undefined) found.push("machine.move");
  if (hypervisor.definition !== undefined && hasTunnel) found.push("machine.definition");
  if (upgrader !== undefined) found.push("agent.upgrade");
  if (hooks !== undefined) found.push("host.hook");
  return found;
}
