import { call } from "./call.ts";
import { queryClient } from "./query-client.ts";

/** Ends the session on the server; the page is loaded anew, so that nothing of it stays in memory. */
export async function logOut(): Promise<void> {
  await call("logout").catch(() => null);
  queryClient.clear();
  location.assign("/login");
}
