import { loadavg } from "node:os";
import { compileFleet } from "@novacron/control-plane/app/placement/compile";
import { evaluate } from "@novacron/control-plane/app/placement/evaluate";
import type { PlacementModel } from "@novacron/control-plane/app/placement/model";
import { plan } from "@novacron/control-plane/app/placement/plan";
import { PlacementState } from "@novacron/control-plane/app/placement/state";
import { randomFleet } from "@novacron/control-plane/app/placement/testing/random-fleet";
import { type BenchResult, rounded } from "../lib/result.ts";

const hosts = 1_000;
const machines = 20_000;
const goalSeconds = 10;
const steps = 12_000_000;

/** A fleet of our own making, uneven as fleets become, planned beside a greedy and a lower bound. */
export async function benchFleetPlan(): Promise<BenchResult> {
  const fleet = randomFleet(1, { hosts, machines, fill: 0.6 });
  const begin = performance.now();
  const made = plan(fleet, { seed: 1, mode: "rebalance", steps });
  const seconds = (performance.now() - begin) / 1_000;
  const { model } = compileFleet(fleet, false);
  const moveCost = made.moves.reduce((sum, move) => sum + move.cost, 0);
  const greedyBegin = performance.now();
  const greedyCost = greedy(model) / 1_000;
  const greedySeconds = (performance.now() - greedyBegin) / 1_000;
  const ours = made.after.price + moveCost;
  return {
    bench: "fleet-plan",
    figure: `${hosts} hosts and ${machines} machines planned`,
    ours: rounded(seconds),
    peer: rounded(greedySeconds),
    ratio: rounded(seconds / greedySeconds),
    goal: `< ${goalSeconds} s`,
    unit: "s",
    met: seconds < goalSeconds && made.after.violations <= made.before.violations,
    notes: [
      `price in thousandths of a host, moves included: ${rounded(made.before.price, 6)} before, ` +
        `${rounded(ours, 6)} ours, ${rounded(greedyCost, 6)} greedy, ` +
        `${rounded(lowerBound(model) / 1_000, 6)} lower bound`,
      `${made.moves.length} moves in ${made.stages} stages; ${made.after.violations} broken rules`,
      `load average ${loadavg()[0]?.toFixed(1)}`,
    ],
  };
}

/** Of each overloaded host, the dearest first: each machine to where it is cheapest, if that pays. */
function greedy(model: PlacementModel): number {
  const state = new PlacementState(model);
  const dearest = Array.from({ length: model.hosts }, (_, host) => host).sort(
    (a, b) => state.hostCost[b]! - state.hostCost[a]!,
  );
  for (const host of dearest) {
    if (state.hostCost[host] === 0) break;
    for (const machine of [...state.onHost[host]!]) {
      if (state.hostCost[host] === 0) break;
      const gain = state.hostCost[host]! - state.costWith(host, -1, machine);
      let best = -1;
      let bestPrice = gain;
      for (let to = 0; to < model.hosts; to += 1) {
        if (to === host) continue;
        const price =
          state.costWith(to, machine, -1) - state.hostCost[to]! + state.wayDelta(machine, to);
        if (price < bestPrice) {
          best = to;
          bestPrice = price;
        }
      }
      if (best >= 0) state.shift(machine, best);
    }
  }
  return evaluate(model, state.at).cost.total;
}

/** No placement costs less: what exceeds all safety capacities together stays. Moves are not counted. */
function lowerBound(model: PlacementModel): number {
  const { hosts: count, resources, safety, demand, machines: all } = model;
  let bound = 0;
  for (let r = 0; r < resources; r += 1) {
    let over = 0;
    for (let host = 0; host < count; host += 1) over -= safety[host * resources + r]!;
    for (let machine = 0; machine < all; machine += 1) over += demand[machine * resources + r]!;
    bound += Math.max(0, over) * model.loadWeight[r]!;
  }
  return bound;
}
