import { readFileSync } from "node:fs";
import { plan } from "@novacron/control-plane/app/placement/plan";
import { search } from "@novacron/control-plane/app/placement/search";
import { describe, expect, it } from "vitest";

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const solver = "@novacron/control-plane/app/placement/search";

describe("the planner's benchmarks", () => {
  it("call the solver that the product's plan calls", () => {
    expect(text("./worker.ts")).toContain(`import { search } from "${solver}"`);
    expect(text("../fleet-plan/main.ts")).toContain("@novacron/control-plane/app/placement/plan");
    expect(text("../../../control-plane/app/placement/plan.ts")).toContain('from "./search.ts"');
    expect(typeof search).toBe("function");
    expect(typeof plan).toBe("function");
  });
});
