import { describe, expect, test } from "vitest";
import { planWaves, type UpgradableHost, upgradeObstacle } from "./rollout-plan.ts";

const release = { version: "0.3.0", minFrom: "0.2.0", archs: ["x64"] } as const;
const inventory = { agentVersion: "0.2.0", capabilities: ["agent.upgrade"], arch: "x86_64" };

function host(name: string, change: object = {}, state = "online"): UpgradableHost {
  return { name, state, inventory: { ...inventory, ...change } } as UpgradableHost;
}

describe("a plan", () => {
  test("takes the hosts by name, canaries first, then in waves", () => {
    const hosts = ["h3", "h1", "h5", "h2", "h4"].map((name) => host(name));
    const planned = planWaves(hosts, release, { canaries: 1, batch: 2 });
    expect(planned.map(({ host: { name }, wave }) => [name, wave])).toEqual([
      ["h1", 0],
      ["h2", 1],
      ["h3", 1],
      ["h4", 2],
      ["h5", 2],
    ]);
  });

  test("gives no place to a host that is not asked", () => {
    const hosts = [host("h1", {}, "offline"), host("h2"), host("h3")];
    const planned = planWaves(hosts, release, { canaries: 1, batch: 1 });
    expect(planned.map(({ wave, problem }) => [wave, problem])).toEqual([
      [0, "it is offline"],
      [0, null],
      [1, null],
    ]);
  });

  test.each<[string, string | null, UpgradableHost]>([
    ["may go", null, host("h1")],
    ["may go while it is stale", null, host("h1", {}, "stale")],
    ["has it", "it has 0.3.0 already", host("h1", { agentVersion: "0.3.0" })],
    [
      "is too old",
      "0.1.9 is too old; upgrade to 0.2.0 first",
      host("h1", { agentVersion: "0.1.9" }),
    ],
    ["cannot", "its agent cannot upgrade itself", host("h1", { capabilities: [] })],
    [
      "is another processor",
      "the release has no agent for aarch64",
      host("h1", { arch: "aarch64" }),
    ],
  ])("of a host that %s", (_what, why, one) => {
    expect(upgradeObstacle(one, release)).toBe(why);
  });
});
