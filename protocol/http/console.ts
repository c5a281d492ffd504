import { z } from "zod";
import { machineId, operationId } from "../domain/ids.ts";
import { none } from "./common.ts";
import { defineRoute } from "./route.ts";

/** The answer's path is a WebSocket: binary frames are the console's bytes, in both directions. */
export const openConsoleRoute = defineRoute({
  method: "POST",
  path: "/api/v1/machines/:machine/console",
  summary: "Open the serial console; connect a WebSocket to the path within 30 s, once",
  params: z.object({ machine: machineId }),
  query: none,
  body: z.object({ id: operationId }).strict(),
  answer: z.object({ operation: operationId, path: z.string(), validForMs: z.int() }),
  status: 201,
  privilege: "machine.console",
  errors: ["NOT_FOUND", "ACTION_NOT_POSSIBLE", "HOST_OFFLINE", "OVERLOADED"],
});
