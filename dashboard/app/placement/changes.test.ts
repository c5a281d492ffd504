import { hostId } from "@novacron/protocol/domain/ids";
import type { PlacementPicture } from "@novacron/protocol/domain/placement";
import { expect, it } from "vitest";
import { changesOf, fullest, resourcesOf } from "./changes.ts";

const ids = ["a", "b", "c"].map((letter) =>
  hostId.parse(`3f0e7a52-58f2-4a8e-9d0b-2b0f7b7f6f1${letter}`),
);
const picture = (...hosts: readonly (readonly [number, number, number])[]): PlacementPicture => ({
  hosts: hosts.map(([at, cpu, memory]) => ({
    host: ids[at]!,
    hostName: `h${at}`,
    machines: 3,
    load: { memory, cpu },
  })),
  overloaded: 0,
  brokenRules: 0,
});

it("orders hosts by how much they change, and knows those that do not", () => {
  const before = picture([0, 0.5, 0.5], [1, 0.9, 0.2], [2, 0.1, 0.1]);
  const after = picture([0, 0.5, 0.502], [1, 0.4, 0.2], [2, 0.1, 0.3]);
  const changes = changesOf(before, after);
  expect(changes.map(({ hostName, size }) => [hostName, Number(size.toFixed(2))])).toEqual([
    ["h1", 0.5],
    ["h2", 0.2],
    ["h0", 0],
  ]);
  expect(changes[0]?.load.cpu).toEqual([0.9, 0.4]);
  expect(resourcesOf(before, after)).toEqual(["cpu", "memory"]);
  expect([fullest(before), fullest(after)]).toEqual([0.9, 0.502]);
});

it("counts a host that is lost or added as the largest change", () => {
  const [first] = changesOf(picture([0, 0.2, 0.2], [1, 0.1, 0.1]), picture([0, 0.3, 0.3]));
  expect(first).toMatchObject({ hostName: "h1", size: 1, machines: [3, null] });
  expect(fullest(picture())).toBeNull();
});
