import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchWitness } from "../framework/batch-witness.ts";
import { act, inState } from "../framework/operations.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { longestGapMs, storedSamples } from "../framework/stored-samples.ts";

/** How many batches gather while the broker is away. */
const backlog = 30;

let stack: StackUnderTest;
let witness: BatchWitness;
const host = () => stack.hosts[0]!;
const samples = () => storedSamples(stack.plane.data, host().id);

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 1, externalBroker: true });
  witness = BatchWitness.open(stack.broker!.witness());
  await host().lab.defineTinyGuest({ name: "tiny" });
  await host().lab.virsh(["start", "tiny"]);
  await inStateByName("running");
  await stack.until("there are samples", () => samples().times.length > 3);
});
afterAll(async () => {
  await witness?.close();
  await stack?.down();
});

const inStateByName = (state: "running" | "shutoff") => inState(stack, "tiny", state);

it("with an external mosquitto everything works", async () => {
  const { id } = await inStateByName("running");
  expect(await act(stack, { kind: "machine.pause", machine: id })).toMatchObject({
    state: "succeeded",
  });
  expect(await act(stack, { kind: "machine.resume", machine: id })).toMatchObject({
    state: "succeeded",
  });
  const system = await stack.api.call("system");
  expect(system.broker).toMatchObject({ embedded: false, connected: true });
  expect(system.broker.url).not.toContain(stack.broker!.loginOf("novacron").password);
});

it("the broker is killed and stays away: nothing is lost, nothing doubled, order kept", async () => {
  const before = samples().times.at(-1) ?? 0;
  await stack.broker!.kill();
  await stack.until("the control plane says that the bus is away", async () => {
    return !(await stack.api.call("system")).broker.connected;
  });
  await host().lab.virsh(["destroy", "tiny"]);
  const isLongEnough = (): boolean => Date.now() - before > backlog * stack.intervalMs;
  await stack.until("a backlog has gathered", isLongEnough, 2 * backlog * stack.intervalMs);
  expect(samples().times.at(-1)).toBeLessThan(before + 5 * stack.intervalMs);
  const cameBackAt = Date.now();
  await stack.broker!.up();
  await stack.until(
    "the backlog is stored",
    () => (samples().times.at(-1) ?? 0) > cameBackAt + 2 * stack.intervalMs,
    90_000,
  );
  const { times, doubles } = samples();
  expect(doubles).toEqual([]);
  const since = times.filter((at) => at >= before);
  expect(since.length).toBeGreaterThan(backlog);
  expect(longestGapMs(since)).toBeLessThanOrEqual(2 * stack.intervalMs);
  const seqs = witness.of(host().id).map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  await inStateByName("shutoff");
});

it("what happened meanwhile stands in the record with its own time", async () => {
  const { items } = await stack.api.call("listRecord", { query: { kind: "machine.state" } });
  const entry = items.find(
    ({ machineName, data }) => machineName === "tiny" && data.state === "shutoff",
  );
  expect(entry).toMatchObject({ actor: "external" });
  const reached = samples().times.at(-1) ?? 0;
  expect(reached - (entry?.at ?? 0)).toBeGreaterThan((backlog / 2) * stack.intervalMs);
});
