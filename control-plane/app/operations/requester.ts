import type { Person } from "@novacron/protocol/http/session";
import type { Requester } from "./operations.ts";

/** A person as one who asks, with the token that speaks for them. */
export function requesterOf(person: Person): Requester {
  const { name, token, tokenExpiresAt } = person;
  return { name, who: person, token, tokenExpiresAt };
}
