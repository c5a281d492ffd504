import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { agentNodeFlags } from "./node-flags.ts";

test("the young generation is as large as is asked for: V8 has flags that make it smaller without a word", () => {
  const script = "JSON.stringify(v8.getHeapSpaceStatistics())";
  const output = execFileSync(process.execPath, [...agentNodeFlags, "-p", script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const spaces: { space_name: string; space_used_size: number; space_available_size: number }[] =
    JSON.parse(output);
  const young = spaces.find(({ space_name }) => space_name === "new_space")!;
  expect(young.space_used_size + young.space_available_size).toBeGreaterThan(2_000_000);
});
