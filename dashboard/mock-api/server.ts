import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { errorCodes, isErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import { livePath } from "@novacron/protocol/http/live";
import { type RouteName, routes } from "@novacron/protocol/http/routes";
import { WebSocketServer } from "ws";
import { MockFleet } from "./fleet.ts";
import { type Handled, handlers, type Input } from "./handlers.ts";
import { serveLive } from "./live.ts";
import { mockPerson } from "./people.ts";
import { scenarios } from "./scenarios.ts";
import { serveSerial } from "./serial.ts";
import { serveFile } from "./static.ts";

export interface MockServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}
interface Session {
  readonly person: string;
  readonly fleet: MockFleet;
}
const bodyBytesMax = 65_536;
const cookieName = "novacron_session";

/** The whole API over an in-memory fleet, and the built console from `dist` where that is given. */
export async function startMock(options: { port?: number; dist?: string }): Promise<MockServer> {
  const mock = new Mock(options.dist ?? null);
  const server = createServer((request, response) => void mock.answer(request, response));
  server.on("upgrade", (request, socket, head) => mock.upgrade(request, socket, head));
  await new Promise<void>((done) => server.listen(options.port ?? 0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((done) => {
      mock.close();
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, stop };
}

class Mock {
  private readonly dist: string | null;
  private readonly sessions = new Map<string, Session>();
  private readonly sockets = new WebSocketServer({ noServer: true });

  constructor(dist: string | null) {
    this.dist = dist;
  }

  close(): void {
    for (const client of this.sockets.clients) client.terminate();
    this.sockets.close();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://mock");
    const found = findRoute(request.method ?? "GET", url.pathname);
    if (url.pathname === "/install/release.json") {
      send(response, 200, mockRelease);
      return;
    }
    if (found === null) {
      if (this.dist !== null && !url.pathname.startsWith("/api/")) {
        await serveFile(this.dist, url.pathname, request, response);
        return;
      }
      sendProblem(response, new NovaError("NOT_FOUND", `${request.method} ${url.pathname}`));
      return;
    }
    try {
      await this.callRoute({ ...found, url, request, response });
    } catch (error) {
      sendProblem(response, error);
    }
  }

  private async callRoute(call: Call): Promise<void> {
    const { name, request, response } = call;
    const route = routes[name];
    const sent = await readBody(request);
    const body = route.body.safeParse(sent);
    const query = route.query.safeParse(Object.fromEntries(call.url.searchParams));
    const params = route.params.safeParse(call.params);
    if (!body.success || !query.success || !params.success) {
      const error = body.error ?? query.error ?? params.error;
      throw new NovaError("BAD_REQUEST", route.summary, { cause: new Error(error?.message) });
    }
    if (name === "login") {
      this.login(body.data as { name: string; password: string }, response);
      return;
    }
    const session = this.sessionOf(request);
    if (session === null) throw new NovaError("UNAUTHENTICATED", route.summary);
    if (name === "logout") {
      response.setHeader("set-cookie", `${cookieName}=; Path=/; Max-Age=0`);
      response.writeHead(204).end();
      return;
    }
    if (session.fleet.scenario.slowMs !== undefined && name !== "who") {
      await new Promise((done) => setTimeout(done, session.fleet.scenario.slowMs));
    }
    const input = { params: params.data, query: query.data, body: body.data };
    const handler = handlers[name as Handled] as (fleet: MockFleet, input: unknown) => unknown;
    const given: Omit<Input<Handled>, "params" | "query" | "body"> = { person: session.person };
    const answer = handler(session.fleet, { ...input, ...given });
    send(response, route.status, answer);
  }

  private login(body: { name: string; password: string }, response: ServerResponse): void {
    const scenario = scenarios[body.name];
    if (scenario === undefined || body.password !== "mock") {
      throw new NovaError("BAD_CREDENTIALS", `log in as ${body.name}`);
    }
    const id = randomUUID();
    this.sessions.set(id, { person: body.name, fleet: new MockFleet(scenario, Date.now()) });
    response.setHeader("set-cookie", `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Strict`);
    send(response, 201, mockPerson(body.name, scenario.role));
  }

  private sessionOf(request: IncomingMessage): Session | null {
    const found = new RegExp(`${cookieName}=([0-9a-f-]+)`).exec(request.headers.cookie ?? "");
    return this.sessions.get(found?.[1] ?? "") ?? null;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const session = this.sessionOf(request);
    const path = new URL(request.url ?? "/", "http://mock").pathname;
    const console = path.startsWith("/api/v1/console/") ? path.slice(16) : null;
    const feedDown = session?.fleet.scenario.feedDown === true;
    if (session === null || (path !== livePath && console === null) || feedDown) {
      socket.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n");
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (client) => {
      if (console === null) serveLive(session.fleet, client);
      else {
        const machine = session.fleet.machines.get(session.fleet.consoles.get(console) ?? "");
        serveSerial(machine?.report.name ?? "guest", client);
      }
    });
  }
}

/** As a control plane that hosts reach over TLS says it. */
const mockRelease = {
  url: "https://novacron.example:8443",
  pin: "sha256//mock",
  caHash: null,
  version: "0.1.0",
  release: "0.1.0",
  files: [],
};

interface Found {
  readonly name: RouteName;
  readonly params: Record<string, string>;
}
interface Call extends Found {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const table = (Object.keys(routes) as RouteName[]).map((name) => ({
  name,
  method: routes[name].method,
  shape: new RegExp(`^${routes[name].path.replace(/:([a-z]+)/g, "(?<$1>[^/]+)")}$`),
}));

function findRoute(method: string, path: string): Found | null {
  for (const entry of table) {
    if (entry.method !== method) continue;
    const match = entry.shape.exec(path);
    if (match === null) continue;
    const groups = Object.entries(match.groups ?? {});
    const params = Object.fromEntries(groups.map(([key, text]) => [key, decodeURIComponent(text)]));
    return { name: entry.name, params };
  }
  return null;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > bodyBytesMax) throw new NovaError("PAYLOAD_TOO_LARGE", "read the body");
    parts.push(part as Buffer);
  }
  const text = Buffer.concat(parts).toString("utf8");
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NovaError("BAD_REQUEST", "read the body", { cause: error });
  }
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  response.setHeader("cache-control", "no-store");
  if (answer === null || answer === undefined) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(answer));
}

function sendProblem(response: ServerResponse, error: unknown): void {
  const problem = toProblem(error, "answer the request");
  const status = isErrorCode(problem.code) ? errorCodes[problem.code].status : 500;
  send(response, status, { ...problem, requestId: randomUUID().slice(0, 8) });
}
