import { randomUUID } from "node:crypto";
import { Client } from "@novacron/cli/client";
import { permissionsOf } from "@novacron/protocol/domain/access";
import { builtInRoles } from "@novacron/protocol/domain/permissions";
import type { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Route } from "@novacron/protocol/http/route";
import { type RouteName, routes } from "@novacron/protocol/http/routes";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { TestBrowser, TestLoginProvider } from "../people/login-provider.ts";
import { attacks, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";
import { enrolApp, keeper, sessionOf, somebody } from "./people-kit.ts";

attacks("people and tokens", { agents: 1 }, ({ attack }) => {
  attack("a viewer uses the routes that are not for viewers", {
    without: "people-route-rule",
    code: "FORBIDDEN",
    attempt: async (target) => {
      const { session, secret } = await somebody(target, "viewer");
      const codes = new Set<string>();
      for (const name of notForViewers()) codes.add(await codeOf(target, name, secret));
      expect(await session.call("who")).toMatchObject({ role: "viewer" });
      return codes.size === 1 && codes.has("FORBIDDEN") ? refused("FORBIDDEN") : succeeded;
    },
  });

  attack("who may manage people makes itself an administrator", {
    without: "people-give-what-they-hold",
    code: "FORBIDDEN",
    attempt: async (target) => {
      const { session, account } = await keeper(target);
      const subject = { kind: "person", person: account.id } as const;
      await session.call("addBinding", { body: { subject, role: "administrator" } });
      await session.call("listMqttUsers");
      return succeeded;
    },
  });

  attack("who may manage people takes over the administrator's account", {
    without: "people-outrank",
    code: "FORBIDDEN",
    attempt: async (target) => {
      const { session } = await keeper(target);
      const victim = await somebody(target, "administrator");
      const taken = "taken over by the keeper";
      const params = { person: victim.account.id };
      await session.call("resetPassword", { params, body: { password: taken } });
      await sessionOf(target, victim.name, { password: taken });
      return succeeded;
    },
  });

  attack("a person reads a machine of another scope by its id", {
    without: "people-scope",
    code: "NOT_FOUND",
    // That something is not there is an answer, not a refusal: else the log would tell of its being there.
    isAudited: false,
    attempt: async (target) => {
      const [own, foreign] = (await target.admin.call("listMachines")).items;
      const mine = { machine: own?.id ?? "" } as never;
      await target.admin.call("tagMachine", { params: mine, body: { tags: ["mine"] } });
      const { session } = await somebody(target, "operator", { kind: "tag", tag: "mine" });
      const { items } = await session.call("listMachines");
      expect(items.map((one) => one.id)).toContain(own?.id);
      await session.call("showMachine", { params: { machine: foreign?.id ?? "" } });
      return succeeded;
    },
  });

  attack("a session cookie that was tampered with", {
    without: "session-secret",
    code: "UNAUTHENTICATED",
    isAudited: false,
    attempt: async (target) => {
      const { secret } = await somebody(target, "viewer");
      const spoiled = `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`;
      const cookie = `novacron_session=${spoiled}`;
      await new Client({ url: target.url, token: null, cookie }).call("who");
      return succeeded;
    },
  });

  attack("a code of an authenticator app that was seen is used again", {
    without: "totp-once",
    code: "SECOND_FACTOR_WRONG",
    attempt: async (target) => {
      const who = await somebody(target, "viewer");
      const { used } = await enrolApp(who);
      await sessionOf(target, who.name, { password: who.password, code: used });
      return succeeded;
    },
  });

  attack("a recovery code is used again", {
    without: "recovery-code-once",
    code: "SECOND_FACTOR_WRONG",
    attempt: async (target) => {
      const who = await somebody(target, "viewer");
      const { recoveryCodes } = await enrolApp(who);
      const how = { password: who.password, code: recoveryCodes[0] ?? "" };
      await sessionOf(target, who.name, how);
      await sessionOf(target, who.name, how);
      return succeeded;
    },
  });

  attack("codes of a second factor are tried one after another", {
    without: "second-factor-throttle",
    code: "RATE_LIMITED",
    attempt: async (target) => {
      const who = await somebody(target, "viewer");
      await enrolApp(who);
      for (let tries = 0; tries < 8; tries += 1) {
        const how = { password: who.password, code: String(tries).padStart(6, "0") };
        const code = await sessionOf(target, who.name, how).then(
          () => "in",
          (error: NovaError) => error.code,
        );
        if (code !== "SECOND_FACTOR_WRONG") return refused(code);
      }
      return succeeded;
    },
  });

  attack("a token that may only look makes a login on the bus", {
    without: "token-limit",
    code: "FORBIDDEN",
    attempt: async (target) => {
      const { session } = await somebody(target, "administrator");
      const { secret } = await session.call("createToken", { body: { label: "looks" } });
      const token = new Client({ url: target.url, token: secret });
      await token.call("addMqttUser", { body: { name: `t${randomUUID().slice(0, 8)}` } });
      return succeeded;
    },
  });

  attack("a live feed goes on after its token was revoked", {
    without: "streams-end-with-login",
    code: "UNAUTHENTICATED",
    isAudited: false,
    attempt: async (target) => {
      const { session } = await somebody(target, "viewer");
      const made = await session.call("createToken", { body: { label: "watches" } });
      const feed = await liveFeed(target, made.secret);
      await session.call("deleteToken", { params: { token: made.id } });
      const before = feed.beats();
      const end = await target.until("the feed ends or goes on", () =>
        feed.closed() !== null ? "ended" : feed.beats() >= before + 2 && "goes on",
      );
      feed.end();
      return end === "goes on" ? succeeded : refused("UNAUTHENTICATED");
    },
  });

  // Last: it holds this address back.
  attack("passwords are tried one after another", {
    without: "login-throttle",
    code: "RATE_LIMITED",
    attempt: async (target) => {
      // At once, so that it does not depend on how long one check takes.
      const codes = await Promise.all(
        Array.from({ length: 12 }, (_, tries) =>
          sessionOf(target, "admin", { password: `guess ${tries}` }).then(
            () => "in",
            (error: NovaError) => error.code,
          ),
        ),
      );
      expect(["BAD_CREDENTIALS", "RATE_LIMITED"]).toEqual(expect.arrayContaining(codes));
      return codes.includes("RATE_LIMITED") ? refused("RATE_LIMITED") : succeeded;
    },
  });
});

/** Where the browser is sent back to; the tests put the real address in its place. */
const redirectUrl = "http://127.0.0.1:1/api/v1/session/oidc/callback";
const client = { clientId: "novacron", clientSecret: "a secret of the tests", redirectUrl };
let provider: TestLoginProvider;
const oidcEnv: Record<string, string> = {
  NOVACRON_OIDC_CLIENT_ID: client.clientId,
  NOVACRON_OIDC_CLIENT_SECRET: client.clientSecret,
  NOVACRON_OIDC_REDIRECT_URL: redirectUrl,
  NOVACRON_OIDC_SCOPES: "openid profile",
  NOVACRON_OIDC_ROLES: "ops=viewer",
};
beforeAll(async () => {
  provider = await TestLoginProvider.start(client, {
    mallory: { name: "mallory", groups: ["ops"] },
    chosen: { name: "admin", groups: ["ops"] },
  });
  oidcEnv.NOVACRON_OIDC_ISSUER = provider.issuer;
});
afterAll(() => provider.stop());

attacks("the login provider", { env: oidcEnv }, ({ attack, whole }) => {
  attack("a victim's browser is sent an answer to the attacker's login", {
    without: "oidc-own-browser",
    code: "OIDC_REFUSED",
    attempt: async (target) => {
      const link = await cameBack(target, new TestBrowser(), "mallory");
      const victim = new TestBrowser();
      return ending(target, victim, await victim.go(link), "mallory");
    },
  });

  attack("a person at the provider takes the name of the administrator here", {
    without: "oidc-subject",
    code: "CONFLICT",
    attempt: async (target) => {
      const browser = new TestBrowser();
      const answer = await browser.go(await cameBack(target, browser, "chosen"));
      return ending(target, browser, answer, "admin");
    },
  });

  it("lets in who came by its own browser", async () => {
    const browser = new TestBrowser();
    const target = await whole();
    const answer = await browser.go(await cameBack(target, browser, "mallory"));
    expect(await ending(target, browser, answer, "mallory")).toEqual(succeeded);
  });
});

function notForViewers(): RouteName[] {
  return (Object.keys(routes) as RouteName[]).filter((name) => {
    const needed = permissionsOf(routes[name].privilege);
    return needed.length > 0 && !needed.some((one) => builtInRoles.viewer.includes(one));
  });
}

/** With no body: what is asked comes before what is sent. */
async function codeOf(target: AttackTarget, name: RouteName, secret: string): Promise<string> {
  const route: Route = routes[name];
  const path = route.path.replace(/:\w+/g, randomUUID());
  const answer = await fetch(`${target.url}${path}`, {
    method: route.method,
    headers: { cookie: `novacron_session=${secret}`, origin: target.url },
  });
  const text = await answer.text();
  return text.startsWith("{") ? ((JSON.parse(text) as { code?: string }).code ?? "none") : "none";
}

async function liveFeed(target: AttackTarget, token: string) {
  const address = `${target.url.replace("http", "ws")}/api/v1/live`;
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
  let beats = 0;
  let closed: number | null = null;
  let greeted = false;
  socket.on("message", (data) => {
    const { type } = JSON.parse(data.toString()) as { type: string };
    if (type === "hello") greeted = true;
    if (type === "beat") beats += 1;
  });
  socket.on("close", (code) => {
    closed = code;
  });
  socket.on("error", () => undefined);
  await target.until("the feed greets", () => greeted);
  return { beats: () => beats, closed: () => closed, end: () => socket.terminate() };
}

async function cameBack(target: AttackTarget, browser: TestBrowser, as: string): Promise<string> {
  const back = await browser.logIn(`${target.url}/api/v1/session/oidc`, as, redirectUrl);
  return back.replace("http://127.0.0.1:1", target.url);
}

/** Whether the browser is logged in here as that person now. */
async function ending(target: AttackTarget, browser: TestBrowser, answer: Response, name: string) {
  if (answer.status !== 303) return refused(((await answer.json()) as { code: string }).code);
  const cookie = `novacron_session=${browser.cookie(target.url, "novacron_session")}`;
  const who = await new Client({ url: target.url, token: null, cookie }).call("who");
  expect(who.name).toBe(name);
  return succeeded;
}
