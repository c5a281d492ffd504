import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { age, bytes, duration, percent, span } from "./format.ts";
import { facts, table } from "./table.ts";

describe("format", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1536, "1.50 KiB"],
    [2 * 1024 ** 3, "2.00 GiB"],
    [123 * 1024 ** 4, "123 TiB"],
    [null, "-"],
  ])("%s bytes are %s", (value, text) => expect(bytes(value)).toBe(text));

  it("rounds shares to what matters", () => {
    expect(percent(0.0123)).toBe("1.2 %");
    expect(percent(undefined)).toBe("-");
  });

  it("reads durations and refuses all else", () => {
    expect(duration("15m")).toBe(900_000);
    expect(duration("30d")).toBe(2_592_000_000);
    for (const text of ["", "m", "15", "1.5h", "-3d", "99999999s"])
      expect(duration(text)).toBeNull();
  });

  it.each([
    [0, "0 ms"],
    [449.6, "450 ms"],
    [5_846, "5.8 s"],
    [41_700, "42 s"],
    [133_000, "2 min 13 s"],
    [3_900_000, "1 h 5 min"],
    [null, "-"],
  ])("%s ms take %s", (ms, text) => expect(span(ms)).toBe(text));

  it("tells an age by its largest two units", () => {
    expect(age(0, 59_000)).toBe("59 s");
    expect(age(0, 3 * 3_600_000 + 120_000)).toBe("3 h 2 min");
    expect(age(0, 50 * 3_600_000)).toBe("2 d 2 h");
    expect(age(5_000, 0)).toBe("0 s");
  });
});

describe("table", () => {
  it("aligns columns and leaves no trailing space", () => {
    const text = table(
      [{ a: "x", b: 5 }],
      [
        { title: "NAME", cell: (row) => row.a },
        { title: "COUNT", cell: (row) => row.b, align: "right" },
      ],
    );
    expect(text).toBe("NAME  COUNT\nx         5");
  });

  it("never lets a control character through to the terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const text = table([name], [{ title: "N", cell: (row) => row }]);
        const [, line = ""] = text.split("\n");
        expect(text.split("\n")).toHaveLength(2);
        expect(/\p{Cc}/u.test(line)).toBe(false);
        expect(/\p{Cc}/u.test(facts([["n", name]]))).toBe(false);
      }),
    );
  });
});
