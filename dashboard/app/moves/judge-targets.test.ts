import { holderOf } from "@novacron/protocol/domain/may";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineView } from "@novacron/protocol/http/machines";
import type { MoveTargets } from "@novacron/protocol/http/migrations";
import { describe, expect, it } from "vitest";
import { type JudgeInput, judgeTargets } from "./judge-targets.ts";

const GiB = 2 ** 30;
const host = (id: string, memoryGiB: number): HostView =>
  ({
    id,
    name: id,
    state: "online",
    committed: { vcpus: 0, memoryBytes: 0 },
    reserved: { vcpus: 0, memoryBytes: 0, pools: {} },
    maintenance: null,
    inventory: {
      simulated: false,
      foreignManager: null,
      capabilities: ["machine.move"],
      libvirt: { state: "connected" },
      migration: { addresses: ["10.0.0.1"], tlsProblem: null, machineTypes: [], emulators: [] },
      arch: "x86_64",
      qemuVersion: "7.2.15",
      virtualisation: { verdict: "kvm" },
      memoryBytes: memoryGiB * GiB,
      cpuThreads: 8,
      nics: [],
      networks: [],
      pools: [{ name: "default", active: true, path: "/srv", availableBytes: 100 * GiB }],
    },
  }) as unknown as HostView;

const input = (over: Partial<JudgeInput>): JudgeInput => ({
  machine: {
    host: "h1",
    report: {
      state: "running",
      autostart: "off",
      persistent: true,
      job: null,
      arch: "x86_64",
      machineType: null,
      virtualisation: "kvm",
      memoryMaxBytes: 4 * GiB,
      vcpus: 2,
      nics: [],
      disks: [
        {
          target: "vda",
          device: "disk",
          source: "/srv/a.qcow2",
          shareable: false,
          capacityBytes: GiB,
        },
      ],
    },
  } as unknown as MachineView,
  facts: {
    state: "running",
    conflict: false,
    hostState: "online",
    hostName: "h1",
    foreignManager: null,
    libvirtConnected: true,
    capabilities: ["machine.move"],
    heldBy: null,
    who: holderOf("administrator"),
    project: null,
    tags: [],
  } as unknown as JudgeInput["facts"],
  hosts: new Map([host("h1", 64), host("small", 2), host("large", 64)].map((one) => [one.id, one])),
  kind: "live-copy",
  options: {},
  ...over,
});

const offered = (over: object = {}): MoveTargets =>
  ({
    kind: "live-copy",
    obstacles: [],
    policy: {},
    targets: ["small", "large"].map((id) => ({ host: id, hostName: id, obstacles: [] })),
    ...over,
  }) as unknown as MoveTargets;

const codes = (all: readonly { code: string }[]) => all.map((one) => one.code);

describe("targets judged as the form stands", () => {
  it("puts what is possible first, and says what is in the way elsewhere", () => {
    const { targets } = judgeTargets(offered(), input({}));
    expect(targets.map((one) => [one.host as string, codes(one.obstacles)])).toEqual([
      ["large", []],
      ["small", ["memory"]],
    ]);
  });

  it("counts what moves on their way to a host hold there", () => {
    const reserved = { vcpus: 4, memoryBytes: 62 * GiB, pools: {} };
    const full = { ...host("large", 64), reserved };
    const hosts = new Map([host("h1", 64), full].map((one) => [one.id, one]));
    const targets = [{ host: "large", hostName: "large", obstacles: [] }];
    const [judged] = judgeTargets(offered({ targets }), input({ hosts })).targets;
    expect(codes(judged?.obstacles ?? [])).toEqual(["memory"]);
  });

  it("tells apart what forbids this kind anywhere, and does not repeat it for each host", () => {
    const { anywhere, targets } = judgeTargets(offered(), input({ kind: "live" }));
    expect(codes(anywhere)).toContain("local-disk");
    expect(targets.flatMap((one) => codes(one.obstacles))).not.toContain("local-disk");
    expect(targets[0]?.obstacles).toEqual([]);
  });

  it("keeps what only the server knows, and drops what it judged for other options", () => {
    const server = [
      { code: "rule", text: "db machines are kept apart", remedy: "Change the rule" },
      { code: "clock", text: "The clock of large is 2 days behind ours", remedy: "Set it" },
      { code: "pool", text: "large has no pool fast", remedy: "Make it" },
    ];
    const targets = [{ host: "large", hostName: "large", obstacles: server }];
    expect(
      codes(judgeTargets(offered({ targets }), input({})).targets[0]?.obstacles ?? []),
    ).toEqual(["rule", "clock"]);
  });

  it("leaves the server's word as it is while the hosts are not known yet", () => {
    const given = offered();
    expect(judgeTargets(given, input({ hosts: new Map() })).targets).toBe(given.targets);
  });

  it("does not call an agent too old whose libvirt is not read yet", () => {
    const large = host("large", 64);
    const inventory = { ...large.inventory, libvirtVersion: null, capabilities: [] };
    const young = { ...large, inventory } as unknown as HostView;
    const hosts = new Map([host("h1", 64), young].map((one) => [one.id, one]));
    const targets = [{ host: "large", hostName: "large", obstacles: [] }];
    const [judged] = judgeTargets(offered({ targets }), input({ hosts })).targets;
    expect(codes(judged?.obstacles ?? [])).toEqual(["target-libvirt"]);
  });
});
