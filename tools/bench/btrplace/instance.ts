import type { PlanFleet } from "@novacron/control-plane/ports/plan-fleet";

/** The parts of a BtrPlace instance that its published repairs use. */
interface Instance {
  readonly model: {
    readonly mapping: {
      readonly readyVMs: readonly number[];
      readonly onlineNodes: Readonly<Record<string, { readonly runningVMs: readonly number[] }>>;
    };
    readonly views: readonly {
      readonly id: string;
      readonly rcId: string;
      readonly nodes: Readonly<Record<string, number>>;
      readonly vms: Readonly<Record<string, number>>;
    }[];
  };
  readonly constraints: readonly {
    readonly id: string;
    readonly vm?: number;
    readonly node?: number;
    readonly rc?: string;
    readonly amount?: number;
  }[];
}

const known = new Set(["online", "offline", "running", "preserve"]);

/** The instance as a fleet: nodes that must go offline drain, and demands are those that must be met. */
export function readInstance(text: string): PlanFleet {
  const { model, constraints } = JSON.parse(text) as Instance;
  const views = model.views.filter(({ id }) => id === "shareableResource");
  const other = constraints.find(({ id }) => !known.has(id));
  if (other !== undefined) throw new RangeError(`constraint ${other.id} is not read`);
  const offline = new Set(constraints.filter(({ id }) => id === "offline").map(({ node }) => node));
  const least = new Map<string, number>();
  for (const { id, vm, rc, amount } of constraints) {
    if (id === "preserve") least.set(`${vm} ${rc}`, amount ?? 0);
  }
  const machine = (vm: number, host: string | null) => ({
    id: `${vm}`,
    host,
    tags: [],
    demand: views.map(({ rcId, vms }) => Math.max(vms[vm] ?? 0, least.get(`${vm} ${rcId}`) ?? 0)),
    moveCost: 1,
    pinned: null,
  });
  const nodes = Object.entries(model.mapping.onlineNodes);
  return {
    resources: views.map(({ rcId }) => ({ name: rcId })),
    rules: [],
    hosts: nodes.map(([id]) => {
      const capacity = views.map((view) => view.nodes[id] ?? 0);
      const state = offline.has(Number(id)) ? ("draining" as const) : ("open" as const);
      return { id, state, tags: [], location: id, zone: "", capacity, safety: capacity };
    }),
    machines: [
      ...nodes.flatMap(([id, { runningVMs }]) => runningVMs.map((vm) => machine(vm, id))),
      ...model.mapping.readyVMs.map((vm) => machine(vm, null)),
    ],
  };
}
