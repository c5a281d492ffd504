import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, releaseVersion } from "./release.ts";

test("the order of Semantic Versioning, clause 11", () => {
  const ascending = [
    "0.9.9",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
  ];
  ascending.forEach((a, i) => {
    ascending.forEach((b, j) => {
      expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(i - j));
    });
  });
});

const version = fc
  .tuple(
    fc.nat(20),
    fc.nat(20),
    fc.nat(20),
    fc.option(fc.stringMatching(/^[0-9a-z]{1,3}(\.[0-9a-z]{1,3})?$/)),
  )
  .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre === null ? "" : `-${pre}`}`);

test("it is an order: the other way round the other sign, and never equal unless the same", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
    }),
  );
});

test("nothing but a version passes as one", () => {
  for (const text of [
    "1.2",
    "1.2.3\n",
    "../1.2.3",
    "1.2.3/..",
    "v1.2.3",
    "1.2.3-",
    "1.2.3+x",
    "",
  ]) {
    expect(releaseVersion.safeParse(text).success, text).toBe(false);
  }
  expect(releaseVersion.safeParse("1.2.3-rc.1").success).toBe(true);
});
