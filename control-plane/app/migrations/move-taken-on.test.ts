import { expect, it } from "vitest";
import { machineNumber, machineOf, operationNumber } from "../../kit/fleet.ts";
import { anna, startControl, type TestControl } from "../../kit/kit.ts";
import { MoverHost, workAll } from "../../kit/movers.ts";
import { settled } from "../../kit/virtual-clock.ts";

const id = operationNumber(1);

it("shows that an agent took on a step, and stores it with what comes next", async () => {
  const { control, h1, h2, commits } = await twoHosts(1);
  await ask(control, 1, h2);
  const describe = h1.commands().find(({ operation }) => operation === id);
  if (describe === undefined) throw new RangeError("it was not asked to describe the machine");
  const before = commits();
  await h1.answer(describe, { type: "accepted" });
  const first = control.app.operationNow(id)?.steps[0];
  expect(first).toMatchObject({ state: "running", startedAt: control.clock.now() });
  expect(commits()).toBe(before);
  await workAll(h1, h2);
  expect(commits()).toBeGreaterThan(before);
  expect(control.app.operationNow(id)).toMatchObject({ state: "succeeded" });
});

it("shows for what a move waits without storing it, and knows it anew after a restart", async () => {
  const { control, h2, commits } = await twoHosts(4);
  for (const number of [1, 2, 3, 4]) await ask(control, number, h2);
  const waits = (app: TestControl["app"]) =>
    app.operationNow(operationNumber(4))?.migration?.waitsFor.join();
  expect(waits(control.app)).toContain("web-1, web-2, web-3 before it");
  const before = commits();
  // One that waited before the others is gone: a store of its end, and none of what that is to the last.
  await control.app.cancelOperation(anna, operationNumber(3));
  await settled();
  expect(waits(control.app)).toContain("web-1, web-2 before it");
  expect(commits()).toBe(before + 1);
  control.life.alive = false;
  const again = await startControl({ disk: control.disk, clock: control.clock });
  await again.clock.advance(1_000);
  await settled();
  expect(waits(again.app)).toContain("web-1, web-2 before it");
});

async function twoHosts(machines: number) {
  const control = await startControl();
  const numbers = Array.from({ length: machines }, (_, at) => at + 1);
  const running = { state: "running", reason: "booted" } as const;
  const h1 = new MoverHost(
    control,
    1,
    numbers.map((number) => machineOf(machineNumber(number), running)),
  );
  const h2 = new MoverHost(control, 2);
  await h1.join();
  await h2.join();
  let count = 0;
  control.disk.faults.at = (point) => {
    if (point === "committed") count += 1;
  };
  return { control, h1, h2, commits: () => count };
}

async function ask({ app }: TestControl, number: number, { id: target }: MoverHost): Promise<void> {
  const about = { id: operationNumber(number), machine: machineNumber(number) };
  const params = { migration: { target } };
  await app.requestOperation(anna, { ...about, kind: "machine.migrate", params });
  await settled();
}
