import { permissionsOf } from "@novacron/protocol/domain/access";
import {
  builtInRoles,
  type Permission,
  permissionNames,
  permissions,
} from "@novacron/protocol/domain/permissions";
import type { Problem } from "@novacron/protocol/errors/nova-error";
import type { BodyOf, Route } from "@novacron/protocol/http/route";
import { type RouteName, routes } from "@novacron/protocol/http/routes";
import type { Person } from "@novacron/protocol/http/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { machineNumber, machineOf, TestHost } from "../../kit/fleet.ts";
import { startControl, type TestControl, testSettings } from "../../kit/kit.ts";
import { type TestServer, testServer } from "./testing/server.ts";

/**
 * Every route of the table x every kind of person, against the real application behind the real server.
 * What is expected stands in the table of permissions alone: a route that nobody wrote a rule for, or
 * whose rule is not held, fails here.
 */
interface Kind {
  readonly holds: readonly Permission[];
  /** Narrowed to a tag: only what can be so narrow counts. */
  readonly tag?: string;
}

const kinds = {
  nobody: { holds: [] },
  viewer: { holds: builtInRoles.viewer },
  operator: { holds: builtInRoles.operator },
  starter: { holds: ["machine.view", "machine.power"] },
  keeper: { holds: ["people.manage"] },
  tagged: { holds: builtInRoles.operator, tag: "own" },
  administrator: { holds: permissionNames },
} as const satisfies Record<string, Kind>;
type KindName = keyof typeof kinds;
const kindNames = Object.keys(kinds) as KindName[];

const password = "a password of the matrix";
const own = machineNumber(1);
const foreign = machineNumber(2);
const id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";

let control: TestControl;
let server: TestServer;
const tokens = new Map<KindName, string>();

beforeAll(async () => {
  control = await startControl();
  const tagged = machineOf(own, { tags: ["own"], state: "running" });
  await new TestHost(control, 1, [tagged, machineOf(foreign, { state: "running" })]).join();
  server = await testServer({ app: control.app, clock: control.clock });
  const admin = await control.app.login("admin", testSettings.adminPassword, "10.0.0.1");
  for (const kind of kindNames) await makePerson(admin.person, kind);
});
afterAll(() => server.stop());

async function makePerson(admin: Person, kind: KindName): Promise<void> {
  const { accounts, roles, tokens: apiTokens } = control.app.people;
  const made = { name: kind, fullName: "", password, mustChangePassword: false, groups: [] };
  const account = await accounts.add(admin, made);
  const { holds, tag }: Kind = kinds[kind];
  const role = Object.hasOwn(builtInRoles, kind) ? kind : `made-${kind}`;
  if (role !== kind && holds.length > 0) {
    const wanted = { title: "", permissions: [...holds], secondFactor: false };
    await roles.putRole(admin, role, wanted);
  }
  if (holds.length > 0) {
    const scope = tag === undefined ? { kind: "everything" } : { kind: "tag", tag };
    const subject = { kind: "person", person: account.id };
    await roles.bind(admin, { subject, role, scope } as BodyOf<(typeof routes)["addBinding"]>);
  }
  const { person } = await control.app.login(kind, password, "10.0.0.1");
  const wish = { label: "m", role: null, scope: { kind: "everything" }, expiresInDays: 1 } as const;
  tokens.set(kind, (await apiTokens.create(person, wish, null)).secret);
}

/** Bodies and queries that pass each route's form where it has one; others stop at their form. */
const valid: Partial<Record<RouteName, { query?: string; body?: object }>> = {
  login: { body: { name: "viewer", password } },
  changePassword: { body: { current: "x", new: "twelve letters or more" } },
  createToken: { body: { label: "script", role: null } },
  hostSettings: { body: { metricsIntervalMs: 5_000 } },
  machineDetail: { body: { seconds: 60 } },
  resolveConflict: { body: { owner: id } },
  openConsole: { body: { id: "1b4e28ba-2fa1-41d2-883f-00000000c0c0" } },
  requestOperation: { body: { id, kind: "machine.start", machine: own } },
  checkMove: { body: { options: { target: id } } },
  setMovePolicy: { body: {} },
  adjustMove: { body: { maxPauseMs: 500 } },
  setMoveLimits: { body: { hostOut: 2, hostIn: 2, link: 2, fleet: 20 } },
  planDrain: { body: {} },
  startMaintenance: { body: { id, hosts: [id] } },
  steerMaintenance: { body: { action: "pause" } },
  suggestPlacement: { body: {} },
  runPlacement: { body: { plan: id } },
  whatIf: { body: { change: { kind: "host-lost", host: id } } },
  metricsRange: { query: "?target=host&fields=load1&from=0&to=1" },
  metricsTop: { query: "?target=host&field=load1&from=0&to=1" },
  recordAsOf: { query: "?at=0" },
};

const params: Readonly<Record<string, string>> = { name: "grafana", role: "nothing", machine: own };

function ask(name: RouteName, headers: Record<string, string>): Promise<Response> {
  const route: Route = routes[name];
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? id);
  const { query = "", body } = valid[name] ?? {};
  const content = body === undefined ? {} : { "content-type": "application/json" };
  return fetch(`${server.url}${path}${query}`, {
    method: route.method,
    redirect: "manual",
    headers: { ...content, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const codeOf = async (answer: Response): Promise<string> => {
  const text = await answer.text();
  return text.startsWith("{") ? ((JSON.parse(text) as { code?: string }).code ?? "") : "";
};

const byToken = (kind: KindName) => ({ authorization: `Bearer ${tokens.get(kind)}` });
const bySession = async (kind: KindName) => {
  const { secret } = await control.app.login(kind, password, "10.0.0.1");
  return { cookie: `novacron_session=${secret}`, origin: server.url };
};

/** What the rule itself says; all else means that the route's own steps were reached. */
const refusals = ["UNAUTHENTICATED", "FORBIDDEN", "CSRF_REFUSED", "RATE_LIMITED"];

/** Said from the tables alone, not by the code that decides. */
function isAllowed(route: Route, kind: KindName): boolean {
  const { holds, tag }: Kind = kinds[kind];
  const needed = permissionsOf(route.privilege);
  if (needed.length === 0) return true;
  const reached = (one: Permission) => tag === undefined || permissions[one].reach === "machine";
  return needed.some((one) => holds.includes(one) && reached(one));
}

describe.each(Object.keys(routes) as RouteName[])("%s", (name) => {
  const route: Route = routes[name];
  const isPublic = route.privilege === "public";

  it("names permissions of the table, or says whom it concerns", () => {
    const words = ["public", "self", "session"];
    const isWord = typeof route.privilege === "string" && words.includes(route.privilege);
    const needed = permissionsOf(route.privilege);
    expect(isWord || needed.every((one) => permissionNames.includes(one))).toBe(true);
    expect(isWord || needed.length > 0).toBe(true);
  });

  it(`${isPublic ? "answers" : "refuses"} nobody`, async () => {
    const code = await codeOf(await ask(name, {}));
    if (isPublic) expect(["FORBIDDEN", "CSRF_REFUSED"]).not.toContain(code);
    else expect(code).toBe("UNAUTHENTICATED");
  });

  it.each(kindNames)("by token and by session as %s may", async (kind) => {
    if (isPublic) return;
    const allowed = isAllowed(route, kind);
    for (const way of ["token", "session"] as const) {
      const headers = way === "token" ? byToken(kind) : await bySession(kind);
      const code = await codeOf(await ask(name, headers));
      if (allowed && (route.privilege !== "session" || way === "session")) {
        expect(refusals).not.toContain(code);
      } else expect(code).toBe("FORBIDDEN");
    }
  });

  it("takes no change by cookie from another page, or from a page that does not say", async () => {
    if (route.method === "GET" || isPublic) return;
    const { cookie } = await bySession("administrator");
    for (const more of [
      {},
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site", origin: server.url },
      { "sec-fetch-site": "same-site" },
    ]) {
      const headers = { cookie, ...more } as unknown as Record<string, string>;
      expect(await codeOf(await ask(name, headers))).toBe("CSRF_REFUSED");
    }
  });
});

it("a page elsewhere cannot log somebody in", async () => {
  expect(await codeOf(await ask("login", { origin: "http://evil.example" }))).toBe("CSRF_REFUSED");
});

it("a bad token is not helped out by a good cookie", async () => {
  const headers = { ...(await bySession("administrator")), authorization: "Bearer nobody" };
  expect(await codeOf(await ask("who", headers))).toBe("UNAUTHENTICATED");
});

async function problemOf(answer: Response): Promise<Problem> {
  return (await answer.json()) as Problem;
}

it.each([
  ["machine.start", "machine.power", ["machine.power"]],
  ["machine.migrate", "machine.move and host.receive", ["machine.move", "host.receive"]],
  ["machine.create-demo", "machine.create", ["machine.create"]],
])("who may do nothing and asks for %s is told all that it needs", async (kind, needs, all) => {
  const answer = await fetch(`${server.url}/api/v1/operations`, {
    method: "POST",
    headers: { "content-type": "application/json", ...byToken("viewer") },
    body: JSON.stringify({ id, kind, machine: own }),
  });
  const { code, details = {} } = await problemOf(answer);
  expect({ code, needs: details.needs }).toEqual({ code: "FORBIDDEN", needs });
  expect(details.reasons).toEqual(all.map((one) => expect.stringContaining(`permission ${one}.`)));
});

it("where any one of several would do, all of them are named", async () => {
  const one = await problemOf(await ask("listMachines", byToken("keeper")));
  const several = await problemOf(await ask("cancelOperation", byToken("viewer")));
  expect(one.details?.reasons).toEqual([expect.stringContaining("permission machine.view.")]);
  expect(several.details?.reasons).toEqual([
    expect.stringContaining("one of the permissions machine.power, machine.configure"),
  ]);
});

describe("a machine out of sight is as one that is not there", () => {
  const ofMachines = (Object.keys(routes) as RouteName[]).filter((name) =>
    /:machine\b/.test(routes[name].path),
  );

  it.each(ofMachines)("%s", async (name) => {
    const route: Route = routes[name];
    const path = route.path.replace(/:(\w+)/g, (_, key) => (key === "machine" ? foreign : id));
    const { body } = valid[name] ?? {};
    const content = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await fetch(`${server.url}${path}`, {
      method: route.method,
      headers: { ...content, ...byToken("tagged") },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(["NOT_FOUND", "FORBIDDEN"]).toContain(await codeOf(answer));
    if (isAllowed(route, "tagged")) expect(answer.status).toBe(404);
  });

  it.each([
    ["/api/v1/machines?limit=1000", own],
    ["/api/v1/fleet", null],
    ["/api/v1/hosts", null],
    ["/api/v1/operations", null],
    ["/api/v1/record?kind=machine.appeared", own],
    ["/api/v1/record/as-of?at=8640000000000000", own],
    ["/api/v1/metrics/top?target=machine&field=cpuUsed&from=0&to=9", null],
    ["/metrics", own],
  ])("in %s", async (path, shown) => {
    const text = await (await fetch(`${server.url}${path}`, { headers: byToken("tagged") })).text();
    expect(text).not.toContain(foreign);
    if (shown !== null) expect(text).toContain(shown);
    const all = await fetch(`${server.url}${path}`, { headers: byToken("administrator") });
    if (shown !== null) expect(await all.text()).toContain(foreign);
  });

  it("in operations: asked for, shown, cancelled", async () => {
    const wish = (machine: string, last: number) => ({
      id: `1b4e28ba-2fa1-41d2-883f-00000000000${last}`,
      kind: "machine.pause",
      machine,
    });
    const send = (kind: KindName, method: string, path: string, body?: object) =>
      fetch(`${server.url}/api/v1/operations${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...byToken(kind),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    expect((await send("tagged", "POST", "", wish(foreign, 1))).status).toBe(404);
    expect((await send("administrator", "POST", "", wish(foreign, 2))).status).toBe(202);
    expect((await send("tagged", "POST", "", wish(own, 3))).status).toBe(202);
    const open = wish(foreign, 2).id;
    expect((await send("tagged", "GET", `/${open}`)).status).toBe(404);
    expect((await send("tagged", "POST", `/${open}/cancel`)).status).toBe(404);
    expect((await send("starter", "POST", `/${open}/cancel`)).status).toBe(202);
  });
});
