import { NovaError } from "@novacron/protocol/errors/nova-error";
import { QueryClient } from "@tanstack/react-query";

const retriesMax = 2;

/** The live feed says when something changed, so nothing is asked again merely because time passed. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) =>
        count < retriesMax && error instanceof NovaError && error.code === "UNREACHABLE",
    },
  },
});
