/**
 * Stands in for zod in the shipped bundle. The console imports route paths, error codes and state names from
 * protocol; the schemas around them check what crosses the wire, which the server does. Development and tests
 * run with the real zod, so every answer is checked there.
 */
const chain: object = new Proxy(() => chain, {
  get: (_target, name) => {
    if (name === "parse" || name === "safeParse") {
      throw new Error("Schemas are not shipped with the console");
    }
    return chain;
  },
  apply: () => chain,
});

export const z = chain;
