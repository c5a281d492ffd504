import { connect } from "node:net";
import { problemSchema } from "@novacron/protocol/errors/nova-error";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestServer, testServer } from "./testing/server.ts";
import { secretOf } from "./testing/stand-in.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const authorization = `Bearer ${secretOf("token", "anna")}`;
const id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
const start = { id, kind: "machine.start", machine: id };

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/v1/operations`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", ...headers },
    body,
  });

async function problem(answer: Response) {
  const found = problemSchema.parse(await answer.json());
  expect(found.requestId).toBe(answer.headers.get("x-request-id"));
  return { status: answer.status, code: found.code, details: found.details ?? {} };
}

describe("bodies", () => {
  it.each([
    ["", "empty"],
    ["{", "cut off"],
    ["[]", "no object"],
    ["null", "null"],
    ['{"__proto__":{"admin":true}}', "a prototype"],
    [JSON.stringify({ ...start, extra: 1 }), "an unknown field"],
    [JSON.stringify({ ...start, id: "x" }), "a bad id"],
    [`${"[".repeat(100_000)}`, "deep nesting"],
  ])("refuses %.40s (%s) as BAD_REQUEST", async (body) => {
    expect(await problem(await post(body))).toMatchObject({ status: 400, code: "BAD_REQUEST" });
  });

  it("names the field at fault", async () => {
    const { details } = await problem(await post(JSON.stringify({ ...start, machine: 7 })));
    expect(Object.keys(details)).toEqual(["body.machine"]);
  });

  it("refuses what is larger than accepted", async () => {
    const body = JSON.stringify({ ...start, params: { text: "x".repeat(300_000) } });
    expect(await problem(await post(body))).toMatchObject({
      status: 413,
      code: "PAYLOAD_TOO_LARGE",
    });
  });

  it.each([
    "text/plain",
    "application/xml",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
  ])("refuses content of type %s", async (type) => {
    const answer = await post(JSON.stringify(start), { "content-type": type });
    expect(await problem(answer)).toMatchObject({ status: 400, code: "BAD_REQUEST" });
  });

  it("refuses bytes that are not UTF-8", async () => {
    const answer = await post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]));
    expect((await problem(answer)).code).toBe("BAD_REQUEST");
  });
});

describe("addresses", () => {
  const get = async (path: string) =>
    problem(await fetch(`${server.url}${path}`, { headers: { authorization } }));

  it.each([
    ["/api/v1/machines?nonsense=1", "query"],
    ["/api/v1/machines?limit=many", "query.limit"],
    ["/api/v1/machines?limit=1&limit=2", "query.limit"],
    ["/api/v1/machines?sort=colour", "query.sort"],
    ["/api/v1/fleet?x=1", "query"],
    ["/api/v1/operations/not-an-id", "params.operation"],
    ["/api/v1/metrics/range?target=moon&fields=a&from=0&to=1", "query.target"],
  ])("%s is a BAD_REQUEST about %s", async (path, field) => {
    const found = await get(path);
    expect(found).toMatchObject({ status: 400, code: "BAD_REQUEST" });
    expect(Object.keys(found.details)).toContain(field);
  });

  it.each(["/api/v1/nothing", "/api/v2/fleet", "/api/v1/", "/api/v1/hosts/a/b/c", "/api/%2e%2e/x"])(
    "%s does not exist",
    async (path) => {
      expect(await get(path)).toMatchObject({ status: 404, code: "NOT_FOUND" });
    },
  );

  it("a known path with another method says which it has", async () => {
    const answer = await fetch(`${server.url}/api/v1/fleet`, {
      method: "DELETE",
      headers: { authorization },
    });
    expect(answer.headers.get("allow")).toBe("GET");
    expect(await problem(answer)).toMatchObject({ status: 405, code: "METHOD_NOT_ALLOWED" });
  });

  it("an address that is no text is refused", async () => {
    expect(await get("/api/v1/machines/%ff%fe")).toMatchObject({ code: "BAD_REQUEST" });
  });

  it("a parameter of 10,000 letters is no machine", async () => {
    expect([400, 404]).toContain((await get(`/api/v1/machines/${"a".repeat(10_000)}`)).status);
  });
});

describe("the connection", () => {
  it("refuses giant headers with 431", async () => {
    const text = await raw(
      `GET /healthz HTTP/1.1\r\nhost: x\r\nx-big: ${"y".repeat(40_000)}\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
    expect(text).toContain("BAD_REQUEST");
  });

  it("refuses what is not HTTP with 400", async () => {
    expect(await raw("\u0016\u0003\u0001 hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("refuses two lengths, which smuggle requests", async () => {
    const text = await raw(
      "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n" +
        "transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe("answers", () => {
  it("hide what went wrong inside, and the log has it under the request id", async () => {
    server.app.fault = new Error("password of the database is hunter2");
    const answer = await fetch(`${server.url}/api/v1/fleet`, { headers: { authorization } });
    server.app.fault = null;
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toContain("hunter2");
    const requestId = answer.headers.get("x-request-id") ?? "none";
    expect(server.logged.some((line) => line.includes(requestId))).toBe(true);
  });

  it("may be kept by nobody and framed by nobody", async () => {
    const answer = await fetch(`${server.url}/api/v1/fleet`, { headers: { authorization } });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

it("a request that comes too slowly is cut off", { timeout: 40_000 }, async () => {
  const text = await raw("GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ");
  expect(text).toMatch(/^HTTP\/1\.1 408 /);
});

/** Sends bytes and gives what comes back until the server closes. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}
