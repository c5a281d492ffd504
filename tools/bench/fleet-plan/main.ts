import { loadavg } from "node:os";
import process from "node:process";
import { compileFleet } from "@novacron/control-plane/app/placement/compile";
import { evaluate } from "@novacron/control-plane/app/placement/evaluate";
import { greedy } from "@novacron/control-plane/app/placement/greedy";
import type { PlacementModel } from "@novacron/control-plane/app/placement/model";
import { plan } from "@novacron/control-plane/app/placement/plan";
import { PlacementState } from "@novacron/control-plane/app/placement/state";
import { randomFleet } from "@novacron/control-plane/app/placement/testing/random-fleet";
import { noToll, Toll } from "@novacron/control-plane/app/placement/toll";
import { type BenchResult, rounded } from "../lib/result.ts";

const hosts = 1_000;
const machines = 20_000;
const goalSeconds = 10;
const steps = 15_000_000;

/** A fleet of our own making, uneven as fleets become, planned beside a greedy and a lower bound. */
export async function benchFleetPlan(): Promise<BenchResult> {
  const fleet = randomFleet(1, { hosts, machines, fill: 0.6 });
  const cpuBegin = process.cpuUsage();
  const begin = performance.now();
  const made = plan(fleet, { seed: 1, mode: "rebalance", steps });
  const seconds = (performance.now() - begin) / 1_000;
  const cpu = process.cpuUsage(cpuBegin);
  const { model } = compileFleet(fleet, false);
  const moveCost = made.moves.reduce((sum, move) => sum + move.cost, 0);
  const greedyBegin = performance.now();
  const greedyPrice = greedyCost(model) / 1_000;
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
        `${rounded(ours, 6)} ours, ${rounded(greedyPrice, 6)} greedy, ` +
        `${rounded(lowerBound(model) / 1_000, 6)} lower bound`,
      `${made.moves.length} moves in ${made.stages} stages; ${made.after.violations} broken rules`,
      `${rounded((cpu.user + cpu.system) / 1e6)} s of own CPU time; load average ${loadavg()[0]?.toFixed(1)}`,
    ],
  };
}

function greedyCost(model: PlacementModel): number {
  const state = new PlacementState(model);
  greedy(state, new Toll(model, noToll));
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
