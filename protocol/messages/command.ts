import { z } from "zod";
import { hookName, hookTimeoutMs } from "../domain/host-hook.ts";
import {
  commandId,
  epoch,
  generation,
  hostId,
  machineId,
  operationId,
  timestampMs,
} from "../domain/ids.ts";
import { migrationProgress } from "../domain/migration.ts";
import { maxManifestBytes, releaseSignature, releaseVersion } from "../domain/release.ts";
import { tunnelTicket } from "../domain/ticket.ts";
import { problemSchema } from "../errors/nova-error.ts";
import { migrationActions } from "./migration-action.ts";
import { migrationAnswer } from "./migration-answer.ts";

const onMachine = { machine: machineId, generation };

/** The action asked for. Each is idempotent by the command's id, journalled by the agent before it acts. */
export const commandAction = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("machine.start"), ...onMachine }),
  z.object({
    kind: z.literal("machine.shutdown"),
    ...onMachine,
    timeoutMs: z.int().min(1_000).max(3_600_000),
  }),
  z.object({
    kind: z.literal("machine.reboot"),
    ...onMachine,
    timeoutMs: z.int().min(1_000).max(3_600_000),
  }),
  z.object({ kind: z.literal("machine.force-off"), ...onMachine }),
  z.object({ kind: z.literal("machine.pause"), ...onMachine }),
  z.object({ kind: z.literal("machine.resume"), ...onMachine }),
  z.object({ kind: z.literal("machine.autostart"), ...onMachine, enabled: z.boolean() }),
  z.object({ kind: z.literal("machine.create-demo"), ...onMachine, name: z.string().max(64) }),
  z.object({ kind: z.literal("machine.delete-demo"), ...onMachine }),
  z.object({ kind: z.literal("tunnel.open"), ticket: tunnelTicket }),
  z.object({
    kind: z.literal("agent.upgrade"),
    version: releaseVersion,
    /** `manifest.json` and `manifest.sig`, which the agent holds against the release keys it trusts. */
    manifest: z.string().min(1).max(maxManifestBytes),
    signature: releaseSignature,
    /** Folder of the release's files at the control plane. */
    path: z
      .string()
      .max(255)
      .regex(/^\/[a-z0-9/.-]+$(?!\n)/),
    /** The new version must have reached the control plane by then, else the one before it comes back. */
    confirmWithinMs: z.int().min(10_000).max(3_600_000),
  }),
  /** Names a program that the host's administrator placed there; no text of a command ever goes to a host. */
  z.object({ kind: z.literal("host.hook"), name: hookName, timeoutMs: hookTimeoutMs }),
  ...migrationActions,
]);
export type CommandAction = z.infer<typeof commandAction>;
export type CommandKind = CommandAction["kind"];

/** Control plane to one agent. */
export const command = z.object({
  v: z.literal(1),
  type: z.literal("do"),
  id: commandId,
  operation: operationId,
  host: hostId,
  epoch,
  /** The agent session it is for, from the host's report: worth nothing in any other. */
  session: z.string().max(64),
  /** Order in which commands of one epoch were first sent: what the journal forgot cannot come again. */
  turn: z.int().min(1),
  issuedAt: timestampMs,
  /** Life of the command counted from its arrival, so that a wrong clock opens or locks nothing. */
  validForMs: z.int().min(1_000).max(3_600_000),
  action: commandAction,
});
export type Command = z.infer<typeof command>;

/** Asks the agent to stop a command under way; what was done stays done and is said in the outcome. */
export const cancelCommand = z.object({
  v: z.literal(1),
  type: z.literal("cancel"),
  id: commandId,
  host: hostId,
  epoch,
  session: z.string().max(64),
});
export type CancelCommand = z.infer<typeof cancelCommand>;

export const downlink = z.discriminatedUnion("type", [command, cancelCommand]);
export type Downlink = z.infer<typeof downlink>;

const aboutCommand = {
  v: z.literal(1),
  id: commandId,
  operation: operationId,
  host: hostId,
  /** Highest epoch the agent has seen, so that a restored control plane learns of it. */
  epoch,
  at: timestampMs,
};

/** Agent to control plane. The outcome is repeated whenever the same command arrives again. */
export const commandEvent = z.discriminatedUnion("type", [
  z.object({ ...aboutCommand, type: z.literal("accepted") }),
  z.object({
    ...aboutCommand,
    type: z.literal("progress"),
    step: z.string().max(80),
    ratio: z.number().min(0).max(1).nullable(),
    /** Of a move under way. */
    migration: migrationProgress.optional(),
  }),
  z.object({
    ...aboutCommand,
    type: z.literal("succeeded"),
    result: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    /** Where the command is one of a move that answers more. */
    migration: migrationAnswer.optional(),
  }),
  z.object({ ...aboutCommand, type: z.literal("failed"), problem: problemSchema }),
]);
export type CommandEvent = z.infer<typeof commandEvent>;
