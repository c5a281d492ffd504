import type { IncomingMessage } from "node:http";
import { mayUse, type Privilege } from "@novacron/protocol/domain/access";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import { loginOf, originOf, type Proving } from "./request-context.ts";

/** Who opened a WebSocket, and a way to ask later whether that login still stands. */
export interface UpgradeLogin {
  /** As it may now: what changed shows after `stands`. */
  readonly person: () => Person;
  readonly personId: string;
  readonly stands: () => Promise<boolean>;
}

/**
 * Proves the login of an upgrade. Browsers let any page open a WebSocket to any address and send the cookie
 * along, so with a cookie the request must say that it comes from our own pages.
 */
export async function upgradeLogin(
  request: IncomingMessage,
  app: Proving,
  privilege: Privilege,
): Promise<UpgradeLogin> {
  const attempted = `open ${(request.url ?? "").split("?")[0]}`;
  const login = await loginOf(request, app);
  if (login === null) throw new NovaError("UNAUTHENTICATED", attempted);
  const origin = originOf(request);
  if (origin === "foreign" || (login.via === "session" && origin === "unknown")) {
    throw new NovaError("CSRF_REFUSED", attempted);
  }
  if (mayUse(login.person, privilege).length > 0) throw new NovaError("FORBIDDEN", attempted);
  const { secret, via } = login;
  let { person } = login;
  return {
    person: () => person,
    personId: person.id,
    stands: async () => {
      const proof = await (via === "token"
        ? app.provenByToken(secret, false)
        : app.provenBySession(secret, false));
      if (proof === null || mayUse(proof.person, privilege).length > 0) return false;
      person = proof.person;
      return true;
    },
  };
}
