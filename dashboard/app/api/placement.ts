import type { WhatIf } from "@novacron/protocol/domain/placement";
import { queryOptions } from "@tanstack/react-query";
import { followPlans } from "../live/fleet-store.ts";
import { call } from "./call.ts";

export const placementQuery = queryOptions({
  queryKey: ["placement"],
  queryFn: ({ signal }) => {
    followPlans();
    return call("placement", { signal });
  },
});

export const suggestionQuery = queryOptions({
  queryKey: ["placement-suggestion"],
  queryFn: ({ signal }) => {
    followPlans();
    return call("suggestedPlacement", { signal });
  },
});

export const runsQuery = queryOptions({
  queryKey: ["placement-runs"],
  queryFn: ({ signal }) => {
    followPlans();
    return call("placementRuns", { signal });
  },
});

export const whatIfQuery = (change: WhatIf) =>
  queryOptions({
    queryKey: ["what-if", change],
    queryFn: ({ signal }) => call("whatIf", { body: { change }, signal }),
  });
