import type { HostInventory } from "@novacron/protocol/domain/host";
import type { HostRow, NewRecordEntry } from "../../ports/state-store.ts";

interface HostOccasion {
  readonly at: number;
  readonly kind: NewRecordEntry["kind"];
  readonly actor: string;
  readonly sentence: string;
  readonly severity?: NewRecordEntry["severity"];
}

export function hostEntry(
  row: Pick<HostRow, "id" | "name" | "state" | "inventory">,
  what: HostOccasion,
): NewRecordEntry {
  return {
    at: what.at,
    kind: what.kind,
    machine: null,
    machineName: null,
    host: row.id,
    hostName: row.name,
    operation: null,
    actor: what.actor,
    severity: what.severity ?? "info",
    sentence: what.sentence,
    data: {
      state: row.state,
      cpuThreads: row.inventory.cpuThreads,
      memoryBytes: row.inventory.memoryBytes,
      agentVersion: row.inventory.agentVersion,
    },
  };
}

/** Changes of a host that people look for later, in sentences. */
export function hostChanges(before: HostInventory, after: HostInventory): readonly string[] {
  const found: string[] = [];
  const say = (what: string, old: unknown, now: unknown): void => {
    if (old !== now) found.push(`${after.name}: ${what} is now ${text(now)}, before ${text(old)}`);
  };
  say("the name", before.name, after.name);
  say("the agent", before.agentVersion, after.agentVersion);
  say("the kernel", before.kernel, after.kernel);
  say("libvirt", before.libvirtVersion, after.libvirtVersion);
  say("QEMU", before.qemuVersion, after.qemuVersion);
  say("the number of CPU threads", before.cpuThreads, after.cpuThreads);
  say("the memory in bytes", before.memoryBytes, after.memoryBytes);
  say("the manager of the host", before.foreignManager, after.foreignManager);
  say("virtualisation", before.virtualisation.verdict, after.virtualisation.verdict);
  return found;
}

function text(value: unknown): string {
  return value === null || value === undefined ? "unknown" : String(value);
}
