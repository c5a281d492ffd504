import { HttpServer } from "@novacron/control-plane/adapters/http/http-server";
import { OpenIdProvider } from "@novacron/control-plane/adapters/oidc/openid-provider";
import { startControl, type TestControl, testSettings } from "@novacron/control-plane/kit/kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Persons, TestBrowser, TestLoginProvider } from "./login-provider.ts";

const persons: Persons = {
  "sub-anna": { name: "Anna.Smith@example.org", groups: ["ops", "all"] },
  "sub-admin": { name: "admin", groups: ["ops"] },
  "sub-guest": { name: "guest", groups: ["all"] },
};
const client = { clientId: "novacron", clientSecret: "a secret of the test" };
const callback = "/api/v1/session/oidc/callback";

let provider: TestLoginProvider;
let control: TestControl;
let server: HttpServer;
let url: string;

/** The real provider, the real server and the real application; only the stores are in memory. */
beforeAll(async () => {
  const { createServer } = await import("node:http");
  // The callback is registered at the provider before our own server listens.
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  url = `http://127.0.0.1:${port}`;
  const redirectUrl = `${url}${callback}`;
  provider = await TestLoginProvider.start({ ...client, redirectUrl }, persons);
  const loginProvider = new OpenIdProvider({
    ...client,
    redirectUrl,
    issuer: provider.issuer,
    scopes: "openid profile",
    groupsClaim: "groups",
    nameClaim: "preferred_username",
    label: "the test",
  });
  const access = {
    secondFactorRoles: ["operator"],
    groupRoles: [{ group: "ops", role: "operator" }],
  };
  control = await startControl({ loginProvider, access });
  server = new HttpServer({
    host: "127.0.0.1",
    port,
    tls: null,
    trustedProxies: [],
    consoleDirectory: "/nonexistent",
    metricsOpen: false,
    version: "test",
    app: control.app,
    clock: control.clock,
    log: { debug() {}, info() {}, notice() {}, warn() {}, error() {} },
    upgrades: [],
    checkAnswers: true,
  });
  await server.start(new AbortController().signal);
}, 60_000);

afterAll(async () => {
  await server.stop();
  await provider.stop();
});

const start = () => `${url}/api/v1/session/oidc`;

/** To the point where the provider sends the browser back to us. */
async function cameBack(browser: TestBrowser, as: string): Promise<string> {
  return browser.logIn(start(), as, `${url}${callback}`);
}

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

describe("a login by the provider", () => {
  it("brings a session with the roles of the person's groups, and no duties of local accounts", async () => {
    const browser = new TestBrowser();
    const back = await cameBack(browser, "sub-anna");
    const answer = await browser.go(back);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    const session = browser.cookie(url, "novacron_session") ?? "";
    const proof = await control.app.provenBySession(session);
    expect(proof?.person).toMatchObject({
      name: "anna.smith",
      source: "oidc",
      role: "operator",
      duties: [],
    });
    expect(proof?.person.grants.map((one) => one.group)).toEqual(["ops"]);
    expect(session).not.toBe("");
  });

  it("is the same account the next time, and follows its groups", async () => {
    const people = await control.app.people.accounts.list();
    const before = people.find((one) => one.name === "anna.smith");
    const browser = new TestBrowser();
    await browser.go(await cameBack(browser, "sub-anna"));
    const after = (await control.app.people.accounts.list()).filter((one) => one.source === "oidc");
    expect(after.map((one) => one.id)).toEqual([before?.id]);
    expect(after[0]?.groups).toEqual(["ops", "all"]);
  });

  it("has no password here", async () => {
    for (const password of ["", "any", testSettings.adminPassword]) {
      await expect(control.app.login("anna.smith", password, "10.0.0.7")).rejects.toMatchObject({
        code: "BAD_CREDENTIALS",
      });
    }
  });

  it("never takes over a local account of the same name", async () => {
    const browser = new TestBrowser();
    const answer = await browser.go(await cameBack(browser, "sub-admin"));
    expect(await codeOf(answer)).toBe("CONFLICT");
    expect(browser.cookie(url, "novacron_session") ?? "").toBe("");
  });

  it("lets nobody in who has no role, and leaves no account behind", async () => {
    const browser = new TestBrowser();
    const answer = await browser.go(await cameBack(browser, "sub-guest"));
    expect(await codeOf(answer)).toBe("FORBIDDEN");
    const names = (await control.app.people.accounts.list()).map((one) => one.name);
    expect(names).not.toContain("guest");
  });

  it("ends with the account disabled", async () => {
    const admin = await control.app.login("admin", testSettings.adminPassword, "10.0.0.1");
    const anna = await control.app.people.accounts.show("anna.smith");
    await control.app.people.accounts.change(admin.person, anna.id, { disabled: true });
    const browser = new TestBrowser();
    expect(await codeOf(await browser.go(await cameBack(browser, "sub-anna")))).toBe(
      "OIDC_REFUSED",
    );
    await control.app.people.accounts.change(admin.person, anna.id, { disabled: false });
  });
});

describe("an answer that is not one to this login is refused", () => {
  it("a second time", async () => {
    const browser = new TestBrowser();
    const back = await cameBack(browser, "sub-anna");
    expect((await browser.go(back)).status).toBe(303);
    expect(await codeOf(await browser.go(back))).toBe("OIDC_REFUSED");
  });

  it("from another browser: nobody can be logged in as somebody else", async () => {
    const attacker = new TestBrowser();
    const back = await cameBack(attacker, "sub-anna");
    const victim = new TestBrowser();
    expect(await codeOf(await victim.go(back))).toBe("OIDC_REFUSED");
    // Not even where the victim has a login of its own under way.
    await victim.go(start());
    expect(await codeOf(await victim.go(back))).toBe("OIDC_REFUSED");
  });

  it.each([
    ["with another state", (back: URL) => back.searchParams.set("state", "x".repeat(43))],
    ["without state", (back: URL) => back.searchParams.delete("state")],
    ["with another code", (back: URL) => back.searchParams.set("code", "x".repeat(43))],
    ["without code", (back: URL) => back.searchParams.delete("code")],
    // RFC 9207: an answer that another provider made must not be taken to this one.
    ["from another issuer", (back: URL) => back.searchParams.set("iss", "https://evil.example")],
    ["without issuer", (back: URL) => back.searchParams.delete("iss")],
    ["that is an error", (back: URL) => back.searchParams.set("error", "access_denied")],
  ])("%s", async (_, spoil) => {
    const browser = new TestBrowser();
    const back = new URL(await cameBack(browser, "sub-anna"));
    spoil(back);
    expect(await codeOf(await browser.go(back.href))).toBe("OIDC_REFUSED");
    expect(browser.cookie(url, "novacron_session") ?? "").toBe("");
  });

  it.each([
    ["nonce", "another nonce: a token that was made for another login"],
    ["code_challenge", "another challenge: a code that was asked for by somebody else"],
  ])("with its %s changed on the way there (%s)", async (name) => {
    const browser = new TestBrowser();
    const there = new URL((await browser.go(start())).headers.get("location") ?? "");
    there.searchParams.set(name, "x".repeat(43));
    const back = await browser.logIn(there.href, "sub-anna", `${url}${callback}`);
    expect(await codeOf(await browser.go(back))).toBe("OIDC_REFUSED");
  });

  it("and each refusal has its row in the audit log", async () => {
    const { items } = await control.app.auditRows({
      action: "oidcCallback",
      newestFirst: true,
      limit: 100,
      look: 10_000,
    });
    const codes = items.map((row) => row.code);
    expect(codes).toContain("OIDC_REFUSED");
    expect(codes).toContain("CONFLICT");
    expect(items.some((row) => row.outcome === "done" && row.actor === "anna.smith")).toBe(true);
  });
});

it("a page is led back to the login page, which can say what happened", async () => {
  const answer = await fetch(`${url}${callback}?code=x`, {
    redirect: "manual",
    headers: { accept: "text/html,*/*" },
  });
  expect(answer.headers.get("location")).toBe("/login?problem=OIDC_REFUSED");
});

it("says that the provider is away", async () => {
  const away = new OpenIdProvider({
    ...client,
    issuer: "http://127.0.0.1:9",
    redirectUrl: `${url}${callback}`,
    scopes: "openid",
    groupsClaim: "groups",
    nameClaim: "preferred_username",
    label: "away",
  });
  await expect(away.begin()).rejects.toMatchObject({ code: "LOGIN_PROVIDER_UNAVAILABLE" });
});
