import { describe, expect, it } from "vitest";
import type { HostId, MachineId } from "./ids.ts";
import type { MachineDisk } from "./machine.ts";
import type { MigrationKind, MigrationOptions } from "./migration.ts";
import { kindOf, movedDisks } from "./move-disks.ts";
import { decideOptions } from "./move-policy.ts";
import { optionObstacles } from "./option-obstacles.ts";
import { sampleInventory, sampleMachine } from "./testing/samples.ts";

const [here, there] = ["h1", "h2"] as HostId[];
const disk = (target: string, more: Partial<MachineDisk> = {}): MachineDisk => ({
  target,
  device: "disk",
  type: "file",
  source: `/srv/slow/${target}.qcow2`,
  format: "qcow2",
  bus: "virtio",
  readOnly: false,
  capacityBytes: 2 ** 30,
  shareable: false,
  ...more,
});
const pools = ["slow", "fast"].map((name) => ({ name, path: `/srv/${name}` }));
const source = sampleInventory(here as HostId, { pools: pools as never });
const machine = (disks: MachineDisk[]) =>
  sampleMachine("m" as MachineId, { state: "running", disks });
const report = machine([
  disk("vda"),
  disk("vdb", { shareable: true }),
  disk("sda", { device: "cdrom" }),
]);
const to = (target: string, pool: string): MigrationOptions => ({ disks: [{ target, pool }] });

function told(kind: MigrationKind, options: MigrationOptions, postCopyAllowed = true): string[] {
  return optionObstacles({ report, kind, options, postCopyAllowed, source }).map(
    ({ text, remedy }) => `${text}. ${remedy}`,
  );
}

describe("options of a move that are refused whatever the target", () => {
  it.each<[string, MigrationOptions, string]>([
    ["two connections", { postCopy: true, parallelConnections: 2 }, "parallel connections"],
    ["compression", { postCopy: true, compression: "xbzrle" }, "compression do not go together"],
  ])("post-copy with %s", (_what, options, words) => {
    expect(told("live", options)).toEqual([expect.stringContaining(words)]);
  });

  it("post-copy with copied disks, and where the policy does not allow it: both at once", () => {
    expect(told("live-copy", { postCopy: true }, false)).toEqual([
      expect.stringContaining("Allow it in the machine's policy"),
      expect.stringContaining("does not go with copied disks"),
    ]);
    expect(told("live", { postCopy: true })).toEqual([]);
  });

  it("compression by the number of connections that it needs", () => {
    expect(told("live", { compression: "zstd" })).toEqual([
      "zstd compression needs parallel connections. Use two connections or more, or leave compression out",
    ]);
    expect(told("live", { compression: "zstd", parallelConnections: 2 })).toEqual([]);
    expect(told("live", { compression: "xbzrle", parallelConnections: 2 })).toHaveLength(1);
  });

  it("nothing of a machine that is off: its memory does not move", () => {
    expect(told("offline", { compression: "zstd", postCopy: true }, false)).toEqual([]);
  });

  it("a move of disks that no disk is named for, or that names where it lies, or no disk", () => {
    expect(told("storage", {})).toEqual([
      "None of its disks is told to go to another pool. Name a pool for one of its disks: vda, vdb",
    ]);
    expect(told("storage", to("vda", "slow"))).toEqual([
      "Its disk vda lies in pool slow already. Name another pool",
    ]);
    expect(told("live-copy", to("vdz", "fast"))).toEqual([
      "It has no disk vdz that could go to pool fast. Name one of its disks: vda, vdb",
    ]);
    expect(told("storage", to("vda", "fast"))).toEqual([]);
  });

  it("a pool in a move that copies no disks", () => {
    expect(told("live", to("vdb", "fast"))).toEqual([expect.stringContaining("named for vdb")]);
  });
});

describe("the kind of a move", () => {
  it.each<[string, MigrationOptions, MigrationKind]>([
    ["as asked", { kind: "live", target: there }, "live"],
    ["with its disks where only its host reaches them", { target: there }, "live-copy"],
    [
      "of disks alone where it stays and a pool is named",
      { target: here, ...to("vda", "fast") },
      "storage",
    ],
    ["no move of disks where none is named", { target: here }, "live-copy"],
  ])("is %s", (_what, options, kind) => {
    expect(kindOf(options, report, here as HostId)).toBe(kind);
  });

  it("copies a disk that is named though both hosts reach it", () => {
    const shared = machine([disk("vda", { shareable: true })]);
    expect(kindOf({ target: there }, shared, here as HostId)).toBe("live");
    expect(kindOf({ target: there, ...to("vda", "fast") }, shared, here as HostId)).toBe(
      "live-copy",
    );
  });

  it("says which disks move", () => {
    const targets = (kind: MigrationKind, options: MigrationOptions) =>
      movedDisks({ report, kind, options }).map(({ target }) => target);
    expect(targets("live", {})).toEqual([]);
    expect(targets("live-copy", {})).toEqual(["vda"]);
    expect(targets("offline", to("vdb", "fast"))).toEqual(["vda", "vdb"]);
    expect(targets("storage", to("vdb", "fast"))).toEqual(["vdb"]);
  });
});

describe("options as decided", () => {
  it("use post-copy by policy where it can be used, and where a move asks for it", () => {
    const policy = { postCopy: true };
    expect(decideOptions({}, policy, "live").postCopy).toBe(true);
    expect(decideOptions({}, policy, "live-copy").postCopy).toBe(false);
    expect(decideOptions({ postCopy: true }, policy, "live-copy").postCopy).toBe(true);
    expect(decideOptions({ postCopy: false }, policy, "live").postCopy).toBe(false);
    expect(decideOptions({}, {}, "live").postCopy).toBe(false);
  });
});
