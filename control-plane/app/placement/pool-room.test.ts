import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import { sampleInventory, sampleMachine } from "@novacron/protocol/domain/testing/samples";
import { expect, it } from "vitest";
import type { CopyRow, HostRow } from "../../ports/state-store.ts";
import { plan } from "./plan.ts";
import { planFleet } from "./plan-fleet.ts";

const GiB = 2 ** 30;

const hostRow = (name: string, availableBytes: number): HostRow => {
  const id = name as HostId;
  const room = { capacityBytes: 4_000 * GiB, allocationBytes: 0, availableBytes };
  const pools = [{ name: "images", type: "dir", active: true, path: "/images", ...room }];
  const inventory = sampleInventory(id, { name, pools, memoryBytes: 64 * GiB });
  const spoken = { session: "s", pastSessions: [], revision: 1, boot: "b", seq: 1, reportedAt: 0 };
  return { id, name, state: "online", since: 0, ...spoken, inventory, metricsIntervalMs: 5_000 };
};

const copyOf = (machine: string, host: string, capacityBytes: number, shareable = false) => {
  const source = `/images/${machine}.qcow2`;
  const file = { device: "disk", type: "file", format: "qcow2", bus: "virtio" } as const;
  const disk = { target: "vda", source, ...file, readOnly: false, capacityBytes, shareable };
  const report = sampleMachine(machine as MachineId, { state: "running", disks: [disk] });
  return { machine: machine as MachineId, host: host as HostId, report, seenAt: 0 };
};

const fleetOf = (hosts: readonly HostRow[], copies: readonly CopyRow[]) =>
  planFleet(
    hosts.map((row) => ({
      row,
      state: "open" as const,
      reserved: { memoryBytes: 0, vcpus: 0, pools: {} },
    })),
    copies.map((copy) => ({ copy, tags: [], cpuUsed: null, pinned: null })),
    { rules: [], safety: 0.8 },
  );

it("what is there fits, though nothing is free and the planner rounds each machine up", () => {
  const odd = (number: number) => copyOf(`m${number}`, "small", GiB + 1 + number);
  const copies = Array.from({ length: 7 }, (_, number) => odd(number));
  const fleet = fleetOf([hostRow("small", 0), hostRow("large", 3_999 * GiB)], copies);
  const made = plan(fleet, { seed: 1, mode: "repair", steps: 10_000 });
  expect(made.before).toMatchObject({ violations: 0, hostsOverCapacity: 0 });
  expect(made.moves).toEqual([]);
  expect(made.before.resources.map(({ name }) => name)).toEqual(["memory", "CPU"]);
});

it("disks that other hosts reach need no room, and a pool that is missing has none", () => {
  const hosts = [hostRow("a", 10 * GiB), hostRow("b", 10 * GiB)];
  expect(fleetOf(hosts, [copyOf("m", "a", GiB, true)]).resources).toHaveLength(2);
  const [a, b] = hosts as [HostRow, HostRow];
  const without = { ...b, inventory: { ...b.inventory, pools: [] } };
  const fleet = fleetOf([a, without], [copyOf("m", "a", GiB)]);
  expect(fleet.resources[2]).toEqual({ name: "room in pool images", weight: 0 });
  expect(fleet.hosts.map(({ capacity }) => Math.floor((capacity[2] ?? 0) / GiB))).toEqual([11, 0]);
});

it("counts the pools that most machines need, where each host has its own", () => {
  const hosts = Array.from({ length: 20 }, (_, n): HostRow => {
    const row = hostRow(`h${n}`, GiB);
    const pools = row.inventory.pools.map((pool) => ({ ...pool, name: `local-${n}` }));
    return { ...row, inventory: { ...row.inventory, pools } };
  });
  const copies = hosts.map((_, n) => copyOf(`m${n}`, `h${n}`, GiB));
  const { resources } = fleetOf(hosts, [...copies, copyOf("more", "h19", GiB)]);
  expect(resources).toHaveLength(2 + 8);
  expect(resources[2]?.name).toBe("room in pool local-19");
});
