import type { Person } from "@novacron/protocol/http/session";
import { describe, expect, it } from "vitest";
import { startControl, type TestControl, testSettings } from "../../kit/kit.ts";
import { codeOf } from "./testing/codes.ts";
import { totpForm } from "./totp.ts";

const everywhere = { kind: "everything" } as const;

async function start(given: Parameters<typeof startControl>[0] = {}) {
  const control = await startControl(given);
  const { person: admin, secret } = await control.app.login("admin", adminPassword, "10.0.0.1");
  return { control, admin, secret, people: control.app.people };
}
const adminPassword = testSettings.adminPassword;

async function add(control: TestControl, by: Person, name: string, role: string | null) {
  const { accounts, roles } = control.app.people;
  const password = `a password of ${name}`;
  const made = { name, fullName: "", password, mustChangePassword: false, groups: [] };
  const account = await accounts.add(by, made);
  const subject = { kind: "person", person: account.id } as const;
  if (role !== null) await roles.bind(by, { subject, role, scope: everywhere });
  const login = () => control.app.login(name, password, "10.0.0.2");
  return { account, password, login };
}

describe("accounts", () => {
  it("made without a password get one that must be changed before anything else", async () => {
    const { control, admin, people } = await start();
    const wish = { name: "olga", fullName: "", mustChangePassword: true, groups: [] };
    const { password } = await people.accounts.add(admin, wish);
    expect(password).not.toBeNull();
    const { person, secret } = await control.app.login("olga", password ?? "", "10.0.0.2");
    expect(person.duties).toEqual(["change-password"]);
    const next = { current: password ?? "", new: "a password of olga" };
    await people.own.changePassword(person, next, secret);
    expect((await control.app.provenBySession(secret))?.person.duties).toEqual([]);
  });

  it("that are disabled are refused like a wrong password, and their sessions and tokens end", async () => {
    const { control, admin, people } = await start();
    const olga = await add(control, admin, "olga", "operator");
    const { person, secret } = await olga.login();
    const wish = { label: "ci", role: null, scope: everywhere, expiresInDays: 1 } as const;
    const token = await people.tokens.create(person, wish, null);
    const ended: string[] = [];
    control.app.whenEnded((id) => ended.push(id));
    await people.accounts.change(admin, olga.account.id, { disabled: true });
    expect(ended).toEqual([olga.account.id]);
    expect(await control.app.provenBySession(secret)).toBeNull();
    expect(await control.app.provenByToken(token.secret)).toBeNull();
    await expect(olga.login()).rejects.toMatchObject({ code: "BAD_CREDENTIALS" });
  });

  it("keep a name for ever: nobody else gets one that the record speaks of", async () => {
    const { control, admin, people } = await start();
    const olga = await add(control, admin, "olga", null);
    await people.accounts.change(admin, olga.account.id, { name: "olga-smith" });
    await expect(add(control, admin, "olga", null)).rejects.toMatchObject({ code: "CONFLICT" });
    await people.accounts.change(admin, olga.account.id, { name: "olga" });
    expect((await people.accounts.show("olga")).id).toBe(olga.account.id);
  });

  it("leave one local administrator of everything, whatever is tried", async () => {
    const { control, admin, people } = await start();
    const [first] = await people.roles.bindings();
    const refused = { code: "LAST_ADMINISTRATOR" };
    await expect(people.roles.unbind(admin, first?.id ?? "")).rejects.toMatchObject(refused);
    const second = await add(control, admin, "second", "administrator");
    await people.roles.unbind(admin, first?.id ?? "");
    const { person } = await second.login();
    await expect(
      people.accounts.change(person, admin.id, { disabled: true }),
    ).resolves.toMatchObject({ disabled: true });
    const third = await add(control, person, "third", "administrator");
    const byThird = (await third.login()).person;
    await people.accounts.change(byThird, second.account.id, { disabled: true });
    await expect(
      people.accounts.change(byThird, third.account.id, { disabled: true }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    const own = (await people.roles.bindings()).find((one) => one.subjectName === "third");
    await expect(people.roles.unbind(byThird, own?.id ?? "")).rejects.toMatchObject(refused);
  });
});

describe("roles", () => {
  it("take effect at once, in sessions that are open", async () => {
    const { control, admin, people } = await start();
    const olga = await add(control, admin, "olga", null);
    const { secret } = await olga.login();
    const granted = async () =>
      (await control.app.provenBySession(secret))?.person.grants.flatMap((one) => one.permissions);
    expect(await granted()).toEqual([]);
    const wish = { title: "", permissions: ["machine.view"], secondFactor: false } as const;
    await people.roles.putRole(admin, "looker", { ...wish, permissions: [...wish.permissions] });
    const subject = { kind: "person", person: olga.account.id } as const;
    const bound = await people.roles.bind(admin, { subject, role: "looker", scope: everywhere });
    expect(await granted()).toEqual(["machine.view"]);
    await people.roles.putRole(admin, "looker", { ...wish, permissions: ["host.view"] });
    expect(await granted()).toEqual(["host.view"]);
    await people.roles.unbind(admin, bound.id);
    expect(await granted()).toEqual([]);
  });

  it("reach people through groups", async () => {
    const { control, admin, people } = await start();
    const olga = await add(control, admin, "olga", null);
    const subject = { kind: "group", group: "night" } as const;
    await people.roles.bind(admin, { subject, role: "operator", scope: everywhere });
    await people.accounts.change(admin, olga.account.id, { groups: ["night"] });
    const { person } = await olga.login();
    expect(person.grants).toMatchObject([{ role: "operator", group: "night" }]);
  });

  it("are given by nobody who does not hold them: by binding, group, role, reset or session", async () => {
    const { control, admin, people } = await start();
    const permissions = ["people.manage" as const];
    await people.roles.putRole(admin, "keeper", { title: "", permissions, secondFactor: false });
    const { person: keeper } = await (await add(control, admin, "kim", "keeper")).login();
    const victim = await add(control, admin, "vic", "operator");
    const subject = { kind: "group", group: "bosses" } as const;
    await people.roles.bind(admin, { subject, role: "administrator", scope: everywhere });
    const forbidden = { code: "FORBIDDEN" };
    const self = { kind: "person", person: keeper.id } as const;
    for (const attempt of [
      () => people.roles.bind(keeper, { subject: self, role: "operator", scope: everywhere }),
      () => people.accounts.change(keeper, keeper.id, { groups: ["bosses"] }),
      () =>
        people.accounts.add(keeper, {
          name: "new",
          fullName: "",
          mustChangePassword: false,
          groups: ["bosses"],
        }),
      () =>
        people.roles.putRole(keeper, "keeper", {
          title: "",
          permissions: ["people.manage", "machine.power"],
          secondFactor: false,
        }),
      () => people.accounts.resetPassword(keeper, victim.account.id, undefined),
      () => people.accounts.resetSecondFactor(keeper, victim.account.id),
      () => people.accounts.change(keeper, victim.account.id, { disabled: true }),
      () => people.sessions.end(keeper, { user: victim.account.id, present: null }, "all"),
      () => people.tokens.delete(keeper, admin.id, "1b4e28ba-2fa1-41d2-883f-0016d3cca427"),
    ]) {
      await expect(attempt()).rejects.toMatchObject(forbidden);
    }
  });
});

describe("sessions", () => {
  it("end where they are not used, and a stream that merely stays open is no use", async () => {
    const limits = { sessionMs: 24 * 3_600_000, idleMs: 600_000 };
    const { control, secret } = await start({ sessionLimits: limits });
    control.clock.wallOffsetMs += 500_000;
    expect(await control.app.provenBySession(secret)).not.toBeNull();
    control.clock.wallOffsetMs += 500_000;
    expect(await control.app.provenBySession(secret, false)).not.toBeNull();
    control.clock.wallOffsetMs += 100_001;
    expect(await control.app.provenBySession(secret, false)).toBeNull();
    expect(await control.app.provenBySession(secret)).toBeNull();
  });

  it("are listed without their secrets, and ended one by one or all but the present one", async () => {
    const { control, admin, secret, people } = await start();
    const others = [1, 2, 3].map(() => control.app.login("admin", adminPassword, "10.0.0.5"));
    const [one] = await Promise.all(others);
    const proof = await control.app.provenBySession(secret);
    const present = proof?.session ?? null;
    const listed = await people.sessions.of(admin.id, present);
    expect(listed.filter((row) => row.present)).toHaveLength(1);
    expect(listed).toHaveLength(4);
    expect(JSON.stringify(listed)).not.toContain(secret);
    await people.sessions.end(admin, { user: admin.id, present }, one?.session ?? "");
    expect(await control.app.provenBySession(one?.secret ?? "")).toBeNull();
    await people.sessions.end(admin, { user: admin.id, present }, "others");
    expect(await people.sessions.of(admin.id, present)).toHaveLength(1);
    await expect(
      people.sessions.end(admin, { user: admin.id, present }, "no such session"),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("tokens", () => {
  it("end at their time, in the cache too", async () => {
    const { control, admin, people } = await start();
    const wish = { label: "ci", role: "viewer", scope: everywhere, expiresInDays: 1 } as const;
    const { secret } = await people.tokens.create(admin, wish, null);
    control.clock.wallOffsetMs += 24 * 3_600_000 - 1;
    expect(await control.app.provenByToken(secret)).not.toBeNull();
    control.clock.wallOffsetMs += 2;
    expect(await control.app.provenByToken(secret)).toBeNull();
  });

  it("made with a token may no more, live no longer, and end with it", async () => {
    const { control, admin, people } = await start();
    const wish = { label: "p", role: "viewer", scope: everywhere, expiresInDays: 1 } as const;
    const parent = await people.tokens.create(admin, wish, null);
    const asParent = await control.app.provenByToken(parent.secret);
    if (asParent === null) throw new Error("the token does not prove anybody");
    const more = { ...wish, label: "c", role: "operator" } as const;
    await expect(people.tokens.create(asParent.person, more, asParent.token)).rejects.toMatchObject(
      { code: "FORBIDDEN" },
    );
    const free = { label: "c", role: null, scope: everywhere, expiresInDays: null } as const;
    const child = await people.tokens.create(asParent.person, free, asParent.token);
    expect(child.expiresAt).toBe(parent.expiresAt);
    const proof = await control.app.provenByToken(child.secret);
    expect(proof?.person.limits.map((one) => one.permissions.includes("machine.power"))).toEqual([
      true,
      false,
    ]);
    await people.tokens.delete(admin, admin.id, parent.id);
    expect(await control.app.provenByToken(child.secret)).toBeNull();
  });
});

describe("the second factor", () => {
  it("is asked of roles that need it: nothing else is possible before", async () => {
    const access = { secondFactorRoles: ["operator"], groupRoles: [] };
    const { control, admin } = await start({ access });
    const olga = await add(control, admin, "olga", "operator");
    expect((await olga.login()).person.duties).toEqual(["enrol-second-factor"]);
  });

  it("has recovery codes as digests only, and a code counts once even where several come at a time", async () => {
    const { control, admin, people } = await start();
    const olga = await add(control, admin, "olga", null);
    const { person } = await olga.login();
    const { secret } = await people.own.beginSecondFactor(person, olga.password);
    const confirmed = await people.own.confirmSecondFactor(person, codeOf(secret, control));
    expect(new Set(confirmed.recoveryCodes).size).toBe(10);
    const tables = control.disk.tableNames().map((name) => [...control.disk.table(name)]);
    const stored = JSON.stringify(tables);
    for (const code of confirmed.recoveryCodes) {
      expect(stored).not.toContain(`"${code.replaceAll("-", "")}"`);
    }
    control.clock.wallOffsetMs += totpForm.stepMs;
    const code = codeOf(secret, control);
    const tries = [1, 2, 3].map((n) =>
      control.app.login("olga", olga.password, `10.0.1.${n}`, { code }).then(
        () => "in",
        (error: { code: string }) => error.code,
      ),
    );
    expect((await Promise.all(tries)).sort()).toEqual([
      "SECOND_FACTOR_WRONG",
      "SECOND_FACTOR_WRONG",
      "in",
    ]);
  });

  it("tells nobody without the password that there is one", async () => {
    const { control, admin, people } = await start();
    const olga = await add(control, admin, "olga", null);
    const { person } = await olga.login();
    const { secret } = await people.own.beginSecondFactor(person, olga.password);
    await people.own.confirmSecondFactor(person, codeOf(secret, control));
    const tried = (password: string) => control.app.login("olga", password, "10.0.0.3");
    await expect(tried("wrong")).rejects.toMatchObject({ code: "BAD_CREDENTIALS" });
    await expect(tried(olga.password)).rejects.toMatchObject({ code: "SECOND_FACTOR_NEEDED" });
  });
});
