import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView } from "@novacron/protocol/http/hosts";
import { describe, expect, it } from "vitest";
import { fleetHeadline, fleetSummary } from "./sentences.ts";

const fleet = (over: object): FleetView =>
  ({
    at: 10 * 60_000,
    hosts: { online: 3, stale: 0, offline: 0 },
    machines: { running: 21, shutoff: 4 },
    problems: [],
    problemsTotal: 0,
    ...over,
  }) as unknown as FleetView;

describe("the fleet in words", () => {
  it("says first what is wrong, and since when", () => {
    const problems = [{ since: 4 * 60_000 }, { since: null }];
    expect(fleetHeadline(fleet({ problems, problemsTotal: 2 }))).toBe(
      "2 things are wrong, the oldest for 6 min",
    );
    expect(fleetHeadline(fleet({ problems: [{ since: 0 }], problemsTotal: 1 }))).toBe(
      "One thing is wrong, for 10 min",
    );
    expect(fleetHeadline(fleet({}))).toBe("Nothing is wrong");
  });

  it("says what is simulated", () => {
    const host = (simulated: boolean) => ({ inventory: { simulated } }) as HostView;
    const one = fleetSummary(fleet({}), [host(true), host(false)]);
    expect(one).toMatch(/1 of the hosts are simulated\.$/);
    expect(fleetSummary(fleet({}), [host(true)])).toMatch(/All hosts are simulated\.$/);
  });

  it("counts hosts and machines", () => {
    expect(fleetSummary(fleet({}), [])).toBe("All 3 hosts report; 21 of 25 machines run.");
    expect(fleetSummary(fleet({ hosts: { online: 1, stale: 1, offline: 2 } }), [])).toBe(
      "1 of 4 hosts report; 21 of 25 machines run.",
    );
    const alone = { hosts: { online: 1, stale: 0, offline: 0 }, machines: { running: 0 } };
    expect(fleetSummary(fleet(alone), [])).toBe("The one host reports; there are no machines yet.");
  });
});
