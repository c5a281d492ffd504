import { expect, test } from "vitest";
import { Argon2Hasher } from "./argon2.ts";

test("a hash verifies its own password only", async () => {
  const hasher = new Argon2Hasher();
  const hash = await hasher.hash("correct horse battery");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=32768,t=3,p=4\$/);
  expect(await hasher.verify(hash, "correct horse battery")).toBe(true);
  expect(await hasher.verify(hash, "correct horse batterz")).toBe(false);
});

test("two hashes of one password differ", async () => {
  const hasher = new Argon2Hasher();
  expect(await hasher.hash("same")).not.toBe(await hasher.hash("same"));
});

test("the same letters in composed and decomposed form are one password", async () => {
  const hasher = new Argon2Hasher();
  const hash = await hasher.hash("caf\u00e9-caf\u00e9");
  expect(await hasher.verify(hash, "cafe\u0301-cafe\u0301")).toBe(true);
});

test.each(["", "plain", "$argon2id$v=19$m=1$x", "$2b$10$abcdefghijklmnopqrstuv"])(
  "what is no hash of ours never verifies: %s",
  async (text) => {
    expect(await new Argon2Hasher().verify(text, text)).toBe(false);
  },
);

test("a burst of checks all get their answer", async () => {
  const hasher = new Argon2Hasher();
  const hash = await hasher.hash("p");
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => hasher.verify(hash, index % 2 === 0 ? "p" : "q")),
  );
  expect(answers.filter(Boolean)).toHaveLength(6);
});
