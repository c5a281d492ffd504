import { z } from "zod";
import { hostId, operationId } from "../domain/ids.ts";
import {
  drainPlan,
  maintenance,
  maintenanceCommand,
  maintenanceHook,
} from "../domain/maintenance.ts";
import { none, nothing, pageQuery } from "./common.ts";
import { defineRoute } from "./route.ts";

export const planDrainRoute = defineRoute({
  method: "POST",
  path: "/api/v1/hosts/:host/drain-plan",
  audit: "refusals",
  summary:
    "Who would go where, in which order and how long, if this host were emptied; nothing moves",
  params: z.object({ host: hostId }),
  query: none,
  body: z.object({}).strict(),
  answer: drainPlan,
  status: 200,
  privilege: "plan.view",
  errors: ["NOT_FOUND", "OVERLOADED", "DEADLINE_EXCEEDED", "CANCELLED"],
});

export const startMaintenanceRoute = defineRoute({
  method: "POST",
  path: "/api/v1/maintenance",
  summary: "Empty hosts one after another, with a hook in between; machines return only if asked",
  params: none,
  query: none,
  body: z
    .object({
      /** Made by the caller: the same id with the same content is the same maintenance. */
      id: operationId,
      hosts: z.array(hostId).min(1).max(1_000),
      hook: maintenanceHook.default("person"),
      /** Needs `host.command` too, and every one of the hosts to have that hook. */
      command: maintenanceCommand.optional(),
      returns: z.boolean().default(false),
      /** Go on although the remaining hosts could not lose one more. */
      acceptRisk: z.boolean().default(false),
    })
    .strict(),
  answer: maintenance,
  status: 202,
  privilege: "plan.run",
  errors: ["NOT_FOUND", "CONFLICT", "ID_REUSED", "ACTION_NOT_POSSIBLE"],
});

export const listMaintenanceRoute = defineRoute({
  method: "GET",
  path: "/api/v1/maintenance",
  summary: "Maintenance of hosts, newest first",
  params: none,
  query: z.object({ ...pageQuery }).strict(),
  body: nothing,
  answer: z.object({ items: z.array(maintenance), total: z.int() }),
  status: 200,
  privilege: "plan.view",
  errors: [],
});

export const showMaintenanceRoute = defineRoute({
  method: "GET",
  path: "/api/v1/maintenance/:maintenance",
  summary: "One maintenance, host by host and machine by machine",
  params: z.object({ maintenance: operationId }),
  query: none,
  body: nothing,
  answer: maintenance,
  status: 200,
  privilege: "plan.view",
  errors: ["NOT_FOUND"],
});

export const steerMaintenanceRoute = defineRoute({
  method: "POST",
  path: "/api/v1/maintenance/:maintenance/steer",
  summary:
    "Pause, resume or cancel it; say that the host in maintenance is done, have its hook run again, or try a stuck host again or skip it",
  params: z.object({ maintenance: operationId }),
  query: none,
  body: z
    .object({
      action: z.enum(["pause", "resume", "cancel", "go-on", "return", "run", "retry", "skip"]),
    })
    .strict(),
  answer: maintenance,
  status: 200,
  privilege: "plan.run",
  errors: ["NOT_FOUND", "CONFLICT", "ACTION_NOT_POSSIBLE"],
});
