import { loadavg } from "node:os";
import process from "node:process";
import { StackUnderTest } from "@novacron/test/framework/stack-under-test";
import { BeaconObserver, gapQuantile } from "@novacron/test/lab/beacons";
import { type BenchResult, type Figure, median, rounded } from "../lib/result.ts";
import { type Moved, MovingGuest } from "./moving-guest.ts";

const pairs = Number(process.env.NOVACRON_BENCH_PAIRS ?? 30);
const guest = { memoryMib: 256, setMib: 64, dirtyKibPerSecond: 4_096 };
const observedMs = 30_000;

/** The same guest moved by NovaCron and by `virsh migrate` with the same flags, one after the other, in turns. */
export async function benchMigration(): Promise<BenchResult> {
  const stack = await StackUnderTest.up({ labHosts: 2, joined: true });
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
      const turns = [
        async () => all.ours.push(await ours.byNovaCron()),
        async () => all.tls.push(await theirs.byVirsh(true)),
      ];
      for (const turn of pair % 2 === 0 ? turns : turns.reverse()) await turn();
      if (pair % 3 === 0) all.plain.push(await theirs.byVirsh(false));
      process.stderr.write(`pair ${pair + 1} of ${pairs}\n`);
    }
    return result(all, { still, losses: [ours.losses(), theirs.losses()] });
  } finally {
    await observer.stop();
    await stack.down();
  }
}

const middle = (moves: readonly Moved[], of: keyof Moved): number =>
  median(moves.map((move) => move[of]));

function result(
  all: Readonly<Record<"ours" | "tls" | "plain", readonly Moved[]>>,
  seen: { readonly still: number; readonly losses: readonly object[] },
): BenchResult {
  const duration = [middle(all.ours, "durationMs"), middle(all.tls, "durationMs")] as const;
  const pause = [middle(all.ours, "pauseMs"), middle(all.tls, "pauseMs")] as const;
  const figures: readonly Figure[] = [
    {
      figure: "median duration",
      ours: rounded(duration[0]),
      peer: rounded(duration[1]),
      ratio: rounded(duration[0] / duration[1]),
      goal: "<= 1.05 and 300 ms",
      met: duration[0] <= duration[1] * 1.05 + 300,
      unit: "ms",
    },
    {
      figure: "median pause",
      ours: rounded(pause[0]),
      peer: rounded(pause[1]),
      ratio: rounded(pause[0] / pause[1]),
      goal: "<= 1.05",
      met: pause[0] <= pause[1] * 1.05,
      unit: "ms",
    },
  ];
  const plain = `virsh without TLS: ${rounded(middle(all.plain, "durationMs"))} ms, pause ${rounded(middle(all.plain, "pauseMs"))} ms`;
  return {
    bench: "migration",
    met: figures.every((figure) => figure.met),
    figures,
    notes: [
      `${all.ours.length} pairs of a guest of ${guest.memoryMib} MiB that rewrites ${guest.dirtyKibPerSecond} KiB a second, under TLS`,
      plain,
      `p99.9 gap of the guest at rest ${rounded(seen.still)} ms; losses ${JSON.stringify(seen.losses)}`,
      `load average ${loadavg()
        .map((value) => value.toFixed(1))
        .join(" ")}`,
    ],
  };
}
