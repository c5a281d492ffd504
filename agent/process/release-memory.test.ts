import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { agentNodeFlags } from "./node-flags.ts";
import { cleanFileMappings } from "./release-memory.ts";

const mapping = (head: string, anonymousKb: number): string =>
  [head, "Size:  8 kB", "Rss:  8 kB", `Anonymous:  ${anonymousKb} kB`, "VmFlags: rd"].join("\n");

test("only what is a file's and untouched is let go", () => {
  const smaps = [
    mapping("00400000-00402000 r--p 00000000 fe:00 12 /usr/bin/node", 0),
    mapping("00402000-00404000 r-xp 00002000 fe:00 12 /usr/bin/node", 0),
    mapping("00404000-00406000 r--p 00004000 fe:00 12 /usr/bin/node (relocated)", 8),
    mapping("00406000-00408000 rw-p 00006000 fe:00 12 /usr/bin/node", 0),
    mapping("00408000-0040a000 r--p 00000000 00:00 0 ", 0),
    mapping("0040a000-0040c000 ---p 00000000 fe:00 13 /usr/lib/libc.so.6", 0),
  ].join("\n");
  expect(cleanFileMappings(smaps)).toEqual([
    { from: 0x400000n, to: 0x402000n },
    { from: 0x402000n, to: 0x404000n },
  ]);
});

test("with the agent's flags garbage of the old generation goes too", () => {
  const module = fileURLToPath(new URL("./release-memory.ts", import.meta.url));
  const script = `
    const { releaseMemory } = await import(${JSON.stringify(module)});
    const garbage = new WeakRef({});
    await new Promise((resolve) => setTimeout(resolve));
    const before = garbage.deref() === undefined;
    await new Promise((resolve) => setTimeout(resolve));
    releaseMemory();
    console.log(JSON.stringify({ before, after: garbage.deref() === undefined }));
  `;
  const flags = [...agentNodeFlags, "--input-type=module"];
  const output = execFileSync(process.execPath, [...flags, "-e", script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(JSON.parse(output)).toEqual({ before: false, after: true });
});

test("a process that gave its memory back holds less and works on", () => {
  const module = fileURLToPath(new URL("./release-memory.ts", import.meta.url));
  const script = `
    import { readFileSync } from "node:fs";
    import { createHash } from "node:crypto";
    const { releaseMemory } = await import(${JSON.stringify(module)});
    const resident = () => Number(/^RssFile:\\s+(\\d+)/m.exec(readFileSync("/proc/self/status", "latin1"))[1]);
    const before = resident();
    const released = releaseMemory();
    const after = resident();
    const hash = createHash("sha256").update("abc").digest("hex").slice(0, 8);
    console.log(JSON.stringify({ released, before, after, hash }));
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { released, before, after, hash } = JSON.parse(output);
  expect(released).toBeGreaterThan(0);
  expect(after).toBeLessThan(before);
  expect(hash).toBe("ba7816bf");
});
