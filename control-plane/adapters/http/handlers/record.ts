import type { HandlersOf } from "../handler.ts";

export const recordHandlers: HandlersOf<"listRecord" | "recordAsOf"> = (app) => ({
  listRecord: async ({ query }) => ({ items: await app.record(query) }),
  recordAsOf: ({ query }) => app.asOf(query),
});
