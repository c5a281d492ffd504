import type { HandlersOf } from "../handler.ts";

type Names =
  | "trust"
  | "listEnrolmentTokens"
  | "createEnrolmentToken"
  | "revokeEnrolmentToken"
  | "enrol"
  | "renew"
  | "listIdentities"
  | "revocations"
  | "revokeIdentity"
  | "approveIdentity";

export const trustHandlers: HandlersOf<Names> = (app) => ({
  trust: () => app.trust.facts(),
  listEnrolmentTokens: async () => ({ items: await app.trust.tokens.list() }),
  createEnrolmentToken: ({ person, body }) => app.trust.tokens.create(person.name, body),
  revokeEnrolmentToken: async ({ person, params }) => {
    await app.trust.tokens.revoke(person.name, params.token);
  },
  enrol: ({ body, address }) => app.trust.enrol(body, address),
  renew: ({ body, certificate }) => app.trust.renew(certificate, body.qemuRequest),
  listIdentities: () => ({ items: app.trust.list() }),
  revocations: () => app.trust.revocations(),
  revokeIdentity: async ({ person, params }) => {
    await app.trust.revoke(person.name, params.host);
  },
  approveIdentity: ({ person, params, body }) =>
    app.trust.approve(person.name, params.host, body.keyHash),
});
