import type { HostView } from "@novacron/protocol/http/hosts";
import { describe, expect, it } from "vitest";
import { hostsWished } from "./host-list.ts";

function host(name: string, more: Partial<HostView> = {}): HostView {
  const latest = { cpuIdle: null, memoryTotalBytes: 8, memoryAvailableBytes: 4 };
  const known = { name, state: "online", maintenance: null, latest } as const;
  return { ...known, machines: { total: 0, running: 0 }, ...more } as HostView;
}

const hosts = [
  host("h10", { latest: { cpuIdle: 0.2 } }),
  host("h9", { state: "offline", machines: { total: 3, running: 2 } }),
  host("rack-1", { latest: { cpuIdle: 0.9 } }),
  host("h1", { maintenance: {} as HostView["maintenance"], state: "stale" }),
];
const names = (wish: Parameters<typeof hostsWished>[0]) =>
  hostsWished(wish)(hosts).map(({ name }) => name);

describe("hostsWished", () => {
  it.each([
    [{}, "h1 h9 h10 rack-1"],
    [{ sort: "-name" }, "rack-1 h10 h9 h1"],
    [{ sort: "-cpu" }, "h10 rack-1 h1 h9"],
    [{ sort: "cpu" }, "rack-1 h10 h1 h9"],
    [{ sort: "-machines" }, "h9 h1 h10 rack-1"],
    [{ sort: "state" }, "h9 h1 h10 rack-1"],
    [{ name: "H1" }, "h1 h10"],
    [{ state: "stale,offline" }, "h1 h9"],
    [{ state: "maintenance" }, "h1"],
    [{ state: "maintenance,offline", name: "9" }, "h9"],
  ])("%j: %s", (wish, text) => expect(names(wish).join(" ")).toBe(text));

  it.each([{ sort: "size" }, { sort: "-" }, { sort: "toString" }, { state: "gone" }])(
    "refuses %j",
    (wish) => {
      expect(() => hostsWished(wish)).toThrow("list hosts with");
    },
  );
});
