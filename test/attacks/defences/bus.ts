import type { Defence } from "./defence.ts";

/** What keeps one login of the bus from acting as another. */
export const busDefences = [
  {
    name: "bus-publish-own-host",
    guards: "An agent publishes for its own host only",
    file: "control-plane/app/access/bus-rules.ts",
    find: '  return topics[found.name].sender === "agent" && found.params.host === identity.host;',
    replace: '  return topics[found.name].sender === "agent";',
  },
  {
    name: "bus-hear-own-host",
    guards: "An agent hears what is said to its own host only",
    file: "control-plane/app/access/bus-rules.ts",
    find: '  if (identity.kind !== "agent") return true;\n',
    replace: "  if (identity.name !== null) return true;\n",
  },
] as const satisfies readonly Defence[];
