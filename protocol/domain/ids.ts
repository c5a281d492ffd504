import { z } from "zod";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Lower-case UUID text, as libvirt prints it. */
const uuid = z.string().length(36).regex(uuidPattern, "must be a lower-case UUID");

/** A host: its libvirt host UUID, or one made by the agent and kept in its data folder. */
export const hostId = uuid.brand<"HostId">();
export type HostId = z.infer<typeof hostId>;

/** One VM wherever it runs: libvirt's domain UUID. Never derived from a host. */
export const machineId = uuid.brand<"MachineId">();
export type MachineId = z.infer<typeof machineId>;

/** Made by the caller, so that a repeated request is the same operation. */
export const operationId = uuid.brand<"OperationId">();
export type OperationId = z.infer<typeof operationId>;

/** One command to one agent; an operation makes one id per step and never reuses it. */
export const commandId = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[a-z0-9:.-]+$/)
  .brand<"CommandId">();
export type CommandId = z.infer<typeof commandId>;

/** One life of an agent's outbox; a fresh one when the outbox was lost, so sequence numbers may restart. */
export const bootId = uuid.brand<"BootId">();
export type BootId = z.infer<typeof bootId>;

/** A group of machines with a quota; who may do what can be narrowed to it. */
export const projectId = uuid.brand<"ProjectId">();
export type ProjectId = z.infer<typeof projectId>;

export const userId = uuid.brand<"UserId">();
export type UserId = z.infer<typeof userId>;

/** Control plane epoch: a restore starts a higher one and agents refuse a lower one. */
export const epoch = z
  .int()
  .min(1)
  .max(2 ** 40);
/** Generation of a machine: rises with every move or recovery; 0 is a machine NovaCron never touched. */
export const generation = z
  .int()
  .min(0)
  .max(2 ** 40);

/** Milliseconds since 1970 UTC. */
export const timestampMs = z.int().min(0).max(8.64e15);

/** A name as people give it: one line, no control characters. */
export const displayName = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !/\p{Cc}/u.test(text), "must not hold control characters");

export function isUuid(text: string): boolean {
  return uuidPattern.test(text) && text.length === 36;
}
