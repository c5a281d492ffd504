import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "../run/stage.ts";
import { laneOf } from "./lanes.ts";
import { realTests } from "./real-tests.ts";

test("every real test is in one lane, and the two that run beside each other are both long", () => {
  const found = globSync("{agent,control-plane,test,tools}/**/*.real.test.{ts,tsx}", { cwd: root });
  expect(found.length).toBeGreaterThan(50);
  const { machines, programs, alone } = realTests();
  expect([...machines, ...programs, ...alone].sort()).toEqual(found.sort());
  expect(Math.min(machines.length, programs.length)).toBeGreaterThan(found.length / 4);
});

test("what is not known is taken for a test of machines", () => {
  expect(laneOf("test/new/thing.real.test.ts")).toBe("machines");
  expect(laneOf("agent/probe/kvm-probe.real.test.ts")).toBe("alone");
});
