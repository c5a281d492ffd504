import type { HandlersOf } from "../handler.ts";

export const fleetHandlers: HandlersOf<"fleet"> = (app) => ({
  fleet: () => app.fleet(),
});
