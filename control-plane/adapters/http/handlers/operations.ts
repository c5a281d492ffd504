import type { HandlersOf } from "../handler.ts";

type Names = "requestOperation" | "listOperations" | "showOperation" | "cancelOperation";

export const operationHandlers: HandlersOf<Names> = (app) => ({
  requestOperation: ({ person, body }) => app.requestOperation(person, body),
  listOperations: ({ person, query }) => app.seenBy(person).operations(query),
  showOperation: ({ person, params }) => app.seenBy(person).operation(params.operation),
  cancelOperation: ({ person, params }) => app.cancelOperation(person, params.operation),
});
