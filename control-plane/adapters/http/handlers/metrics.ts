import { metricTargets } from "@novacron/protocol/metrics/targets";
import type { HandlersOf } from "../handler.ts";

export const metricHandlers: HandlersOf<"metricsRange" | "metricsTop" | "metricsCatalog"> = (
  app,
) => ({
  metricsRange: ({ query }) => app.range(query),
  metricsTop: ({ query }) => app.top(query),
  metricsCatalog: () => ({ items: catalog }),
});

const catalog = Object.values(metricTargets).map(({ name, title, key, fields }) => ({
  target: name,
  title,
  key,
  fields: Object.entries(fields).map(([field, info]) => ({ name: field, ...info })),
}));
