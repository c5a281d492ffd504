import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { OperationView } from "@novacron/protocol/http/operations";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Collection, Snapshot } from "./collection.ts";
import {
  hosts,
  live,
  loadHosts,
  loadMachines,
  loadOperations,
  machines,
  operations,
} from "./fleet-store.ts";
import type { LiveStatus, Watch } from "./live-client.ts";

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(live.subscribe, live.getStatus);
}

/** Keeps a wish with the feed while the component is shown. `wish` must be stable. */
export function useWatch(wish: Watch): void {
  useEffect(() => live.watch(wish), [wish]);
}

const watchFigures: Watch = { machines: "figures" };

/** With figures each tick where the caller shows them. */
export function useMachines(): Snapshot<MachineRow> {
  useWatch(watchFigures);
  return useCollection(machines, loadMachines);
}

/** Names and states alone, for jumping to a machine; loaded when `wanted` first becomes true. */
export function useMachineNames(wanted: boolean): Snapshot<MachineRow> {
  return useCollection(machines, wanted ? loadMachines : doNothing);
}

export function useHosts(): Snapshot<HostView> {
  return useCollection(hosts, loadHosts);
}

export function useOperations(): Snapshot<OperationView> {
  return useCollection(operations, loadOperations);
}

async function doNothing(): Promise<void> {}

function useCollection<T>(collection: Collection<T>, load: () => Promise<void>): Snapshot<T> {
  const snapshot = useSyncExternalStore(collection.subscribe, collection.getSnapshot);
  useEffect(() => {
    if (collection.getSnapshot().status === "idle") void load();
  }, [collection, load]);
  return snapshot;
}

/** Our idea of the server's time, renewed every `everyMs`. */
export function useNow(everyMs = 1_000): number {
  const [now, setNow] = useState(() => serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export function serverNow(): number {
  return Date.now() + live.getStatus().clockOffsetMs;
}
