import type { MachineReport } from "./machine.ts";

/** libvirt's reasons of a copy that has come in and was not told to run yet. */
const comingIn: ReadonlySet<string> = new Set(["migration", "starting-up"]);
/** It runs, and part of its memory is still on its source. */
const inHalves: ReadonlySet<string> = new Set(["postcopy", "postcopy-failed"]);

/**
 * Whether a machine that moves has arrived on the host that reports it. What is still coming in is transient and stands
 * paused: libvirt defines it only when it is told to run, so a definition is the proof, whatever the machine does since. One
 * that stays transient is proven by running.
 */
export function hasArrived({ job, persistent, state, reason }: MachineReport): boolean {
  if (inHalves.has(reason)) return false;
  if (job === "migration-in" || (state === "paused" && comingIn.has(reason))) return false;
  return persistent || state === "running";
}
