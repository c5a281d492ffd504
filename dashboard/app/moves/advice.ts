import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import type { Advice } from "./AdviceList.tsx";

/** What taking an advice changes in the form; null where there is nothing to set. */
export function adviceChange(advice: Advice): Partial<MigrationOptions> | "look-again" | null {
  switch (advice.kind) {
    case "raise-limit":
      return { bandwidthBytesPerSecond: rounded(advice.value) };
    case "raise-pause":
      return { maxPauseMs: rounded(advice.value) };
    case "auto-converge":
      return { autoConverge: true };
    case "post-copy":
      return { postCopy: true };
    case "sample-dirty-rate":
      return "look-again";
    case "wait":
      return advice.value === null ? null : { notBefore: Math.round(advice.value) };
  }
}

/** Whether the form stands so already; null where there is nothing to press. */
export function isTaken(advice: Advice, options: MigrationOptions): boolean | null {
  const change = adviceChange(advice);
  if (change === null) return null;
  if (change === "look-again") return false;
  return Object.entries(change).every(
    ([key, value]) => options[key as keyof MigrationOptions] === value,
  );
}

function rounded(value: number | null): number | undefined {
  return value === null ? undefined : Math.round(value);
}
