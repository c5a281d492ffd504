import type { Operation } from "@novacron/protocol/domain/operation";
import { describe, expect, it } from "vitest";
import {
  hostNumber,
  machineNumber,
  machineOf,
  operationNumber,
  problemOf,
} from "../../kit/fleet.ts";
import { newOperation } from "../operations/admission.ts";
import { operationSentence } from "../operations/sentence.ts";
import { definitionChanges, noteSentence, stateSentence, stateSeverity } from "./sentences.ts";

const id = operationNumber(1);
const machine = machineNumber(3);
const started: Operation = newOperation({
  id,
  body: { id, kind: "machine.start", machine, params: {} },
  by: "anna",
  machineName: "web-3",
  host: hostNumber(1),
  hostName: "h1",
  epoch: 1,
  generation: 0,
  nowMs: 1_000,
});

describe("sentences", () => {
  it.each([
    [{}, "anna is starting web-3 on h1"],
    [{ state: "succeeded", endedAt: 4_200 }, "anna started web-3 on h1 in 3.2 s"],
    [{ state: "succeeded", endedAt: 500 }, "anna started web-3 on h1"],
    [{ state: "failed", problem: problemOf("X") }, "anna could not start web-3 on h1: X in a test"],
    [
      { state: "cancelling", cancelRequestedBy: "bob" },
      "bob is cancelling: anna is starting web-3 on h1",
    ],
    [
      { state: "cancelled", cancelRequestedBy: "bob" },
      "bob cancelled: anna wanted to start web-3 on h1",
    ],
    [
      { state: "needs-attention" },
      "It is not known whether anna could start web-3 on h1; a person has to look",
    ],
  ] as const)("of an operation %j", (more, sentence) => {
    expect(operationSentence({ ...started, ...more } as Operation)).toBe(sentence);
  });

  it.each([
    ["running", "booted", "external", "web-3 on h1 runs (booted), changed from outside NovaCron"],
    ["shutoff", "shutdown", "guest", "web-3 on h1 is off (shutdown), by the guest itself"],
    ["paused", "ioerror", "unknown", "web-3 on h1 is paused (ioerror)"],
    ["shutoff", "unknown", "anna", "web-3 on h1 is off, by anna"],
  ])("of %s (%s) by %s", (state, reason, actor, sentence) => {
    expect(stateSentence("web-3", "h1", { state, reason }, actor)).toBe(sentence);
  });

  it("of notes, also of ones that are not known", () => {
    expect(noteSentence("web-3", "h1", "guest-reboot", "")).toBe(
      "web-3 on h1 rebooted from inside",
    );
    expect(noteSentence("web-3", "h1", "new", "x")).toBe("web-3 on h1 reports new: x");
  });

  it("call a crash and a disk error critical", () => {
    expect(stateSeverity("shutoff", "crashed")).toBe("critical");
    expect(stateSeverity("paused", "ioerror")).toBe("critical");
    expect(stateSeverity("paused", "user")).toBe("info");
  });

  it("name what of a definition changed", () => {
    const before = machineOf(machine);
    expect(definitionChanges(before, { ...before, state: "running" })).toEqual([]);
    expect(definitionChanges(before, { ...before, name: "x", tags: ["a"] })).toEqual([
      "name",
      "tags",
    ]);
  });
});
