import type { RouteName } from "@novacron/protocol/http/routes";
import { routes } from "@novacron/protocol/http/routes";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type TestServer, testServer } from "./testing/server.ts";
import { secretOf } from "./testing/stand-in.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.app.rows.length = 0;
  server.app.ended.clear();
});

const id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
const token = (name: "vera" | "otto" | "anna") => ({
  authorization: `Bearer ${secretOf("token", name)}`,
});

async function ask(name: RouteName, headers: Record<string, string>, body?: unknown) {
  const { method, path } = routes[name];
  const answer = await fetch(`${server.url}${path.replace(/:\w+/g, id)}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  await answer.text();
  return answer.status;
}

it("writes who logged in, and a refused login without what was typed", async () => {
  await ask("login", {}, { name: "vera", password: "pw-vera" });
  await ask("login", {}, { name: "vera", password: "canary-password" });
  expect(server.app.rows).toMatchObject([
    { action: "login", outcome: "done", actor: { name: "vera", address: "127.0.0.1" } },
    { action: "login", outcome: "refused", code: "BAD_CREDENTIALS", actor: { name: "unknown" } },
  ]);
  await ask("login", {}, { name: "canary-typed-as-a-name", password: "x" });
  expect(JSON.stringify(server.app.rows)).not.toMatch(/canary|pw-vera/);
});

it("writes a change with its target and the plain fields of its body", async () => {
  await ask("hostSettings", token("otto"), { metricsIntervalMs: 7_000 });
  await ask("requestOperation", token("otto"), { id, kind: "machine.start", machine: id });
  expect(server.app.rows).toMatchObject([
    {
      actor: { name: "otto", via: "token", address: "127.0.0.1" },
      action: "hostSettings",
      target: `host:${id}`,
      detail: { metricsIntervalMs: 7_000 },
    },
    { action: "requestOperation", target: `machine:${id}`, detail: { kind: "machine.start" } },
  ]);
});

it("writes every refusal with its code, and nothing of a body that is not of its form", async () => {
  await ask("forgetHost", {});
  await ask("forgetHost", token("vera"));
  await ask("fleet", {});
  const cookie = `novacron_session=${secretOf("session", "anna")}`;
  await ask("forgetHost", { cookie, origin: "http://evil.example" });
  await ask("hostSettings", token("otto"), { metricsIntervalMs: "canary", name: "canary" });
  await ask("login", {}, '{"name": "canary');
  const said = server.app.rows.map(({ actor, action, outcome, code }) => [
    actor.name,
    action,
    outcome,
    code,
  ]);
  expect(said).toEqual([
    ["unknown", "forgetHost", "refused", "UNAUTHENTICATED"],
    ["vera", "forgetHost", "refused", "FORBIDDEN"],
    ["unknown", "fleet", "refused", "UNAUTHENTICATED"],
    ["anna", "forgetHost", "refused", "CSRF_REFUSED"],
    ["otto", "hostSettings", "refused", "BAD_REQUEST"],
    ["unknown", "login", "refused", "BAD_REQUEST"],
  ]);
  expect(JSON.stringify(server.app.rows)).not.toContain("canary");
});

it("writes nothing of reads that are answered, or of what is not there", async () => {
  expect(await ask("fleet", token("vera"))).toBe(200);
  await ask("showOperation", token("vera"));
  await fetch(`${server.url}/api/v1/absent`);
  expect(server.app.rows).toEqual([]);
});
