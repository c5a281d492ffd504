import { hostId } from "@novacron/protocol/domain/ids";
import { migrationOptions } from "@novacron/protocol/domain/migration";
import { describe, expect, it } from "vitest";
import { optionsOf, searchOf, setCount } from "./options.ts";

const target = hostId.parse("3f0e7a52-58f2-4a8e-9d0b-2b0f7b7f6f10");

describe("the address of the move form", () => {
  it("holds every option, and gives the same ones back", () => {
    const options = migrationOptions.parse({
      target,
      kind: "live-copy",
      disks: [
        { target: "vda", pool: "fast" },
        { target: "vdb", pool: "slow" },
      ],
      incremental: true,
      bandwidthBytesPerSecond: 104_857_600,
      maxPauseMs: 300,
      giveUpAfterMs: 600_000,
      stallAfterMs: 30_000,
      autoConverge: false,
      compression: "zstd",
      parallelConnections: 4,
      postCopy: true,
      notBefore: 1_795_921_200_000,
    });
    expect(optionsOf(searchOf(options))).toEqual(options);
    expect(setCount(options)).toBe(11);
  });

  it("takes what it cannot read as not said", () => {
    const search = {
      kind: "fast",
      pause: "-1",
      rate: "1",
      converge: "maybe",
      pools: "vda:,:x,a:b:c",
    };
    expect(optionsOf(search)).toEqual({});
    expect(searchOf({})).toEqual({});
    expect(setCount({ target, kind: "live" })).toBe(0);
  });
});
