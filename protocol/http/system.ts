import { z } from "zod";
import { timestampMs } from "../domain/ids.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

/** One bounded thing and how full it is; what was dropped is never silent. */
export const gauge = z.object({
  name: z.string(),
  value: z.number(),
  limit: z.number().nullable(),
  dropped: z.number(),
  help: z.string(),
});

export const storeState = z.object({
  name: z.string(),
  url: z.string(),
  state: z.enum(["ok", "full", "unavailable"]),
  problem: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  retention: z.string(),
});

/** After a restore: hosts that were not read again yet, and until when they are waited for. */
export const restoringView = z.object({
  since: timestampMs,
  until: timestampMs,
  waitingFor: z.array(z.string()),
});
export type RestoringView = z.infer<typeof restoringView>;

export const systemView = z.object({
  version: z.string(),
  epoch: z.int(),
  startedAt: timestampMs,
  /** Null but for a while after a restore from a backup, in which nothing is commanded. */
  restoring: restoringView.nullable(),
  stores: z.array(storeState),
  broker: z.object({
    url: z.string(),
    embedded: z.boolean(),
    connected: z.boolean(),
    clients: z.int().nullable(),
  }),
  queues: z.array(gauge),
  /** Messages refused on the bus, by sender and reason; the most frequent first. */
  refused: z.array(
    z.object({ sender: z.string(), reason: z.string(), count: z.int(), lastAt: timestampMs }),
  ),
});
export type SystemView = z.infer<typeof systemView>;

export const systemRoute = defineRoute({
  method: "GET",
  path: "/api/v1/system",
  summary: "The control plane itself: stores, broker, queues, what was refused or dropped",
  params: none,
  query: none,
  body: nothing,
  answer: systemView,
  status: 200,
  privilege: "system.view",
  errors: [],
});

export const endRestoringRoute = defineRoute({
  method: "POST",
  path: "/api/v1/system/restoring/end",
  summary: "Do not wait for hosts that were not read again since the restore",
  params: none,
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "system.manage",
  errors: ["CONFLICT"],
});

export const healthRoute = defineRoute({
  method: "GET",
  path: "/healthz",
  summary: "The process answers",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ status: z.literal("ok") }),
  status: 200,
  privilege: "public",
  errors: [],
});

export const readyRoute = defineRoute({
  method: "GET",
  path: "/readyz",
  summary: "Stores and broker are up; each part that is not is named",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ status: z.literal("ready"), parts: z.record(z.string(), z.string()) }),
  status: 200,
  privilege: "public",
  errors: ["NOT_READY"],
});
