import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { queryOptions } from "@tanstack/react-query";
import { followPlans } from "../live/fleet-store.ts";
import { call } from "./call.ts";
import { queryClient } from "./query-client.ts";

/** What is offered changes with the load of the hosts; older than this it is asked again. */
const freshMs = 15_000;

export const moveTargetsQuery = (machine: string) =>
  queryOptions({
    queryKey: ["move-targets", machine],
    staleTime: freshMs,
    queryFn: ({ signal }) => call("moveTargets", { params: { machine }, signal }),
  });

/** Both hosts are asked and try to reach one another; nothing is changed by it. */
export const moveCheckQuery = (machine: string, options: MigrationOptions) =>
  queryOptions({
    queryKey: ["move-check", machine, options],
    staleTime: freshMs,
    queryFn: async ({ signal }) => {
      const found = await call("checkMove", { params: { machine }, body: { options }, signal });
      // What its host told of it makes the forecasts of all targets better.
      if (found.tried) void queryClient.invalidateQueries({ queryKey: ["move-targets", machine] });
      return found;
    },
  });

export const movesRecordedQuery = queryOptions({
  queryKey: ["moves-recorded"],
  queryFn: ({ signal }) => call("movesRecorded", { query: { limit: 200 }, signal }),
});

export const calibrationQuery = queryOptions({
  queryKey: ["moves-calibration"],
  queryFn: ({ signal }) => call("calibration", { signal }),
});

export const movePolicyQuery = (machine: string) =>
  queryOptions({
    queryKey: ["move-policy", machine],
    queryFn: ({ signal }) => call("movePolicy", { params: { machine }, signal }),
  });

export const movesQuery = queryOptions({
  queryKey: ["moves"],
  queryFn: ({ signal }) => {
    followPlans();
    return call("moves", { signal });
  },
});
