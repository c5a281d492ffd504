import type { PlanFleet, PlanHost, PlanMachine, PlanRule } from "../../../ports/plan-fleet.ts";
import { Random } from "../random.ts";

export interface RandomFleetOptions {
  readonly hosts: number;
  readonly machines: number;
  /** Share of the capacity that is in use. */
  readonly fill?: number;
  /** Also hosts that drain or are closed, machines without a host, pinned ones, and rules of each kind. */
  readonly rules?: boolean;
}

const tags = ["web", "db", "cache", "batch"];

/** A fleet by a seed, uneven as fleets become: some hosts full, others nearly empty. */
export function randomFleet(seed: number, options: RandomFleetOptions): PlanFleet {
  const random = new Random(seed);
  const fill = options.fill ?? 0.6;
  const withRules = options.rules === true;
  const perHost = options.machines / options.hosts;
  const share = () => (fill / perHost) * (0.25 + 1.5 * random.unit());
  const hosts = Array.from({ length: options.hosts }, (_, index): PlanHost => {
    const capacity = [64 + 64 * random.below(2), 256 * 2 ** 30, 4_000];
    const odd = withRules ? random.below(12) : 5;
    return {
      id: `h${index}`,
      state: odd === 0 ? "draining" : odd === 1 ? "closed" : "open",
      tags: random.below(3) === 0 ? ["ssd"] : [],
      location: `rack-${index % 5}`,
      zone: `room-${index % 2}`,
      capacity,
      safety: capacity.map((each) => each * 0.8),
    };
  });
  const machines = Array.from({ length: options.machines }, (_, index): PlanMachine => {
    // The lower half of the hosts has got most of the machines.
    const host = random.below(random.below(3) === 0 ? options.hosts : Math.ceil(options.hosts / 2));
    const alone = withRules && random.below(15) === 0;
    return {
      id: `m${index}`,
      host: alone ? null : `h${host}`,
      tags: random.below(8) === 0 ? [tags[random.below(tags.length)]!] : [],
      demand: [96 * share(), 256 * 2 ** 30 * share(), 4_000 * share()],
      moveCost: 1,
      pinned: withRules && !alone && random.below(30) === 0 ? "it has a host device" : null,
    };
  });
  const resources = [{ name: "cpu" }, { name: "memory" }, { name: "disk", transient: withRules }];
  return { resources, hosts, machines, rules: withRules ? someRules() : [] };
}

function someRules(): PlanRule[] {
  return [
    { kind: "apart", id: "web-apart", machines: "web", weight: null, perHost: 2 },
    { kind: "apart", id: "db-apart", machines: "db", weight: 5 },
    { kind: "together", id: "cache-together", machines: "cache", weight: 2 },
    { kind: "spread", id: "db-spread", machines: "db", locations: 2 },
    { kind: "near", id: "web-near-cache", machines: "web", needs: "cache" },
    { kind: "off-hosts", id: "batch-off-ssd", machines: "batch", hosts: "ssd", weight: null },
    { kind: "on-hosts", id: "db-on-ssd", machines: "db", hosts: "ssd", weight: 3 },
  ];
}
