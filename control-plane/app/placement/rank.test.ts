import { describe, expect, it } from "vitest";
import type { PlanFleet, PlanHost } from "../../ports/plan-fleet.ts";
import { rankTargets } from "./rank.ts";

const host = (id: string, more: Partial<PlanHost> = {}): PlanHost => ({
  id,
  state: "open",
  tags: [],
  location: id,
  zone: "room",
  capacity: [100, 100],
  safety: [80, 80],
  ...more,
});
const fleet: PlanFleet = {
  resources: [{ name: "cpu" }, { name: "memory" }],
  hosts: [
    host("home"),
    host("full"),
    host("free"),
    host("busy"),
    host("shut", { state: "closed", tags: ["gpu"] }),
  ],
  machines: [
    { id: "m", host: "home", tags: ["web"], demand: [20, 20], moveCost: 1, pinned: null },
    { id: "n", host: "full", tags: ["web"], demand: [90, 95], moveCost: 1, pinned: null },
    { id: "o", host: "busy", tags: [], demand: [75, 10], moveCost: 1, pinned: null },
  ],
  rules: [
    { kind: "apart", id: "webs", machines: "web", weight: null },
    { kind: "off-hosts", id: "no-gpu", machines: "web", hosts: "gpu", weight: null },
  ],
};

describe("the targets of a machine", () => {
  it("come with the cheapest possible first", () => {
    const ranked = rankTargets(fleet, "m");
    expect(ranked.map((each) => each.host)).toEqual(["free", "busy", "home", "shut", "full"]);
    expect(ranked[0]?.reasons).toEqual([]);
    expect(ranked[1]?.price).toBeCloseTo(151, 0);
  });

  it("say all that stands against each at once", () => {
    const ranked = rankTargets(fleet, "m");
    const codes = (id: string) =>
      ranked.find((each) => each.host === id)?.reasons.map((r) => r.code);
    expect(codes("home")).toEqual(["current"]);
    expect(codes("shut")).toEqual(["host-closed", "host-rule"]);
    expect(codes("full")).toEqual(["capacity", "capacity", "apart"]);
    const full = ranked.find((each) => each.host === "full");
    expect(full?.reasons[1]?.text).toBe("memory: 15 too little is free");
  });

  it("are none for a machine that is not there", () => {
    expect(rankTargets(fleet, "x")).toEqual([]);
  });
});
