import { type ProjectId, projectId } from "@novacron/protocol/domain/ids";
import type { Scope } from "@novacron/protocol/domain/scope";
import { type TopicName, topicFor, topics } from "@novacron/protocol/messages/topics";
import { describe, expect, it } from "vitest";
import { hostNumber, machineNumber, operationNumber } from "../../kit/fleet.ts";
import type { BusIdentity } from "../../ports/bus-access.ts";
import { mayReceive } from "./bus-delivery.ts";

const shop: ProjectId = projectId.parse("00000000-0000-4000-8000-000000000051");
const [within, without, unknown] = [machineNumber(1), machineNumber(2), machineNumber(3)];
const marks = new Map([
  [within, { project: shop as string, tags: ["db"] }],
  [without, { project: "other", tags: ["web"] }],
]);
const scopes: readonly Scope[] = [
  { kind: "project", project: shop },
  { kind: "tag", tag: "db" },
];
const names = Object.keys(topics) as TopicName[];
const rest = { host: hostNumber(1), operation: operationNumber(1) };

function hears(scope: Scope | undefined, name: TopicName, machine: string | null): boolean {
  const login: BusIdentity = { name: "grafana", kind: "integration", host: null };
  const topic = topicFor(name, { ...rest, machine: (machine ?? within) as typeof within });
  const payload = new TextEncoder().encode(JSON.stringify({ v: 1, machine }));
  const who = scope === undefined ? login : { ...login, scope };
  return mayReceive(who, { topic, payload }, (id) => marks.get(id) ?? null);
}

describe.each(scopes)("a login narrowed to $kind", (scope) => {
  it.each(["fleetMachine", "fleetOperation", "fleetRecord"] as const)(
    "hears of %s what is about machines within",
    (name) => {
      expect(hears(scope, name, within)).toBe(true);
      expect(hears(scope, name, without)).toBe(false);
      expect(hears(scope, name, unknown)).toBe(false);
      if (name !== "fleetMachine") expect(hears(scope, name, null)).toBe(false);
    },
  );

  it("hears nothing else but that the control plane is there", () => {
    const others = names.filter((name) => !/^fleet(Machine|Operation|Record)$/.test(name));
    for (const name of others) expect(hears(scope, name, within)).toBe(name === "controlStatus");
  });

  it("hears nothing of a payload that cannot be read", () => {
    const login: BusIdentity = { name: "grafana", kind: "integration", host: null, scope };
    const topic = topicFor("fleetRecord", {});
    for (const text of ["", "null", "[]", "{", '{"machine":7}']) {
      const payload = new TextEncoder().encode(text);
      expect(mayReceive(login, { topic, payload }, () => null)).toBe(false);
    }
  });
});

it("a login of everything hears everything", () => {
  for (const name of names) {
    expect(hears(undefined, name, without)).toBe(true);
    expect(hears({ kind: "everything" }, name, without)).toBe(true);
  }
});
