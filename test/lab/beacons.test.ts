import { createSocket } from "node:dgram";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Beacon, BeaconObserver, countNumbers, gapQuantile, longestGap } from "./beacons.ts";

let observer: BeaconObserver;
let port: number;
beforeEach(async () => {
  observer = new BeaconObserver();
  port = await observer.start("127.0.0.1");
});
afterEach(() => observer.stop());

const beacon = (number: number, arrivedMs: number): Beacon => ({
  number,
  arrivedMs,
  dirtiedBytes: 0,
  pagesChecked: 0,
  pagesWrong: 0,
  blocksWritten: 0,
  blocksChecked: 0,
  blocksWrong: 0,
});

test("reads what a guest sends and nothing else", async () => {
  const sender = createSocket("udp4");
  const message = Buffer.alloc(72);
  message.write("NVB1", 0, "latin1");
  message.writeUInt32LE(3, 4);
  for (let at = 0; at < 8; at += 1) message.writeBigUInt64LE(BigInt(10 + at), 8 + at * 8);
  sender.send(Buffer.from("something else"), port, "127.0.0.1");
  sender.send(message, port, "127.0.0.1");
  await expect.poll(() => observer.last(3)).not.toBe(null);
  const { arrivedMs, ...rest } = observer.last(3) ?? beacon(0, 0);
  expect(arrivedMs).toBeGreaterThan(0);
  expect(rest).toEqual({
    number: 10,
    dirtiedBytes: 12,
    pagesChecked: 13,
    pagesWrong: 14,
    blocksWritten: 15,
    blocksChecked: 16,
    blocksWrong: 17,
  });
  sender.close();
});

test("the longest gap counts where it touches the time that is looked at", () => {
  const beacons = [0, 5, 10, 90, 95, 300].map((ms, index) => beacon(index, ms));
  expect(longestGap(beacons, 0, 100)).toEqual({ ms: 205, fromMs: 95 });
  expect(longestGap(beacons, 0, 92)).toEqual({ ms: 80, fromMs: 10 });
});

test("the quantile of the gaps", () => {
  const beacons = Array.from({ length: 1_001 }, (_, index) => beacon(index, index * 5));
  beacons.push(beacon(1_001, 1_000 * 5 + 70));
  expect(gapQuantile(beacons, 0.01)).toBe(5);
  expect(gapQuantile(beacons, 0)).toBe(70);
});

test("a number that comes twice is told, and one that never came", () => {
  const beacons = [0, 1, 2, 2, 3, 6].map((number) => beacon(number, number));
  expect(countNumbers(beacons)).toEqual({ missing: 2, repeated: 1 });
});
