import { z } from "zod";
import { timestampMs } from "../domain/ids.ts";
import { machineStates } from "../domain/machine.ts";
import { none, nothing } from "./common.ts";
import { problemNote } from "./hosts.ts";
import { operationView } from "./operations.ts";
import { recordEntry } from "./record.ts";
import { defineRoute } from "./route.ts";

export const fleetView = z.object({
  at: timestampMs,
  hosts: z.object({ online: z.int(), stale: z.int(), offline: z.int() }),
  machines: z.record(z.enum(machineStates), z.int()),
  conflicts: z.int(),
  totals: z.object({
    cpuThreads: z.int(),
    /** CPUs' worth of time in use on all hosts; null where no host reports. */
    cpuUsed: z.number().nullable(),
    memoryBytes: z.number(),
    memoryUsedBytes: z.number().nullable(),
    storageBytes: z.number(),
    storageUsedBytes: z.number(),
  }),
  /** The last hour in even steps, oldest first, for the sparklines beside the totals. */
  trend: z
    .object({
      at: z.array(timestampMs).max(120),
      cpuUsed: z.array(z.number().nullable()).max(120),
      memoryUsedBytes: z.array(z.number().nullable()).max(120),
      machinesRunning: z.array(z.number().nullable()).max(120),
    })
    .optional(),
  newestSampleAt: timestampMs.nullable(),
  /** Worst first; at most 200, `problemsTotal` counts all. */
  problems: z.array(problemNote),
  problemsTotal: z.int(),
  running: z.array(operationView),
  recent: z.array(recordEntry),
  demoOffered: z.boolean(),
});
export type FleetView = z.infer<typeof fleetView>;

export const fleetRoute = defineRoute({
  method: "GET",
  path: "/api/v1/fleet",
  summary: "The whole fleet on one screen: totals, what is wrong, what runs, what changed",
  params: none,
  query: none,
  body: nothing,
  answer: fleetView,
  status: 200,
  privilege: "machine.view",
  errors: [],
});
