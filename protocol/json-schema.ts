import { z } from "zod";

export type JsonObject = { [key: string]: unknown };

/**
 * Collects JSON Schemas of zod schemas for one document. Schemas given a name are written once under
 * `prefix` and referred to from wherever they occur.
 */
export class SchemaCollector {
  readonly #registry = z.registry<{ id: string }>();
  readonly #prefix: string;
  readonly #named = new Map<string, JsonObject>();

  constructor(prefix: string, named: Readonly<Record<string, z.ZodType>>) {
    this.#prefix = prefix;
    for (const [id, schema] of Object.entries(named)) this.#registry.add(schema, { id });
  }

  /** `input`: what a caller may send; `output`: what comes back. */
  schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
    const made = z.toJSONSchema(schema, {
      io,
      metadata: this.#registry,
      unrepresentable: "any",
      target: "draft-2020-12",
    }) as JsonObject;
    const { $schema: _, $defs, id, ...rest } = this.#rewritten(made, io);
    for (const [name, inner] of Object.entries(($defs ?? {}) as Record<string, JsonObject>)) {
      const { id: __, ...plain } = inner;
      this.#named.set(name, plain);
    }
    if (typeof id !== "string") return rest;
    this.#named.set(id, rest);
    return { $ref: `${this.#prefix}${id}` };
  }

  /** Every named schema met so far, by name. */
  components(): Record<string, JsonObject> {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Who reads must ignore what a newer writer adds, so nothing that comes back is closed. */
  #rewritten(value: JsonObject, io: "input" | "output"): JsonObject {
    return JSON.parse(
      JSON.stringify(value, (key, inner) => {
        if (key === "additionalProperties" && inner === false && io === "output") return undefined;
        if (key !== "$ref" || typeof inner !== "string") return inner;
        return inner.replace("#/$defs/", this.#prefix);
      }),
    );
  }
}
