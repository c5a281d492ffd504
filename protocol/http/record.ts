import { z } from "zod";
import { hostId, machineId, operationId, timestampMs } from "../domain/ids.ts";
import { machineState } from "../domain/machine.ts";
import { instant, none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

export const recordKinds = [
  "machine.appeared",
  "machine.state",
  "machine.size",
  "machine.placement",
  "machine.changed",
  "machine.gone",
  "machine.note",
  "machine.conflict",
  "host.state",
  "host.note",
  "host.changed",
  "operation.requested",
  "operation.started",
  "operation.ended",
  "plan",
  "access",
] as const;
export const recordKind = z.enum(recordKinds);
export type RecordKind = z.infer<typeof recordKind>;

export const severities = ["info", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}

/** One line of the record. Appended, never changed. */
export const recordEntry = z.object({
  id: z.int(),
  /** When it happened, by the clock of who saw it. */
  at: timestampMs,
  kind: recordKind,
  machine: machineId.nullable(),
  machineName: z.string().nullable(),
  host: hostId.nullable(),
  hostName: z.string().nullable(),
  operation: operationId.nullable(),
  /** A login, `guest`, `external` (virsh, virt-manager), `agent`, `novacron`, or `unknown`. */
  actor: z.string(),
  severity: z.enum(severities),
  sentence: z.string(),
  /** Facts as they are after it, by kind. */
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type RecordEntry = z.infer<typeof recordEntry>;

export const listRecordRoute = defineRoute({
  method: "GET",
  path: "/api/v1/record",
  summary: "The record, newest first: of the fleet, a host or a machine",
  params: none,
  query: z
    .object({
      machine: machineId.optional(),
      host: hostId.optional(),
      kind: recordKind.optional(),
      /** Only what this one did: a login, or a word as in `actor` of an entry. */
      actor: z.string().min(1).max(200).optional(),
      /** Only what is at least as severe as this. */
      severity: z.enum(severities).exclude(["info"]).optional(),
      from: instant.optional(),
      to: instant.optional(),
      /** Entries with a lower id: the way to page. */
      before: z.coerce.number().int().min(0).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    })
    .strict(),
  body: nothing,
  answer: z.object({ items: z.array(recordEntry) }),
  status: 200,
  privilege: "machine.view",
  errors: [],
});

export const asOfRoute = defineRoute({
  method: "GET",
  path: "/api/v1/record/as-of",
  summary: "The fleet as it was at an instant: every machine's place, size and state",
  params: none,
  query: z.object({ at: instant, machine: machineId.optional() }).strict(),
  body: nothing,
  answer: z.object({
    at: timestampMs,
    items: z.array(
      z.object({
        machine: machineId,
        name: z.string(),
        host: hostId.nullable(),
        hostName: z.string().nullable(),
        state: machineState,
        reason: z.string(),
        vcpus: z.int(),
        memoryBytes: z.number(),
        since: timestampMs,
      }),
    ),
  }),
  status: 200,
  privilege: "machine.view",
  errors: [],
});
