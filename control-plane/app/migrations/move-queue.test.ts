import type { HostId, OperationId } from "@novacron/protocol/domain/ids";
import { describe, expect, it } from "vitest";
import { type Queued, turnsOf } from "./move-queue.ts";

const move = (route: string, requestedAt: number): Queued => ({
  operation: `${route}${requestedAt}` as OperationId,
  machineName: `${route}${requestedAt}`,
  source: route[0] as HostId,
  target: route[1] as HostId,
  requestedAt,
});
const turns = (running: readonly Queued[], waiting: readonly Queued[], over = {}) =>
  turnsOf(running, waiting, {
    limits: { hostOut: 4, hostIn: 4, link: 2, fleet: 20, ...over },
    nameOf: (host) => host,
  });

describe("turns of moves", () => {
  it("lets another link be used while one is full", () => {
    const running = [move("ab", 1), move("ab", 2), move("ac", 3)];
    const waiting = [move("ab", 4), move("ab", 5), move("ac", 6)];
    const { start, wait } = turns(running, waiting);
    expect(start).toEqual(["ac6"]);
    expect(wait.get("ab4" as OperationId)).toEqual([
      "moves from a to b: ab1, ab2 before it, at most 2 at once",
    ]);
    expect(wait.get("ab5" as OperationId)?.[0]).toContain("ab1, ab2, ab4 before it");
  });

  it("gives a link that is free again to the one that waited first", () => {
    const { start } = turns([move("ab", 1), move("ac", 3)], [move("ab", 4), move("ab", 5)]);
    expect(start).toEqual(["ab4"]);
  });

  it("keeps a place on the target for one that waits for its source", () => {
    const running = [move("ab", 1), move("ac", 2), move("ad", 3), move("ae", 4)];
    const waiting = [move("af", 5), move("gf", 6)];
    const { start, wait } = turns(running, waiting, { hostIn: 1 });
    expect(start).toEqual([]);
    expect(wait.get("gf6" as OperationId)).toEqual([
      "moves to f: af5 before it, at most 1 at once",
    ]);
  });
});
