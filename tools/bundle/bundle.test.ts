import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { escapeNonAscii } from "./ascii.ts";
import { bundle } from "./bundle.ts";
import { entries } from "./entries.ts";
import { workerName } from "./worker-files.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "novacron-bundle-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (file: string, args: readonly string[]): string =>
  execFileSync(process.execPath, [file, ...args], { cwd: folder, encoding: "utf8" });

test("the agent is one file that needs nothing beside it", async () => {
  const out = join(folder, "agent", "agent.mjs");
  const made = await bundle({ entry: entries.agent, out });
  expect(readdirSync(join(folder, "agent"))).toEqual(["agent.mjs"]);
  expect(made.bytes).toBe(readFileSync(out).length);
  expect(made.modules).toContain("agent/core/agent.ts");
  expect(made.modules.some((name) => name.includes("node_modules/zod/"))).toBe(true);
  expect(run(out, ["--help"])).toContain("NOVACRON_MQTT_URL");
  expect(JSON.parse(run(out, ["ask-hardware"]))).toHaveProperty("cpuModel");
  expect(made.modules.some((name) => name.includes("node_modules/systeminformation/"))).toBe(true);
  expect(readFileSync(out, "utf8")).not.toContain("osInfo");
});

test("in a single binary the agent and each of its other processes load their own code alone", async () => {
  const out = join(folder, "apart", "agent.mjs");
  const { assets, bytes, modules } = await bundle({ entry: entries.agent, out, assets: true });
  const own = {
    "agent-main.cjs": "agent starts",
    "inventory-ask-hardware.cjs": "physicalCores",
    "process-gate-program.cjs": "the gate could not begin",
  };
  expect([...assets.keys()].sort()).toEqual(Object.keys(own));
  const holds = (words: string) => [...assets].filter(([, code]) => code.includes(words));
  for (const [name, words] of Object.entries(own)) {
    expect(holds(words).map(([each]) => each)).toEqual([name]);
  }
  expect(bytes).toBeLessThan(20_000);
  expect(modules).toContain("agent/libvirt/gate/source-gate.ts");
  expect(modules).toContain("agent/core/agent.ts");
  expect([...assets.values()].join("")).toMatch(/^[\0-\x7f]*$/);
});

test("the agent loads no HTTP client to start, and each character of it is one byte", async () => {
  const out = join(folder, "light", "agent.mjs");
  await bundle({ entry: entries.agent, out });
  expect(/[^\0-\x7f]/.exec(readFileSync(out, "utf8"))).toBeNull();
  const report = "process.on('exit', () => console.log(process.moduleLoadList.join()))";
  const flags = ["--import", `data:text/javascript,${encodeURIComponent(report)}`];
  const shown = execFileSync(process.execPath, [...flags, out, "--help"], { encoding: "utf8" });
  expect(shown).toContain("NOVACRON_MQTT_URL");
  expect(shown).toContain("NativeModule http");
  expect(shown).not.toContain("undici");
});

test.each([
  ["a string", '"\u00fc \u2026 \ud83d\ude00"'],
  ["a template", `\`\u00fc$${"{1}"}\ud83d\ude00\``],
  ["an expression", "/^[\u00e4-\u00fc\u2026]$/.test('\u00f6')"],
  ["an expression by code points", "/^[\ud83d\ude00-\ud83d\ude10]$/u.test('\ud83d\ude05')"],
])("%s is the same without its characters", (_what, code) => {
  const escaped = escapeNonAscii(code);
  expect(escaped).toMatch(/^[\0-\x7f]*$/);
  expect(runInNewContext(escaped)).toEqual(runInNewContext(code));
});

test("the control plane's threads lie beside it", async () => {
  const out = join(folder, "server", "server.mjs");
  const made = await bundle({ entry: entries.server, out });
  expect(made.workers).toEqual([
    "control-plane/adapters/planner/worker.ts",
    "control-plane/adapters/sqlite/worker.ts",
  ]);
  expect(readdirSync(join(folder, "server")).sort()).toEqual([
    workerName("/x/planner/worker.ts"),
    "server.mjs",
    workerName("/x/sqlite/worker.ts"),
  ]);
  expect(run(out, ["--help"])).toContain("NOVACRON_LISTEN");
});

test("the same sources give the same bytes, another version gives others", async () => {
  const make = async (name: string, version: string): Promise<string> => {
    const out = join(folder, name, "cli.mjs");
    await bundle({ entry: entries.cli, out, build: { version, commit: "0123abc" } });
    expect(run(out, ["--version"])).toBe(`novacron ${version} (commit 0123abc)\n`);
    return readFileSync(out, "utf8");
  };
  const first = await make("one", "1.2.3");
  expect(await make("two", "1.2.3")).toBe(first);
  expect(await make("three", "1.2.4")).not.toBe(first);
});

test("a bundled program that crashes says so in a few lines, not with the line of its source", async () => {
  const out = join(folder, "crash", "novacron.mjs");
  await bundle({ entry: entries.cli, out });
  const thrown = "queueMicrotask(() => setImmediate(() => { throw new RangeError('no way') }))";
  const flags = ["--import", `data:text/javascript,${encodeURIComponent(thrown)}`];
  const { status, stderr } = spawnSync(process.execPath, [...flags, out, "api"], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^novacron crashed: RangeError: no way\n( +at .*\n)* {2}exit code: 1\n$/);
});
