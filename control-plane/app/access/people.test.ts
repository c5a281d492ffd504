import { holderOf } from "@novacron/protocol/domain/may";
import { everything } from "@novacron/protocol/domain/scope";
import type { Person } from "@novacron/protocol/http/session";
import { describe, expect, it } from "vitest";
import { hostNumber } from "../../kit/fleet.ts";
import { startControl, type TestControl, testSettings } from "../../kit/kit.ts";

const password = testSettings.adminPassword;

async function admin(control: TestControl): Promise<{ person: Person; secret: string }> {
  return control.app.login("admin", password, "10.0.0.1");
}

describe("people", () => {
  it("log in, are known by their session and unknown after logout", async () => {
    const control = await startControl();
    const { person, secret } = await admin(control);
    expect(person).toMatchObject({ name: "admin", role: "administrator", via: "session" });
    expect((await control.app.provenBySession(secret))?.person.name).toBe("admin");
    expect(await control.app.provenBySession(`${secret}x`)).toBeNull();
    const ended: string[] = [];
    control.app.whenEnded((id) => ended.push(id));
    await control.app.logout(secret);
    expect(await control.app.provenBySession(secret)).toBeNull();
    expect(ended).toEqual([person.id]);
  });

  it("do not see a session outlive its time, in the cache neither", async () => {
    const control = await startControl();
    const { secret } = await admin(control);
    for (let hours = 0; hours < 23; hours += 1) {
      control.clock.wallOffsetMs += 3_600_000;
      expect(await control.app.provenBySession(secret)).not.toBeNull();
    }
    control.clock.wallOffsetMs += 3_600_000 + 1;
    expect(await control.app.provenBySession(secret)).toBeNull();
  });

  it("are refused alike for a wrong name and a wrong password, and held back in the end", async () => {
    const control = await startControl();
    for (const name of ["admin", "nobody"]) {
      await expect(control.app.login(name, "wrong", "10.0.0.9")).rejects.toMatchObject({
        code: "BAD_CREDENTIALS",
      });
    }
    for (let round = 0; round < 8; round += 1) {
      await control.app.login(`name${round}`, "wrong", "10.0.0.9").catch(() => undefined);
    }
    await expect(control.app.login("admin", password, "10.0.0.9")).rejects.toMatchObject({
      code: "RATE_LIMITED",
    });
    expect((await admin(control)).person.name).toBe("admin");
    const entries = await control.app.record({ kind: "access", limit: 100 });
    expect(entries.some((entry) => entry.sentence.startsWith("Failed: log in"))).toBe(true);
    expect(JSON.stringify(entries)).not.toContain(password);
  });

  it("end their other sessions with a new password", async () => {
    const control = await startControl();
    const here = await admin(control);
    const there = await admin(control);
    const passwords = { current: password, new: "another long password" };
    await expect(
      control.app.people.own.changePassword(
        here.person,
        { ...passwords, current: "no" },
        here.secret,
      ),
    ).rejects.toMatchObject({ code: "BAD_CREDENTIALS" });
    await control.app.people.own.changePassword(here.person, passwords, here.secret);
    expect(await control.app.provenBySession(here.secret)).not.toBeNull();
    expect(await control.app.provenBySession(there.secret)).toBeNull();
    await expect(admin(control)).rejects.toMatchObject({ code: "BAD_CREDENTIALS" });
  });

  it("make tokens that may no more than they, once shown and revoked at once", async () => {
    const control = await startControl();
    const { person } = await admin(control);
    const wanted = { label: "ci", role: "viewer", scope: everything, expiresInDays: 1 } as const;
    const token = await control.app.people.tokens.create(person, wanted, null);
    const proof = await control.app.provenByToken(token.secret);
    expect(proof?.person).toMatchObject({ name: "admin", via: "token" });
    await expect(
      control.app.people.tokens.create(
        { ...person, ...holderOf("viewer") },
        { ...wanted, role: "operator" },
        null,
      ),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(JSON.stringify(await control.app.people.tokens.of(person.id))).not.toContain(
      token.secret,
    );
    const tables = control.disk.tableNames().map((name) => [...control.disk.table(name)]);
    expect(JSON.stringify(tables)).not.toContain(`"${token.secret}"`);
    await control.app.people.tokens.delete(person, person.id, token.id);
    expect(await control.app.provenByToken(token.secret)).toBeNull();
  });
});

describe("logins on the bus", () => {
  it("are made once, shown once, and end", async () => {
    const control = await startControl();
    const { person } = await admin(control);
    const made = await control.app.addMqttUser(person, "grafana");
    await expect(control.app.addMqttUser(person, "grafana")).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await control.app.authenticateBus("grafana", made.password, "a")).toEqual({
      name: "grafana",
      kind: "integration",
      host: null,
      scope: { kind: "everything" },
    });
    expect(await control.app.authenticateBus("grafana", "wrong", "a")).toBeNull();
    expect(await control.app.authenticateBus("nobody", "", "a")).toBeNull();
    await control.app.deleteMqttUser(person, "grafana");
    expect(await control.app.authenticateBus("grafana", made.password, "b")).toBeNull();
  });

  it("of an agent are bound to the first host it speaks for, for ever", async () => {
    const control = await startControl();
    const first = await control.app.issueAgentLogin("agent-1", null);
    expect(await control.app.bindBusHost("agent-1", hostNumber(1))).toBe(true);
    expect(await control.app.bindBusHost("agent-1", hostNumber(2))).toBe(false);
    await control.app.issueAgentLogin("agent-2", null);
    expect(await control.app.bindBusHost("agent-2", hostNumber(1))).toBe(false);
    const renewed = await control.app.issueAgentLogin("agent-1", null);
    expect(await control.app.authenticateBus("agent-1", first.password, "a")).toBeNull();
    const again = await startControl({ disk: control.disk });
    expect(await again.app.authenticateBus("agent-1", renewed.password, "a")).toEqual({
      name: "agent-1",
      kind: "agent",
      host: hostNumber(1),
    });
  });

  it("of an agent stay as they were where the password is still known", async () => {
    const control = await startControl();
    const { password } = await control.app.issueAgentLogin("agent-1", null);
    const again = await startControl({ disk: control.disk });
    const kept = await again.app.issueAgentLogin("agent-1", null, password);
    expect(kept).toEqual({ name: "agent-1", password });
    const other = await again.app.issueAgentLogin("agent-1", null, "not the password");
    expect(other.password).not.toBe("not the password");
  });
});
