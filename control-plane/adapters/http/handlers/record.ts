import type { HandlersOf } from "../handler.ts";

export const recordHandlers: HandlersOf<"listRecord" | "recordAsOf"> = (app) => ({
  listRecord: async ({ person, query }) => ({ items: await app.seenBy(person).record(query) }),
  recordAsOf: ({ person, query }) => app.seenBy(person).asOf(query),
});
