import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LibvirtClient } from "../client.ts";
import { connectGetAllDomainStats } from "../generated/connect.ts";
import { param } from "../rpc/typed-parameter.ts";
import { FakeLibvirt } from "../testing/fake-server.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { GUARDS_MAX, readBulkStats } from "./bulk-stats.ts";

const dom = (name: string, id: number) => ({
  ...{ name, id },
  uuid: `6695eb01-f6a4-8304-79aa-97f2502e19${String(id).padStart(2, "0")}`,
});
const running = param.int("state.state", 1);
const answered = { dom: dom("fine", 1), params: [running, param.ullong("balloon.rss", 1n)] };
const silent = { dom: dom("stuck", 2), params: [running] };
const QEMU_GROUPS = 4 | 8 | 32;

let fake: FakeLibvirt;
let clock: ManualClock;
let client: LibvirtClient;

beforeEach(async () => {
  fake = await FakeLibvirt.listen();
  clock = new ManualClock();
  client = new LibvirtClient({ clock, random: () => 0, address: async () => fake.address });
  await client.start(new AbortController().signal);
});
afterEach(async () => {
  await client.stop();
  await fake.close();
});

/** The deadline of the call passes that the fake leaves hanging. */
const expire = () => clock.advance(100);

it("asks once, without waiting for a machine that another call holds", async () => {
  fake.on(connectGetAllDomainStats, (call) => {
    expect(call.args).toMatchObject({ doms: [], flags: 1 << 29 });
    call.reply({ retStats: [answered, silent] });
  });
  const { records, culprits } = await readBulkStats(client, { timeoutMs: 50 });
  expect(records).toHaveLength(2);
  expect(culprits).toMatchObject([{ name: "stuck", why: expect.stringContaining("QEMU") }]);
});

it("without the balloon names only who had figures of disks before", async () => {
  const disks = { dom: dom("disks", 3), params: [running, param.ullong("block.0.rd.reqs", 1n)] };
  const diskless = { dom: dom("diskless", 4), params: [running] };
  fake.on(connectGetAllDomainStats, (call) => {
    expect(call.args.stats & 4).toBe(0);
    call.reply({ retStats: [disks, silent, diskless] });
  });
  const diskful = new Set([disks.dom.uuid, silent.dom.uuid]);
  const options = { timeoutMs: 50, withMemory: false, diskful };
  expect((await readBulkStats(client, options)).culprits.map(({ name }) => name)).toEqual([
    "stuck",
  ]);
});

it("leaves a late call as a guard and asks again at once", async () => {
  let calls = 0;
  fake.on(connectGetAllDomainStats, (call) => {
    calls += 1;
    if (calls > 1) call.reply({ retStats: [answered, silent] });
    else expire();
  });
  expect((await readBulkStats(client, { timeoutMs: 50 })).culprits.map(({ name }) => name)).toEqual(
    ["stuck"],
  );
  expect(client.counts).toMatchObject({ abandoned: 1 });
});

it("asks no QEMU any more when all guards hang, and does again when one returned", async () => {
  let hanging = true;
  const held: (() => void)[] = [];
  const stats: number[] = [];
  fake.on(connectGetAllDomainStats, (call) => {
    stats.push(call.args.stats);
    const reply = () => call.reply({ retStats: [answered, silent] });
    if (!hanging || !(call.args.stats & QEMU_GROUPS)) return reply();
    held.push(reply);
    expire();
  });
  for (let round = 0; round < 4; round++) {
    expect((await readBulkStats(client, { timeoutMs: 50 })).records).toHaveLength(2);
  }
  expect(client.counts).toMatchObject({ abandoned: GUARDS_MAX });
  expect(held).toHaveLength(GUARDS_MAX);
  expect(stats.at(-1)! & QEMU_GROUPS).toBe(0);
  hanging = false;
  held[0]!();
  await vi.waitFor(() => expect(client.counts).toMatchObject({ abandoned: GUARDS_MAX - 1 }));
  await readBulkStats(client, { timeoutMs: 1_000_000 });
  expect(stats.at(-1)! & QEMU_GROUPS).not.toBe(0);
});

it("says what it is when libvirt is away", async () => {
  await client.stop();
  await expect(readBulkStats(client, { timeoutMs: 50 })).rejects.toMatchObject({
    code: "LIBVIRT_UNAVAILABLE",
  });
});
