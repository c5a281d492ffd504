import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { loadMachines, machines } from "../../live/fleet-store.ts";
import { useWatch } from "../../live/use-live.ts";

/** Above this the map shows hosts alone: a cell of a machine would be smaller than a pointer. */
const machinesMax = 2_500;
const figures = { machines: "figures" } as const;
const nothing = {};
const none: ReadonlyMap<string, readonly MachineRow[]> = new Map();

export function useMachinesByHost(
  hosts: readonly HostView[],
): ReadonlyMap<string, readonly MachineRow[]> {
  const total = hosts.reduce((sum, host) => sum + host.machines.total, 0);
  const wanted = total > 0 && total <= machinesMax;
  useWatch(wanted ? figures : nothing);
  const snapshot = useSyncExternalStore(machines.subscribe, machines.getSnapshot);
  useEffect(() => {
    if (wanted && machines.getSnapshot().status === "idle") void loadMachines();
  }, [wanted]);
  return useMemo(() => {
    if (!wanted) return none;
    const byHost = new Map<string, MachineRow[]>();
    for (const row of snapshot.rows.values()) {
      const list = byHost.get(row.host);
      if (list === undefined) byHost.set(row.host, [row]);
      else list.push(row);
    }
    return byHost;
  }, [snapshot, wanted]);
}
