import { describe, expect, it } from "vitest";
import {
  append,
  bridge,
  type Columns,
  nearest,
  newestValue,
  thin,
  valueAt,
  withGaps,
} from "./columns.ts";
import { windowOf, zoomTo } from "./window.ts";

const series = (at: number[], cpu: (number | null)[]) => ({
  machine: null,
  host: null,
  device: null,
  at,
  values: { cpu },
  max: { cpu },
});

describe("withGaps", () => {
  it("puts a row of nulls where samples are missing", () => {
    const columns = withGaps(series([0, 5, 10, 60, 65], [1, 2, 3, 4, 5]), ["cpu"], 5);
    expect(columns.at).toEqual([0, 5, 10, 15, 60, 65]);
    expect(columns.values.cpu).toEqual([1, 2, 3, null, 4, 5]);
  });

  it("takes a sample that is a little late for no gap", () => {
    expect(withGaps(series([0, 5, 16], [1, 2, 3]), ["cpu"], 5).at).toEqual([0, 5, 16]);
  });

  it("gives nulls for a field that the answer does not have", () => {
    expect(withGaps(series([0], [1]), ["cpu", "memory"], 5).values.memory).toEqual([null]);
  });
});

describe("append", () => {
  const columns: Columns = { at: [0, 5, 10], values: { cpu: [1, 2, 3] } };
  const options = { fields: ["cpu"], from: 0, stepMs: 5, paceMs: 5 };

  it("adds newer samples and leaves what is known already", () => {
    const samples = [10, 15].map((at) => ({ at, values: { cpu: 9 } }));
    expect(append(columns, samples, options)).toEqual({
      at: [0, 5, 10, 15],
      values: { cpu: [1, 2, 3, 9] },
    });
  });

  it("shows a silence of the feed as a gap", () => {
    const grown = append(columns, [{ at: 40, values: { cpu: 9 } }], options);
    expect(grown.values.cpu).toEqual([1, 2, 3, null, 9]);
  });

  it("forgets what left the window, but for the point before its edge", () => {
    expect(append(columns, [], { ...options, from: 7 }).at).toEqual([5, 10]);
  });
});

describe("bridge", () => {
  const columns: Columns = {
    at: [0, 1, 2, 3, 4, 5, 16],
    values: { slow: [7, null, null, null, null, 8, 9], gone: [1, null, null, null, null, null, 2] },
  };

  it("goes on over a figure that comes less often, and not over a true gap", () => {
    const { values } = bridge(columns, 12);
    const none = undefined;
    expect(values.slow).toEqual([7, none, none, none, none, 8, 9]);
    expect(values.gone).toEqual([1, null, null, null, null, null, 2]);
  });

  it("knows the newest value for a while, not for ever", () => {
    const late: Columns = { at: [0, 5, 10], values: { slow: [7, null, null] } };
    expect(newestValue(late, "slow", 10)).toBe(7);
    expect(newestValue(late, "slow", 9)).toBeNull();
    expect(newestValue(late, "absent", 9)).toBeNull();
  });

  it("shows the value before where a figure was not taken", () => {
    const bridged = bridge(columns, 12);
    expect(valueAt(bridged, "slow", 3)).toBe(7);
    expect(valueAt(bridged, "gone", 3)).toBeNull();
  });
});

describe("nearest", () => {
  it.each([
    [4, 1],
    [7, 1],
    [8, 2],
    [-1, 0],
    [13, null],
  ])("at %s", (time, index) => {
    expect(nearest([0, 5, 10], time, 2.5)).toBe(index);
  });
});

describe("windows", () => {
  it("follows the present by default", () => {
    expect(windowOf({}, 4_000_000)).toEqual({ from: 400_000, to: 4_000_000, live: true });
  });

  it("stands still where from and to are given", () => {
    const search = { range: "5m", from: "1000", to: "61000" };
    expect(windowOf(search, 9e6)).toEqual({ from: 1_000, to: 61_000, live: false });
  });

  it.each([{ from: "x", to: "5" }, { from: "50000", to: "10" }, { range: "9y" }])(
    "takes %j for the default",
    (search) => {
      expect(windowOf(search, 4_000_000).live).toBe(true);
    },
  );

  it("never zooms into less than ten seconds", () => {
    expect(zoomTo(100_500, 100_000)).toEqual({ from: 95_250, to: 105_250 });
    expect(zoomTo(90_000, 30_000)).toEqual({ from: 30_000, to: 90_000 });
  });
});

it("thin keeps the newest row", () => {
  const columns: Columns = { at: [1, 2, 3, 4, 5], values: {} };
  expect(thin(columns, 2)).toEqual([4, 1]);
});
