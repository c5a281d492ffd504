import type { MachineId } from "@novacron/protocol/domain/ids";
import { describe, expect, it } from "vitest";
import { FilledMemory } from "./filled-memory.ts";
import { testSubject } from "./testing/subject.ts";

const MB = 1e6;
const subject = (machine: number, residentBytes: number | null) =>
  testSubject({
    machine: `20000000-0000-4000-8000-${String(machine).padStart(12, "0")}` as MachineId,
    residentBytes,
  });

describe("memory that holds something", () => {
  it("is what is resident until a move was measured", () => {
    const filled = new FilledMemory();
    expect(filled.bytes(subject(1, 300 * MB))).toBe(300 * MB);
    expect(filled.bytes(subject(1, null))).toBe(null);
  });

  it("is, of a machine that was moved, what that carried and what was touched since", () => {
    const filled = new FilledMemory();
    filled.learn(subject(1, 300 * MB), 160 * MB);
    expect(filled.bytes(subject(1, 300 * MB))).toBe(160 * MB);
    expect(filled.bytes(subject(1, 230 * MB))).toBe(160 * MB);
    expect(filled.bytes(subject(1, 350 * MB))).toBe(210 * MB);
    expect(filled.bytes(subject(1, null))).toBe(160 * MB);
  });

  it("is, of a machine never moved, without what this fleet's QEMUs need for themselves", () => {
    const filled = new FilledMemory();
    for (const [machine, own] of [140, 150, 140, 2_000, 130].entries()) {
      filled.learn(subject(machine, 4_000 * MB), (4_000 - own) * MB);
    }
    expect(filled.bytes(subject(9, 1_000 * MB))).toBe(860 * MB);
    expect(filled.bytes(subject(9, 100 * MB))).toBe(25 * MB);
  });

  it("takes a QEMU's own memory from first moves alone: later ones know their machine", () => {
    const filled = new FilledMemory();
    filled.learn(subject(1, 300 * MB), 160 * MB);
    for (let move = 0; move < 5; move += 1) filled.learn(subject(1, 230 * MB), 160 * MB);
    expect(filled.bytes(subject(2, 300 * MB))).toBe(160 * MB);
  });
});
