import type { HandlersOf } from "../handler.ts";

type Names =
  | "listPeople"
  | "showPerson"
  | "addPerson"
  | "changePerson"
  | "resetPassword"
  | "resetSecondFactor"
  | "listSessionsOf"
  | "endSessionOf"
  | "listRoles"
  | "putRole"
  | "deleteRole"
  | "listBindings"
  | "addBinding"
  | "deleteBinding";

export const peopleHandlers: HandlersOf<Names> = ({ people: { accounts, sessions, roles } }) => ({
  listPeople: async () => ({ items: await accounts.list() }),
  showPerson: ({ params }) => accounts.show(params.person),
  addPerson: async ({ person, body, note }) => {
    const made = await accounts.add(person, body);
    note({ target: `person:${made.id}` });
    return made;
  },
  changePerson: ({ person, params, body }) => accounts.change(person, params.person, body),
  resetPassword: ({ person, params, body }) =>
    accounts.resetPassword(person, params.person, body.password),
  resetSecondFactor: async ({ person, params }) => {
    await accounts.resetSecondFactor(person, params.person);
  },
  listSessionsOf: async ({ params, proof }) => ({
    items: await sessions.of(params.person, proof.session),
  }),
  endSessionOf: async ({ person, params, proof }) => {
    const of = { user: params.person, present: proof.session };
    await sessions.end(person, of, params.session);
  },
  listRoles: () => roles.roles(),
  putRole: ({ person, params, body }) => roles.putRole(person, params.role, body),
  deleteRole: async ({ person, params }) => {
    await roles.deleteRole(person, params.role);
  },
  listBindings: async () => ({ items: await roles.bindings() }),
  addBinding: async ({ person, body, note }) => {
    const made = await roles.bind(person, body);
    note({ target: `binding:${made.id}` });
    return made;
  },
  deleteBinding: async ({ person, params }) => {
    await roles.unbind(person, params.binding);
  },
});
