import { oidcLoginRoute } from "@novacron/protocol/http/oidc";
import { personActor } from "../../../app/audit/entry.ts";
import type { HandlersOf } from "../handler.ts";

type Names =
  | "loginWays"
  | "login"
  | "who"
  | "logout"
  | "changePassword"
  | "listSessions"
  | "endSession"
  | "beginSecondFactor"
  | "confirmSecondFactor"
  | "newRecoveryCodes"
  | "removeSecondFactor";

export const sessionHandlers: HandlersOf<Names> = (app) => ({
  loginWays: () => {
    const label = app.people.oidc.label();
    return { password: true, oidc: label === null ? null : { label, path: oidcLoginRoute.path } };
  },
  login: async ({ body, address, browser, setSession, note }) => {
    const { name, password, code } = body;
    const more = { browser, ...(code === undefined ? {} : { code }) };
    const proof = await app.login(name, password, address, more);
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
    await app.people.own.changePassword(person, body, session);
  },
  listSessions: async ({ person, proof }) => ({
    items: await app.people.sessions.of(person.id, proof.session),
  }),
  endSession: async ({ person, params, proof }) => {
    const of = { user: person.id, present: proof.session };
    await app.people.sessions.end(person, of, params.session);
  },
  beginSecondFactor: ({ person, body }) => app.people.own.beginSecondFactor(person, body.password),
  confirmSecondFactor: ({ person, body }) => app.people.own.confirmSecondFactor(person, body.code),
  newRecoveryCodes: ({ person, body }) => app.people.own.newRecoveryCodes(person, body),
  removeSecondFactor: async ({ person, body }) => {
    await app.people.own.removeSecondFactor(person, body);
  },
});
