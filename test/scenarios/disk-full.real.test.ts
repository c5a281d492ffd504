import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mountSmallDisk, type SmallDisk } from "@novacron/agent/stores/testing/small-disk";
import type { HostId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchWitness } from "../framework/batch-witness.ts";
import { ask, newOperationId } from "../framework/operations.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { longestGapMs, storedSamples } from "../framework/stored-samples.ts";

/** Megabytes of the disk under the control plane's data. */
const diskMb = 48;

let disk: SmallDisk;
let stack: StackUnderTest;
let witness: BatchWitness;

beforeAll(async () => {
  disk = mountSmallDisk(diskMb * 1_024);
  const data = join(disk.folder, "data");
  stack = await StackUnderTest.up({ labHosts: 1, simulatedHosts: 3, machines: 5, data });
  const { name, password, url } = await stack.api.call("addMqttUser", {
    body: { name: "witness" },
  });
  witness = BatchWitness.open({ url, username: name, password });
  await stack.until("there are samples", () => samplesOf(stack.hosts[0]!.id).times.length > 3);
});
afterAll(async () => {
  await witness?.close();
  await stack?.down();
  disk?.remove();
});

const samplesOf = (host: HostId) => storedSamples(stack.plane.data, host);
const states = async () => {
  const { stores } = await stack.api.call("system");
  return Object.fromEntries(stores.map(({ name, state }) => [name, state]));
};

/** Fills a file system to its last block. */
function fill(path: string, folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(path, Buffer.alloc(bavail * bsize + bsize));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

it("a full disk under the stores is told as such, and ends nothing", async () => {
  const filler = join(disk.folder, "filler");
  const pid = stack.plane.pid;
  const before = Date.now();
  fill(filler, disk.folder);
  await stack.until(
    "the metric store says that it is full",
    async () => {
      fill(`${filler}-2`, disk.folder);
      return (await states()).metrics === "full";
    },
    60_000,
  );
  const { items } = await stack.api.call("listMachines", { query: { filter: "state:running" } });
  const id = newOperationId();
  const wish = { kind: "machine.pause", machine: items[0]!.id, id } as const;
  const refused = await ask(stack, wish).then(
    () => null,
    (error: { code?: string }) => error.code,
  );
  expect(refused).toBe("DISK_FULL");
  expect(await states()).toEqual({ state: "full", metrics: "full" });
  expect(stack.plane.pid).toBe(pid);
  expect(stack.plane.isRunning).toBe(true);

  rmSync(filler, { force: true });
  rmSync(`${filler}-2`, { force: true });
  await stack.until("the stores work again", async () => {
    const { metrics } = await states();
    return metrics === "ok";
  });
  const madeRoomAt = Date.now();
  expect((await ask(stack, wish)).id).toBe(id);
  for (const host of (await stack.api.call("listHosts")).items) {
    await stack.until("what waited is stored", () => {
      return (samplesOf(host.id).times.at(-1) ?? 0) > madeRoomAt + 2 * stack.intervalMs;
    });
    const { times, doubles } = samplesOf(host.id);
    expect(doubles).toEqual([]);
    const since = times.filter((at) => at >= before - 2 * stack.intervalMs);
    expect(longestGapMs(since)).toBeLessThanOrEqual(2 * stack.intervalMs + 500);
    const kept = new Set(times);
    const lost = witness.of(host.id).filter((one) => {
      return one.hasSamples && one.at <= madeRoomAt && !kept.has(one.at);
    });
    expect(lost).toEqual([]);
  }
  expect(await states()).toEqual({ state: "ok", metrics: "ok" });
  expect(stack.plane.pid).toBe(pid);
});

it("a full disk under an agent's outbox is a problem of its host, and goes away with it", async () => {
  const host = stack.hosts[0]!;
  const outbox = join(host.lab.record.dir, "agent");
  await host.end("SIGTERM");
  await host.lab.exec(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", outbox]);
  const fillInside = () =>
    host.lab.exec(["dd", "if=/dev/zero", `of=${outbox}/filler`, "bs=4k"], { allowFailure: true });
  host.startAgent();
  await stack.until("the agent is back", async () => {
    const shown = await stack.api.call("showHost", { params: { host: host.id } });
    return shown.state === "online" && Date.now() - (shown.latestAt ?? 0) < 3_000;
  });
  const pid = host.agent.pid;
  await fillInside();
  await stack.plane.end("SIGKILL");
  await stack.until("nothing is taken any more", () => !stack.plane.isRunning);
  const before = Date.now();
  await stack.until("batches gather", () => Date.now() - before > 6_000);
  await stack.plane.start();
  const told = await stack.until(
    "the host's problem is shown",
    async () => {
      const shown = await stack.api.call("showHost", { params: { host: host.id } });
      return shown.inventory.problems?.find(({ code }) => code === "DISK_FULL");
    },
    60_000,
  );
  expect(told.text).toContain("outbox");
  await host.lab.exec(["rm", `${outbox}/filler`]);
  await stack.until(
    "the problem is gone",
    async () => {
      const shown = await stack.api.call("showHost", { params: { host: host.id } });
      return (shown.inventory.problems ?? []).length === 0;
    },
    60_000,
  );
  expect(host.agent.pid).toBe(pid);
  expect(host.agent.isRunning).toBe(true);
  await stack.until("samples arrive", () => {
    return (samplesOf(host.id).times.at(-1) ?? 0) > Date.now() - 3_000;
  });
  expect(samplesOf(host.id).doubles).toEqual([]);
});
