import { z } from "zod";
import { hostId, machineId, operationId } from "../domain/ids.ts";
import { permissionFor } from "../domain/machine-can.ts";
import {
  type OperationKind,
  operation,
  operationKind,
  operationParams,
  operationState,
} from "../domain/operation.ts";
import type { Permission } from "../domain/permissions.ts";
import { none, nothing, pageQuery } from "./common.ts";
import { defineRoute } from "./route.ts";

/** An operation as people read it. */
export const operationView = operation.extend({
  /** "anna is starting web-3 on h1". */
  sentence: z.string(),
});
export type OperationView = z.infer<typeof operationView>;

export const requestOperation = z
  .object({
    /** Made by the caller: the same id with the same content is the same operation. */
    id: operationId,
    kind: operationKind,
    /** The machine acted on; for machine.create-demo the new machine's id, made by the caller. */
    machine: machineId,
    /** Only machine.create-demo needs it; for others it must be absent or the machine's host. */
    host: hostId.optional(),
    params: operationParams.default({}),
  })
  .strict();
export type RequestOperation = z.infer<typeof requestOperation>;

/** Which of them it takes depends on the kind: see domain/machine-can. */
const changing = [
  "machine.power",
  "machine.configure",
  "machine.create",
  "machine.delete",
  "machine.console",
  "machine.move",
] as const;

function neededFor(kind: OperationKind): readonly Permission[] {
  if (kind === "machine.create-demo") return ["machine.create"];
  const own = permissionFor(kind);
  return kind === "machine.migrate" ? [own, "host.receive"] : [own];
}

export const requestOperationRoute = defineRoute({
  method: "POST",
  path: "/api/v1/operations",
  summary: "Ask for a change; the answer comes when the intent is stored, not when it is done",
  params: none,
  query: none,
  body: requestOperation,
  answer: operationView,
  status: 202,
  privilege: changing,
  needs: ({ kind }) => neededFor(kind),
  errors: [
    "NOT_FOUND",
    "ID_REUSED",
    "ACTION_NOT_POSSIBLE",
    "MACHINE_CONFLICT",
    "HOST_OFFLINE",
    "HOST_READ_ONLY",
    "OVERLOADED",
  ],
});

export const listOperationsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/operations",
  summary: "Operations, newest first",
  params: none,
  query: z
    .object({
      state: z.union([operationState, z.enum(["open", "ended"])]).optional(),
      machine: machineId.optional(),
      host: hostId.optional(),
      ...pageQuery,
    })
    .strict(),
  body: nothing,
  answer: z.object({ items: z.array(operationView), total: z.int() }),
  status: 200,
  privilege: "machine.view",
  errors: [],
});

export const showOperationRoute = defineRoute({
  method: "GET",
  path: "/api/v1/operations/:operation",
  summary: "One operation with its steps",
  params: z.object({ operation: operationId }),
  query: none,
  body: nothing,
  answer: operationView,
  status: 200,
  privilege: "machine.view",
  errors: ["NOT_FOUND"],
});

export const cancelOperationRoute = defineRoute({
  method: "POST",
  path: "/api/v1/operations/:operation/cancel",
  summary: "Ask for a cancel; what was done stays done and the outcome says so",
  params: z.object({ operation: operationId }),
  query: none,
  body: nothing,
  answer: operationView,
  status: 202,
  privilege: changing,
  errors: ["NOT_FOUND", "OPERATION_ENDED"],
});
