import { machineState, stateReason } from "@novacron/protocol/domain/machine";
import { expect, it } from "vitest";
import { eventName, ioErrorAction, jobName, stateOf, watchdogAction } from "./states.ts";

it.each([
  [1, 1, "running", "booted"],
  [2, 0, "running", "unknown"],
  [3, 5, "paused", "ioerror"],
  [3, 14, "paused", "api-error"],
  [4, 1, "shutting-down", "user"],
  [5, 2, "shutoff", "destroyed"],
  [6, 1, "crashed", "panicked"],
  [7, 0, "pmsuspended", "unknown"],
  [99, 99, "unknown", "unknown"],
])("state %i, reason %i is %s, %s", (state, reason, name, why) => {
  expect(stateOf(state, reason)).toEqual({ state: name, reason: why });
});

it("has words within the protocol for every number", () => {
  for (let state = 0; state < 10; state++) {
    for (let reason = 0; reason < 20; reason++) {
      const words = stateOf(state, reason);
      expect(machineState.parse(words.state)).toBe(words.state);
      expect(stateReason.parse(words.reason)).toBe(words.reason);
    }
  }
});

it.each([
  [0, 1, "defined/updated"],
  [2, 1, "started/migrated"],
  [3, 2, "suspended/ioerror"],
  [5, 2, "stopped/crashed"],
  [6, 1, "shutdown/guest"],
  [8, 0, "crashed/panicked"],
  [5, 42, "stopped/42"],
  [77, 1, "event-77/1"],
])("event %i, detail %i is %s", (event, detail, name) => {
  expect(eventName(event, detail)).toBe(name);
});

it("names jobs and actions", () => {
  expect([5, 9, 99].map(jobName)).toEqual(["migration-out", "backup", "unknown"]);
  expect([1, 9].map(ioErrorAction)).toEqual(["pause", "unknown"]);
  expect([2, 6, 9].map(watchdogAction)).toEqual(["reset", "inject-nmi", "unknown"]);
});
