import { describe, expect, it } from "vitest";
import { type HostTime, judgeClocks } from "./judge-clocks.ts";

const hour = 3_600_000;
const day = 24 * hour;
const nowMs = 1_800_000_000_000;
const h1: HostTime = {
  name: "h1",
  skewMs: null,
  life: { notBefore: nowMs - day, notAfter: nowMs + 7 * day },
};
const h2: HostTime = { ...h1, name: "h2" };
const judge = (skewMs: number | null, other: Partial<HostTime> = {}) =>
  judgeClocks([h1, { ...h2, skewMs, ...other }], nowMs);

describe("clocks of a move's two hosts", () => {
  it.each([null, hour, -hour, -23 * hour, 6 * day])(
    "are no matter where they are %s ms off",
    (ms) => {
      expect(judge(ms)).toEqual([]);
    },
  );

  it("stand against it where no certificate of theirs holds by one of them", () => {
    expect(judge(-2 * day)).toEqual([
      "The clock of h2 is 2 days behind ours: by it the certificate of h1 and h2 is not valid yet",
    ]);
    expect(judge(8 * day)).toEqual([
      "The clock of h2 is 8 days ahead of ours: by it the certificate of h1 and h2 has ended",
    ]);
  });

  it("name the certificate that does not hold, when the other one does", () => {
    const life = { notBefore: nowMs - 6 * day, notAfter: nowMs + 2 * day };
    expect(judge(-25 * hour, { life })).toEqual([
      "The clock of h2 is 25 h behind ours: by it the certificate of h1 is not valid yet",
    ]);
    expect(judge(3 * day, { life })).toEqual([
      "The clock of h2 is 3 days ahead of ours: by it the certificate of h2 has ended",
    ]);
  });

  it("are not blamed for certificates that have ended for everybody, or where none were given", () => {
    expect(
      judgeClocks(
        [
          { ...h1, life: null },
          { ...h2, skewMs: -2 * day, life: null },
        ],
        nowMs,
      ),
    ).toEqual([]);
    const life = { notBefore: nowMs - 9 * day, notAfter: nowMs - day };
    expect(
      judgeClocks(
        [
          { ...h1, life },
          { ...h2, skewMs: 8 * day, life },
        ],
        nowMs,
      ),
    ).toEqual([]);
  });
});
