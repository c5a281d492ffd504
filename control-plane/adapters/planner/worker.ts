import { parentPort } from "node:worker_threads";
import { invariant, type Problem, toProblem } from "@novacron/protocol/errors/nova-error";
import { plan } from "../../app/placement/plan.ts";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Plan, PlanEffort } from "../../ports/planner.ts";

export interface PlanTask {
  readonly fleet: PlanFleet;
  readonly effort: PlanEffort;
}

export type PlanAnswer = { readonly plan: Plan } | { readonly problem: Problem };

const port = parentPort;
invariant(port !== null, "runs as a worker");
port.on("message", ({ fleet, effort }: PlanTask) => {
  port.postMessage(answerTo(fleet, effort));
});

function answerTo(fleet: PlanFleet, effort: PlanEffort): PlanAnswer {
  try {
    return { plan: plan(fleet, effort) };
  } catch (error) {
    return { problem: toProblem(error, "plan the fleet") };
  }
}
