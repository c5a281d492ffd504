import { spawn } from "node:child_process";
import { root } from "../run/stage.ts";
import type { Campaign, Line } from "./campaign.ts";

const maxLineBytes = 64 * 1024;

/** Runs one chunk in a process of its own; a process that dies is a failure of the numbers it did not report. */
export function runChunk(campaign: Campaign, from: number, to: number): Promise<readonly Line[]> {
  const [program = "", ...args] = campaign.command(from, to);
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const lines = new Map<number, Line>();
  let rest = "";
  let errors = "";
  child.stdout.on("data", (data: Buffer) => {
    rest += data.toString("utf8");
    const parts = rest.split("\n");
    rest = (parts.pop() ?? "").slice(-maxLineBytes);
    for (const part of parts) {
      const line = parse(part);
      if (line !== null) lines.set(line.n, line);
    }
  });
  child.stderr.on("data", (data: Buffer) => {
    errors = (errors + data.toString("utf8")).slice(-4_000);
  });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      errors += error.message;
    });
    child.on("close", (code) => {
      const all: Line[] = [];
      for (let n = from; n <= to; n += 1) {
        all.push(lines.get(n) ?? { n, ok: false, detail: `no result, exit ${code}: ${errors}` });
      }
      resolve(all);
    });
  });
}

function parse(text: string): Line | null {
  if (!text.startsWith("{")) return null;
  try {
    const value = JSON.parse(text) as Line;
    return typeof value.n === "number" && typeof value.ok === "boolean" ? value : null;
  } catch {
    return null;
  }
}
