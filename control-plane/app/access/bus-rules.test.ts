import { type TopicName, topicFor, topics } from "@novacron/protocol/messages/topics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostNumber, machineNumber, operationNumber } from "../../kit/fleet.ts";
import type { BusIdentity } from "../../ports/bus-access.ts";
import { mayUse } from "./bus-rules.ts";

const own = hostNumber(1);
const other = hostNumber(2);
const agent: BusIdentity = { name: "agent-1", kind: "agent", host: own };
const unbound: BusIdentity = { name: "agent-2", kind: "agent", host: null };
const tool: BusIdentity = { name: "grafana", kind: "integration", host: null };
const names = Object.keys(topics) as TopicName[];
const rest = { machine: machineNumber(1), operation: operationNumber(1) };
const topicOf = (name: TopicName, host = own): string => topicFor(name, { host, ...rest });
const isOfHost = (name: TopicName): boolean => topics[name].pattern.includes("{host}");

describe.each(names)("on %s", (name) => {
  const { sender, receivers } = topics[name];

  it("an agent sends what agents send, for its own host only", () => {
    expect(mayUse(agent, "publish", topicOf(name))).toBe(sender === "agent");
    if (isOfHost(name)) expect(mayUse(agent, "publish", topicOf(name, other))).toBe(false);
    expect(mayUse(unbound, "publish", topicOf(name))).toBe(false);
  });

  it("an agent hears what agents hear, for its own host only", () => {
    const hears = (receivers as readonly string[]).includes("agent");
    expect(mayUse(agent, "subscribe", topicOf(name))).toBe(hears);
    if (isOfHost(name)) {
      expect(mayUse(agent, "subscribe", topicOf(name, other))).toBe(false);
      const everyHost = topicOf(name).replace(own, "+");
      expect(mayUse(agent, "subscribe", everyHost)).toBe(false);
      expect(mayUse(unbound, "subscribe", topicOf(name))).toBe(false);
    }
  });

  it("an integration never sends and hears only what is meant for it", () => {
    expect(mayUse(tool, "publish", topicOf(name))).toBe(false);
    const hears = (receivers as readonly string[]).includes("integration");
    expect(mayUse(tool, "subscribe", topicOf(name))).toBe(hears);
  });
});

it("a narrowed integration subscribes to nothing that hosts say themselves", () => {
  const narrowed: BusIdentity = { ...tool, scope: { kind: "tag", tag: "db" } };
  for (const name of names) {
    const hears = (topics[name].receivers as readonly string[]).includes("integration");
    const isHosts = topics[name].pattern.includes("/host/{host}/");
    expect(mayUse(narrowed, "subscribe", topicOf(name))).toBe(hears && !isHosts);
  }
  expect(mayUse(narrowed, "subscribe", "novacron/v1/fleet/#")).toBe(true);
  expect(mayUse(narrowed, "subscribe", "novacron/v1/host/+/status")).toBe(false);
});

describe("filters", () => {
  it.each([
    ["novacron/v1/fleet/#", true],
    ["novacron/v1/fleet/machine/+", true],
    ["novacron/v1/host/+/status", true],
    ["novacron/v1/host/+/+", false],
    ["novacron/v1/host/#", false],
    ["novacron/#", false],
    ["#", false],
    ["+/+/fleet/record", true],
    ["$SYS/#", false],
    ["novacron/v1/fleet/#/x", false],
    ["", false],
    ["other/topic", false],
  ])("%s for an integration: %s", (filter, allowed) => {
    expect(mayUse(tool, "subscribe", filter)).toBe(allowed);
  });

  const segment = fc.constantFrom(
    "novacron",
    "v1",
    "host",
    "fleet",
    "control",
    "status",
    "report",
    "batch",
    "ack",
    "assignments",
    "command",
    "command-event",
    "machine",
    "operation",
    "record",
    "+",
    "#",
    own,
    other,
  );

  it("that are allowed match nothing that is not", () => {
    const identity = fc.constantFrom(agent, unbound, tool);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), identity, (parts, who) => {
        const filter = parts.join("/");
        if (!mayUse(who, "subscribe", filter)) return;
        for (const name of names) {
          for (const host of [own, other]) {
            const topic = topicOf(name, host);
            if (!matches(filter, topic)) continue;
            expect([filter, topic, mayUse(who, "subscribe", topic)]).toEqual([filter, topic, true]);
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

/** MQTT 3.1.1, section 4.7, written apart from the rule under test. */
function matches(filter: string, topic: string): boolean {
  const pattern = filter
    .split("/")
    .map((part) => (part === "+" ? "[^/]+" : part === "#" ? ".*" : part))
    .join("/")
    .replace(/\/\.\*$/, "(/.*)?");
  return new RegExp(`^${pattern}$`).test(topic);
}
