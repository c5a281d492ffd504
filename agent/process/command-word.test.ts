import { expect, test } from "vitest";
import { readCommandLine } from "./command-word.ts";

test.each([
  [[], "run", []],
  [["--data", "d"], "run", ["--data", "d"]],
  [["run", "--data", "d"], "run", ["--data", "d"]],
  [["version"], "version", []],
  [["--version"], "version", []],
  [["run", "--help"], "help", ["--help"]],
])("%j asks to %s", (all, word, args) => {
  expect(readCommandLine(all)).toEqual({ word, args });
});

test("another word is refused, and the known ones are named", () => {
  expect(() => readCommandLine(["frobnicate"])).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", next: expect.stringContaining("run") }),
  );
});
