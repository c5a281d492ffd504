import { hostId } from "@novacron/protocol/domain/ids";
import { beforeEach, describe, expect, it } from "vitest";
import { TestHost } from "../../kit/fleet.ts";
import { startControl, type TestControl } from "../../kit/kit.ts";
import { settled } from "../../kit/virtual-clock.ts";
import { defaultTrust } from "./trust-ports.ts";

const der = (certificate: string) => new TextEncoder().encode(certificate);
let control: TestControl;
let host: TestHost;
let first: string;

const told = () => control.link.of("hostAssignments").at(-1)?.authorities;
const hashes = () =>
  control.app.authority.view().authorities.map(({ state, hash }) => [state, hash]);
const says = (issuer: string, ...trusted: readonly string[]) =>
  host.report({ ...host.makeReport(), authorities: { trusted: [...trusted], issuer } });

async function enrol(): Promise<string> {
  const { token } = await control.app.trust.tokens.create("anna", {
    label: "",
    host: null,
    expiresInMinutes: 60,
  });
  const asked = { token, host: host.id, name: "h1", request: "request of one", qemuRequest: null };
  return (await control.app.trust.enrol(asked, "10.0.0.1")).certificate;
}

beforeEach(async () => {
  control = await startControl({ trust: { ...defaultTrust, tls: true } });
  host = new TestHost(control, 1);
  first = await enrol();
  await host.join();
});

describe("the fleet's authority", () => {
  it("is replaced step by step, each once no host would be left behind", async () => {
    const { authority, trust } = control.app;
    expect(told()).toBeUndefined();
    await expect(authority.switchOver(false)).rejects.toMatchObject({ code: "CONFLICT" });
    const begun = await authority.begin(null);
    await settled();
    const [one, two] = begun.authorities.map(({ hash }) => hash);
    expect(hashes()).toEqual([
      ["signing", one],
      ["next", two],
    ]);
    expect(told()).toMatchObject({ issuer: one, trusted: { length: 2 } });
    expect(begun.unaware.map(({ id }) => id)).toEqual([host.id]);
    const waits = { code: "CONFLICT", details: { hosts: ["h1"] } };
    await expect(authority.begin(null)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(authority.switchOver(false)).rejects.toMatchObject(waits);
    const [old = "", signing = ""] = [one, two];
    await says(old, old, signing);
    const switched = await authority.switchOver(false);
    await settled();
    expect(hashes()).toEqual([
      ["old", one],
      ["signing", two],
    ]);
    expect(told()?.issuer).toBe(two);
    expect(switched.notRenewed.map(({ id }) => id)).toEqual([host.id]);
    await expect(authority.withdraw(false)).rejects.toMatchObject(waits);
    // The certificate of before still counts, and is what the host renews with.
    expect(trust.authenticate(der(first), "a")).not.toBeNull();
    const renewed = await trust.renew(der(first), null);
    // The answer may have been lost: the host has the last word.
    await expect(authority.withdraw(false)).rejects.toMatchObject(waits);
    await says(signing, old, signing);
    expect(authority.view().notRenewed).toEqual([]);
    await authority.withdraw(false);
    await settled();
    expect(hashes()).toEqual([["signing", two]]);
    expect(told()).toMatchObject({ issuer: two, trusted: { length: 1 } });
    expect(trust.authenticate(der(first), "a")).toBeNull();
    expect(trust.authenticate(der(renewed.certificate), "a")).toMatchObject({ host: host.id });
  });

  it("can leave a host behind, whose connections end then", async () => {
    const { authority, trust } = control.app;
    await authority.begin(null);
    await authority.switchOver(true);
    await authority.withdraw(true);
    expect(control.link.cutHosts).toContain(hostId.parse(host.id));
    expect(trust.authenticate(der(first), "a")).toBeNull();
  });

  it("is taken back before it signed anything", async () => {
    const { authority, trust } = control.app;
    await authority.begin(null);
    await authority.abandon();
    await settled();
    expect(told()?.trusted).toHaveLength(1);
    expect(trust.authenticate(der(first), "a")).not.toBeNull();
    await expect(authority.abandon()).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("does not wait for a host that is not welcome any more", async () => {
    const { authority, trust } = control.app;
    await authority.begin(null);
    await trust.revoke("anna", host.id);
    expect((await authority.switchOver(false)).notRenewed).toEqual([]);
    await authority.withdraw(false);
  });
});
