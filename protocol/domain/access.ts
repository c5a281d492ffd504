import { z } from "zod";

/** Roles in rising order; each may do all that the ones before it may. */
export const roles = ["viewer", "operator", "administrator"] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** What a route asks of the caller. `public` needs nobody to be logged in. */
export type Privilege = "public" | Role;

export function roleMay(have: Role | null, need: Privilege): boolean {
  if (need === "public") return true;
  return have !== null && roles.indexOf(have) >= roles.indexOf(need);
}

/** Login names: short, plain, safe in a log line, an MQTT username and a URL. */
export const loginName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9][a-z0-9._-]*$/);
