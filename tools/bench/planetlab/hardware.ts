/**
 * What CloudSim 3.0.3's PlanetLab examples run on: two HP ProLiant servers in equal numbers, their power
 * measured by SPECpower in steps of 10 % of load, and four sizes of virtual machine.
 */
export interface HostType {
  readonly coreMips: number;
  readonly totalMips: number;
  /** Watts at 0, 10, ... 100 % of load. */
  readonly watts: readonly number[];
}

export interface VmType {
  readonly mips: number;
  readonly ramMb: number;
}

const ml110G4: HostType = {
  coreMips: 1_860,
  totalMips: 3_720,
  watts: [86, 89.4, 92.6, 96, 99.5, 102, 106, 108, 112, 114, 117],
};
const ml110G5: HostType = {
  coreMips: 2_660,
  totalMips: 5_320,
  watts: [93.7, 97, 101, 105, 110, 116, 121, 125, 129, 133, 135],
};

export const hostTypes: readonly HostType[] = [ml110G4, ml110G5];
export const vmTypes: readonly VmType[] = [
  { mips: 2_500, ramMb: 870 },
  { mips: 2_000, ramMb: 1_740 },
  { mips: 1_000, ramMb: 1_740 },
  { mips: 500, ramMb: 613 },
];
export const hostRamMb = 4_096;
/** Machines that may be placed on one host at first: 1 Gbit/s, of which each takes 100 Mbit/s. */
export const vmsByBandwidth = 10;
/** Half of 1 Gbit/s carries migrations. */
export const migrationMbPerSecond = 62.5;

/**
 * Watts at a load of 0 to 1, between the measured steps in a straight line. In CloudSim's order of
 * operations: among hosts that are equally good, its choice hangs on how the last bit is rounded.
 */
export function wattsAt({ watts }: HostType, load: number): number {
  const below = Math.floor(load * 10);
  const first = watts[below]!;
  const perPercent = (watts[Math.ceil(load * 10)]! - first) / 10;
  return first + perPercent * (load - below / 10) * 100;
}
