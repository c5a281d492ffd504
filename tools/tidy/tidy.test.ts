import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkArrows } from "./arrows.ts";
import { checkBans, checkText } from "./bans.ts";
import { checkFileSize, checkFunctionSizes } from "./sizes.ts";
import { parse } from "./syntax.ts";
import { tidy } from "./tidy.ts";

const judge = (path: string, text: string): string[] => {
  const file = { path, text };
  const program = parse(path, text);
  return [
    ...checkArrows(file, program),
    ...checkBans(file, program),
    ...checkFileSize(file),
    ...checkFunctionSizes(file, program),
    ...checkText(file),
  ].map((violation) => violation.rule);
};

describe("tidy", () => {
  it("finds nothing in this tree", () => {
    const found = tidy(fileURLToPath(new URL("../..", import.meta.url)));
    expect(found.map((v) => `${v.path}:${v.line}: ${v.rule}: ${v.message}`)).toEqual([]);
  }, 60_000);

  it("finds what is tracked although it is to be ignored", () => {
    const root = mkdtempSync(join(tmpdir(), "tidy-"));
    try {
      writeFileSync(join(root, ".gitignore"), ".cache\n");
      writeFileSync(join(root, ".cache"), "");
      for (const args of [
        ["init", "-q"],
        ["add", ".gitignore"],
        ["add", "-f", ".cache"],
      ]) {
        execFileSync("git", args, { cwd: root });
      }
      expect(tidy(root)).toMatchObject([{ path: ".cache", rule: "ignored" }]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it.each([
    ["protocol/domain/a.ts", 'import { readFile } from "node:fs";', "arrow"],
    ["agent/core/a.ts", 'import { x } from "../libvirt/client.ts";', "arrow"],
    ["agent/core/a.ts", 'import { x } from "@novacron/control-plane/app/app";', "arrow"],
    ["control-plane/app/a.ts", 'import type { X } from "../adapters/sqlite/store.ts";', "arrow"],
    ["control-plane/adapters/http/a.ts", 'import { x } from "../sqlite/store.ts";', "arrow"],
    ["tools/guest/a.ts", 'import { x } from "@novacron/test/lab/lab";', "arrow"],
    ["test/lab/a.ts", 'import { x } from "@novacron/tools/bench/list";', "arrow"],
    ["control-plane/app/a.ts", "const t = Date.now();", "impure"],
    ["control-plane/app/a.ts", "setTimeout(() => {}, 5);", "impure"],
    ["agent/core/a.ts", "const t = new Date();", "impure"],
    ["agent/core/a.ts", "const t = Math.random();", "impure"],
    ["cli/a.ts", "export function f(x: any) { return x; }", "any"],
    ["agent/uplink/a.ts", 'throw new Error("x");', "plain-error"],
    ["agent/uplink/a.test.ts", "await sleep(5);", "sleep"],
    ["control-plane/app/a.ts", "if (token.secret === given) go();", "compare"],
    ["agent/uplink/a.ts", "const is = given != this.#password;", "compare"],
    ["cli/a.ts", `function f() {${"\n".repeat(71)}}`, "function-length"],
    ["cli/a.ts", "\n".repeat(501), "file-length"],
    ["cli/a.ts", "// TODO later", "text"],
  ])("refuses in %s: %s", (path, text, rule) => {
    expect(judge(path, text)).toContain(rule);
  });

  it.each([
    ["control-plane/app/a.ts", 'import type { X } from "../ports/log.ts";'],
    ["control-plane/app/a.ts", 'import type { X } from "@novacron/protocol/domain/ids";'],
    ["agent/core/a.ts", "const t = clock.now(); const d = new Date(t);"],
    ["agent/uplink/a.ts", "setTimeout(() => {}, 5);"],
    ["control-plane/app/a.ts", 'if (a.secret === null || typeof a.password !== "string") go();'],
    ["agent/uplink/a.test.ts", "expect(a.secret === b.secret).toBe(true);"],
  ])("lets pass in %s: %s", (path, text) => {
    expect(judge(path, text)).toEqual([]);
  });
});
