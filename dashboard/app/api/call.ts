import { fromProblem, NovaError, type Problem } from "@novacron/protocol/errors/nova-error";
import type { AnswerOf, BodyInput, ParamsOf, QueryInput } from "@novacron/protocol/http/route";
import { type RouteName, routes } from "@novacron/protocol/http/routes";

type RouteOf<N extends RouteName> = (typeof routes)[N];
export type Answer<N extends RouteName> = AnswerOf<RouteOf<N>>;

type Plain<T> = { [K in keyof T]: T[K] extends string ? string : T[K] };
/** Only what the route has: `params`, `query` and `body` are left out where it has none. */
export interface CallInput<N extends RouteName> {
  readonly params?: Plain<ParamsOf<RouteOf<N>>>;
  readonly query?: Partial<QueryInput<RouteOf<N>>>;
  readonly body?: BodyInput<RouteOf<N>>;
  readonly signal?: AbortSignal;
}

/** Longer than any answer of a healthy server, short enough that a person is told. */
const timeoutMs = 30_000;

/** Called when the session has ended, so that the console can ask for the login again. */
export const session = { onEnded: () => {} };

/**
 * Calls a route by its name. Throws NovaError: the server's own problem, or UNREACHABLE where there was no
 * answer. In development the answer is held against the schema.
 */
export async function call<N extends RouteName>(
  name: N,
  input: CallInput<N> = {},
): Promise<Answer<N>> {
  const route = routes[name];
  const attempted = route.summary;
  const response = await send(route, input, attempted);
  if (!response.ok) {
    const error = await problemOf(response, attempted);
    if (error.code === "UNAUTHENTICATED" && name !== "who" && name !== "login") session.onEnded();
    throw error;
  }
  if (response.status === 204) return null as Answer<N>;
  const answer: unknown = await response.json();
  if (import.meta.env.DEV) checkAnswer(name, answer);
  return answer as Answer<N>;
}

async function send<N extends RouteName>(
  route: (typeof routes)[RouteName],
  input: CallInput<N>,
  attempted: string,
): Promise<Response> {
  const limit = AbortSignal.timeout(timeoutMs);
  const init: RequestInit = {
    method: route.method,
    signal: input.signal === undefined ? limit : AbortSignal.any([limit, input.signal]),
    credentials: "same-origin",
    headers: { accept: "application/json" },
  };
  if (input.body !== undefined) {
    init.body = JSON.stringify(input.body);
    init.headers = { accept: "application/json", "content-type": "application/json" };
  }
  try {
    return await fetch(pathOf(route.path, input.params ?? {}, input.query ?? {}), init);
  } catch (cause) {
    if (input.signal?.aborted === true) throw cause;
    throw new NovaError("UNREACHABLE", attempted, { cause });
  }
}

/** The path with its parameters and the query, every part encoded. */
export function pathOf(path: string, params: object, query: object): string {
  const given = params as Record<string, string>;
  const filled = path.replace(/:([a-z]+)/g, (_, key: string) =>
    encodeURIComponent(String(given[key])),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(key, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}

async function problemOf(response: Response, attempted: string): Promise<NovaError> {
  try {
    return fromProblem((await response.json()) as Problem);
  } catch (cause) {
    const code = response.status >= 502 ? "UNREACHABLE" : "INTERNAL";
    const details = { status: response.status };
    return new NovaError(code, attempted, { cause, details });
  }
}

function checkAnswer(name: RouteName, answer: unknown): void {
  const checked = routes[name].answer.safeParse(answer);
  if (!checked.success) console.error(`The answer of ${name} is not as agreed`, checked.error);
}
