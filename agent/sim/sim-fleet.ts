import type { HostId } from "@novacron/protocol/domain/ids";
import { AgentCore } from "../core/agent.ts";
import type { AgentTrust } from "../core/downlinks.ts";
import { type AgentLimits, defaultLimits } from "../core/limits.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { TunnelDialer } from "../ports/tunnel.ts";
import type { Uplink } from "../ports/uplink.ts";
import { uuidOf } from "./chance.ts";
import { simulatedHostId, simulatedHostName, simulatedMachines } from "./machine-specs.ts";
import { MemoryJournalDisk, MemoryJournalStore } from "./memory-journal-store.ts";
import { MemoryOutboxDisk, MemoryOutboxStore } from "./memory-outbox-store.ts";
import { SimNetwork } from "./sim-network.ts";
import { SimulatedHostFacts } from "./simulated-host-facts.ts";
import { SimulatedHypervisor } from "./simulated-hypervisor.ts";

export interface SimFleetParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly seed: number;
  readonly hosts: number;
  readonly machines: number;
  readonly intervalMs: number;
  readonly agentVersion: string;
  readonly tunnel: TunnelDialer | null;
  readonly trust: (index: number) => AgentTrust;
  readonly uplink: (index: number, host: HostId, session: string) => Uplink;
}

const MiB = 1024 * 1024;

/** Many simulated hosts in one process, each with the whole agent core and a connection of its own. */
export class SimFleet {
  readonly agents: readonly AgentCore[];
  readonly #parts: SimFleetParts;

  constructor(parts: SimFleetParts) {
    this.#parts = parts;
    const network = new SimNetwork();
    const pools = ["default", "fast"];
    this.agents = Array.from({ length: parts.hosts }, (_, index) =>
      makeAgent(parts, index, { network, pools }),
    );
  }

  /** Spread over one interval, as real hosts are: so many at the same instant would be no fair picture. */
  async start(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs, hosts } = this.#parts;
    const started = this.agents.map(async (agent, index) => {
      await new Promise<void>((resolve) => {
        clock.after((index * intervalMs) / hosts, resolve);
      });
      if (!signal.aborted) await agent.start(signal);
    });
    await Promise.all(started);
  }

  async stop(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.stop()));
  }
}

function makeAgent(
  parts: SimFleetParts,
  index: number,
  shared: { readonly network: SimNetwork; readonly pools: readonly string[] },
): AgentCore {
  const { clock, ids, log, seed, machines, agentVersion, tunnel } = parts;
  const host = simulatedHostId(seed, index);
  const name = simulatedHostName(index);
  const session = ids.uuid();
  const hypervisor = new SimulatedHypervisor({
    clock,
    seed: seed + index,
    host,
    machines: simulatedMachines(seed, index, machines),
    ...shared,
  });
  return new AgentCore({
    hypervisor,
    uplink: parts.uplink(index, host, session),
    // A new boot in each process: what waited in memory is gone with the old one.
    outboxStore: new MemoryOutboxStore(new MemoryOutboxDisk(ids.uuid())),
    journalStore: new MemoryJournalStore(new MemoryJournalDisk()),
    hostFacts: new SimulatedHostFacts({ clock, seed, name, hypervisor }),
    clock,
    ids,
    log,
    limits: simLimits(parts.intervalMs),
    identity: { host, session, agentVersion, simulated: true },
    trust: parts.trust(index),
    probe: {
      probeVirtualisation: async () => ({
        verdict: "kvm",
        evidence: `simulated, seed ${uuidOf(seed, name).slice(0, 8)}`,
        at: Math.round(clock.now()),
      }),
    },
    ...(tunnel === null ? {} : { tunnel }),
  });
}

function simLimits(metricsIntervalMs: number): AgentLimits {
  const outbox = { ...defaultLimits.outbox, maxBytes: 16 * MiB, tailBytes: MiB };
  return { ...defaultLimits, metricsIntervalMs, outbox };
}
