import { expect, test } from "vitest";
import type { Power } from "../hypervisor/power.ts";
import { LibvirtMoves } from "./moves.ts";
import { elsewhere, FakeHost, machine } from "./testing/fake-kit.ts";

test("a source begins a gate when it dials the target, and not for a machine that is only looked at", async () => {
  const host = new FakeHost(null);
  const moves = new LibvirtMoves(await host.kit(), {} as Power);
  await expect(moves.describe(machine)).rejects.toThrow();
  expect(host.asked).not.toContain("expect a gate");
  const gate = { machine, target: elsewhere, addresses: [], port: 1, secret: "s" };
  expect((await moves.reach(gate)).findings).toHaveLength(1);
  expect(host.asked).toContain("expect a gate");
});
