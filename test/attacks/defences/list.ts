import { busDefences } from "./bus.ts";
import type { Defence } from "./defence.ts";
import { hookDefences } from "./hooks.ts";
import { httpDefences } from "./http.ts";
import { identityDefences } from "./identity.ts";
import { installDefences } from "./install.ts";
import { ledgerDefences } from "./ledger.ts";
import { peopleDefences } from "./people.ts";
import { releaseDefences } from "./releases.ts";
import { textDefences } from "./texts.ts";

/** Every defence that an attack has beaten once it was taken out; one list of each area. */
export const defences = [
  ...busDefences,
  ...hookDefences,
  ...httpDefences,
  ...identityDefences,
  ...installDefences,
  ...ledgerDefences,
  ...peopleDefences,
  ...releaseDefences,
  ...textDefences,
] as const satisfies readonly Defence[];

export type DefenceName = (typeof defences)[number]["name"];

export function defenceOf(name: DefenceName): Defence {
  const found = defences.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`the list has no defence ${name}`);
  return found;
}
