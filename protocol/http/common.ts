import { z } from "zod";

export const none = z.object({}).strict();
export const nothing = z.undefined().or(z.null());

/** Lists are paged by offset; `total` counts all that match the filter. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
};

/** `name` or `-name` for descending. */
export const sortBy = <const F extends readonly [string, ...string[]]>(fields: F) =>
  z.enum([...fields, ...fields.map((name) => `-${name}`)] as unknown as [string, ...string[]]);

/** Milliseconds since 1970, or an ISO 8601 text. */
export const instant = z.union([
  z.coerce.number().int().min(0).max(8.64e15),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);
