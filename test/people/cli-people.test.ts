import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "@novacron/cli/program";
import { fromBase32, totpCode } from "@novacron/control-plane/app/access/totp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PeopleStack } from "./people-stack.ts";

let stack: PeopleStack;
const folders: string[] = [];

beforeAll(async () => {
  stack = await PeopleStack.start();
});
afterAll(async () => {
  await stack.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The program as one person uses it, with what that person types. */
class User {
  readonly #home = mkdtempSync(join(tmpdir(), "novacron-cli-"));
  readonly typed: string[] = [];
  /** What is typed after reading what was printed, once all of `typed` is. */
  readonly answers: ((notes: string) => string)[] = [];

  constructor() {
    folders.push(this.#home);
  }

  async do(...args: string[]): Promise<{ out: string; notes: string; code: number }> {
    const outcome = { out: "", notes: "", code: 0 };
    await run(args, {
      env: { XDG_CONFIG_HOME: this.#home, NOVACRON_URL: stack.url },
      out: (text) => {
        outcome.out += `${text}\n`;
      },
      note: (text) => {
        outcome.notes += `${text}\n`;
      },
      isTerminal: false,
      now: () => 0,
      uuid: () => "00000000-0000-4000-8000-000000000001",
      findProgram: () => null,
      runProgram: async () => 1,
      readSecret: async () => this.typed.shift() ?? this.answers.shift()?.(outcome.notes) ?? "",
      setExitCode: (code) => {
        outcome.code = code;
      },
    });
    return outcome;
  }

  async logIn(name: string, ...typed: string[]): Promise<number> {
    this.typed.splice(0, this.typed.length, ...typed);
    return (await this.do("login", stack.url, "--name", name)).code;
  }
}

function codeOf(secret: string, nowMs: number): string {
  const hmac = (key: Uint8Array, message: Uint8Array) =>
    new Uint8Array(createHmac("sha1", key).update(message).digest());
  return totpCode(hmac, fromBase32(secret), Math.floor(nowMs / 30_000));
}

const admin = new User();

describe("novacron user, role and api-token", () => {
  it("make an account with a role, which must choose its password first", async () => {
    expect(await admin.logIn("admin", stack.adminPassword)).toBe(0);
    const made = await admin.do(
      "user",
      "add",
      "olga",
      "--role",
      "operator",
      "--tag",
      "db",
      "--json",
    );
    const { password } = JSON.parse(made.out) as { password: string };
    expect(await admin.do("user", "ls")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/olga +enabled +local +no +operator for machines tagged db/),
    });
    const olga = new User();
    expect(await olga.logIn("olga", password)).toBe(0);
    expect((await olga.do("vm", "ls")).code).toBe(4);
    expect((await olga.do("whoami")).out).toContain("change-password");
    olga.typed.push(password, "a password of olga", "a password of olga");
    expect(await olga.do("user", "passwd")).toMatchObject({ code: 0 });
    expect((await olga.do("vm", "ls")).code).toBe(0);
    expect((await olga.do("user", "ls")).code).toBe(4);
  });

  it("ask for the code of the second factor", async () => {
    const { app, clock } = stack.control;
    const { person } = await app.login("olga", "a password of olga", "10.0.0.1");
    const { secret } = await app.people.own.beginSecondFactor(person, "a password of olga");
    const code = () => codeOf(secret, clock.now());
    const { recoveryCodes } = await app.people.own.confirmSecondFactor(person, code());
    clock.wallOffsetMs += 30_000;
    const olga = new User();
    expect(await olga.logIn("olga", "a password of olga", code())).toBe(0);
    expect(await olga.logIn("olga", "a password of olga", code())).toBe(4);
    expect(await olga.logIn("olga", "a password of olga", recoveryCodes[0] ?? "")).toBe(0);
    expect(await admin.do("user", "reset-second-factor", "olga")).toMatchObject({ code: 0 });
    expect(await olga.logIn("olga", "a password of olga")).toBe(0);
  });

  it("set up an authenticator app, make new recovery codes, and remove it", async () => {
    const { clock } = stack.control;
    const olga = new User();
    const password = "a password of olga";
    expect(await olga.logIn("olga", password)).toBe(0);
    let secret = "";
    const code = () => codeOf(secret, clock.now());
    olga.typed.push(password);
    olga.answers.push((notes) => {
      secret = /secret +([A-Z2-7]{32})/.exec(notes)?.[1] ?? "";
      return code();
    });
    const set = await olga.do("user", "second-factor", "setup");
    const recovery = set.out.trim().split("\n");
    expect([set.code, recovery.length]).toEqual([0, 10]);
    expect((await olga.do("whoami")).code).toBe(0);
    clock.wallOffsetMs += 30_000;
    olga.typed.push(password, code(), recovery[0] ?? "");
    const fresh = await olga.do("user", "second-factor", "codes");
    expect(fresh.code).toBe(0);
    expect(fresh.out).not.toContain(recovery[1]);
    clock.wallOffsetMs += 30_000;
    olga.typed.push(password, code(), fresh.out.trim().split("\n")[0] ?? "");
    expect((await olga.do("user", "second-factor", "remove")).code).toBe(0);
    expect(await olga.logIn("olga", password)).toBe(0);
  });

  it("make a role of permissions, bind it, and take it away", async () => {
    const put = await admin.do("role", "put", "starter", "machine.view", "machine.power");
    expect(put.code).toBe(0);
    expect((await admin.do("role", "put", "bad", "machine.fly")).code).toBe(2);
    expect((await admin.do("role", "bind", "starter", "night-shift", "--group")).code).toBe(0);
    const { out } = await admin.do("role", "bindings", "--json");
    const bindings = JSON.parse(out) as { id: string; role: string }[];
    const { id } = bindings.find((one) => one.role === "starter") ?? { id: "" };
    expect((await admin.do("role", "rm", "starter")).code).toBe(5);
    expect((await admin.do("role", "unbind", id)).code).toBe(0);
    expect((await admin.do("role", "rm", "starter")).code).toBe(0);
  });

  it("make a token that may only look, and revoke it", async () => {
    const { out } = await admin.do("api-token", "add", "ci", "--days", "1", "--json");
    const { id, secret } = JSON.parse(out) as { id: string; secret: string };
    const ask = (path: string) =>
      fetch(`${stack.url}${path}`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await ask("/api/v1/machines")).status).toBe(200);
    expect((await ask("/api/v1/people")).status).toBe(403);
    expect((await admin.do("api-token", "ls")).out).toContain("ci");
    expect((await admin.do("api-token", "rm", id)).code).toBe(0);
    expect((await ask("/api/v1/machines")).status).toBe(401);
  });

  it("disable, rename, and keep the last administrator", async () => {
    expect((await admin.do("user", "rename", "olga", "olga2")).code).toBe(0);
    expect((await admin.do("user", "add", "olga")).code).toBe(5);
    expect((await admin.do("user", "disable", "olga2")).code).toBe(0);
    expect(await new User().logIn("olga2", "a password of olga")).toBe(4);
    const { out } = await admin.do("role", "bindings", "--json");
    const first = (JSON.parse(out) as { id: string; subjectName: string }[]).find(
      (one) => one.subjectName === "admin",
    );
    const refused = await admin.do("role", "unbind", first?.id ?? "");
    expect([refused.code, refused.notes]).toEqual([
      5,
      expect.stringContaining("LAST_ADMINISTRATOR"),
    ]);
  });
});
