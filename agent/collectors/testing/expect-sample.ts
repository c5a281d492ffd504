import { type TargetName, targetOf } from "@novacron/protocol/metrics/targets";
import { expect } from "vitest";

/** What holds for every row that goes out, whatever was read. */
export function expectSample(target: TargetName, values: object): void {
  const { fields } = targetOf(target);
  for (const [name, value] of Object.entries(values)) {
    expect(Object.keys(fields), `${target}.${name} stands in the field table`).toContain(name);
    if (value === null || value === undefined) continue;
    expect(Number.isFinite(value), `${target}.${name} is a number: ${value}`).toBe(true);
    if (fields[name]?.unit === "celsius") continue;
    expect(value, `${target}.${name} is not negative`).toBeGreaterThanOrEqual(0);
    if (fields[name]?.unit === "ratio") expect(value, `${target}.${name}`).toBeLessThanOrEqual(1);
  }
}
