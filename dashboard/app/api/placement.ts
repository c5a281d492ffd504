import type { WhatIf } from "@novacron/protocol/domain/placement";
import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";

export const placementQuery = queryOptions({
  queryKey: ["placement"],
  queryFn: ({ signal }) => call("placement", { signal }),
});

/** In the modes that suggest, a new plan may come at any time. */
export const suggestionQuery = queryOptions({
  queryKey: ["placement-suggestion"],
  refetchInterval: 30_000,
  queryFn: ({ signal }) => call("suggestedPlacement", { signal }),
});

export const whatIfQuery = (change: WhatIf) =>
  queryOptions({
    queryKey: ["what-if", change],
    queryFn: ({ signal }) => call("whatIf", { body: { change }, signal }),
  });
