import { type Role, roleMay } from "@novacron/protocol/domain/access";
import type { Person } from "@novacron/protocol/http/session";
import { useQuery } from "@tanstack/react-query";
import { whoQuery } from "../api/queries.ts";

/** Who is logged in; null only on the login page. */
export function useWho(): Person | null {
  return useQuery(whoQuery).data ?? null;
}

export function useMay(role: Role): boolean {
  return roleMay(useWho()?.role ?? null, role);
}
