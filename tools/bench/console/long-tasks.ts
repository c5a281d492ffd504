import type { CDPSession, Page } from "playwright-core";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  /** Wall time and the thread's own CPU time, in microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

const categories = ["toplevel", "devtools.timeline", "__metadata"];

/** On a machine that does other work too, the wall time holds what the others took. */
export interface LongestTask {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** The longest task of the page's main thread while `act` runs, from the browser's own trace. */
export async function longestTask(page: Page, act: () => Promise<void>): Promise<LongestTask> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) events.push(event);
  });
  await session.send("Tracing.start", {
    traceConfig: { includedCategories: categories },
    transferMode: "ReportEvents",
  });
  await act();
  await endTrace(session);
  const main = new Set(
    events
      .filter((event) => event.name === "thread_name" && event.args?.name === "CrRendererMain")
      .map((event) => `${event.pid} ${event.tid}`),
  );
  const tasks = events.filter(
    (event) => /RunTask$/.test(event.name) && main.has(`${event.pid} ${event.tid}`),
  );
  if (tasks.length === 0) throw new Error("the trace holds no task of the main thread");
  return {
    wallMs: Math.max(...tasks.map((event) => (event.dur ?? 0) / 1_000)),
    cpuMs: Math.max(...tasks.map((event) => (event.tdur ?? 0) / 1_000)),
  };
}

async function endTrace(session: CDPSession): Promise<void> {
  const done = new Promise<void>((resolve) => {
    session.once("Tracing.tracingComplete", () => resolve());
  });
  await session.send("Tracing.end");
  await done;
}
