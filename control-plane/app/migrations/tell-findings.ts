import type { MigrationFinding } from "@novacron/protocol/domain/migration";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";

/** Where the inventory tells one of these, trying tells the same in other words. */
const told: Readonly<Record<string, string>> = {
  job: "job",
  "machine-type": "machine-type",
  "qemu-older": "qemu-older",
  "pool-full": "pool-room",
};

/** What is known and what was found by trying as one list, in which nothing stands twice. */
export function withFindings(
  known: readonly Obstacle[],
  findings: readonly MigrationFinding[],
): readonly Obstacle[] {
  const codes = new Set(known.map(({ code }) => code));
  const isTold = ({ code, text }: MigrationFinding) =>
    codes.has(told[code] ?? "") ||
    known.some((one) => one.text.includes(text) || text.startsWith(one.text));
  return [...known, ...findings.filter((finding) => !isTold(finding))];
}
