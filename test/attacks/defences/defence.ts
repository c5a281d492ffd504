import type { PlantedChange } from "../../framework/planted-change.ts";

/** One thing that stands between an attacker and the fleet, and the build without it. */
export interface Defence extends PlantedChange {
  /** What it keeps from happening, as a sentence. */
  readonly guards: string;
}
