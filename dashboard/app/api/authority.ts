import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";

/** Hosts learn and renew by themselves; while that is under way it is asked again. */
const whileChangingMs = 3_000;

export const authorityQuery = queryOptions({
  queryKey: ["authority"],
  queryFn: ({ signal }) => call("authority", { signal }),
  refetchInterval: ({ state }) =>
    (state.data?.authorities.length ?? 0) > 1 ? whileChangingMs : false,
});
