import { hasEnded } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { LiveMessage, PlanKind } from "@novacron/protocol/http/live";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { OperationView } from "@novacron/protocol/http/operations";
import { call } from "../api/call.ts";
import { queryClient } from "../api/query-client.ts";
import { Collection } from "./collection.ts";
import { LiveClient, type Watch } from "./live-client.ts";
import { MoveHistory } from "./move-history.ts";
import { SparkHistory } from "./spark-history.ts";

/** As many rows as the server gives at once; a larger fleet is shown in part and says so. */
export const machinesMax = 30_000;
const operationsMax = 500;
/** What only says that it changed is asked again, but at most this often. */
const refreshEveryMs = { fleet: 2_000, plans: 500 } as const;
/** What is asked again when plans of a kind changed. */
const planQueries = {
  maintenance: ["maintenance"],
  placement: ["placement", "placement-suggestion", "placement-runs"],
  limits: ["moves"],
} as const satisfies Record<PlanKind, readonly string[]>;

export const live = new LiveClient();
export const machines = new Collection<MachineRow>((row) => row.id);
export const hosts = new Collection<HostView>((host) => host.id);
export const operations = new Collection<OperationView>((op) => op.id);
export const cpuHistory = new SparkHistory();
export const moveHistory = new MoveHistory();

let machinesTotal = 0;
export const machinesTotalOnServer = (): number => machinesTotal;

/** What was loaded once is followed from then on, so that no page shows an old copy. */
const followed = new Map<string, () => void>();
function follow(name: string, wish: Watch): void {
  if (!followed.has(name)) followed.set(name, live.watch(wish));
}

export async function loadMachines(): Promise<void> {
  follow("machines", { machines: "state" });
  await load(machines, async () => {
    const answer = await call("listMachines", { query: { limit: machinesMax } });
    machinesTotal = answer.total;
    return answer.items;
  });
}

export async function loadHosts(): Promise<void> {
  follow("hosts", { hosts: true });
  await load(hosts, async () => (await call("listHosts")).items);
}

/** Called where plans are asked for. */
export function followPlans(): void {
  follow("plans", { plans: true });
}

export async function loadOperations(): Promise<void> {
  follow("operations", { operations: true, record: true });
  await load(operations, async () => {
    const { items } = await call("listOperations", { query: { limit: 200 } });
    moveHistory.push(items);
    return items;
  });
}

/** Follows the feed for as long as somebody is logged in. */
export function startLive(): () => void {
  const offMessage = live.onMessage(apply);
  const offResume = live.onResume(reload);
  const online = () => live.retryNow();
  window.addEventListener("online", online);
  live.start();
  return () => {
    window.removeEventListener("online", online);
    offMessage();
    offResume();
    live.stop();
    for (const release of followed.values()) release();
    followed.clear();
    for (const collection of [machines, hosts, operations]) collection.clear();
    cpuHistory.clear();
    moveHistory.clear();
  };
}

function reload(): void {
  if (machines.getSnapshot().status !== "idle") void loadMachines();
  if (hosts.getSnapshot().status !== "idle") void loadHosts();
  void loadOperations();
  void queryClient.invalidateQueries();
}

function apply(message: LiveMessage): void {
  switch (message.type) {
    case "machines":
      if (machines.getSnapshot().status === "ready") {
        machines.upsert(message.changed.map(keepFigures));
        machines.remove(message.gone);
      }
      for (const row of message.changed) {
        void queryClient.invalidateQueries({ queryKey: ["machine", row.id] });
      }
      refreshFleet();
      return;
    case "figures":
      applyFigures(message.rows);
      return;
    case "hosts":
      if (hosts.getSnapshot().status === "ready") {
        hosts.upsert(message.changed);
        hosts.remove(message.gone);
      }
      for (const host of message.changed) queryClient.setQueryData(["host", host.id], host);
      return;
    case "operations":
      moveHistory.push(message.changed);
      operations.upsert(message.changed);
      trimOperations();
      refreshFleet();
      return;
    case "plans":
      for (const query of message.changed.flatMap((kind) => planQueries[kind])) {
        refreshSoon(query, refreshEveryMs.plans);
      }
      return;
    case "record":
      void queryClient.invalidateQueries({ queryKey: ["record"] });
      refreshFleet();
      return;
    default:
  }
}

type Figures = Extract<LiveMessage, { type: "figures" }>["rows"][number];

/** So many rows at once are a few milliseconds; the rest waits, so that no scrolling stutters over a tick. */
const figuresAtOnce = 500;

function applyFigures(rows: readonly Figures[], from = 0): void {
  applySlice(rows.slice(from, from + figuresAtOnce));
  const next = from + figuresAtOnce;
  if (next < rows.length) setTimeout(() => applyFigures(rows, next));
}

function applySlice(rows: readonly Figures[]): void {
  const changed: MachineRow[] = [];
  for (const figures of rows) {
    cpuHistory.push(figures.id, figures.cpuUsed);
    const before = machines.get(figures.id);
    if (before !== undefined) changed.push(withFigures(before, figures));
  }
  machines.upsert(changed);
}

function keepFigures(row: MachineRow): MachineRow {
  const before = machines.get(row.id);
  const runs = row.state === "running" && before?.state === "running";
  return runs && row.memoryUsedBytes === null ? { ...row, ...figuresOf(before) } : row;
}

function figuresOf(row: MachineRow) {
  const { memoryUsedBytes, memorySource, diskBytesPerSecond, nicBytesPerSecond } = row;
  return { memoryUsedBytes, memorySource, diskBytesPerSecond, nicBytesPerSecond };
}

/** A figure that this tick did not take is still the newest that is known. */
function withFigures(before: MachineRow, figures: Figures): MachineRow {
  return {
    ...before,
    ...figures,
    memoryUsedBytes: figures.memoryUsedBytes ?? before.memoryUsedBytes,
    memorySource: figures.memoryUsedBytes === null ? before.memorySource : figures.memorySource,
    diskBytesPerSecond: figures.diskBytesPerSecond ?? before.diskBytesPerSecond,
    nicBytesPerSecond: figures.nicBytesPerSecond ?? before.nicBytesPerSecond,
  };
}

function trimOperations(): void {
  const { rows } = operations.getSnapshot();
  if (rows.size <= operationsMax) return;
  const ended = [...rows.values()].filter((op) => hasEnded(op.state));
  ended.sort((a, b) => a.requestedAt - b.requestedAt);
  operations.remove(ended.slice(0, rows.size - operationsMax).map((op) => op.id));
}

function refreshFleet(): void {
  refreshSoon("fleet", refreshEveryMs.fleet);
}

const refreshTimers = new Map<string, ReturnType<typeof setTimeout>>();
function refreshSoon(query: string, afterMs: number): void {
  if (refreshTimers.has(query)) return;
  const refresh = () => {
    refreshTimers.delete(query);
    void queryClient.invalidateQueries({ queryKey: [query] });
  };
  refreshTimers.set(query, setTimeout(refresh, afterMs));
}

async function load<T>(collection: Collection<T>, ask: () => Promise<T[]>): Promise<void> {
  collection.loading();
  try {
    collection.replace(await ask());
  } catch (error) {
    const known = error instanceof NovaError ? error : null;
    collection.failed(known ?? new NovaError("INTERNAL", "load the list", { cause: error }));
  }
}
