import { readFileSync } from "node:fs";
import { join } from "node:path";
import { machineId } from "@novacron/protocol/domain/ids";
import { z } from "zod";
import { writeJsonFile } from "../../../process/json-file.ts";
import { processStart } from "../../../process/status-file.ts";

/** What a gate's process leaves in its folder, so that an agent that comes later knows how far a move came. */
export const gateRecord = z.object({
  role: z.enum(["source", "target"]),
  machine: machineId,
  pid: z.int(),
  /** Start of that process in clock ticks since boot: a later process of the same number is not it. */
  processStart: z.string(),
  /** Where it listens: `port` at the target, `uri` for libvirt at the source. */
  port: z.int().nullable(),
  uri: z.string().nullable(),
  /** Written before the frame that changed it went on: `none` proves that the target's copy was never told to start. */
  finish: z.enum(["none", "cancelled", "hanging", "answered"]),
  /** The way to the target was lost while its answer was awaited: libvirtd is kept waiting. */
  held: z.boolean(),
  /** Nothing of it is left, and its process may serve another move. Written last. */
  ended: z.boolean(),
  /** Why it let nothing through, or could not begin. */
  problem: z.string().nullable(),
});
export type GateRecord = z.infer<typeof gateRecord>;

/** Whether the process that wrote the record still runs, and serves this gate. */
export type GateSight = GateRecord & { readonly isAlive: boolean };

const nameIn = (folder: string): string => join(folder, "record.json");

/** It outlives the process, as a move outlives no host. */
export function writeGateRecord(folder: string, record: GateRecord): void {
  writeJsonFile(nameIn(folder), record);
}

/** Null where there is no gate, or its record cannot be read. */
export function readGateRecord(folder: string): GateSight | null {
  try {
    const record = gateRecord.parse(JSON.parse(readFileSync(nameIn(folder), "utf8")));
    const { pid, ended } = record;
    return { ...record, isAlive: !ended && processStart(pid) === record.processStart };
  } catch {
    return null;
  }
}
