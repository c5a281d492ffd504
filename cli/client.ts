import { fromProblem, NovaError, problemSchema } from "@novacron/protocol/errors/nova-error";
import type { AnswerOf, BodyInput, ParamsOf, QueryInput } from "@novacron/protocol/http/route";
import { type RouteName, routes } from "@novacron/protocol/http/routes";

type RouteOf<N extends RouteName> = (typeof routes)[N];

export interface CallInput<N extends RouteName> {
  readonly params?: ParamsOf<RouteOf<N>>;
  readonly query?: Partial<QueryInput<RouteOf<N>>>;
  readonly body?: BodyInput<RouteOf<N>>;
}

export interface Connection {
  readonly url: string;
  /** API token or null for routes that need nobody. */
  readonly token: string | null;
  /** Session cookie, used only while logging in. */
  readonly cookie?: string;
}

export interface RawAnswer {
  readonly value: unknown;
  readonly setCookie: string | null;
}

/** The API as the route table has it: one method, checked against the table's schemas on both sides. */
export class Client {
  readonly connection: Connection;
  readonly #timeoutMs: number;

  constructor(connection: Connection, timeoutMs = 30_000) {
    this.connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  async call<N extends RouteName>(
    name: N,
    input: CallInput<N> = {},
  ): Promise<AnswerOf<RouteOf<N>>> {
    const { value } = await this.callRaw(name, input);
    const answer = routes[name].answer.safeParse(value);
    if (answer.success) return answer.data as AnswerOf<RouteOf<N>>;
    const { method, path } = routes[name];
    const [issue] = answer.error.issues;
    throw new NovaError("INTERNAL", `understand the answer of ${method} ${path}`, {
      details: { field: issue?.path.join(".") ?? "", why: issue?.message ?? "" },
      next: "Use the novacron of the control plane's release; where it is that already, report it",
    });
  }

  async callRaw<N extends RouteName>(name: N, input: CallInput<N> = {}): Promise<RawAnswer> {
    const route = routes[name];
    const attempted = `${route.method} ${route.path}`;
    const answer = await this.#send(attempted, addressOf(this.connection.url, name, input), {
      method: route.method,
      headers: this.#headers(input.body !== undefined),
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    const text = await answer.text();
    const value = parseBody(attempted, text);
    if (answer.ok) return { value, setCookie: answer.headers.get("set-cookie") };
    const problem = problemSchema.safeParse(value);
    if (problem.success) throw fromProblem(problem.data);
    throw new NovaError("UNREACHABLE", attempted, {
      details: { status: answer.status },
      next: "Something other than NovaCron answers at this address",
    });
  }

  #headers(hasBody: boolean): Record<string, string> {
    const headers: Record<string, string> = { accept: "application/json" };
    if (hasBody) headers["content-type"] = "application/json";
    if (this.connection.token !== null) headers.authorization = `Bearer ${this.connection.token}`;
    if (this.connection.cookie !== undefined) {
      headers.cookie = this.connection.cookie;
      headers.origin = new URL(this.connection.url).origin;
    }
    return headers;
  }

  async #send(attempted: string, url: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, signal: AbortSignal.timeout(this.#timeoutMs) });
    } catch (cause) {
      const timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
      if (timedOut)
        throw new NovaError("DEADLINE_EXCEEDED", `${attempted} at ${url.origin}`, { cause });
      const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
      throw new NovaError("UNREACHABLE", `${attempted} at ${url.origin}`, { cause: reason });
    }
  }
}

function addressOf<N extends RouteName>(base: string, name: N, input: CallInput<N>): URL {
  const params = (input.params ?? {}) as Record<string, string>;
  const path = routes[name].path.replace(/:([a-z]+)/g, (_, key: string) =>
    encodeURIComponent(params[key] ?? ""),
  );
  const url = new URL(path, base);
  for (const [key, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  return url;
}

function parseBody(attempted: string, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NovaError("UNREACHABLE", attempted, {
      cause,
      next: "Something other than NovaCron answers at this address",
    });
  }
}
