import type { MachineId } from "@novacron/protocol/domain/ids";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LibvirtClient } from "../client.ts";
import { connectGetAllDomainStats } from "../generated/connect.ts";
import { domainGetJobStats } from "../generated/domain.ts";
import { param } from "../rpc/typed-parameter.ts";
import { FakeLibvirt } from "../testing/fake-server.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { BulkReader } from "./bulk-reader.ts";

const id = "6695eb01-f6a4-8304-79aa-97f2502e1901" as MachineId;
const dom = { id: 1, name: "web", uuid: id };

let fake: FakeLibvirt;
let client: LibvirtClient;
let reader: BulkReader;
let over: string[];

beforeEach(async () => {
  fake = await FakeLibvirt.listen();
  const clock = new ManualClock();
  client = new LibvirtClient({ clock, random: () => 0, address: async () => fake.address });
  await client.start(new AbortController().signal);
  const params = [param.int("state.state", 1), param.ullong("balloon.rss", 1n)];
  fake.on(connectGetAllDomainStats, (call) => call.reply({ retStats: [{ dom, params }] }));
  over = [];
  reader = new BulkReader({
    clock,
    metrics: client,
    queries: client,
    stateFolder: "/nowhere",
    timeoutMs: 50,
    jobOver: (machine, name) => over.push(`${machine} ${name}`),
  });
});
afterEach(async () => {
  await client.stop();
  await fake.close();
});

it("says when a job is over that a report has told of, of which libvirt may send no event", async () => {
  let type = 2;
  fake.on(domainGetJobStats, (call) => call.reply({ type, params: [] }));
  reader.jobRuns(id, "migration-out");
  await reader.read();
  expect(reader.tellJob(id)).not.toBe(null);
  expect(over).toEqual([]);
  type = 0;
  await reader.read();
  expect(reader.tellJob(id)).toBe(null);
  expect(over).toEqual([`${id} web`]);
  await reader.read();
  reader.jobEnded(id, "web");
  expect(over).toHaveLength(1);
});

it("says nothing of a job that no report has told of", () => {
  reader.jobRuns(id, "migration-out");
  reader.jobEnded(id, "web");
  expect(over).toEqual([]);
});
