import { loadavg } from "node:os";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { buildDashboard } from "@novacron/dashboard/build";
import { openBrowser } from "@novacron/test/browser/browser";
import type { Browser, Page } from "playwright-core";
import { type BenchResult, quantile, rounded } from "../lib/result.ts";
import { processUse, type SimFleet, startSimFleet } from "../lib/sim-fleet.ts";
import { type Arrival, installProbe, type ProbedWindow } from "./page-probe.ts";

const hosts = 500;
const machinesPerHost = 20;
const intervalMs = 5_000;
/** Pages open at once, each on a machine of another host. */
const pages = 4;
const turns = 6;
/** How long one page shows one machine; the first samples are let go while the page loads. */
const turnMs = 33_000;
const goalMs = 1_000;
/** What piled up while 500 hosts began at once is worked off first. */
const settleLimitMs = 240_000;

/** Real control plane and store, real agent core under simulated hosts, real browser on the machine's page. */
export async function benchLatency(): Promise<BenchResult> {
  await buildDashboard();
  const fleet = await startSimFleet({ hosts, machinesPerHost, intervalMs });
  const browser = await openBrowser();
  try {
    await settled(fleet);
    const machines = await runningMachines(fleet, pages * turns);
    const before = processUse(fleet.plane.pid ?? 0);
    const begun = performance.now();
    const watched = Array.from({ length: pages }, (_, index) =>
      watch(fleet, browser, machines.slice(index * turns, (index + 1) * turns)),
    );
    const arrivals = (await Promise.all(watched)).flat();
    const seconds = (performance.now() - begun) / 1000;
    const after = processUse(fleet.plane.pid ?? 0);
    const cores = (after.cpuS - before.cpuS) / seconds;
    return result(arrivals, { cores, rssBytes: after.rssBytes });
  } finally {
    await browser.close();
    await fleet.stop();
  }
}

/** Until the newest sample of nearly every machine is of the last two intervals. */
async function settled({ api }: SimFleet): Promise<void> {
  const endsAt = performance.now() + settleLimitMs;
  for (;;) {
    const { items } = await api.call("listMachines", {
      query: { filter: "state:running", limit: 30_000 },
    });
    const oldest = Date.now() - 2 * intervalMs;
    const late = items.filter(({ sampledAt }) => (sampledAt ?? 0) < oldest).length;
    process.stderr.write(`${late} of ${items.length} machines are behind\n`);
    if (late < items.length / 200) return;
    if (performance.now() > endsAt) throw new RangeError("the control plane does not catch up");
    await pause(10_000);
  }
}

/** Spread over the whole fleet, so that hardly two are of one host. */
async function runningMachines({ api }: SimFleet, count: number): Promise<readonly string[]> {
  const query = { filter: "state:running", limit: 30_000 };
  const { items } = await api.call("listMachines", { query });
  const step = Math.floor(items.length / count);
  return Array.from({ length: count }, (_, index) => items[index * step]?.id ?? "");
}

async function watch(
  fleet: SimFleet,
  browser: Browser,
  machines: readonly string[],
): Promise<readonly Arrival[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.addInitScript(installProbe);
  await logIn(page, fleet);
  const all: Arrival[] = [];
  for (const machine of machines) {
    await page.goto(`${fleet.plane.url}/machines/${machine}`);
    await page.locator("canvas").first().waitFor();
    await page.evaluate(() => {
      (globalThis as unknown as ProbedWindow).arrivals.length = 0;
    });
    await pause(turnMs);
    const seen = await page.evaluate(() => (globalThis as unknown as ProbedWindow).arrivals);
    all.push(...seen.filter((arrival) => arrival.machine === machine));
  }
  await context.close();
  return all;
}

async function logIn(page: Page, { plane, password }: SimFleet): Promise<void> {
  await page.goto(`${plane.url}/login`);
  await page.getByLabel("Name").fill("admin");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

function result(
  arrivals: readonly Arrival[],
  plane: { readonly cores: number; readonly rssBytes: number },
): BenchResult {
  const drawn = arrivals.flatMap(({ at, drawnAt }) => (drawnAt === null ? [] : [drawnAt - at]));
  const received = arrivals.map(({ at, receivedAt }) => receivedAt - at);
  const p99 = quantile(drawn, 0.99);
  const ms = (share: number, of: readonly number[]) => `${rounded(quantile(of, share))} ms`;
  process.stderr.write(`${arrivals.length} samples, ${drawn.length} drawn\n`);
  return {
    bench: "latency",
    ours: rounded(p99),
    peer: null,
    ratio: null,
    goal: `p99 < ${goalMs}`,
    met: drawn.length >= 100 && p99 < goalMs,
    unit: "ms",
    notes: [
      "from the sample's own time (the agent begins to read; bulk call, outbox, bus, store and live feed " +
        "follow) to the first drawing of the machine page's charts after it arrived, in Chromium, by one clock",
      `${drawn.length} samples of ${pages * turns} machines on ${pages} pages; median ${ms(0.5, drawn)}, ` +
        `p95 ${ms(0.95, drawn)}; in the page's WebSocket: median ${ms(0.5, received)}, p99 ${ms(0.99, received)}`,
      `${hosts} simulated hosts, ${hosts * machinesPerHost} machines each ${intervalMs / 1000} s in one ` +
        "process, SQLite store; agents, control plane and browser share the machine",
      `control plane: ${rounded(plane.cores, 2)} of a core, ${Math.round(plane.rssBytes / 1e6)} MB resident; ` +
        `load average of the machine, which others use too, ${rounded(loadavg()[0] ?? 0)}, this run at nice -10`,
    ],
  };
}
