import { may } from "@novacron/protocol/domain/may";
import type { Permission } from "@novacron/protocol/domain/permissions";
import { theFleet } from "@novacron/protocol/domain/scope";
import type { Person } from "@novacron/protocol/http/session";
import { useQuery } from "@tanstack/react-query";
import { whoQuery } from "../api/queries.ts";

/** Who is logged in; null only on the login page. */
export function useWho(): Person | null {
  return useQuery(whoQuery).data ?? null;
}

/** Whether they hold a permission for the whole fleet. */
export function useMay(permission: Permission): boolean {
  return may(useWho(), permission, theFleet).length === 0;
}

/** Whether they hold it for at least some machine or project. */
export function useMaySomewhere(permission: Permission): boolean {
  return may(useWho(), permission, "anywhere").length === 0;
}
