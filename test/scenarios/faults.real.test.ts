import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchWitness } from "../framework/batch-witness.ts";
import { FaultRun } from "../framework/fault-run.ts";
import { agentOf, controlPlaneOf, libvirtdOf } from "../framework/kills.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { storedSamples } from "../framework/stored-samples.ts";

let stack: StackUnderTest;
let witness: BatchWitness;

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 1, simulatedHosts: 20, machines: 10 });
  const { name, password, url } = await stack.api.call("addMqttUser", {
    body: { name: "witness" },
  });
  witness = BatchWitness.open({ url, username: name, password });
  for (const guest of ["one", "two"]) {
    await stack.hosts[0]!.lab.defineTinyGuest({ name: guest });
    await stack.hosts[0]!.lab.virsh(["start", guest]);
  }
  await stack.until("the machines of all hosts are listed", async () => {
    return (await stack.api.call("listMachines")).total === 202;
  });
});
afterAll(async () => {
  await witness?.close();
  await stack?.down();
});

it("kill -9 of agent, control plane and libvirtd under load loses and doubles nothing", async () => {
  const run = new FaultRun({
    stack,
    seed: 20_260_301,
    witness,
    victims: [agentOf(stack), controlPlaneOf(stack), libvirtdOf(stack)],
    stored: (host) => storedSamples(stack.plane.data, host),
  });
  expect(await run.run()).toEqual([]);
  expect(witness.malformed).toBe(0);
  expect(witness.batches.length).toBeGreaterThan(100);
});

it("the record tells of the faults that a person should know of", async () => {
  const host = stack.hosts[0]!.id;
  const { items } = await stack.api.call("listRecord", { query: { host, limit: 500 } });
  const notes = items.filter(({ kind }) => kind === "host.note").map(({ data }) => data.note);
  expect(notes.filter((note) => note === "agent-started")).toHaveLength(2);
  expect(notes).toContain("libvirt-lost");
  expect(notes).toContain("libvirt-back");
});
