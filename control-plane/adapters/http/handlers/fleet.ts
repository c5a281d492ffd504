import type { HandlersOf } from "../handler.ts";

export const fleetHandlers: HandlersOf<"fleet"> = (app) => ({
  fleet: ({ person }) => app.seenBy(person).fleet(),
});
