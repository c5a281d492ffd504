import { hostId } from "@novacron/protocol/domain/ids";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EnrolmentTokenRow, IdentityRow } from "../../ports/trust-tables.ts";
import { decideEnrolment } from "./decide-enrolment.ts";

const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");
const other = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a02");
const now = 1_000_000;
const ended = { at: now - 1, by: "anna" };

const token: EnrolmentTokenRow = {
  id: "t",
  hash: "h",
  label: "",
  host: null,
  createdAt: 0,
  createdBy: "anna",
  expiresAt: now + 1,
  used: null,
  revoked: null,
};
const identity: IdentityRow = {
  host,
  name: "hv-1",
  keyHash: "old",
  serial: "1",
  enrolledAt: 0,
  notBefore: 0,
  notAfter: now + 1,
  qemu: null,
  revoked: null,
  cloned: null,
  waiting: null,
  pastKeys: [],
  revokedSerials: [],
};
const used = { at: 1, host, address: "a" };
const waiting = { keyHash: "new", name: "hv-1", address: "a", at: 1, approvedBy: "anna" };

describe("a host that is not known", () => {
  it.each([
    [{}, { kind: "enrol", repeat: false }],
    [{ host }, { kind: "enrol", repeat: false }],
    [{ host: other }, { kind: "refuse", reason: "for another host" }],
    [{ expiresAt: now }, { kind: "refuse", reason: "expired" }],
    [{ revoked: ended }, { kind: "refuse", reason: "revoked" }],
    [{ used }, { kind: "refuse", reason: "used" }],
  ])("with a token %j: %j", (change, verdict) => {
    expect(decideEnrolment({ ...token, ...change }, null, { host, keyHash: "new" }, now)).toEqual(
      verdict,
    );
  });
});

describe("a host that is known", () => {
  const judge = (
    of: { token?: Partial<EnrolmentTokenRow>; identity?: Partial<IdentityRow> },
    keyHash: string,
  ) =>
    decideEnrolment(
      { ...token, ...of.token },
      { ...identity, ...of.identity },
      { host, keyHash },
      now,
    ).kind;

  it("keeps its key with a token, also where the answer was lost", () => {
    expect(judge({}, "old")).toBe("enrol");
    expect(judge({ token: { used } }, "old")).toBe("enrol");
    expect(judge({ token: { used: { ...used, host: other } } }, "old")).toBe("refuse");
  });

  it("gets another key only by a token made for it or a person's word for that key", () => {
    expect(judge({}, "new")).toBe("wait");
    expect(judge({ token: { host } }, "new")).toBe("enrol");
    expect(judge({ identity: { waiting } }, "new")).toBe("enrol");
    expect(judge({ identity: { waiting: { ...waiting, approvedBy: null } } }, "new")).toBe("wait");
    expect(judge({ identity: { waiting } }, "another")).toBe("wait");
    expect(judge({ token: { used } }, "new")).toBe("refuse");
  });

  it("never gets a key again that was taken away or copied", () => {
    expect(judge({ token: { host }, identity: { revoked: ended } }, "old")).toBe("key-revoked");
    const cloned = { at: 1, evidence: [] };
    expect(judge({ token: { host }, identity: { cloned } }, "old")).toBe("key-revoked");
    expect(judge({ token: { host }, identity: { pastKeys: ["new"] } }, "new")).toBe("key-revoked");
    expect(judge({ token: { host }, identity: { revoked: ended } }, "new")).toBe("enrol");
    expect(judge({ identity: { revoked: ended } }, "new")).toBe("wait");
  });
});

it("no key but the host's own enrols with a token that is used", () => {
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  fc.assert(
    fc.property(
      maybe(fc.constantFrom(host, other)),
      fc.boolean(),
      fc.constantFrom("old", "new"),
      maybe(fc.constant(waiting)),
      (bound, isKnown, keyHash, wait) => {
        const row = isKnown ? { ...identity, waiting: wait } : null;
        const verdict = decideEnrolment(
          { ...token, host: bound, used },
          row,
          { host, keyHash },
          now,
        );
        if (verdict.kind === "enrol") expect([isKnown, keyHash]).toEqual([true, "old"]);
      },
    ),
  );
});
