import { roleMay } from "@novacron/protocol/domain/access";
import type { Route } from "@novacron/protocol/http/route";
import { type RouteName, routes } from "@novacron/protocol/http/routes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestServer, testServer } from "./testing/server.ts";
import { type PersonName, people, secretOf } from "./testing/stand-in.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
const names = Object.keys(people) as PersonName[];

/** Requests that pass each route's form, so that only the login decides. */
const valid: Partial<Record<RouteName, { query?: string; body?: object }>> = {
  login: { body: { name: "vera", password: "pw-vera" } },
  changePassword: { body: { current: "x", new: "twelve letters or more" } },
  createToken: { body: { label: "script" } },
  hostSettings: { body: { metricsIntervalMs: 5_000 } },
  machineDetail: { body: { seconds: 60 } },
  resolveConflict: { body: { owner: id } },
  openConsole: { body: { id } },
  requestOperation: { body: { id, kind: "machine.start", machine: id } },
  metricsRange: { query: "?target=host&fields=load1&from=0&to=1" },
  metricsTop: { query: "?target=host&field=load1&from=0&to=1" },
  recordAsOf: { query: "?at=0" },
  addProject: { body: { name: "web" } },
  changeProject: { body: { name: "web" } },
  assignMachines: { body: { machines: [id] } },
  tagMachine: { body: { tags: ["prod"] } },
  addMqttUser: { body: { name: "grafana" } },
  createEnrolmentToken: { body: {} },
  enrol: { body: { token: "t", host: id, name: "hv-1", request: "r" } },
  renew: { body: {} },
  approveIdentity: { body: { keyHash: "k".repeat(43) } },
};

function ask(name: RouteName, headers: Record<string, string>): Promise<Response> {
  const route: Route = routes[name];
  const path = route.path.replace(":name", "grafana").replace(/:\w+/g, id);
  const { query = "", body } = valid[name] ?? {};
  const content = body === undefined ? {} : { "content-type": "application/json" };
  return fetch(`${server.url}${path}${query}`, {
    method: route.method,
    headers: { ...content, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const codeOf = async (answer: Response): Promise<string> => {
  const text = await answer.text();
  return text.startsWith("{") ? ((JSON.parse(text) as { code?: string }).code ?? "") : "";
};

/** What a check before the handler says; all else means the handler was reached. */
const refusals = ["UNAUTHENTICATED", "FORBIDDEN", "CSRF_REFUSED", "RATE_LIMITED", "BAD_REQUEST"];

describe.each(Object.keys(routes) as RouteName[])("%s", (name) => {
  const route: Route = routes[name];
  const open = route.privilege === "public";

  it(`${open ? "answers" : "refuses"} nobody`, async () => {
    const code = await codeOf(await ask(name, {}));
    if (open) expect(refusals).not.toContain(code);
    else expect(code).toBe("UNAUTHENTICATED");
  });

  it.each(names)("by token and by cookie as the role of %s allows", async (person) => {
    const may = roleMay(people[person].role, route.privilege);
    const ways = [
      { authorization: `Bearer ${secretOf("token", person)}` },
      { cookie: `novacron_session=${secretOf("session", person)}`, origin: server.url },
    ];
    for (const headers of ways) {
      server.app.ended.clear();
      const code = await codeOf(await ask(name, headers as unknown as Record<string, string>));
      if (may) expect(refusals).not.toContain(code);
      else expect(code).toBe("FORBIDDEN");
    }
  });

  it("takes no change by cookie from another page, or from a page that does not say", async () => {
    if (route.method === "GET" || open) return;
    const cookie = `novacron_session=${secretOf("session", "anna")}`;
    server.app.ended.clear();
    const before = server.app.calls.length;
    for (const more of [
      {},
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site", origin: server.url },
      { "sec-fetch-site": "same-site" },
    ]) {
      expect(await codeOf(await ask(name, { cookie, ...more }))).toBe("CSRF_REFUSED");
    }
    expect(server.app.calls.length).toBe(before);
  });
});

it("a page elsewhere cannot log somebody in", async () => {
  expect(await codeOf(await ask("login", { origin: "http://evil.example" }))).toBe("CSRF_REFUSED");
});

it("a bad token is not helped out by a good cookie", async () => {
  const headers = {
    authorization: "Bearer token-nobody",
    cookie: `novacron_session=${secretOf("session", "anna")}`,
  };
  expect(await codeOf(await ask("who", headers))).toBe("UNAUTHENTICATED");
});

it.each(["/metrics"])("%s needs a viewer", async (path) => {
  expect((await fetch(`${server.url}${path}`)).status).toBe(401);
  const authorization = `Bearer ${secretOf("token", "vera")}`;
  expect((await fetch(`${server.url}${path}`, { headers: { authorization } })).status).toBe(200);
});
