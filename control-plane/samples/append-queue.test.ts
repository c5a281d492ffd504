import { expect, it } from "vitest";
import { batchOf, hostBlock, startMs } from "../ports/testing/sample-batches.ts";
import { AppendQueue } from "./append-queue.ts";

const batch = (seq: number) => batchOf({ seq, at: startMs + seq, samples: [hostBlock(seq)] });

it("gathers what comes while it writes, and keeps the order", async () => {
  const groups: number[][] = [];
  const queue = new AppendQueue(async (batches) => {
    groups.push(batches.map((one) => one.seq));
  }, 1_000);
  await Promise.all([1, 2, 3].map((seq) => queue.append([batch(seq)])));
  expect(groups).toEqual([[1], [2, 3]]);
});

it("fails with a group all calls made before the failure was known, and no later one", async () => {
  let fail = true;
  const stored: number[] = [];
  const queue = new AppendQueue(async (batches) => {
    await Promise.resolve();
    if (fail) throw new TypeError("full");
    stored.push(...batches.map((one) => one.seq));
  }, 1);
  const calls = [1, 2, 3].map((seq) => queue.append([batch(seq)]));
  const settled = await Promise.allSettled(calls);
  expect(settled.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"]);
  fail = false;
  await queue.append([batch(1)]);
  expect(stored).toEqual([1]);
});

it("refuses more than it may hold", async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const queue = new AppendQueue(() => held, 1);
  const rows = Array.from({ length: 500_000 }, (_, n) => [n]);
  const large = { ...batch(1), samples: [{ ...hostBlock(1), rows }] } as never;
  const calls = Array.from({ length: 18 }, () => queue.append([large]));
  await expect(calls[17]).rejects.toMatchObject({ code: "OVERLOADED" });
  release();
  await Promise.all(calls.slice(0, 17));
  await queue.idle();
});
