import { afterAll, beforeAll, expect, test } from "vitest";
import type { StackHost } from "../framework/stack-host.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";

let stack: StackUnderTest;

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 2, joined: true });
}, 180_000);
afterAll(() => stack?.down(), 60_000);

test("hosts that joined move guest memory under TLS, to the host that is meant only", async () => {
  const [source, target] = stack.hosts as [StackHost, StackHost];
  await source.lab.defineGuest({ name: "wanderer" });
  await source.lab.virsh(["start", "wanderer"]);
  await source.lab.waitForGuest("wanderer");
  const move = async (meant: string): Promise<string> => {
    const uri = `qemu+unix:///system?socket=${target.lab.socketPath}`;
    const to = ["--migrateuri", `tcp://${target.lab.address}`, "--tls-destination", meant];
    const words = ["migrate", "--live", "--p2p", "--tls", "wanderer", uri, ...to];
    return (await source.lab.virsh(words, { allowFailure: true })).stderr.trim();
  };
  expect(await move(source.id)).not.toBe("");
  expect(await move(target.id)).toBe("");
  expect((await target.lab.virsh(["domstate", "wanderer"])).stdout.trim()).toBe("running");
}, 180_000);
