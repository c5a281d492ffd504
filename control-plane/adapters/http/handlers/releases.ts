import type { HandlersOf } from "../handler.ts";

type Names = "listReleases" | "showRollout" | "startRollout" | "steerRollout";

export const releaseHandlers: HandlersOf<Names> = (app) => ({
  listReleases: () => app.rollouts.list(),
  showRollout: () => app.rollouts.show(),
  startRollout: ({ person, body }) => app.rollouts.begin(person.name, body),
  steerRollout: ({ body }) => app.rollouts.steer(body),
});
