import type { HostId } from "@novacron/protocol/domain/ids";
import type { Rollout, RolloutHost } from "@novacron/protocol/domain/rollout";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostNumber } from "../../kit/fleet.ts";
import {
  noMemory,
  type RolloutEvent,
  rolloutLimits,
  type SeenHost,
  stepRollout,
} from "./rollout.ts";

const hosts = [0, 1, 2, 3].map((index) => hostNumber(index + 1));

function rolloutOf(): Rollout {
  const rows = hosts.map(
    (host, index): RolloutHost => ({
      host,
      name: `h${index}`,
      from: "0.1.0",
      state: "waiting",
      wave: index === 0 ? 0 : 1 + Math.floor((index - 1) / 2),
      operation: host as unknown as RolloutHost["operation"],
      sentAt: null,
      endedAt: null,
      problem: null,
    }),
  );
  const common = { startedBy: "anna", startedAt: 0, endedAt: null, confirmWithinMs: 60_000 };
  return { version: "0.2.0", state: "running", ...common, hosts: rows };
}

/** A fleet that does what it is told, or not. */
class Fleet {
  now = { rollout: rolloutOf(), memory: noMemory };
  ms = 0;
  readonly asked: HostId[] = [];
  readonly seen = new Map<HostId, SeenHost>(
    hosts.map((host) => [
      host,
      { version: "0.1.0", isOnline: true, lastSampleAt: 1, undone: null },
    ]),
  );

  do(event: RolloutEvent): void {
    const [next, send] = stepRollout(this.now, event, this.ms);
    this.now = next;
    this.asked.push(...send);
  }

  tick(ms = 1_000): void {
    this.ms += ms;
    this.do({ type: "tick", seen: (host) => this.seen.get(host) ?? null });
  }

  upgrade(host: HostId): void {
    this.seen.set(host, { version: "0.2.0", isOnline: true, lastSampleAt: 1, undone: null });
    this.tick();
    this.seen.set(host, { version: "0.2.0", isOnline: true, lastSampleAt: 2, undone: null });
    this.tick();
  }

  get states(): readonly string[] {
    return this.now.rollout.hosts.map(({ state }) => state);
  }
}

describe("a rollout", () => {
  it("asks the canary, and the next wave only when it is healthy", () => {
    const fleet = new Fleet();
    fleet.tick();
    expect(fleet.states).toEqual(["sent", "waiting", "waiting", "waiting"]);
    fleet.upgrade(hosts[0]!);
    expect(fleet.states).toEqual(["healthy", "sent", "sent", "waiting"]);
    fleet.upgrade(hosts[1]!);
    expect(fleet.states).toEqual(["healthy", "healthy", "sent", "waiting"]);
    fleet.upgrade(hosts[2]!);
    fleet.upgrade(hosts[3]!);
    expect(fleet.now.rollout.state).toBe("done");
    expect(new Set(fleet.asked)).toEqual(new Set(hosts));
  });

  it("that is back without newer samples is not healthy yet", () => {
    const fleet = new Fleet();
    fleet.tick();
    fleet.seen.set(hosts[0]!, { version: "0.2.0", isOnline: true, lastSampleAt: 5, undone: null });
    fleet.tick();
    fleet.tick();
    expect(fleet.states[0]).toBe("returned");
  });

  it.each<[string, (fleet: Fleet) => void]>([
    ["refuses", (fleet) => fleet.do({ type: "refused", host: hosts[0]!, problem: "no" })],
    [
      "goes back",
      (fleet) => {
        const undone = { text: "no", since: 7 };
        const back = { version: "0.1.0", isOnline: true, lastSampleAt: 9, undone };
        fleet.seen.set(hosts[0]!, back);
        fleet.tick();
      },
    ],
    ["is gone for too long", (fleet) => fleet.tick(rolloutLimits.fetchMs + 200_000)],
  ])("halts where the canary %s, and asks nobody else", (_what, happens) => {
    const fleet = new Fleet();
    fleet.tick();
    happens(fleet);
    fleet.tick();
    expect(fleet.states).toEqual(["failed", "waiting", "waiting", "waiting"]);
    expect(fleet.now.rollout.state).toBe("halted");
    expect(new Set(fleet.asked)).toEqual(new Set([hosts[0]]));
  });

  it("does not take an earlier upgrade that was undone for this one", () => {
    const fleet = new Fleet();
    const back = (since: number): SeenHost => {
      return { version: "0.1.0", isOnline: true, lastSampleAt: 9, undone: { text: "no", since } };
    };
    fleet.seen.set(hosts[0]!, back(7));
    fleet.tick();
    fleet.tick();
    expect(fleet.states[0]).toBe("sent");
    fleet.seen.set(hosts[0]!, back(8));
    fleet.tick();
    expect(fleet.now.rollout).toMatchObject({
      state: "halted",
      hosts: [{ problem: "no" }, {}, {}, {}],
    });
  });

  it("asks again until the agent took it, and then no more", () => {
    const fleet = new Fleet();
    fleet.tick();
    fleet.tick(rolloutLimits.resendMs);
    expect(fleet.asked).toHaveLength(2);
    fleet.do({ type: "taken", host: hosts[0]! });
    fleet.tick(rolloutLimits.resendMs);
    expect(fleet.asked).toHaveLength(2);
  });

  it("paused asks nobody, and goes on when resumed", () => {
    const fleet = new Fleet();
    fleet.do({ type: "pause" });
    fleet.tick();
    expect(fleet.asked).toEqual([]);
    fleet.do({ type: "resume" });
    fleet.tick();
    expect(fleet.asked).toEqual([hosts[0]]);
  });
});

const seenAny: fc.Arbitrary<SeenHost> = fc.record({
  version: fc.constantFrom("0.1.0", "0.2.0"),
  isOnline: fc.boolean(),
  lastSampleAt: fc.option(fc.nat(10)),
  undone: fc.constantFrom(null, null, { text: "undone", since: 7 }),
});

it("whatever happens, nobody is asked before all of the earlier waves are healthy", () => {
  const round = fc.tuple(fc.array(seenAny, { minLength: 4, maxLength: 4 }), fc.nat(60_000));
  fc.assert(
    fc.property(fc.array(round, { maxLength: 30 }), (rounds) => {
      const fleet = new Fleet();
      for (const [seen, ms] of rounds) {
        for (const [index, host] of hosts.entries()) fleet.seen.set(host, seen[index]!);
        const before = fleet.asked.length;
        fleet.tick(ms);
        for (const host of fleet.asked.slice(before)) {
          const wave = fleet.now.rollout.hosts.find((one) => one.host === host)?.wave ?? 0;
          const earlier = fleet.now.rollout.hosts.filter((one) => one.wave < wave);
          expect(earlier.every(({ state }) => state === "healthy")).toBe(true);
        }
      }
    }),
  );
});
