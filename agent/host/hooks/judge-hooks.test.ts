import { chmodSync, chownSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hookProblem, listHooks } from "./judge-hooks.ts";
import { HookFolder } from "./testing/hook-folder.ts";

const isRoot = process.getuid?.() === 0;

test("lists what lies there, each with why it would not be run", () => {
  using hooks = new HookFolder();
  hooks.put("upgrade", "true");
  hooks.put("check.sh", "true");
  hooks.put("not-yet", "true", 0o644);
  hooks.put(".swp", "true");
  expect(listHooks(hooks.folder)).toEqual([
    { name: "check.sh", problem: expect.stringContaining("not made of a-z") },
    { name: "not-yet", problem: "it is not executable" },
    { name: "upgrade", problem: null },
  ]);
  expect(listHooks(join(hooks.root, "none"))).toEqual([]);
});

test.each(["../upgrade", "a/b", "/etc/passwd", "..", "", "-rf", "Upgrade", "a\n", "a".repeat(65)])(
  "a name that could be more than a file of the folder is refused: %j",
  (name) => {
    using hooks = new HookFolder();
    hooks.put("upgrade", "true");
    expect(hookProblem(hooks.folder, name)).toContain("its name");
  },
);

test("a link, a folder, and what others can change are refused", () => {
  using hooks = new HookFolder();
  const path = hooks.put("upgrade", "true");
  symlinkSync(path, join(hooks.folder, "link"));
  mkdirSync(join(hooks.folder, "folder"));
  hooks.put("world", "true", 0o757);
  hooks.put("group", "true", 0o775);
  const problem = (name: string) => hookProblem(hooks.folder, name);
  expect(problem("upgrade")).toBeNull();
  expect(problem("link")).toBe("it is a symbolic link");
  expect(problem("folder")).toBe("it is not a plain file");
  expect(problem("world")).toContain("others than its owner");
  expect(problem("group")).toContain("others than its owner");
});

test("nothing is run from a folder that others can write to, or that hangs in one, or is a link", () => {
  using hooks = new HookFolder();
  hooks.put("upgrade", "true");
  const linked = join(hooks.root, "linked");
  symlinkSync(hooks.folder, linked);
  expect(hookProblem(linked, "upgrade")).toContain("is not a folder");
  chmodSync(hooks.folder, 0o1777);
  expect(hookProblem(hooks.folder, "upgrade")).toContain(`write to ${hooks.folder}`);
  chmodSync(hooks.folder, 0o755);
  chmodSync(hooks.root, 0o777);
  expect(hookProblem(hooks.folder, "upgrade")).toContain(`write to ${hooks.root}`);
});

test.runIf(isRoot)("what belongs to somebody else is refused", () => {
  using hooks = new HookFolder();
  chownSync(hooks.put("upgrade", "true"), 12_345, 12_345);
  expect(hookProblem(hooks.folder, "upgrade")).toContain("it belongs neither");
  chownSync(join(hooks.folder, "upgrade"), 0, 0);
  chownSync(hooks.folder, 12_345, 12_345);
  expect(hookProblem(hooks.folder, "upgrade")).toContain(`${hooks.folder} belongs neither`);
});
