import type { z } from "zod";
import type { Privilege } from "../domain/access.ts";
import type { Permission } from "../domain/permissions.ts";
import type { ErrorCode } from "../errors/codes.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * One route of the HTTP API. Server, clients, OpenAPI document and the access matrix all derive from it; a
 * route that is not in the table does not exist.
 */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** Fastify's and OpenAPI's common ground: `/api/v1/machines/:machine`. */
  readonly path: string;
  readonly summary: string;
  readonly params: P;
  /** Query strings arrive as text: use coercing schemas. */
  readonly query: Q;
  readonly body: B;
  readonly answer: A;
  /** 303: the answer is the address to go to. */
  readonly status: 200 | 201 | 202 | 204 | 303;
  readonly privilege: Privilege;
  /** All that this very wish needs, where it depends on the wish: whoever lacks it is told the whole of it at once. */
  needs?(body: z.output<B>): readonly Permission[];
  /** What of it is audited, where that is not what the method says: all but GET change something. */
  readonly audit?: "change" | "refusals";
  /** Beside BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED and INTERNAL, which any route may give. */
  readonly errors: readonly ErrorCode[];
}

export function defineRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(route: Route<P, Q, B, A>): Route<P, Q, B, A> {
  return route;
}

export type ParamsOf<R extends Route> = z.output<R["params"]>;
export type QueryOf<R extends Route> = z.output<R["query"]>;
export type QueryInput<R extends Route> = z.input<R["query"]>;
export type BodyOf<R extends Route> = z.output<R["body"]>;
export type BodyInput<R extends Route> = z.input<R["body"]>;
export type AnswerOf<R extends Route> = z.output<R["answer"]>;
