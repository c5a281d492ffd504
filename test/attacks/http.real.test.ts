import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect as tcp } from "node:net";
import { consoleCsp } from "@novacron/protocol/http/csp";
import { livePath } from "@novacron/protocol/http/live";
import { connectAsync } from "mqtt";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Attempt, attacks, refused, succeeded } from "./attack.ts";
import { type AttackTarget, targetPassword } from "./attack-target.ts";

const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };

attacks("a request", {}, ({ attack, whole }) => {
  attack("a page of another site makes a login for itself with a person's cookie", {
    without: "http-foreign-origin",
    code: "CSRF_REFUSED",
    attempt: async (target) => {
      const answer = await fetch(`${target.url}/api/v1/mqtt/users`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(await cookie(target)), ...foreign },
        body: JSON.stringify({ name: `evil-${randomUUID().slice(0, 8)}` }),
      });
      return attemptOf(answer);
    },
  });

  attack("a page of another site opens the live feed with a person's cookie", {
    without: "websocket-foreign-origin",
    code: "CSRF_REFUSED",
    attempt: async (target) =>
      opening(live(target, { ...(await cookie(target)), origin: foreign.origin })),
  });

  attack("a path of a console file leads out of the console", {
    without: "console-files-by-name",
    code: "NOT_FOUND",
    isAudited: false,
    attempt: async (target) => {
      for (const path of escapes) {
        const answer = await raw(target, `GET ${path} HTTP/1.1\r\nhost: x\r\n`);
        if (answer.includes('"@novacron/control-plane"')) return succeeded;
      }
      return refused("NOT_FOUND");
    },
  });

  attack("a body of many megabytes", {
    without: "http-body-limit",
    code: "PAYLOAD_TOO_LARGE",
    attempt: async (target) => {
      const answer = await fetch(`${target.url}/api/v1/operations`, {
        method: "POST",
        headers: { "content-type": "application/json", ...token(target) },
        body: JSON.stringify({ id: randomUUID(), kind: "x".repeat(8 * 1024 * 1024) }),
      });
      const { code } = (await answer.json()) as { code: string };
      return code === "BAD_REQUEST" ? succeeded : refused(code);
    },
  });

  attack("headers longer than any honest ones", {
    without: "http-header-limit",
    code: "431",
    isAudited: false,
    attempt: async (target) => {
      const header = `x-long: ${"x".repeat(20 * 1024)}`;
      const answer = await raw(target, `GET /healthz HTTP/1.1\r\nhost: x\r\n${header}\r\n`);
      const status = answer.slice(9, 12);
      return status === "200" ? succeeded : refused(status);
    },
  });

  attack("a message that unpacks to a hundred times its size", {
    without: "live-message-bounds",
    code: "1009",
    isAudited: false,
    attempt: async (target) => {
      const socket = live(target, token(target));
      await once(socket, "open");
      // Where the server packs, this goes as 32 kB.
      const ended = once(socket, "close") as Promise<[number]>;
      socket.send(" ".repeat(32 * 1024 * 1024));
      const [code] = await ended;
      // 1006: cut off before all of it was sent (RFC 6455, 7.1.5).
      if (code !== 1009 && code !== 1006) return succeeded;
      return refused("1009");
    },
  });

  attack("a Host header becomes a command in the install script", {
    without: "install-script-values",
    code: "BAD_REQUEST",
    isAudited: false,
    attempt: async (target) => {
      const host = "x';touch\tpwned;'";
      const answer = await raw(target, `GET /install.sh HTTP/1.1\r\nhost: ${host}\r\n`);
      return answer.includes("';touch") ? succeeded : refused(codeIn(answer));
    },
  });

  attack("a login's name moves the cursor of whoever reads the refusals", {
    without: "bus-printable-names",
    code: "BUS_REFUSED",
    attempt: async (target) => {
      const username = `evil\u001b[2J\u001b[31m${randomUUID().slice(0, 4)}\nnotice: all is well`;
      const login = { username, password: "x", protocolVersion: 4, reconnectPeriod: 0 } as const;
      await connectAsync(target.busUrl, login).catch(() => null);
      const { refused: rows } = await target.admin.call("system");
      const row = rows.find(({ sender }) => sender.startsWith("evil"));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
      return /[\u0000-\u001f]/.test(row?.sender ?? "") ? succeeded : refused("BUS_REFUSED");
    },
  });

  describe("headers of every answer", () => {
    const pages = ["/", "/machines", "/assets/none.js", "/api", "/healthz", "/nothing.txt"];
    it.each([...pages, "/api/v1/fleet", "/api/v1/nothing"])("%s", async (path) => {
      const target = await whole();
      const answer = await fetch(`${target.url}${path}`, { headers: token(target) });
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe-(inline|eval)|\*/);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).not.toBeNull();
      expect(answer.headers.get("x-powered-by")).toBeNull();
    });

    it("no script of the console stands in its page", async () => {
      const target = await whole();
      const page = await (await fetch(target.url)).text();
      for (const [script] of page.matchAll(/<script\b[^>]*>/g)) expect(script).toMatch(/ src="\//);
      expect(page).not.toMatch(/\son\w+=|javascript:|<style\b/i);
      expect(consoleCsp).not.toMatch(/unsafe/);
    });
  });
});

const escapes = [
  "/../package.json",
  "/../../package.json",
  "/..%2f..%2fpackage.json",
  "/%2e%2e/%2e%2e/package.json",
  "/assets/..%2f..%2f..%2fpackage.json",
  "/..%5c..%5cpackage.json",
  "/%2e%2e%2f%2e%2e%2fpackage.json%00.js",
];

async function cookie(target: AttackTarget): Promise<{ readonly cookie: string }> {
  const login = await fetch(`${target.url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password: targetPassword }),
  });
  return { cookie: (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
}

function token({ admin }: AttackTarget): { readonly authorization: string } {
  return { authorization: `Bearer ${admin.connection.token}` };
}

async function attemptOf(answer: Response): Promise<Attempt> {
  if (answer.ok) return succeeded;
  return refused(((await answer.json()) as { code: string }).code);
}

function live(target: AttackTarget, headers: Record<string, string>): WebSocket {
  const socket = new WebSocket(`${target.url.replace("http", "ws")}${livePath}`, { headers });
  socket.on("error", () => undefined);
  return socket;
}

function opening(socket: WebSocket): Promise<Attempt> {
  return new Promise((resolve) => {
    socket.once("open", () => {
      socket.terminate();
      resolve(succeeded);
    });
    socket.once("unexpected-response", (_, answer) => {
      let text = "";
      answer.on("data", (data: Buffer) => {
        text += data.toString();
      });
      answer.on("end", () => resolve(refused(String(JSON.parse(text).code))));
    });
  });
}

/** As no client would write it. */
async function raw({ plane }: AttackTarget, request: string): Promise<string> {
  const socket = tcp({ host: plane.address, port: plane.port });
  let text = "";
  socket.on("data", (data) => {
    text += data.toString("latin1");
  });
  socket.on("error", () => undefined);
  socket.write(`${request}connection: close\r\n\r\n`);
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

function codeIn(answer: string): string {
  return /"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? answer.slice(9, 12);
}
