import type { JoinDescription } from "@novacron/protocol/domain/join-description";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";

export const enrolmentTokensQuery = queryOptions({
  queryKey: ["enrolment-tokens"],
  queryFn: ({ signal }) => call("listEnrolmentTokens", { signal }),
});

export const identitiesQuery = queryOptions({
  queryKey: ["identities"],
  refetchInterval: 30_000,
  queryFn: ({ signal }) => call("listIdentities", { signal }),
});

/** How hosts get the agent from this control plane; what the install script's own address says. */
export async function joinSource(): Promise<JoinDescription> {
  const attempted = "look how hosts join here";
  try {
    const response = await fetch("/install/release.json");
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as JoinDescription;
  } catch (cause) {
    throw new NovaError("UNREACHABLE", attempted, { cause });
  }
}
