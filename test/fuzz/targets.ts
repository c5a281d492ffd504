import type { FuzzTarget } from "./target.ts";
import { busTargets } from "./targets/bus.ts";
import { hostTargets } from "./targets/host.ts";
import { httpTargets } from "./targets/http.ts";

/** Every parser that meets bytes of strangers. */
export const fuzzTargets: readonly FuzzTarget[] = [...busTargets, ...httpTargets, ...hostTargets];
