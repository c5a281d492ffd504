import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressLimits, nameLimits, Throttle } from "./throttle.ts";

function failTimes(throttle: Throttle, key: string, times: number, nowMs = 0): void {
  for (let round = 0; round < times; round += 1) throttle.failed(key, nowMs);
}

describe("the throttle", () => {
  it("lets a few mistakes pass, then makes each try wait longer", () => {
    const throttle = new Throttle(nameLimits);
    failTimes(throttle, "admin", 4);
    expect(throttle.waitMs("admin", 0)).toBe(0);
    failTimes(throttle, "admin", 1);
    expect(throttle.waitMs("admin", 0)).toBe(500);
    failTimes(throttle, "admin", 1);
    expect(throttle.waitMs("admin", 0)).toBe(1_000);
  });

  it("never locks a name for long, whoever fails under it", () => {
    const throttle = new Throttle(nameLimits);
    failTimes(throttle, "admin", 1_000);
    expect(throttle.waitMs("admin", 0)).toBe(nameLimits.mostMs);
  });

  it("forgets after success and after its time", () => {
    const throttle = new Throttle(addressLimits);
    failTimes(throttle, "1.2.3.4", 20);
    expect(throttle.waitMs("1.2.3.4", addressLimits.memoryMs + 1)).toBe(0);
    throttle.succeeded("1.2.3.4");
    expect(throttle.waitMs("1.2.3.4", 0)).toBe(0);
  });

  it("stays bounded and keeps the worst under a flood of new keys", () => {
    const throttle = new Throttle(addressLimits);
    failTimes(throttle, "bad", 30);
    for (let index = 0; index < 20_000; index += 1) throttle.failed(`new-${index}`, 0);
    expect(throttle.size).toBeLessThanOrEqual(10_000);
    expect(throttle.waitMs("bad", 0)).toBeGreaterThan(0);
  });

  it("waits no less after one more failure", () => {
    fc.assert(
      fc.property(fc.nat(60), (times) => {
        const throttle = new Throttle(addressLimits);
        failTimes(throttle, "a", times);
        const before = throttle.waitMs("a", 0);
        failTimes(throttle, "a", 1);
        expect(throttle.waitMs("a", 0)).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
