import { useEffect } from "react";
import { call } from "../../api/call.ts";
import { cpuHistory } from "../../live/fleet-store.ts";
import { sparkPoints } from "../../live/spark-history.ts";
import { serverNow } from "../../live/use-live.ts";

/** Rows must stand still this long before their past is asked for. */
const restMs = 250;
const atOnceMax = 4;
const spanMs = 4 * 60_000;

const asked = new Set<string>();

/** Gives the sparklines of the visible rows their last minutes; each machine is asked once. */
export function useHistory(ids: readonly string[]): void {
  const key = ids.join();
  useEffect(() => {
    const queue = key.split(",").filter((id) => id !== "" && !asked.has(id));
    if (queue.length === 0) return;
    let stopped = false;
    const timer = setTimeout(() => {
      for (let lane = 0; lane < atOnceMax; lane += 1) void work(queue, () => stopped);
    }, restMs);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [key]);
}

async function work(queue: string[], stopped: () => boolean): Promise<void> {
  for (let id = queue.shift(); id !== undefined && !stopped(); id = queue.shift()) {
    asked.add(id);
    await prefill(id).catch(() => asked.delete(id));
  }
}

async function prefill(machine: string): Promise<void> {
  const to = Math.round(serverNow());
  const place = { machine } as object;
  const query = { ...place, target: "machine" as const, fields: "cpuUsed", from: to - spanMs, to };
  const answer = await call("metricsRange", { query: { ...query, points: sparkPoints } });
  const [series] = answer.series;
  if (series !== undefined) cpuHistory.prefill(machine, series.values.cpuUsed ?? []);
}
