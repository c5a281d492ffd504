import { randomUUID } from "node:crypto";
import process from "node:process";
import { run } from "./program.ts";
import { findProgram, runProgram } from "./programs.ts";
import { readSecret } from "./read-secret.ts";

// A reader such as `head` may close the pipe early; that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
});

await run(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  isTerminal: process.stdout.isTTY === true,
  now: () => Date.now(),
  uuid: () => randomUUID(),
  readSecret,
  findProgram,
  runProgram,
  setExitCode: (code) => {
    process.exitCode = code;
  },
});
