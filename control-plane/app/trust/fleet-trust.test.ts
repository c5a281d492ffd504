import { hostId } from "@novacron/protocol/domain/ids";
import { parseEnrolmentToken } from "@novacron/protocol/domain/trust";
import { beforeEach, describe, expect, it } from "vitest";
import { TestHost } from "../../kit/fleet.ts";
import { anna, startControl, type TestControl } from "../../kit/kit.ts";
import { settled } from "../../kit/virtual-clock.ts";
import type { FleetTrust } from "./fleet-trust.ts";
import { defaultTrust } from "./trust-ports.ts";

const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");
const other = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a02");
const dayMs = 86_400_000;
const trusting = { ...defaultTrust, tls: true };

let control: TestControl;
let trust: FleetTrust;
beforeEach(async () => {
  control = await startControl({ trust: trusting });
  trust = control.app.trust;
});

const token = async (bound: typeof host | null = null): Promise<string> => {
  const wish = { label: "", host: bound, expiresInMinutes: 60 };
  return (await trust.tokens.create("anna", wish)).token;
};
const join = (text: string, key: string, of = host) =>
  trust.enrol(
    { token: text, host: of, name: "hv-1", request: `request of ${key}`, qemuRequest: null },
    "10.0.0.9",
  );
const later = (ms: number) => {
  control.clock.wallOffsetMs += ms;
};
const der = (pem: string) => new TextEncoder().encode(pem);
const stateOf = () => trust.identity(host)?.state;
const online = (session: string, at: number) =>
  trust.onStatus({ v: 1, host, state: "online", session, at, machine: `m-${session}` });

describe("tokens", () => {
  it("let one host join, once, and show what became of them", async () => {
    const text = await token();
    const membership = await join(text, "one");
    expect(membership).toMatchObject({ host, serial: "1" });
    expect(membership.notAfter - control.clock.now()).toBe(7 * dayMs);
    await expect(join(text, "two", other)).rejects.toMatchObject({
      code: "ENROLMENT_REFUSED",
      details: { reason: "used" },
    });
    expect(await trust.tokens.list()).toMatchObject([{ state: "used", usedBy: host }]);
  });

  it("of which many are used at once let exactly one join", async () => {
    const text = await token();
    const ids = Array.from({ length: 100 }, (_, n) =>
      hostId.parse(`5b0b1f7e-1d55-4f6a-9f5e-${n.toString(16).padStart(12, "0")}`),
    );
    const outcomes = await Promise.allSettled(ids.map((one, n) => join(text, `key${n}`, one)));
    expect(outcomes.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(trust.list()).toHaveLength(1);
  });

  it("are kept as digests alone", async () => {
    const text = await token();
    const secret = parseEnrolmentToken(text)?.secret ?? "";
    const stored = JSON.stringify([...control.disk.table("enrolmentTokens").values()]);
    expect(stored).toContain("digest of");
    expect(stored.replaceAll(`digest of ${secret}`, "")).not.toContain(secret);
  });

  it("end with their time and by a person's word", async () => {
    const [late, revoked] = [await token(), await token()];
    const [newest] = await trust.tokens.list();
    await trust.tokens.revoke("anna", newest?.id ?? "");
    await expect(join(revoked, "one")).rejects.toMatchObject({ details: { reason: "revoked" } });
    later(3_600_000);
    await expect(join(late, "one")).rejects.toMatchObject({ details: { reason: "expired" } });
  });

  it("that nobody made are refused, and guessing is slowed down", async () => {
    const text = (await token()).replace(/\.\w{43}\./, `.${"x".repeat(43)}.`);
    for (let round = 0; round < 10; round += 1) {
      const refusal = { code: "ENROLMENT_REFUSED", details: { reason: "unknown" } };
      await expect(join(text, "one")).rejects.toMatchObject(refusal);
    }
    await expect(join(text, "one")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });

  it("give the same key its certificate again where the answer was lost", async () => {
    const text = await token();
    await join(text, "one");
    expect((await join(text, "one")).serial).toBe("2");
    await expect(join(text, "two")).rejects.toMatchObject({ code: "ENROLMENT_REFUSED" });
  });
});

it("nobody joins a control plane without TLS", async () => {
  control = await startControl();
  trust = control.app.trust;
  const refusal = { code: "ENROLMENT_REFUSED", details: { reason: "without TLS" } };
  await expect(join(await token(), "one")).rejects.toMatchObject(refusal);
});

describe("an identity", () => {
  it("is what a certificate proves, until that ends", async () => {
    const { certificate } = await join(await token(), "one");
    const shown = { name: `host:${host}`, kind: "agent", host };
    expect(trust.authenticate(der(certificate), "a")).toEqual(shown);
    expect(trust.authenticate(der(certificate.replace("one", "two")), "a")).toBeNull();
    expect(trust.authenticate(der("nothing"), "a")).toBeNull();
    later(7 * dayMs);
    expect(trust.authenticate(der(certificate), "a")).toBeNull();
    expect(stateOf()).toBe("expired");
    await trust.tick();
    expect(control.link.cutHosts).toContain(host);
  });

  it("is renewed by its certificate, also a while after that ended", async () => {
    const { certificate } = await join(await token(), "one");
    later(30 * dayMs);
    const renewed = await trust.renew(der(certificate), null);
    expect(renewed.notAfter).toBe(control.clock.now() + 7 * dayMs);
    expect(trust.authenticate(der(renewed.certificate), "a")?.host).toBe(host);
    later(200 * dayMs);
    const refused = { code: "CERTIFICATE_REFUSED" };
    await expect(trust.renew(der(renewed.certificate), null)).rejects.toMatchObject(refused);
    await expect(trust.renew(null, null)).rejects.toMatchObject(refused);
  });

  it("that is revoked ends at once and for good, and its key with it", async () => {
    const { certificate } = await join(await token(), "one");
    await trust.revoke("anna", host);
    expect(control.link.cutHosts).toEqual([host]);
    expect(stateOf()).toBe("revoked");
    expect(trust.authenticate(der(certificate), "a")).toBeNull();
    const refused = { code: "IDENTITY_REVOKED" };
    await expect(trust.renew(der(certificate), null)).rejects.toMatchObject(refused);
    await expect(join(await token(host), "one")).rejects.toMatchObject(refused);
    await join(await token(host), "two");
    expect(stateOf()).toBe("valid");
    expect(trust.authenticate(der(certificate), "a")).toBeNull();
  });

  it("that is revoked stands on the list for other brokers with each certificate it still has", async () => {
    const first = await join(await token(), "one");
    later(5 * dayMs);
    const second = await trust.renew(der(first.certificate), null);
    expect((await trust.revocations()).hosts).toEqual([]);
    await trust.revoke("anna", host);
    const listed = async () => (await trust.revocations()).lists.split(": ")[1]?.split(" ").sort();
    expect(await listed()).toEqual([first.serial, second.serial]);
    expect((await trust.revocations()).hosts).toEqual([host]);
    later(3 * dayMs);
    expect(await listed()).toEqual([second.serial]);
    const again = await startControl({ disk: control.disk, clock: control.clock, trust: trusting });
    expect((await again.app.trust.revocations()).lists).toContain(second.serial);
    await join(await token(host), "two");
    expect((await trust.revocations()).hosts).toEqual([]);
    expect(await listed()).toEqual([second.serial]);
  });

  it("of a forgotten host stays on that list until its certificates end", async () => {
    const agent = new TestHost(control, 1);
    await agent.join();
    const { serial } = await join(await token(), "one", agent.id);
    const forget = async () => {
      await agent.status("offline");
      await settled();
      await control.app.forgetHost(anna, agent.id);
    };
    await forget();
    const lists = async () => (await trust.revocations()).lists;
    expect(trust.identity(agent.id)).toBeNull();
    expect(await lists()).toContain(`: ${serial}`);
    // It may join as a new one, and that ends nothing.
    const anew = await join(await token(), "one", agent.id);
    expect(trust.authenticate(der(anew.certificate), "a")?.host).toBe(agent.id);
    expect(await lists()).toContain(`: ${serial}`);
    await agent.join();
    await forget();
    later(8 * dayMs);
    await trust.tick();
    expect(control.disk.table("identities").size).toBe(0);
  });

  it("gets no more certificates than can be revoked", async () => {
    const { certificate } = await join(await token(), "one");
    for (let n = 1; n < 16; n += 1) await trust.renew(der(certificate), null);
    const tooMany = { code: "RATE_LIMITED" };
    await expect(trust.renew(der(certificate), null)).rejects.toMatchObject(tooMany);
    later(7 * dayMs);
    await trust.renew(der(certificate), null);
  });

  it("outlives a restart", async () => {
    const { certificate } = await join(await token(), "one");
    await trust.revoke("anna", host);
    const again = await startControl({ disk: control.disk, clock: control.clock, trust: trusting });
    expect(again.app.trust.identity(host)?.state).toBe("revoked");
    expect(again.app.trust.authenticate(der(certificate), "a")).toBeNull();
  });

  it("leaves no room for a password", async () => {
    const login = await control.app.issueAgentLogin("local-agent", host);
    const ask = () => control.app.authenticateBus(login.name, login.password, "a");
    expect((await ask())?.host).toBe(host);
    await join(await token(), "one");
    expect(await ask()).toBeNull();
    const free = await control.app.issueAgentLogin("other", null);
    expect(await control.app.bindBusHost(free.name, host)).toBe(false);
  });

  it("decides who may dial a stream", async () => {
    expect(trust.mayDial(host, null, "a")).toBe(true);
    const { certificate } = await join(await token(), "one");
    const theirs = await join(await token(), "two", other);
    expect(trust.mayDial(host, der(certificate), "a")).toBe(true);
    expect(trust.mayDial(host, null, "a")).toBe(false);
    expect(trust.mayDial(host, der(theirs.certificate), "a")).toBe(false);
  });
});

it("nothing is heard of a host that is not trusted, whatever a broker still carries", async () => {
  const agent = new TestHost(control, 1);
  await agent.join();
  const isOnline = () => control.app.host(agent.id).state === "online";
  await trust.enrol(
    {
      token: await token(),
      host: agent.id,
      name: "hv-1",
      request: "request of one",
      qemuRequest: null,
    },
    "a",
  );
  await agent.batch();
  expect(isOnline()).toBe(true);
  await trust.revoke("anna", agent.id);
  await settled();
  expect(isOnline()).toBe(false);
  await agent.join();
  expect(isOnline()).toBe(false);
  expect(control.app.host(agent.id).problems.map(({ code }) => code)).toContain("identity-revoked");
});

describe("a host with a new key", () => {
  it("waits for a person's word for exactly that key", async () => {
    const { certificate } = await join(await token(), "one");
    const text = await token();
    const waits = { code: "HOST_REIMAGED" };
    await expect(join(text, "two")).rejects.toMatchObject(waits);
    expect(stateOf()).toBe("re-imaged");
    const waiting = trust.identity(host)?.waiting?.keyHash ?? "";
    await expect(trust.approve("anna", host, "f".repeat(43))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await trust.approve("anna", host, waiting);
    await expect(join(text, "three")).rejects.toMatchObject(waits);
    await trust.approve("anna", host, trust.identity(host)?.waiting?.keyHash ?? "");
    await join(text, "three");
    expect(trust.authenticate(der(certificate), "a")).toBeNull();
    expect(control.link.cutHosts).toEqual([host]);
    expect(stateOf()).toBe("valid");
  });
});

describe("a cloned host", () => {
  it("is told, cut off and not listened to until it joins anew", async () => {
    const { certificate } = await join(await token(), "one");
    await online("a", 1);
    await online("b", 2);
    expect(stateOf()).toBe("valid");
    await online("a", 3);
    expect(stateOf()).toBe("cloned");
    expect(control.link.cutHosts).toEqual([host]);
    expect(trust.identity(host)?.cloned?.evidence.join()).toMatch(/m-a.*m-b/);
    expect(trust.authenticate(der(certificate), "a")).toBeNull();
    const refused = { code: "IDENTITY_CLONED" };
    await expect(trust.renew(der(certificate), null)).rejects.toMatchObject(refused);
    await join(await token(host), "two");
    expect(stateOf()).toBe("valid");
  });
});
