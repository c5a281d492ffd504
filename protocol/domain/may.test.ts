import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { projectId } from "./ids.ts";
import { type Grant, type Holder, holderOf, type Limit, may, mayGive } from "./may.ts";
import { builtInRoles, type Permission, permissionNames, permissions } from "./permissions.ts";
import { covers, everything, includes, type Scope, type Target, theFleet } from "./scope.ts";

const project = (n: number) => projectId.parse(`00000000-0000-4000-8000-00000000000${n}`);
const codes = (found: readonly { readonly code: string }[]) => found.map((one) => one.code);

const scopes: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant(everything),
  fc.integer({ min: 0, max: 2 }).map((n) => ({ kind: "project" as const, project: project(n) })),
  fc.constantFrom("a", "b").map((tag) => ({ kind: "tag" as const, tag })),
);
const targets: fc.Arbitrary<Target> = fc.oneof(
  fc.constant(theFleet),
  fc.integer({ min: 0, max: 2 }).map((n) => ({ kind: "project" as const, project: project(n) })),
  fc.record({
    kind: fc.constant("machine" as const),
    project: fc.option(fc.integer({ min: 0, max: 2 }).map(project)),
    tags: fc.subarray(["a", "b"]),
  }),
);
const held = fc.subarray<Permission>([
  "machine.view",
  "machine.power",
  "machine.create",
  "host.view",
  "people.manage",
]);
const grants: fc.Arbitrary<Grant> = fc.record({
  role: fc.constant("r"),
  permissions: held,
  scope: scopes,
  group: fc.constant(null),
});
const limits: fc.Arbitrary<Limit> = fc.record({ permissions: held, scope: scopes });
const holders: fc.Arbitrary<Holder> = fc.record({
  grants: fc.array(grants, { maxLength: 3 }),
  limits: fc.array(limits, { maxLength: 2 }),
  duties: fc.constant([]),
});
const wanted = fc.constantFrom(...permissionNames);

describe("may", () => {
  it("lets each built-in role do all that the ones before it may, and the administrator everything", () => {
    const { viewer, operator, administrator } = builtInRoles;
    expect(operator).toEqual(expect.arrayContaining([...viewer]));
    expect(administrator).toEqual(permissionNames);
    for (const name of permissionNames) {
      expect(may(holderOf("administrator"), name, theFleet)).toEqual([]);
    }
  });

  it("says that nobody is logged in", () => {
    expect(codes(may(null, "machine.view", theFleet))).toEqual(["login"]);
  });

  it("names every reason: what must be done first, the role, the token", () => {
    const who: Holder = {
      ...holderOf("viewer"),
      limits: [{ permissions: ["machine.view"], scope: everything }],
      duties: ["change-password", "enrol-second-factor"],
    };
    const found = may(who, "machine.power", theFleet);
    expect(codes(found)).toEqual(["change-password", "enrol-second-factor", "role", "token"]);
    for (const { text, remedy } of found) expect([text, remedy]).not.toContain("");
    expect(found[2]?.text).toContain("machine.power");
    expect(found[2]?.remedy).toContain("operator");
  });

  it("tells where a permission is held when it is not held here", () => {
    const [grant] = holderOf("operator").grants as [Grant];
    const who: Holder = {
      grants: [{ ...grant, scope: { kind: "tag", tag: "db" } }],
      limits: [],
      duties: [],
    };
    const machine = { kind: "machine", project: null, tags: ["web"] } as const;
    expect(may(who, "machine.power", { ...machine, tags: ["web", "db"] })).toEqual([]);
    const [found] = may(who, "machine.power", machine);
    expect(found).toMatchObject({ code: "scope" });
    expect(found?.text).toContain("machines tagged db");
  });

  it("gives nothing of the whole fleet to a narrow scope", () => {
    fc.assert(
      fc.property(holders, wanted, (who, what) => {
        const narrow = {
          ...who,
          grants: who.grants.filter((one) => one.scope.kind !== "everything"),
        };
        if (permissions[what].reach !== "fleet") return;
        expect(may(narrow, what, theFleet)).not.toEqual([]);
        expect(may(narrow, what, "anywhere")).not.toEqual([]);
      }),
    );
  });

  it("never gives more to a token than to its person, nor more to a token of a token", () => {
    fc.assert(
      fc.property(holders, limits, wanted, targets, (who, limit, what, target) => {
        const token = { ...who, limits: [...who.limits, limit] };
        if (may(token, what, target).length > 0) return;
        expect(may(who, what, target)).toEqual([]);
        expect(may({ ...who, limits: [] }, what, target)).toEqual([]);
      }),
    );
  });

  it("never takes anything away by another role", () => {
    fc.assert(
      fc.property(holders, grants, wanted, targets, (who, more, what, target) => {
        if (may(who, what, target).length > 0) return;
        expect(may({ ...who, grants: [...who.grants, more] }, what, target)).toEqual([]);
      }),
    );
  });

  it("is possible somewhere wherever it is possible", () => {
    fc.assert(
      fc.property(holders, wanted, targets, (who, what, target) => {
        if (may(who, what, target).length === 0) expect(may(who, what, "anywhere")).toEqual([]);
      }),
    );
  });

  it("passes on nothing that is not held: who is given a role cannot do more than who gave it", () => {
    fc.assert(
      fc.property(holders, held, scopes, targets, (giver, passed, where, target) => {
        if (mayGive(giver, passed, where).length > 0) return;
        const given: Holder = {
          grants: [{ role: "g", permissions: passed, scope: where, group: null }],
          limits: [],
          duties: [],
        };
        for (const what of passed) {
          if (may(given, what, target).length === 0) expect(may(giver, what, target)).toEqual([]);
        }
      }),
    );
  });

  it("has scopes whose order is that of what they cover", () => {
    fc.assert(
      fc.property(scopes, scopes, targets, (outer, inner, target) => {
        if (includes(outer, inner) && covers(inner, target)) {
          expect(covers(outer, target)).toBe(true);
        }
      }),
    );
  });
});
