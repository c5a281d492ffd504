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

/** libvirt's reasons of a copy that failed to start, or that a libvirtd started anew took away before it ran. */
const unstarted: ReadonlySet<string> = new Set(["failed", "daemon"]);

/**
 * Whether only the definition of a machine that moves may have arrived: its host alone can tell whether it ever ran. One that
 * is off for other reasons ended after it ran.
 */
export function mayNeverHaveRun({ state, reason }: MachineReport): boolean {
  return state === "shutoff" && unstarted.has(reason);
}
