import { loadavg } from "node:os";
import process from "node:process";
import { StackUnderTest } from "@novacron/test/framework/stack-under-test";
import { BeaconObserver, gapQuantile } from "@novacron/test/lab/beacons";
import { type BenchResult, type Figure, median, quantile, rounded } from "../lib/result.ts";
import { type Moved, MovingGuest } from "./moving-guest.ts";

const pairs = Number(process.env.NOVACRON_BENCH_PAIRS ?? 30);
const guest = { memoryMib: 256, setMib: 64, dirtyKibPerSecond: 4_096 };
const observedMs = 15_000;
/** No pair begins later: the whole stays within nine minutes, set-up and end included. */
const lastPairMs = 450_000;

/**
 * The same guest moved by NovaCron and by `virsh migrate` with the same flags, one after the other, in turns. The hosts run
 * Debian 13, whose QEMU 10.0 keeps what an emulated guest writes meanwhile (decision 0074); with `--own` this machine's system.
 */
export async function benchMigration(args: readonly string[]): Promise<BenchResult> {
  const begunMs = performance.now();
  const debian13 = args.includes("--own") ? 0 : 2;
  const stack = await StackUnderTest.up({ labHosts: 2, joined: true, debian13 });
  const observer = new BeaconObserver();
  try {
    const port = await observer.start(stack.lab?.gateway ?? "");
    const ours = new MovingGuest(stack, observer, { ...guest, name: "ours", id: 1 });
    const theirs = new MovingGuest(stack, observer, { ...guest, name: "theirs", id: 2 });
    await ours.start(port);
    await theirs.start(port);
    await new Promise((resolve) => setTimeout(resolve, observedMs));
    const still = gapQuantile(observer.of(1), 0.001);
    const all: Record<"ours" | "tls" | "plain", Moved[]> = { ours: [], tls: [], plain: [] };
    for (let pair = 0; pair < pairs; pair += 1) {
      if (performance.now() - begunMs > lastPairMs) break;
      const turns = [
        async () => all.ours.push(await ours.byNovaCron()),
        async () => all.tls.push(await theirs.byVirsh(true)),
      ];
      for (const turn of pair % 2 === 0 ? turns : turns.reverse()) await turn();
      if (pair % 3 === 0) all.plain.push(await theirs.byVirsh(false));
      process.stderr.write(`pair ${pair + 1} of ${pairs}\n`);
    }
    const guests = [ours, theirs].map(({ damagedCount, checked }) => ({ damagedCount, checked }));
    return result(all, { still, guests });
  } finally {
    await observer.stop();
    await stack.down();
  }
}

type All = Readonly<Record<"ours" | "tls" | "plain", readonly Moved[]>>;

function result(
  all: All,
  seen: {
    readonly still: number;
    readonly guests: readonly Pick<MovingGuest, "damagedCount" | "checked">[];
  },
): BenchResult {
  const duration = middles(all, "durationMs");
  const pause = middles(all, "pauseMs");
  const silence = middles(all, "silenceMs");
  const beyond = middlesOf(all, ({ silenceMs, pauseMs }) =>
    silenceMs === null ? null : silenceMs - pauseMs,
  );
  const figures: readonly Figure[] = [
    {
      figure: "median duration",
      ...beside(duration),
      goal: "<= 1.05 and 300 ms",
      met: duration.ours <= duration.tls * 1.05 + 300,
      unit: "ms",
    },
    {
      figure: "median pause",
      ...beside(pause),
      goal: "<= 1.05",
      met: pause.ours <= pause.tls * 1.05,
      unit: "ms",
    },
    {
      figure: "median of the longest silence beyond the reported pause",
      ...beside(beyond),
      goal: `<= the p99.9 gap at rest, ${rounded(seen.still)} ms`,
      met: beyond.ours <= seen.still,
      unit: "ms",
    },
  ];
  return {
    bench: "migration",
    met: figures.every((figure) => figure.met),
    figures,
    notes: [
      `${all.ours.length} pairs of a guest of ${guest.memoryMib} MiB that rewrites ${guest.dirtyKibPerSecond} KiB a second, under TLS; each move by NovaCron begins without a gate that another has left`,
      `virsh without TLS, ${all.plain.length} moves: ${rounded(duration.plain)} ms, pause ${rounded(pause.plain)} ms`,
      `quartiles of the duration: ${quartiles(all.ours)} by NovaCron, ${quartiles(all.tls)} by virsh`,
      `longest silence heard from outside, median of the guests that spoke again: ${rounded(silence.ours)} ms beside ${rounded(silence.tls)} ms`,
      `guests damaged by QEMU's move and started anew (decision 0074): ${seen.guests.map(({ damagedCount }) => damagedCount).join(" beside ")}`,
      `pages of their memory that they found wrong since they were booted last: ${seen.guests.map(({ checked }) => `${checked.wrong} of ${checked.pages} looked at`).join(" beside ")}`,
      `median ms of NovaCron's steps: ${stepsOf(all.ours)}`,
      `load average ${loadavg()
        .map((value) => value.toFixed(1))
        .join(" ")}`,
    ],
  };
}

type Middles = Readonly<Record<keyof All, number>>;

function middles(all: All, of: "durationMs" | "pauseMs" | "silenceMs"): Middles {
  return middlesOf(all, (move) => move[of]);
}

function middlesOf(all: All, of: (move: Moved) => number | null): Middles {
  const middle = (moves: readonly Moved[]) => median(moves.flatMap((move) => of(move) ?? []));
  return { ours: middle(all.ours), tls: middle(all.tls), plain: middle(all.plain) };
}

function beside({ ours, tls }: Middles): Pick<Figure, "ours" | "peer" | "ratio"> {
  return { ours: rounded(ours), peer: rounded(tls), ratio: rounded(ours / tls) };
}

function quartiles(moves: readonly Moved[]): string {
  const durations = moves.map(({ durationMs }) => durationMs);
  return `${rounded(quantile(durations, 0.25))} to ${rounded(quantile(durations, 0.75))} ms`;
}

function stepsOf(moves: readonly Moved[]): string {
  const names = [...new Set(moves.flatMap(({ steps }) => steps.map(({ name }) => name)))];
  const timesOf = (name: string) =>
    moves.flatMap(({ steps }) => steps.filter((one) => one.name === name).map(({ ms }) => ms));
  return names.map((name) => `${name} ${rounded(median(timesOf(name)))}`).join(", ");
}
