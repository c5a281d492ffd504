import { describe, expect, it } from "vitest";
import { naturalKey, type SortableMachine, sortMachines } from "./machine-sort.ts";

const machine = (name: string, over: Partial<SortableMachine> = {}): SortableMachine => ({
  id: `id-${name}`,
  name,
  provider: "kvm",
  state: "running",
  reason: "",
  host: "h",
  hostName: "h1",
  hostState: "online",
  simulated: false,
  conflict: false,
  demo: false,
  autostart: "off",
  addresses: [],
  tags: [],
  project: null,
  vcpus: 1,
  memoryBytes: 1,
  cpuUsed: null,
  memoryUsedBytes: null,
  diskBytesPerSecond: null,
  nicBytesPerSecond: null,
  since: null,
  ...over,
});
const names = (machines: readonly SortableMachine[], sort: string) =>
  sortMachines(machines, sort).map((m) => m.name);

describe("sortMachines", () => {
  it("orders names as people do", () => {
    const all = ["web-10", "Web-9", "web-9a", "db", "web-010"].map((name) => machine(name));
    expect(names(all, "name")).toEqual(["db", "Web-9", "web-9a", "web-010", "web-10"]);
  });

  it("puts what is not known last in both directions", () => {
    const all = [machine("a"), machine("b", { cpuUsed: 0.1 }), machine("c", { cpuUsed: 0.9 })];
    expect(names(all, "cpu")).toEqual(["b", "c", "a"]);
    expect(names(all, "-cpu")).toEqual(["c", "b", "a"]);
  });

  it("puts trouble first by state and conflicts before all", () => {
    const all = [
      machine("off", { state: "shutoff" }),
      machine("on"),
      machine("dead", { state: "crashed" }),
      machine("twice", { conflict: true }),
    ];
    expect(names(all, "state")).toEqual(["twice", "dead", "on", "off"]);
  });

  it("leaves the given list as it was", () => {
    const all = [machine("b"), machine("a")];
    sortMachines(all, "name");
    expect(all.map((m) => m.name)).toEqual(["b", "a"]);
  });
});

describe("naturalKey", () => {
  it("gives equal keys to numbers that differ in leading zeros only", () => {
    expect(naturalKey("n007")).toBe(naturalKey("N7"));
  });
});
