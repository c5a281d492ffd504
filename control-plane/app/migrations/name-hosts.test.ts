import { expect, it } from "vitest";
import { expectWhole } from "./testing/expect-whole.ts";
import { done, Saga } from "./testing/saga.ts";

it("the host that stands in the way is named as people know it", () => {
  const saga = new Saga();
  const { source, target } = saga.move.row;
  const text = `Host ${target} does not let host ${source} in: it closed`;
  const finding = { code: "refused", text, remedy: `Look at host ${target}` };
  saga.instead.set("reach", [
    () => done({ kind: "migration.reach", findings: [finding], address: null, roundTripMs: null }),
  ]);
  saga.run();
  expect(saga.operation.migration?.findings).toEqual([
    {
      code: "refused",
      text: "Host h2 does not let host h1 in: it closed",
      remedy: "Look at host h2",
    },
  ]);
  expect(saga.operation.problem?.next).toBe("Look at host h2");
  expectWhole(saga);
});
