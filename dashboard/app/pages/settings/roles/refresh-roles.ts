import { bindingsQuery, rolesQuery } from "../../../api/queries.ts";
import { queryClient } from "../../../api/query-client.ts";

export function refreshRoles(): void {
  void queryClient.invalidateQueries(rolesQuery);
  void queryClient.invalidateQueries(bindingsQuery);
}
