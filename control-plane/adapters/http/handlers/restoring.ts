import type { HandlersOf } from "../handler.ts";

export const restoringHandlers: HandlersOf<"endRestoring"> = ({ restoring }) => ({
  endRestoring: async ({ person }) => {
    await restoring.override(person.name);
  },
});
