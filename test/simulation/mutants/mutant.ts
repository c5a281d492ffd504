import type { PlantedChange } from "../../framework/planted-change.ts";

/** A planted bug. */
export interface Mutant extends PlantedChange {
  /** What would go wrong in the field. */
  readonly bug: string;
  /** Hunted in fleets whose machines move. */
  readonly moves?: true;
}
