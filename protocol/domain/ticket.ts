import { z } from "zod";
import { generation, machineId, operationId } from "./ids.ts";

/** What a tunnel stream carries. Each kind has one file in the agent that serves it. */
export const tunnelKind = z.enum(["serial-console", "definition"]);
export type TunnelKind = z.infer<typeof tunnelKind>;

/**
 * Opens one stream once. Made by the control plane, sent to the agent inside a command; the agent dials
 * `path` on the control plane and shows `secret`. Used or expired, it is worth nothing.
 */
export const tunnelTicket = z.object({
  id: operationId,
  kind: tunnelKind,
  machine: machineId,
  generation,
  /** Path below the control plane's address to dial, such as `/tunnel/v1/<id>`. */
  path: z
    .string()
    .max(255)
    .regex(/^\/[A-Za-z0-9/_-]*$/),
  /** 256 random bits, base64url. Never logged. */
  secret: z
    .string()
    .min(43)
    .max(64)
    .regex(/^[A-Za-z0-9_-]+$/),
  /** Counted from its arrival at the agent. */
  validForMs: z.int().min(1_000).max(120_000),
});
export type TunnelTicket = z.infer<typeof tunnelTicket>;
