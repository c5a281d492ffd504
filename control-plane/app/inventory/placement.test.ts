import type { MachineReport } from "@novacron/protocol/domain/machine";
import { describe, expect, it } from "vitest";
import { hostNumber, machineNumber, machineOf } from "../../kit/fleet.ts";
import type { CopyRow, OwnershipRow } from "../../ports/state-store.ts";
import { isConflict, primaryCopy } from "./placement.ts";

const machine = machineNumber(1);
const copy = (host: number, more: Partial<MachineReport> = {}): CopyRow => ({
  machine,
  host: hostNumber(host),
  report: machineOf(machine, more),
  seenAt: 0,
});
const owned = (owner: number, barred: readonly number[] = []): OwnershipRow => ({
  machine,
  owner: hostNumber(owner),
  generation: 1,
  autostart: false,
  barred: barred.map((host) => ({ host: hostNumber(host), why: "chosen" })),
});
const running = { state: "running" } as const;

describe("the copy that stands for a machine", () => {
  it.each([
    ["none", [], null, null, null],
    ["the only one", [copy(1)], null, null, 1],
    ["the owner's, even off", [copy(1), copy(2, running)], owned(1), null, 1],
    ["a living one", [copy(1), copy(2, running)], null, 1, 2],
    ["the one known so far among equals", [copy(1), copy(2)], null, 2, 2],
    ["the lowest host among strangers", [copy(2), copy(1)], null, null, 1],
  ] as const)("is %s", (_what, copies, ownership, last, expected) => {
    const found = primaryCopy(copies, ownership, last === null ? null : hostNumber(last));
    expect(found?.host ?? null).toBe(expected === null ? null : hostNumber(expected));
  });
});

describe("a conflict", () => {
  it.each([
    ["not one copy", [copy(1)], null, false],
    ["two copies", [copy(1), copy(2)], null, true],
    ["two copies of an owned machine", [copy(1), copy(2)], owned(1), true],
    ["not when a person barred the other", [copy(1), copy(2)], owned(1, [2]), false],
    ["again when the barred one lives", [copy(1), copy(2, running)], owned(1, [2]), true],
    ["among three with one barred", [copy(1), copy(2), copy(3)], owned(1, [2]), true],
  ] as const)("is: %s", (_what, copies, ownership, expected) => {
    expect(isConflict(machine, copies, ownership)).toBe(expected);
  });
});
