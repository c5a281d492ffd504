import { metricTargets } from "@novacron/protocol/metrics/targets";
import type { HandlersOf } from "../handler.ts";

export const metricHandlers: HandlersOf<"metricsRange" | "metricsTop" | "metricsCatalog"> = (
  app,
) => ({
  metricsRange: ({ person, query }) => app.seenBy(person).range(query),
  metricsTop: ({ person, query }) => app.seenBy(person).top(query),
  metricsCatalog: () => ({ items: catalog }),
});

const catalog = Object.values(metricTargets).map(({ name, title, key, fields }) => ({
  target: name,
  title,
  key,
  fields: Object.entries(fields).map(([field, info]) => ({ name: field, ...info })),
}));
