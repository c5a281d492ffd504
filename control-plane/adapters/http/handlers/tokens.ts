import type { HandlersOf } from "../handler.ts";

type Names = "listTokens" | "createToken" | "deleteToken" | "listTokensOf" | "deleteTokenOf";

export const tokenHandlers: HandlersOf<Names> = ({ people: { tokens } }) => ({
  listTokens: async ({ person }) => ({ items: await tokens.of(person.id) }),
  createToken: async ({ person, body, proof, note }) => {
    const made = await tokens.create(person, body, proof.token);
    note({ target: `token:${made.id}` });
    return made;
  },
  deleteToken: async ({ person, params }) => {
    await tokens.delete(person, person.id, params.token);
  },
  listTokensOf: async ({ params }) => ({ items: await tokens.of(params.person) }),
  deleteTokenOf: async ({ person, params }) => {
    await tokens.delete(person, params.person, params.token);
  },
});
