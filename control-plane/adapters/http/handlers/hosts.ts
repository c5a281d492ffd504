import type { HandlersOf } from "../handler.ts";

type Names =
  | "listHosts"
  | "showHost"
  | "hostSettings"
  | "hostLimits"
  | "setHostLimits"
  | "forgetHost";

export const hostHandlers: HandlersOf<Names> = (app) => ({
  listHosts: ({ person }) => ({ items: app.seenBy(person).hosts() }),
  showHost: ({ person, params }) => app.seenBy(person).host(params.host),
  hostSettings: ({ person, params, body }) =>
    app.setHostInterval(person, params.host, body.metricsIntervalMs),
  hostLimits: () => app.limits.view(),
  setHostLimits: ({ body }) => app.limits.set(body),
  forgetHost: async ({ person, params }) => {
    await app.forgetHost(person, params.host);
  },
});
