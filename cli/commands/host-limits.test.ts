import { defaultHostLimits } from "@novacron/protocol/domain/host-limits";
import { expect, it } from "vitest";
import { limitNames, limitsWith } from "./host-limits.ts";

const { pool } = defaultHostLimits;
const set = (...words: string[]) => limitsWith(defaultHostLimits, words);

it("takes each limit by its name, and leaves the others", () => {
  const changed = set("pool.warning=15%", "pool.warningUntil=20.5%", "promised=150%", "hold=2m");
  const warning = { ...pool, warning: 0.15, warningUntil: 0.205 };
  expect(changed).toEqual({ ...defaultHostLimits, pool: warning, promised: 1.5, holdMs: 120_000 });
  expect(set("promised=none").promised).toBe(null);
  expect(set("strain.swapOut=0.5").strain.swapOutBytesPerSecond).toBe(524_288);
  for (const name of limitNames) expect(() => set(`${name}=?`)).toThrow(/is no (share|rate|time)/);
});

it.each([
  ["pool.waring=3%", "names no limit"],
  ["pool.warning=8", "is no share"],
  ["pool.warning=-8%", "is no share"],
  ["hold=soon", "is no time"],
  ["strain.swapOut=lots", "is no rate"],
  ["pool.warning=15%", "pool.warningUntil: must be above warning, or both 0"],
  ["pool.warning=99%", "pool.warning: Too big"],
  ["hold=2h", "holdMs: Too big"],
])("refuses %s: %s", (word, why) => {
  expect(() => set(word)).toThrow(why);
});
