import { expect, it } from "vitest";
import { descriptionOf, machineNumber, machineOf, operationNumber } from "../../kit/fleet.ts";
import { SamplesAhead } from "./samples-ahead.ts";

const machine = machineNumber(1);
const description = descriptionOf(machineOf(machine));

function samples(describe: () => Promise<typeof description | null>) {
  const learned: string[] = [];
  const asked: string[] = [];
  const sampled: string[] = [];
  const ahead = new SamplesAhead({
    isKnown: (id) => learned.includes(id),
    describe: (id) => {
      asked.push(id);
      return describe();
    },
    learn: (id) => learned.push(id),
    onSampled: (operation) => {
      expect(ahead.isUnderWay(operation)).toBe(false);
      sampled.push(operation);
    },
  });
  return { ahead, learned, asked, sampled };
}

it("samples the machine of a move that waits, once", async () => {
  const { ahead, learned, asked } = samples(async () => description);
  await ahead.waits(operationNumber(1), machine);
  await ahead.waits(operationNumber(1), machine);
  await ahead.waits(operationNumber(2), machine);
  expect(learned).toEqual([machine]);
  expect(asked).toEqual([machine]);
});

it("leaves a machine that cannot be described to its move", async () => {
  const { ahead, learned, asked } = samples(async () => null);
  await ahead.waits(operationNumber(1), machine);
  await ahead.waits(operationNumber(1), machine);
  expect(learned).toEqual([]);
  expect(asked).toEqual([machine]);
});

it("samples no more than four at once, and goes on after a failure", async () => {
  let fail: () => void = () => undefined;
  const gate = new Promise<null>((_, reject) => {
    fail = () => reject(new RangeError("gone"));
  });
  const { ahead, asked } = samples(() => gate);
  const running = [1, 2, 3, 4, 5, 6].map((number) =>
    ahead.waits(operationNumber(number), machineNumber(number)),
  );
  expect(asked).toHaveLength(4);
  fail();
  expect(
    (await Promise.allSettled(running)).filter(({ status }) => status === "rejected"),
  ).toHaveLength(4);
  void ahead.waits(operationNumber(5), machineNumber(5)).catch(() => undefined);
  expect(asked).toHaveLength(5);
});

it("samples beside a move whose turn has come, whatever waits, and says when that is over", async () => {
  const answers: (() => void)[] = [];
  const { ahead, asked, sampled } = samples(
    () => new Promise((resolve) => answers.push(() => resolve(description))),
  );
  for (const number of [1, 2, 3, 4]) {
    void ahead.waits(operationNumber(number), machineNumber(number + 1));
  }
  const begun = ahead.begins(operationNumber(9), machine);
  await ahead.begins(operationNumber(9), machine);
  expect(asked.filter((id) => id === machine)).toHaveLength(1);
  expect(ahead.isUnderWay(operationNumber(9))).toBe(true);
  expect(sampled).toEqual([]);
  answers.at(-1)?.();
  await begun;
  expect(sampled).toEqual([operationNumber(9)]);
});

it("says that a sample is over where it failed, too", async () => {
  const { ahead, learned, sampled } = samples(() => Promise.reject(new RangeError("gone")));
  await expect(ahead.begins(operationNumber(1), machine)).rejects.toThrow("gone");
  expect(sampled).toEqual([operationNumber(1)]);
  expect(learned).toEqual([]);
});
