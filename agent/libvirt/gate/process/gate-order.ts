import { hostId, machineId } from "@novacron/protocol/domain/ids";
import { z } from "zod";

const identity = z.object({ ca: z.string(), cert: z.string(), key: z.string() });
const secret = z.string().length(43);

/** What the agent tells a gate's process on its standard input: keys and secrets stand in no argument and no file. */
export const gateOrder = z.discriminatedUnion("role", [
  z.object({
    role: z.literal("target"),
    folder: z.string(),
    peer: hostId,
    ticket: z.object({
      machine: machineId,
      name: z.string(),
      paths: z.array(z.string()),
      emulators: z.array(z.string()),
      networks: z.array(z.string()),
      allowHostDevices: z.boolean(),
      requireTls: z.boolean(),
      flags: z.int(),
    }),
    secret,
    identity,
    /** Address to listen on; a free port is taken. */
    listen: z.string(),
    daemonSocket: z.string(),
    validForMs: z.int().min(1_000),
  }),
  z.object({
    role: z.literal("source"),
    folder: z.string(),
    peer: hostId,
    machine: machineId,
    target: z.object({ host: z.string(), port: z.int() }),
    secret,
    identity,
  }),
]);
export type GateOrder = z.infer<typeof gateOrder>;
export type TargetOrder = Extract<GateOrder, { role: "target" }>;
export type SourceOrder = Extract<GateOrder, { role: "source" }>;

/** Tells a gate to end, though its libvirtd may still be kept waiting: sent only by who knows which copy runs. */
export const letGoSignal = "SIGUSR2";
