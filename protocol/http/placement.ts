import { z } from "zod";
import { operationId } from "../domain/ids.ts";
import {
  placementPicture,
  placementPlan,
  placementRule,
  placementRun,
  placementSettings,
  whatIf,
} from "../domain/placement.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

const settingsView = z.object({ settings: placementSettings, rules: z.array(placementRule) });

export const placementRoute = defineRoute({
  method: "GET",
  path: "/api/v1/placement",
  summary: "Rules of placement, and how plans come about",
  params: none,
  query: none,
  body: nothing,
  answer: settingsView,
  status: 200,
  privilege: "plan.view",
  errors: [],
});

export const setPlacementRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/placement",
  summary: "Set the mode of placement, its cool-down and how much a plan must gain",
  params: none,
  query: none,
  body: placementSettings,
  answer: settingsView,
  status: 200,
  privilege: "system.manage",
  errors: [],
});

export const putPlacementRuleRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/placement/rules/:rule",
  summary: "Set a rule of placement; one without a weight is hard",
  params: z.object({ rule: z.string().min(1).max(64) }),
  query: none,
  body: placementRule,
  answer: settingsView,
  status: 200,
  privilege: "system.manage",
  errors: ["BAD_REQUEST", "OVERLOADED"],
});

export const deletePlacementRuleRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/placement/rules/:rule",
  summary: "Remove a rule of placement",
  params: z.object({ rule: z.string().min(1).max(64) }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "system.manage",
  errors: ["NOT_FOUND"],
});

export const suggestPlacementRoute = defineRoute({
  method: "POST",
  path: "/api/v1/placement/suggest",
  audit: "refusals",
  summary: "Make a plan now: what should move where, why, and what gets better; nothing is moved",
  params: none,
  query: none,
  body: z
    .object({
      /** `repair` mends broken rules and overload and moves nothing else. */
      mode: z.enum(["repair", "rebalance"]).default("rebalance"),
    })
    .strict(),
  answer: placementPlan,
  status: 200,
  privilege: "plan.view",
  errors: ["OVERLOADED", "DEADLINE_EXCEEDED", "CANCELLED"],
});

export const suggestedPlacementRoute = defineRoute({
  method: "GET",
  path: "/api/v1/placement/suggestion",
  summary: "The newest plan, and the one carried out last, where there are any",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({
    plan: placementPlan.nullable(),
    /** The plan that was carried out last, or is just now. */
    run: placementRun.nullable(),
  }),
  status: 200,
  privilege: "plan.view",
  errors: [],
});

export const runPlacementRoute = defineRoute({
  method: "POST",
  path: "/api/v1/placement/run",
  summary: "Carry out the newest plan, stage by stage; each move is an operation of its own",
  params: none,
  query: none,
  body: z.object({ plan: operationId }).strict(),
  answer: placementPlan,
  status: 202,
  privilege: "plan.run",
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const stopPlacementRoute = defineRoute({
  method: "POST",
  path: "/api/v1/placement/stop",
  summary:
    "Stop the plan that is carried out: no further move begins, those under way are cancelled",
  params: none,
  query: none,
  body: z.object({ plan: operationId }).strict(),
  answer: placementRun,
  status: 200,
  privilege: "plan.run",
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const placementRunsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/placement/runs",
  summary:
    "Plans that were carried out, newest first, each move with its reason and what became of it",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(placementRun) }),
  status: 200,
  privilege: "plan.view",
  errors: [],
});

export const whatIfRoute = defineRoute({
  method: "POST",
  path: "/api/v1/placement/what-if",
  audit: "refusals",
  summary: "What the fleet would look like if a host were lost or added, or machines added",
  params: none,
  query: none,
  body: z.object({ change: whatIf }).strict(),
  answer: z.object({
    /** Whether everything finds a place without breaking a rule or overloading a host. */
    fits: z.boolean(),
    words: z.array(z.string()),
    before: placementPicture,
    after: placementPicture,
    unsolved: z.array(z.string()),
  }),
  status: 200,
  privilege: "plan.view",
  errors: ["NOT_FOUND", "OVERLOADED", "DEADLINE_EXCEEDED", "CANCELLED"],
});
