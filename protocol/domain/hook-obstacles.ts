import type { HostInventory } from "./host.ts";
import type { Obstacle } from "./obstacle.ts";

/** What is looked at of a host that is to run a hook. */
export interface HookHost {
  readonly name: string;
  readonly inventory: Pick<HostInventory, "capabilities" | "hooks">;
}

/** Why these hosts would not run a hook, host by host; the same for the form and for the control plane. */
export function hookObstacles(hosts: readonly HookHost[], hook: string): readonly Obstacle[] {
  return hosts.flatMap((host) => hookObstacle(host, hook) ?? []);
}

/** Names of the hooks that every one of these hosts would run. */
export function hooksOfAll(hosts: readonly HookHost[]): string[] {
  return hooksOfAny(hosts).filter((hook) => hookObstacles(hosts, hook).length === 0);
}

/** Names of the hooks that some of these hosts have, in order. */
export function hooksOfAny(hosts: readonly HookHost[]): string[] {
  const names = hosts.flatMap(({ inventory }) => (inventory.hooks ?? []).map(({ name }) => name));
  return [...new Set(names)].sort();
}

function hookObstacle({ name, inventory }: HookHost, hook: string): Obstacle | null {
  if (!inventory.capabilities.includes("host.hook")) {
    return {
      code: "hook-agent",
      text: `The agent of ${name} runs no hooks`,
      remedy: `Upgrade the agent of ${name}`,
    };
  }
  const found = inventory.hooks?.find((one) => one.name === hook);
  if (found === undefined) {
    return {
      code: "hook-absent",
      text: `${name} has no hook ${hook}`,
      remedy: `Put ${hook} into the hooks' folder of ${name}, and wait until it is reported`,
    };
  }
  if (found.problem === null) return null;
  return {
    code: "hook-refused",
    text: `${name} would not run ${hook}: ${found.problem}`,
    remedy: `Mend that on ${name}, and wait until it is reported`,
  };
}
