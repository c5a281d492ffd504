import type { AuditOutcome } from "@novacron/protocol/domain/audit";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Severity } from "@novacron/protocol/http/record";
import type { Person } from "@novacron/protocol/http/session";
import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";

/** Null where nobody is logged in. */
export const whoQuery = queryOptions({
  queryKey: ["who"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<Person | null> => {
    try {
      return await call("who", { signal });
    } catch (error) {
      if (error instanceof NovaError && error.code === "UNAUTHENTICATED") return null;
      throw error;
    }
  },
});

export const hostLimitsQuery = queryOptions({
  queryKey: ["host-limits"],
  queryFn: ({ signal }) => call("hostLimits", { signal }),
});

/** A safety net below the live feed, which refreshes the view when something changed. */
export const fleetQuery = queryOptions({
  queryKey: ["fleet"],
  refetchInterval: 30_000,
  queryFn: ({ signal }) => call("fleet", { signal }),
});

export const machineQuery = (machine: string) =>
  queryOptions({
    queryKey: ["machine", machine],
    queryFn: ({ signal }) => call("showMachine", { params: { machine }, signal }),
  });

/** Asks the host each time: nothing keeps definitions. */
export const definitionQuery = (machine: string) =>
  queryOptions({
    queryKey: ["definition", machine],
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => call("machineDefinition", { params: { machine }, signal }),
  });

export const hostQuery = (host: string) =>
  queryOptions({
    queryKey: ["host", host],
    queryFn: ({ signal }) => call("showHost", { params: { host }, signal }),
  });

export interface RecordScope {
  readonly machine?: string;
  readonly host?: string;
}

export const recordQuery = (scope: RecordScope, from: number, to: number) =>
  queryOptions({
    queryKey: ["record", scope.machine ?? scope.host ?? "", from, to],
    queryFn: ({ signal }) =>
      call("listRecord", { query: { ...ids(scope), from, to, limit: 500 }, signal }),
  });

export const recentRecordQuery = (scope: RecordScope) =>
  queryOptions({
    queryKey: ["record", scope.machine ?? scope.host ?? "", "recent"],
    queryFn: ({ signal }) => call("listRecord", { query: { ...ids(scope), limit: 200 }, signal }),
  });

export interface RecordPageQuery {
  readonly from?: number;
  readonly to?: number;
  readonly before?: number;
  readonly actor?: string;
  readonly severity?: Exclude<Severity, "info">;
  readonly limit: number;
}

/** The record of the whole fleet, a page at a time. */
export const recordPageQuery = (query: RecordPageQuery) =>
  queryOptions({
    queryKey: ["record", "page", query],
    queryFn: ({ signal }) => call("listRecord", { query, signal }),
  });

export const asOfQuery = (at: number) =>
  queryOptions({
    queryKey: ["as-of", at],
    queryFn: ({ signal }) => call("recordAsOf", { query: { at }, signal }),
  });

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => call("listSessions", { signal }),
});
export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => call("listPeople", { signal }),
});
export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => call("listProjects", { signal }),
});
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: ({ signal }) => call("listRoles", { signal }),
});
export const releasesQuery = queryOptions({
  queryKey: ["releases"],
  queryFn: ({ signal }) => call("listReleases", { signal }),
});
/** Not part of the live feed: asked more often while it moves. */
export const rolloutQuery = queryOptions({
  queryKey: ["rollout"],
  queryFn: ({ signal }) => call("showRollout", { signal }),
  refetchInterval: ({ state }) => (state.data?.rollout?.state === "running" ? 2_000 : 15_000),
});
export const bindingsQuery = queryOptions({
  queryKey: ["bindings"],
  queryFn: ({ signal }) => call("listBindings", { signal }),
});

export interface AuditSearch {
  readonly text?: string;
  readonly outcome?: AuditOutcome;
  readonly at?: number;
}

export const auditQuery = (query: AuditSearch) =>
  queryOptions({
    queryKey: ["audit", query],
    queryFn: ({ signal }) => call("listAudit", { query, signal }),
  });
export const auditHeadQuery = queryOptions({
  queryKey: ["audit-head"],
  queryFn: ({ signal }) => call("auditHead", { signal }),
});

export const systemQuery = queryOptions({
  queryKey: ["system"],
  refetchInterval: 10_000,
  queryFn: ({ signal }) => call("system", { signal }),
});
export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => call("listTokens", { signal }),
});
export const mqttUsersQuery = queryOptions({
  queryKey: ["mqtt-users"],
  queryFn: ({ signal }) => call("listMqttUsers", { signal }),
});

/** Ids are branded on the server's side; here they come from the address bar as text. */
function ids(scope: RecordScope): object {
  return scope as object;
}
