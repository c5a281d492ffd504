import { queryOptions } from "@tanstack/react-query";
import { followPlans } from "../live/fleet-store.ts";
import { call } from "./call.ts";

export const drainPlanQuery = (host: string) =>
  queryOptions({
    queryKey: ["drain-plan", host],
    queryFn: ({ signal }) => call("planDrain", { params: { host }, body: {}, signal }),
  });

export const maintenanceQuery = queryOptions({
  queryKey: ["maintenance"],
  queryFn: ({ signal }) => {
    followPlans();
    return call("listMaintenance", { query: { limit: 100 }, signal });
  },
});
