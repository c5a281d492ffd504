import type { HandlersOf } from "../handler.ts";

export const tokenHandlers: HandlersOf<"listTokens" | "createToken" | "deleteToken"> = (app) => ({
  listTokens: async ({ person }) => ({ items: await app.tokens(person) }),
  createToken: ({ person, body }) => app.createToken(person, body),
  deleteToken: async ({ person, params }) => {
    await app.deleteToken(person, params.token);
  },
});
