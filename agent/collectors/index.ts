import type { TargetName } from "@novacron/protocol/metrics/targets";
import { collectHost } from "./host.ts";
import { collectHostDisks } from "./host-disk.ts";
import { collectHostNics } from "./host-nic.ts";
import { collectMachine } from "./machine.ts";
import { collectMachineDisks } from "./machine-disk.ts";
import { collectMachineNics } from "./machine-nic.ts";

/** The one list: which function makes the rows of which target. A target without one does not compile. */
export const collectors = {
  host: collectHost,
  hostDisk: collectHostDisks,
  hostNic: collectHostNics,
  machine: collectMachine,
  machineDisk: collectMachineDisks,
  machineNic: collectMachineNics,
} as const satisfies Record<TargetName, unknown>;
