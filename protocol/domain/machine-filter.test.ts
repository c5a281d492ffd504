import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FilterableMachine, parseMachineFilter } from "./machine-filter.ts";

const machine = (over: Partial<FilterableMachine> = {}): FilterableMachine => ({
  id: "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
  name: "Web-3",
  provider: "kvm",
  state: "running",
  reason: "booted",
  host: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  hostName: "h3",
  hostState: "online",
  simulated: false,
  conflict: false,
  demo: false,
  autostart: "off",
  addresses: ["10.0.0.7"],
  tags: ["db", "Prod"],
  project: "7ba7b810-9dad-41d1-80b4-00c04fd430c8",
  vcpus: 4,
  memoryBytes: 8 * 1024 ** 3,
  cpuUsed: 3.4,
  memoryUsedBytes: 6 * 1024 ** 3,
  diskBytesPerSecond: 2e6,
  nicBytesPerSecond: null,
  ...over,
});
const matches = (filter: string, over: Partial<FilterableMachine> = {}) =>
  parseMachineFilter(filter).matches(machine(over));

describe("machine filter", () => {
  it.each([
    ["", true],
    ["state:running host:h3 tag:db cpu>80", true],
    ["state:running,paused", true],
    ["state:off", false],
    ["host:h", false],
    ["host:h*", true],
    ["host:h30", false],
    ["tag:prod", true],
    ["project:7ba7b810-9dad-41d1-80b4-00c04fd430c8", true],
    ["project:8ba7b810-9dad-41d1-80b4-00c04fd430c8", false],
    ["state:run*", true],
    ["-tag:prod", false],
    ["web", true],
    ["10.0.0", true],
    ["1b4e28ba", true],
    ["4e28ba", false],
    ["name:eb-*", false],
    ["name:*eb-*", true],
    ["cpu>85", false],
    ["cpu>=85%", true],
    ["memory>70 memory<80", true],
    ["mem>5GiB", true],
    ["mem>6.5g", false],
    ["vcpus=4", true],
    ["size>=8gib", true],
    ["disk>1MB/s", true],
    ["is:demo", false],
    ["-is:demo", true],
    ["is:demo,conflict", false],
    ['"web-3"', true],
    ['name:"web 3"', false],
  ])("%s -> %s", (filter, wanted) => {
    const parsed = parseMachineFilter(filter);
    expect(parsed.problems).toEqual([]);
    expect(parsed.matches(machine())).toBe(wanted);
  });

  it("matches no comparison with a figure that is not known", () => {
    expect(matches("network>0")).toBe(false);
    expect(matches("network<=0")).toBe(false);
    expect(matches("cpu<100", { cpuUsed: null })).toBe(false);
  });

  it.each([
    ["colour:red", 0, 10],
    ["web cpu>fast", 4, 8],
    ["state>running", 0, 13],
    ["is:big", 0, 6],
    ["host:", 0, 5],
  ])("names the trouble in %s and its place", (filter, at, length) => {
    const [problem] = parseMachineFilter(filter).problems;
    expect(problem).toMatchObject({ at, length });
    expect(problem?.text).not.toBe("");
  });

  it("leaves a term with trouble out instead of matching nothing", () => {
    expect(matches("web cpu>")).toBe(true);
  });

  it("never throws, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(typeof parseMachineFilter(text).matches(machine())).toBe("boolean");
      }),
    );
  });

  it.each([
    "state:__proto__",
    "constructor:x",
    "is:constructor",
    "__proto__:x",
    "cpu>1constructor",
  ])("takes what every object has for no word of its own: %s", (filter) => {
    expect(typeof parseMachineFilter(filter).matches(machine())).toBe("boolean");
  });

  it("negation turns every understood term round", () => {
    const terms = fc.constantFrom("state:running", "tag:db", "cpu>10", "web", "is:demo", "host:h*");
    fc.assert(
      fc.property(terms, (term) => {
        expect(matches(`-${term}`)).toBe(!matches(term));
      }),
    );
  });
});
