import { personActor } from "../../../app/audit/entry.ts";
import type { HandlersOf } from "../handler.ts";

export const sessionHandlers: HandlersOf<"login" | "who" | "logout" | "changePassword"> = (
  app,
) => ({
  login: async ({ body, address, setSession, note }) => {
    const proof = await app.login(body.name, body.password, address);
    setSession(proof);
    note({ actor: personActor(proof.person, address) });
    return proof.person;
  },
  who: ({ person }) => person,
  logout: async ({ session, setSession }) => {
    if (session !== null) await app.logout(session);
    setSession(null);
  },
  changePassword: async ({ person, body, session }) => {
    await app.changePassword(person, body, session);
  },
});
