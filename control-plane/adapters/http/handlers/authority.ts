import type { HandlersOf } from "../handler.ts";

type Names =
  | "authority"
  | "beginAuthority"
  | "abandonAuthority"
  | "switchAuthority"
  | "withdrawAuthority";

export const authorityHandlers: HandlersOf<Names> = (app) => ({
  authority: () => app.authority.view(),
  beginAuthority: ({ body }) => app.authority.begin(body.own),
  abandonAuthority: () => app.authority.abandon(),
  switchAuthority: ({ body }) => app.authority.switchOver(body.force),
  withdrawAuthority: ({ body }) => app.authority.withdraw(body.force),
});
