import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostNumber } from "../../kit/fleet.ts";
import { type Presence, type PresenceEvent, stepPresence, unheard } from "./presence.ts";

const host = hostNumber(1);
const said = (state: "online" | "offline", session: string, isPast = false): PresenceEvent => ({
  type: "status",
  status: { v: 1, host, state, session, at: 0 },
  isPast,
});
const tick = (busSinceMs: number | null = 0): PresenceEvent => ({
  type: "tick",
  intervalMs: 5_000,
  busSinceMs,
});

function run(events: readonly (readonly [number, PresenceEvent])[]): Presence {
  return events.reduce(
    (one, [ms, event]) => stepPresence(one, event, ms),
    unheard("offline", "", 0),
  );
}

describe("a host", () => {
  it("is online, then stale without samples, then offline without a word", () => {
    const online: (readonly [number, PresenceEvent])[] = [
      [0, said("online", "a")],
      [0, { type: "batch" }],
    ];
    expect(run(online).state).toBe("online");
    expect(run([...online, [14_999, tick()]]).state).toBe("online");
    expect(run([...online, [15_000, tick()]]).state).toBe("stale");
    expect(run([...online, [60_000, tick()]]).state).toBe("offline");
  });

  it("is not taken for dead while the bus is away, nor at once when it is back", () => {
    const online = [0, said("online", "a")] as const;
    expect(run([online, [600_000, tick(null)]]).state).toBe("stale");
    expect(run([online, [600_000, tick(590_000)]]).state).toBe("stale");
  });

  it("is offline by its last will, but not by that of an older process", () => {
    const two: (readonly [number, PresenceEvent])[] = [
      [0, said("online", "a")],
      [1, said("online", "b")],
    ];
    expect(run([...two, [2, said("offline", "a")]]).state).toBe("online");
    expect(run([...two, [2, said("offline", "b")]]).state).toBe("offline");
    expect(run([...two, [2, said("offline", "b")], [3, said("online", "a", true)]]).state).toBe(
      "offline",
    );
  });

  it("stays offline when its retained report comes again, and is back with a batch", () => {
    const gone: (readonly [number, PresenceEvent])[] = [
      [0, said("online", "a")],
      [1, said("offline", "a")],
      [2, { type: "report", session: "a", isPast: false }],
    ];
    expect(run(gone).state).toBe("offline");
    expect(run([...gone, [3, { type: "batch" }]]).state).toBe("online");
  });

  it("never is online long after its last word", () => {
    const event: fc.Arbitrary<PresenceEvent> = fc.oneof(
      fc.constantFrom(said("online", "a"), said("offline", "a"), said("online", "b")),
      fc.constant({ type: "batch" } as const),
      fc.constant({ type: "report", session: "b", isPast: false } as const),
      fc.constant(tick()),
    );
    const history = fc.array(fc.tuple(fc.nat(30_000), event), { maxLength: 30 });
    fc.assert(
      fc.property(history, (steps) => {
        let ms = 0;
        const timed = steps.map(([pause, one]) => {
          ms += pause;
          return [ms, one] as const;
        });
        expect(run([...timed, [ms + 60_000, tick()]]).state).toBe("offline");
      }),
    );
  });
});
