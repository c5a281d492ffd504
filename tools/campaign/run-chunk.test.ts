import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Campaign } from "./campaign.ts";
import { runChunk } from "./run-chunk.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "novacron-chunk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A chunk of which the program is this text. */
function chunkOf(program: string): { campaign: Campaign; log: string } {
  const campaign: Campaign = {
    name: "c",
    help: "",
    unit: "cases",
    defaultCount: 3,
    chunk: 3,
    command: () => [process.execPath, "-e", program],
  };
  return { campaign, log: join(folder, "c", "1-3.log") };
}
const say = (n: number, ok: boolean) =>
  `console.log(JSON.stringify({ n: ${n}, ok: ${ok}, detail: "detail of ${n}" }));`;

it("keeps what was said beside a number that failed, though all have a result", async () => {
  const { campaign, log } = chunkOf(
    `${say(1, true)} ${say(2, false)} console.error("the agent's last words"); ${say(3, true)}`,
  );
  const lines = await runChunk(campaign, { from: 1, to: 3, log });
  expect(lines.map(({ ok }) => ok)).toEqual([true, false, true]);
  const kept = readFileSync(log, "utf8");
  expect(kept).toContain("failed 2: detail of 2");
  expect(kept).toContain("the agent's last words");
});

it("keeps nothing of a chunk that passed", async () => {
  const { campaign, log } = chunkOf(
    `console.error("noise"); ${say(1, true)} ${say(2, true)} ${say(3, true)}`,
  );
  await runChunk(campaign, { from: 1, to: 3, log });
  expect(readdirSync(join(folder, "c"))).toEqual([]);
});

it("has it in the file before the chunk ends, whoever is ended then", async () => {
  const { campaign, log } = chunkOf(
    `${say(1, false)} console.error("logs"); setInterval(() => {
      if (require("node:fs").existsSync(${JSON.stringify(join(folder, "end"))})) process.kill(process.pid, "SIGKILL");
    }, 20);`,
  );
  const done = runChunk(campaign, { from: 1, to: 3, log });
  await expect.poll(() => existsSync(log) && readFileSync(log, "utf8")).toContain("logs");
  expect(readFileSync(log, "utf8")).toContain("failed 1: detail of 1");
  writeFileSync(join(folder, "end"), "");
  const lines = await done;
  expect(lines[1]).toMatchObject({ ok: false, detail: expect.stringMatching(/SIGKILL: .*logs/s) });
});

it("is bounded, and the end counts", async () => {
  const { campaign, log } = chunkOf(
    `const { writeSync } = require("node:fs");
    for (let n = 0; n < 300; n += 1) writeSync(2, "x".repeat(9_999) + "\\n");
    writeSync(2, "at last\\n"); ${say(1, false)}`,
  );
  await runChunk(campaign, { from: 1, to: 3, log });
  expect(statSync(log).size).toBeLessThanOrEqual(1_100_000);
  expect(readFileSync(log, "utf8")).toContain("at last");
});
