import { z } from "zod";
import { hostId, machineId, timestampMs } from "../domain/ids.ts";
import { type TargetName, targetNames } from "../metrics/targets.ts";
import { instant, none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

const target = z.enum(targetNames as [TargetName, ...TargetName[]]);
const fields = z
  .string()
  .min(1)
  .max(2_000)
  .transform((text) => text.split(","))
  .pipe(
    z
      .array(
        z
          .string()
          .regex(/^[a-zA-Z0-9]+$/)
          .max(64),
      )
      .max(64),
  );

/** Columns in step: `at[i]` belongs to `values[field][i]`. A null is a gap and is drawn as one. */
export const series = z.object({
  machine: machineId.nullable(),
  host: hostId.nullable(),
  device: z.string().nullable(),
  at: z.array(timestampMs),
  /** Mean over each step; for a step of the sampling interval, the sample itself. */
  values: z.record(z.string(), z.array(z.number().nullable())),
  /** Highest value in each step, so that a peak never hides in a mean. */
  max: z.record(z.string(), z.array(z.number().nullable())),
});
export type Series = z.infer<typeof series>;

export const rangeRoute = defineRoute({
  method: "GET",
  path: "/api/v1/metrics/range",
  summary: "Series of one target over a time range, downsampled to about `points` steps",
  params: none,
  query: z
    .object({
      target,
      machine: machineId.optional(),
      host: hostId.optional(),
      device: z.string().max(255).optional(),
      fields,
      from: instant,
      to: instant,
      points: z.coerce.number().int().min(1).max(5_000).default(500),
    })
    .strict(),
  body: nothing,
  answer: z.object({ stepMs: z.int(), series: z.array(series) }),
  status: 200,
  privilege: "machine.view",
  errors: ["STORE_UNAVAILABLE", "OVERLOADED"],
});

export const topRoute = defineRoute({
  method: "GET",
  path: "/api/v1/metrics/top",
  summary: "The machines or hosts with the highest mean of one field over a time range",
  params: none,
  query: z
    .object({
      target: z.enum(["machine", "host"]),
      field: z
        .string()
        .regex(/^[a-zA-Z0-9]+$/)
        .max(64),
      from: instant,
      to: instant,
      limit: z.coerce.number().int().min(1).max(100).default(10),
    })
    .strict(),
  body: nothing,
  answer: z.object({
    items: z.array(
      z.object({ id: z.string(), name: z.string(), mean: z.number(), max: z.number() }),
    ),
  }),
  status: 200,
  privilege: "machine.view",
  errors: ["STORE_UNAVAILABLE", "OVERLOADED"],
});

export const metricInfo = z.object({
  target: z.string(),
  title: z.string(),
  key: z.array(z.string()),
  fields: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      title: z.string(),
      help: z.string(),
      since: z.string(),
    }),
  ),
});

export const catalogRoute = defineRoute({
  method: "GET",
  path: "/api/v1/metrics/catalog",
  summary: "Every metric: name, unit, meaning",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(metricInfo) }),
  status: 200,
  privilege: "self",
  errors: [],
});
