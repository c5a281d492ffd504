import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";

/** Its steps are not on the live feed, so it is asked again while one runs. */
const whileRunningMs = 2_000;
const otherwiseMs = 30_000;

export const drainPlanQuery = (host: string) =>
  queryOptions({
    queryKey: ["drain-plan", host],
    queryFn: ({ signal }) => call("planDrain", { params: { host }, body: {}, signal }),
  });

export const maintenanceQuery = queryOptions({
  queryKey: ["maintenance"],
  queryFn: ({ signal }) => call("listMaintenance", { query: { limit: 100 }, signal }),
  refetchInterval: ({ state }) => {
    const open = state.data?.items.some((one) => one.state === "running" || one.state === "paused");
    return open === true ? whileRunningMs : otherwiseMs;
  },
});
