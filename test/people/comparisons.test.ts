import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/**
 * A plain comparison ends at the first letter that differs, and its time tells how far a guess was right.
 * Secrets are found by their digest in an index, or compared by `same` and `timingSafeEqual`. What is
 * compared plainly and sounds like a secret stands here with why it is none.
 */
const harmless: readonly (readonly [string, string])[] = [
  ["control-plane/app/access/logins.ts", "user.passwordHash !== proven.passwordHash"],
  ["control-plane/app/access/own-account.ts", "user.passwordHash !== of.passwordHash"],
  // Both texts come from the caller.
  ["control-plane/app/access/own-account.ts", "passwords.current === passwords.new"],
];

const secretWord = /(secret|password|digest|hmac|\bmac\b|signature|otp|recovery)/i;
const comparison = /[\w.?()[\]"'`$!{}]+\s*[!=]==?\s*[\w.?()[\]"'`$!{}]+/g;
const plainSide = /(null|undefined|""|''|true|false|typeof|\d)$/;

function comparisonsOf(path: string): string[] {
  const text = readFileSync(join(root, path), "utf8").replace(/^\s*(\/?\*|\/\/).*$/gm, "");
  return (text.match(comparison) ?? []).filter((found) => {
    const [left = "", right = ""] = found
      .split(/[!=]==?/)
      .map((side) => side.replace(/[\s()]+$|^[\s(]+/g, ""));
    const isPlain = plainSide.test(left) || plainSide.test(right) || /^"[^"]*"/.test(right);
    return !isPlain && (secretWord.test(left) || secretWord.test(right));
  });
}

it("no secret is compared in a time that tells about it", () => {
  const files = ["app", "adapters", "intake", "process"].flatMap((folder) =>
    globSync(`control-plane/${folder}/**/*.ts`, { cwd: root }),
  );
  const sources = files.filter(
    (path) => !/\.(test|contract)\.ts$|\/testing\/|\/memory\//.test(path),
  );
  expect(sources.length).toBeGreaterThan(100);
  const found = sources.flatMap((path) => comparisonsOf(path).map((text) => [path, text] as const));
  const unknown = found.filter(
    ([path, text]) => !harmless.some((one) => one[0] === path && text.includes(one[1])),
  );
  expect(unknown).toEqual([]);
});

it("would find one", () => {
  const path = "control-plane/app/access/own-account.ts";
  expect(comparisonsOf(path).some((text) => text.includes("passwords.current"))).toBe(true);
});
