import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { root } from "../run/stage.ts";
import type { Campaign, Line } from "./campaign.ts";
import { ChunkLog } from "./chunk-log.ts";

const maxLineBytes = 64 * 1024;

/** Numbers of one chunk, and where what it says is kept while it runs, and after it where one failed. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly log: string;
}

/** Runs one chunk in a process of its own; a process that dies is a failure of the numbers it did not report. */
export function runChunk(campaign: Campaign, chunk: Chunk): Promise<readonly Line[]> {
  const { from, to } = chunk;
  const [program = "", ...args] = campaign.command(from, to);
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const log = new ChunkLog(chunk.log);
  const lines = new Map<number, Line>();
  const texts = { out: new StringDecoder("utf8"), error: new StringDecoder("utf8") };
  let rest = "";
  child.stdout.on("data", (data: Buffer) => {
    rest += texts.out.write(data);
    const parts = rest.split("\n");
    rest = (parts.pop() ?? "").slice(-maxLineBytes);
    for (const part of parts) {
      const line = parse(part);
      if (line === null) continue;
      lines.set(line.n, line);
      if (!line.ok) log.add(`failed ${line.n}: ${line.detail ?? ""}\n`);
    }
  });
  child.stderr.on("data", (data: Buffer) => log.add(texts.error.write(data)));
  return new Promise((resolve) => {
    child.on("error", (error) => log.add(`${error.message}\n`));
    child.on("close", (code, signal) => {
      const all: Line[] = [];
      const how = `no result, ${signal === null ? `exit ${code}` : signal}`;
      for (let n = from; n <= to; n += 1) {
        all.push(lines.get(n) ?? { n, ok: false, detail: `${how}: ${log.tail(1_500)}` });
      }
      if (all.every(({ ok }) => ok)) log.remove();
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
