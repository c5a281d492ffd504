import { NovaError } from "@novacron/protocol/errors/nova-error";
import { describe, expect, it } from "vitest";
import { type MoveFlags, moveRules } from "./move-flags.ts";

const refused = (flags: MoveFlags) => {
  try {
    moveRules(flags);
  } catch (error) {
    if (error instanceof NovaError) return [error.code, error.attempted, error.next];
  }
  return null;
};

describe("the options of a move as they are typed", () => {
  it("are those of the protocol, and what is not said is left out", () => {
    expect(moveRules({})).toEqual({});
    expect(
      moveRules({
        maxPause: "500",
        bandwidth: "1.5",
        giveUp: "10m",
        stallAfter: "90s",
        postCopy: false,
      }),
    ).toEqual({
      maxPauseMs: 500,
      bandwidthBytesPerSecond: 1_572_864,
      giveUpAfterMs: 600_000,
      stallAfterMs: 90_000,
      postCopy: false,
    });
  });

  it.each<[MoveFlags, string, string]>([
    [{ maxPause: "soon" }, '--max-pause "soon"', "milliseconds, such as 500"],
    [{ connections: "" }, '--connections ""', "a count"],
    [{ giveUp: "10" }, '--give-up "10"', "90s, 10m, 2h"],
    [{ compress: "gzip" }, '--compress "gzip"', "none, xbzrle, zlib, zstd"],
  ])("that mean nothing are named, with what they may be: %o", (flags, what, next) => {
    expect(refused(flags)).toEqual([
      "BAD_REQUEST",
      expect.stringContaining(what),
      expect.stringContaining(next),
    ]);
  });
});
