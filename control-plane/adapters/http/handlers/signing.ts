import type { HandlersOf } from "../handler.ts";

export const signingHandlers: HandlersOf<"signingKeys" | "beginRotation" | "completeRotation"> = (
  app,
) => ({
  signingKeys: () => app.signing.view(),
  beginRotation: () => app.signing.begin(),
  completeRotation: ({ body }) => app.signing.complete(body.force),
});
