import { expect, test } from "vitest";
import { moveProgress } from "../../testing/move-progress.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import { MovePause } from "./move-pause.ts";
import { machine } from "./testing/fake-kit.ts";

const dom = { name: "web", uuid: machine, id: 1 };
const MB = 1e6;

/** A QEMU that is told how long it may pause; test/lab/migration-kinds.real.test.ts asks a real one. */
class ToldQemu {
  readonly told: number[] = [];
  refuses = false;
  type = "kvm";
  version = 7_002_022n;
  readonly remote = {
    domainMigrateSetMaxDowntime: async ({ downtime }: { readonly downtime: bigint }) => {
      if (this.refuses) throw new Error("no job");
      this.told.push(Number(downtime));
    },
    connectGetVersion: async () => ({ hvVer: this.version }),
    domainGetXmlDesc: async () => ({
      xml: `<domain type='${this.type}'><name>web</name></domain>`,
    }),
  } as unknown as RemoteApi;
}

const flowing = (iteration: number, memoryRemainingBytes: number) =>
  moveProgress({ iteration, memoryRemainingBytes, bytesPerSecond: 100 * MB });

test("QEMU is told when what it may take changes, and looked at more often near the end of a pass", async () => {
  const { told, remote } = new ToldQemu();
  const pause = new MovePause(undefined);
  const nextLooks: number[] = [];
  const look = async (pass: number, bytes: number) => {
    await pause.look(remote, dom, flowing(pass, bytes));
    nextLooks.push(pause.nextLookMs);
  };
  await pause.begin(remote, dom);
  for (const [pass, bytes] of [
    [1, 900 * MB],
    [1, 60 * MB],
    [2, 50 * MB],
    [2, 10 * MB],
    [3, 10 * MB],
    [4, 10 * MB],
    [5, 10 * MB],
  ] as const) {
    await look(pass, bytes);
  }
  expect(told).toEqual([38, 76, 152, 300]);
  expect(nextLooks).toEqual([500, 100, 100, 100, 100, 500, 500]);
});

test("what QEMU did not take before the job ran is said again", async () => {
  const qemu = new ToldQemu();
  const pause = new MovePause(800);
  qemu.refuses = true;
  await pause.begin(qemu.remote, dom);
  qemu.refuses = false;
  await pause.look(qemu.remote, dom, flowing(1, 900 * MB));
  await pause.look(qemu.remote, dom, flowing(1, 800 * MB));
  expect(qemu.told).toEqual([100]);
});

test("a person's word is taken whole, and what a move leaves is what QEMU began with", async () => {
  const { told, remote } = new ToldQemu();
  const pause = new MovePause(800);
  await pause.begin(remote, dom);
  await pause.change(remote, dom, 2_000);
  await pause.look(remote, dom, flowing(2, 10 * MB));
  await pause.end(remote, dom);
  expect(told).toEqual([100, 2_000, 300]);
});

test.each([
  ["kvm", 7_002_022n, 100],
  ["qemu", 10_000_002n, 100],
  ["qemu", 7_002_022n, 800],
])(
  "a guest of type %s under QEMU %i may pause for %i ms of 800 at first",
  async (type, version, ms) => {
    const qemu = new ToldQemu();
    Object.assign(qemu, { type, version });
    await new MovePause(800).begin(qemu.remote, dom);
    expect(qemu.told).toEqual([ms]);
  },
);
