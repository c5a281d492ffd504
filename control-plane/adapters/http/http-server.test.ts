import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { get as httpGet } from "node:http";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RateLimit } from "./rate-limit.ts";
import { type TestServer, testServer } from "./testing/server.ts";
import { secretOf } from "./testing/stand-in.ts";

let server: TestServer;
const script = `console.log("${"x".repeat(3_000)}")`;

beforeAll(async () => {
  const first = await testServer();
  const folder = join(first.consoleDirectory, "..", `${Date.now()}-${process.pid}-console`);
  await mkdir(join(folder, "assets"), { recursive: true });
  await writeFile(join(folder, "index.html"), "<!doctype html><title>NovaCron</title>");
  await writeFile(join(folder, "assets", "app-1a2b3c.js"), script);
  await writeFile(join(folder, "assets", "app-1a2b3c.js.br"), brotliCompressSync(script));
  await writeFile(join(folder, ".stamp"), "hidden");
  await first.stop();
  server = await testServer({ consoleDirectory: folder });
});
afterAll(() => server.stop());

const authorization = `Bearer ${secretOf("token", "anna")}`;
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers: { authorization, ...headers } });

describe("a request that is given up", () => {
  it("lets what was done for it alone end", async () => {
    const asked = Promise.withResolvers<AbortSignal>();
    server.app.maintenances.plan = (_host, signal) => {
      asked.resolve(signal as AbortSignal);
      return new Promise(() => undefined);
    };
    const leaving = new AbortController();
    const answer = fetch(`${server.url}/api/v1/hosts/${randomUUID()}/drain-plan`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: "{}",
      signal: leaving.signal,
    });
    const gone = await asked.promise;
    expect(gone.aborted).toBe(false);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await new Promise<void>((resolve) => {
      if (gone.aborted) resolve();
      else gone.addEventListener("abort", () => resolve());
    });
  });
});

describe("login", () => {
  const login = (password: string) =>
    fetch(`${server.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "vera", password }),
    });

  it("sets a cookie that no script reads and no other site sends", async () => {
    const answer = await login("pw-vera");
    expect(answer.status).toBe(201);
    const cookie = answer.headers.get("set-cookie") ?? "";
    for (const part of ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=3"]) {
      expect(cookie).toContain(part);
    }
    expect(cookie).not.toContain("Secure");
    const who = await fetch(`${server.url}/api/v1/session`, {
      headers: { cookie: cookie.split(";")[0] ?? "" },
    });
    expect(await who.json()).toMatchObject({ name: "vera", role: "viewer", via: "session" });
  });

  it("refuses a wrong password without a cookie", async () => {
    const answer = await login("wrong");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  it("logging out ends the session and clears the cookie", async () => {
    const cookie = "novacron_session=session-otto";
    const headers = { cookie, origin: server.url };
    const answer = await fetch(`${server.url}/api/v1/session`, { method: "DELETE", headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await fetch(`${server.url}/api/v1/session`, { headers })).status).toBe(401);
  });
});

describe("the console", () => {
  it("is served with a strict policy and asked for anew each time", async () => {
    const answer = await get("/");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe");
    const again = await get("/", { "if-none-match": answer.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  it("keeps hashed files for ever and sends them as the build packed them", async () => {
    const answer = await get("/assets/app-1a2b3c.js", { "accept-encoding": "br" });
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(await answer.text()).toBe(script);
  });

  it("answers its own pages at their addresses, but not files that are not there", async () => {
    expect(await (await get("/machines/web-1?tab=timeline")).text()).toContain("NovaCron");
    expect((await get("/assets/old-9z.js")).status).toBe(404);
  });

  it.each([
    "/../package.json",
    "/..%2f..%2fetc%2fpasswd",
    "/assets/..%5c..%5cindex.html",
    "/.stamp",
    "//etc/passwd",
    "/assets/%00.js",
  ])("%s leads nowhere outside", async (path) => {
    const text = await (await get(path)).text();
    expect(text).not.toMatch(/root:|hidden|"version"/);
  });
});

describe("compression", () => {
  it.each(["br", "gzip"])("packs a large answer by %s", async (encoding) => {
    server.app.machineCount = 100;
    const answer = await get("/api/v1/machines", { "accept-encoding": encoding });
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(100);
  });

  it.each(["", "identity", "br;q=0, gzip;q=0"])("leaves it plain for %j", async (encoding) => {
    const answer = await get("/api/v1/machines", { "accept-encoding": encoding });
    expect(answer.headers.get("content-encoding")).toBeNull();
  });

  it("leaves small answers plain", async () => {
    const answer = await get("/api/v1/session", { "accept-encoding": "br" });
    expect(answer.headers.get("content-encoding")).toBeNull();
  });
});

describe("operating", () => {
  it("is healthy while it answers, and ready only when all parts are", async () => {
    expect(await (await get("/healthz")).json()).toEqual({ status: "ok" });
    const answer = await get("/readyz");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: "NOT_READY",
      details: { metrics: "unavailable" },
    });
  });

  it("serves the API's document and a page of it without any script", async () => {
    const document = (await (await get("/openapi.json")).json()) as { openapi: string };
    expect(document.openapi).toBe("3.1.0");
    const page = await get("/api");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    const text = await page.text();
    expect(text).toContain("/api/v1/machines/{machine}");
    expect(text).not.toContain("<script");
    expect((await get("/api/page.css")).headers.get("content-type")).toContain("text/css");
  });

  it("throttles who never proves a login, by address", async () => {
    const limited = await testServer({
      anonymousLimit: { burst: 3, perSecond: 0.01, addresses: 10 },
    });
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      statuses.push((await fetch(`${limited.url}/api/v1/fleet`)).status);
    }
    const last = await fetch(`${limited.url}/healthz`);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    const known = await fetch(`${limited.url}/api/v1/fleet`, { headers: { authorization } });
    expect(known.status).toBe(200);
    await limited.stop();
  });
});

it("throttles WebSockets that prove no login, and lets those through that may", async () => {
  const asked: string[] = [];
  const limited = await testServer({
    anonymousLimit: { burst: 2, perSecond: 0.001, addresses: 10 },
    upgrades: [
      {
        matches: (path) => path === "/api/v1/live",
        upgrade: async (request) => {
          asked.push(request.url ?? "");
          throw new NovaError("UNAUTHENTICATED", "open a feed");
        },
      },
    ],
  });
  const statuses: number[] = [];
  for (let turn = 0; turn < 4; turn += 1)
    statuses.push(await upgrade(limited.port, "/api/v1/live"));
  expect(statuses).toEqual([401, 401, 429, 429]);
  expect(asked).toHaveLength(2);
  expect(await upgrade(server.port, "/nowhere")).toBe(404);
  await limited.stop();
});

describe("RateLimit", () => {
  it("earns tokens with time and never more than its burst", () => {
    const limit = new RateLimit({ burst: 2, perSecond: 1, addresses: 10 });
    expect([limit.take("a", 0), limit.take("a", 0), limit.take("a", 0)]).toEqual([0, 0, 1]);
    expect(limit.take("a", 1_000)).toBe(0);
    expect([0, 0, 1]).toEqual([1, 2, 3].map(() => limit.take("a", 1_000_000)));
  });

  it("forgets the address unused longest when it knows too many", () => {
    const limit = new RateLimit({ burst: 1, perSecond: 0.001, addresses: 2 });
    limit.take("a", 0);
    limit.take("b", 0);
    limit.take("c", 0);
    expect(limit.take("b", 0)).toBeGreaterThan(0);
    expect(limit.take("a", 0)).toBe(0);
  });

  it("is not fooled by a clock that goes back", () => {
    const limit = new RateLimit({ burst: 1, perSecond: 1, addresses: 2 });
    limit.take("a", 10_000);
    expect(limit.take("a", 0)).toBeGreaterThan(0);
  });
});

/** The status that answers an upgrade which is refused. */
function upgrade(port: number, path: string): Promise<number> {
  const headers = { connection: "Upgrade", upgrade: "websocket" };
  return new Promise((resolve, reject) => {
    httpGet({ host: "127.0.0.1", port, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    }).on("error", reject);
  });
}
