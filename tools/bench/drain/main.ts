import { randomUUID } from "node:crypto";
import { loadavg } from "node:os";
import process from "node:process";
import { operationId } from "@novacron/protocol/domain/ids";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { StackHost } from "@novacron/test/framework/stack-host";
import { StackUnderTest } from "@novacron/test/framework/stack-under-test";
import { runCommand } from "../../bootstrap/run-command.ts";
import { type BenchResult, type Figure, median, quantile, rounded } from "../lib/result.ts";
import { cpuSince, cpuSplit } from "./cpu-split.ts";
import { SmallFleet } from "./small-fleet.ts";

const machines = Number(process.env.NOVACRON_BENCH_MACHINES ?? 20);
/** Moves at once that `xargs` is tried with. */
const atOnce = [2, 4, 8] as const;
const roundMs = 240_000;

interface Drained {
  readonly seconds: number;
  readonly moves: readonly OperationView[];
  readonly cpu: string;
}

/**
 * A host is emptied by NovaCron's maintenance, by a loop of `virsh migrate`, and by `xargs -P` around it: the same
 * number of the same machines on the same three hosts, defined and started anew for each.
 */
export async function benchDrain(): Promise<BenchResult> {
  const stack = await StackUnderTest.up({ labHosts: 3, joined: true });
  const fleet = new SmallFleet(stack, machines);
  try {
    const ours = await fleet.round(async () => await byNovaCron(stack));
    note("NovaCron", ours.seconds);
    const peers = new Map<number, number>();
    for (const many of [1, ...atOnce]) {
      const seconds = await fleet.round(async (names) => await byVirsh(stack, names, many));
      note(`xargs -P ${many}`, seconds);
      peers.set(many, seconds);
    }
    return result(ours, peers);
  } finally {
    await stack.down();
  }
}

function note(what: string, seconds: number): void {
  process.stderr.write(`${what}: ${seconds.toFixed(1)} s\n`);
}

/** From the request to the moment at which whoever asked knows that the host is empty. */
async function byNovaCron(stack: StackUnderTest): Promise<Drained> {
  const id = operationId.parse(randomUUID());
  const body = { id, hosts: [sourceOf(stack).id], hook: "none" as const, acceptRisk: true };
  const before = cpuSplit();
  const begunMs = performance.now();
  await stack.api.call("startMaintenance", { body });
  const shown = await stack.until(
    "the host is empty",
    async () => {
      const now = await stack.api.call("showMaintenance", { params: { maintenance: id } });
      const [host] = now.hosts;
      if (host?.state === "stuck") throw new RangeError(host.problem ?? "it is stuck");
      return now.endedAt !== null && now;
    },
    roundMs,
  );
  const seconds = (performance.now() - begunMs) / 1_000;
  const cpu = cpuSince(before);
  const moves: OperationView[] = [];
  for (const { operation } of shown.hosts.flatMap((host) => host.moves)) {
    if (operation === null) continue;
    moves.push(await stack.api.call("showOperation", { params: { operation } }));
  }
  return { seconds, moves, cpu };
}

/** As an administrator would: to the two other hosts in turn, with the flags that NovaCron uses. */
async function byVirsh(
  stack: StackUnderTest,
  names: readonly string[],
  many: number,
): Promise<number> {
  const targets = stack.hosts.slice(1);
  const lines = names.map((name, at) => {
    const { id, lab } = targets[at % targets.length] as StackHost;
    return `${name} qemu+unix:///system?socket=${lab.socketPath} ${id} tcp://${lab.address}`;
  });
  const virsh = `virsh -q -c '${sourceOf(stack).lab.uri}' migrate`;
  const flags = "--live --p2p --persistent --undefinesource --tls";
  const one = `${virsh} ${flags} "$0" "$1" --tls-destination "$2" --migrateuri "$3"`;
  const command = ["xargs", "-P", `${many}`, "-L", "1", "sh", "-c", one];
  const begunMs = performance.now();
  await runCommand(command, { input: `${lines.join("\n")}\n`, timeoutMs: roundMs });
  return (performance.now() - begunMs) / 1_000;
}

function sourceOf({ hosts }: StackUnderTest): StackHost {
  return hosts[0] as StackHost;
}

function result(ours: Drained, peers: ReadonlyMap<number, number>): BenchResult {
  const loop = peers.get(1) ?? Number.NaN;
  const [best, bestOf] = [...peers].reduce<readonly [number, number]>(
    (least, [many, seconds]) => (seconds < least[0] ? [seconds, many] : least),
    [Number.POSITIVE_INFINITY, 1],
  );
  const figures = [
    figureOf(`beside a sequential loop of virsh`, ours.seconds, loop),
    figureOf(`beside xargs -P at its best (${bestOf})`, ours.seconds, best),
  ];
  const took = ours.moves.map((one) => (one.endedAt ?? 0) - (one.startedAt ?? 0));
  return {
    bench: "drain",
    met: figures.every(({ met }) => met),
    figures,
    notes: [
      `${machines} machines of 32 MiB at rest, three hosts, TLS on both sides`,
      `xargs -P: ${[...peers].map(([many, s]) => `${many}: ${rounded(s)} s`).join(", ")}`,
      `NovaCron's moves took ${rounded(median(took))} ms each (5 to 95 %: ${rounded(quantile(took, 0.05))} to ${rounded(quantile(took, 0.95))})`,
      `CPU time while NovaCron emptied it: ${ours.cpu}`,
      `load average ${loadavg()
        .map((value) => value.toFixed(1))
        .join(" ")}`,
    ],
  };
}

function figureOf(what: string, ours: number, peer: number): Figure {
  return {
    figure: `seconds to empty a host, ${what}`,
    ours: rounded(ours),
    peer: rounded(peer),
    ratio: rounded(ours / peer),
    goal: "<= 1",
    met: ours <= peer,
    unit: "s",
  };
}
