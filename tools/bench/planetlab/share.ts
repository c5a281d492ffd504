import type { HostType } from "./hardware.ts";

/** Share of its MIPS that a machine on its way gets at the source, and that it takes at the target. */
export const atSource = 0.9;
export const atTarget = 0.1;

export type Role = "stays" | "leaves" | "comes";

export interface Claim {
  readonly asked: number;
  readonly role: Role;
}

/**
 * MIPS that a host gives to each of its machines: what it asks for, at most a core's, and where that is
 * more than the host has, all in proportion and rounded down.
 */
export function shareOut(type: HostType, claims: readonly Claim[]): number[] {
  let free = type.totalMips;
  let needed = 0;
  let short = false;
  for (const { asked, role } of claims) {
    const need = Math.min(asked, type.coreMips) * (role === "comes" ? atTarget : 1);
    needed += need;
    if (free >= need) free -= need;
    else {
      short = true;
      free = 0;
    }
  }
  const scale = type.totalMips / needed;
  return claims.map(({ asked, role }) => {
    const capped = Math.min(asked, type.coreMips);
    if (!short) return capped * factorOf(role);
    return Math.floor(
      role === "comes" ? capped * atTarget * scale : capped * scale * factorOf(role),
    );
  });
}

function factorOf(role: Role): number {
  return role === "leaves" ? atSource : role === "comes" ? atTarget : 1;
}
