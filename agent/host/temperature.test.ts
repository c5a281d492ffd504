import { afterEach, beforeEach, expect, it } from "vitest";
import { Temperature } from "./temperature.ts";
import { HostTree } from "./testing/host-tree.ts";

let tree: HostTree;
beforeEach(() => {
  tree = new HostTree();
  tree.write({
    "/sys/class/hwmon/hwmon0/temp1_input": "63500\n",
    "/sys/class/hwmon/hwmon1/temp1_input": "41000\n",
  });
});
afterEach(() => tree.remove());

/** Of the two sensors, the hotter is read first; `late` says how long its reading takes. */
function readings(late: readonly number[]): (number | null)[] {
  let now = 0;
  let calls = 0;
  const clock = () => {
    // Before and after each of two sensors.
    if (calls % 4 === 1) now += late[Math.floor(calls / 4)] ?? 0;
    calls += 1;
    return now;
  };
  const temperature = new Temperature(tree.root, clock);
  const read = late.map(() => temperature.read());
  temperature.close();
  return read;
}

it("leaves out a sensor that is slow again and again", () => {
  expect(readings([40, 40, 40, 0, 0])).toEqual([63.5, 63.5, 63.5, 41, 41]);
});

it("keeps one of which a reading was late now and then", () => {
  expect(readings([40, 40, 0, 40, 40, 0])).toEqual(Array(6).fill(63.5));
});
