import { describe, expect, it } from "vitest";
import { hostId, machineId, operationId } from "../domain/ids.ts";
import { integrationFilters, mayPublish, maySubscribe } from "./topic-rules.ts";
import { filterFor, type TopicName, topicFor, topics } from "./topics.ts";

const host = hostId.parse("0b5e5f0a-1111-4222-8333-444455556666");
const other = hostId.parse("0b5e5f0a-1111-4222-8333-444455557777");
const machine = machineId.parse("0b5e5f0a-1111-4222-8333-44445555aaaa");
const operation = operationId.parse("0b5e5f0a-1111-4222-8333-44445555bbbb");
const names = Object.keys(topics) as TopicName[];
const at = (name: TopicName, of = host) => topicFor(name, { host: of, machine, operation });

const agent = { party: "agent", host } as const;
const tool = { party: "integration", host: null } as const;

describe("every row of the topic table", () => {
  it.each(names)("%s is published only by its sender", (name) => {
    expect(mayPublish(agent, at(name))).toBe(topics[name].sender === "agent");
    expect(mayPublish(tool, at(name))).toBe(false);
  });

  it.each(names)("%s is received only by its receivers", (name) => {
    const receivers: readonly string[] = topics[name].receivers;
    expect(maySubscribe(agent, at(name))).toBe(receivers.includes("agent"));
    expect(maySubscribe(tool, filterFor(name))).toBe(receivers.includes("integration"));
  });

  it.each(names)("%s of another host is closed to an agent", (name) => {
    if (!topics[name].pattern.includes("{host}")) return;
    expect(mayPublish(agent, at(name, other))).toBe(false);
    expect(maySubscribe(agent, at(name, other))).toBe(false);
    expect(maySubscribe(agent, filterFor(name))).toBe(false);
  });
});

it("an agent of no host yet may nothing of any host", () => {
  const unbound = { party: "agent", host: null } as const;
  expect(mayPublish(unbound, at("hostStatus"))).toBe(false);
  expect(maySubscribe(unbound, at("hostCommand"))).toBe(false);
});

it.each([
  "#",
  "novacron/#",
  "novacron/v1/#",
  "+/+/host/+/command",
  "novacron/v1/host/+/+",
  "$SYS/#",
])("the filter %s is closed to all but the control plane", (filter) => {
  expect(maySubscribe(tool, filter)).toBe(false);
  expect(maySubscribe(agent, filter)).toBe(false);
});

it("the filters for outside tools are open to them and reach all they may have", () => {
  for (const filter of integrationFilters) expect(maySubscribe(tool, filter)).toBe(true);
});
