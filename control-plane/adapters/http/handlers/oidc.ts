import { personActor } from "../../../app/audit/entry.ts";
import type { HandlersOf } from "../handler.ts";

export const oidcHandlers: HandlersOf<"oidcLogin" | "oidcCallback"> = ({ people }) => ({
  oidcLogin: async ({ setFlow, redirect }) => {
    const { url, secret } = await people.oidc.begin();
    setFlow(secret);
    redirect(url);
    return null;
  },
  oidcCallback: async ({ query, flow, address, browser, ...call }) => {
    call.setFlow(null);
    const opened = await people.oidc.finish(flow, textOf(query), { address, browser });
    call.setSession(opened);
    call.note({ actor: personActor(opened.person, address) });
    call.redirect("/");
    return null;
  },
});

/** Only texts are passed on; the library checks them whole. */
function textOf(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).filter(
    (pair): pair is [string, string] => typeof pair[1] === "string",
  );
  return new URLSearchParams(pairs).toString();
}
