import { describe, expect, it } from "vitest";
import { capabilities } from "./host.ts";
import { machineStates } from "./machine.ts";
import {
  type MachineAction,
  type MachineFacts,
  machineActions,
  machineCan,
} from "./machine-can.ts";
import { holderOf } from "./may.ts";

const able: MachineFacts = {
  state: "running",
  conflict: false,
  demo: true,
  autostart: "off",
  persistent: true,
  serialConsole: true,
  hostState: "online",
  hostName: "h1",
  foreignManager: null,
  libvirtConnected: true,
  capabilities,
  heldBy: null,
  who: holderOf("operator"),
  project: null,
  tags: [],
};

/** In which states each action is possible when nothing else stands in its way: the whole table. */
const possible: Readonly<Record<MachineAction, string>> = {
  "machine.start": "shutoff crashed",
  "machine.shutdown": "running",
  "machine.reboot": "running",
  "machine.force-off": "running paused shutting-down crashed pmsuspended",
  "machine.pause": "running",
  "machine.resume": "paused pmsuspended",
  "machine.autostart": "running paused shutting-down shutoff crashed pmsuspended",
  "machine.delete-demo": "running paused shutting-down shutoff crashed pmsuspended",
  "machine.console": "running paused shutting-down",
  "machine.migrate": "running paused shutoff",
};

const codes = (action: MachineAction, facts: Partial<MachineFacts>): readonly string[] =>
  machineCan(action, { ...able, ...facts }).map((one) => one.code);

describe.each(machineActions)("%s", (action) => {
  it.each(machineStates)("in state %s", (state) => {
    const isPossible = possible[action].split(" ").includes(state);
    expect(codes(action, { state })).toEqual(isPossible ? [] : ["state"]);
  });

  const state = possible[action].split(" ")[0] as MachineFacts["state"];

  it.each([
    ["role", { who: holderOf("viewer") }],
    ["host-offline", { hostState: "offline" }],
    ["libvirt-down", { libvirtConnected: false }],
    ["foreign-manager", { foreignManager: "vdsm" }],
    ["agent-too-old", { capabilities: [] }],
    ["conflict", { conflict: true }],
  ] as const)("is hindered by %s alone", (code, facts) => {
    expect(codes(action, { state, ...facts })).toEqual([code]);
  });

  it("is not hindered by a late sample", () => {
    expect(codes(action, { state, hostState: "stale" })).toEqual([]);
  });

  it("waits for another operation, unless it is the way out or only looks", () => {
    const besides = action === "machine.force-off" || action === "machine.console";
    expect(codes(action, { state, heldBy: "anna is rebooting it" })).toEqual(
      besides ? [] : ["held"],
    );
  });

  it("names every obstacle, each with what removes it", () => {
    const all = machineCan(action, {
      ...able,
      who: holderOf("viewer"),
      hostState: "offline",
      foreignManager: "vdsm",
      capabilities: [],
      conflict: true,
      state: "unknown",
    });
    expect(all.map((one) => one.code)).toEqual([
      "role",
      "host-offline",
      "foreign-manager",
      "agent-too-old",
      "conflict",
      "state",
    ]);
    for (const { text, remedy } of all) expect([text, remedy]).not.toContain("");
  });
});

describe("a state that is in the way", () => {
  const remedies = (action: MachineAction, state: MachineFacts["state"]) =>
    machineCan(action, { ...able, state }).map((one) => one.remedy);

  it.each([
    ["machine.shutdown", "paused", /^Resume it first.* or force it off/],
    ["machine.shutdown", "shutting-down", /or force it off/],
    ["machine.shutdown", "shutoff", /off already/],
    ["machine.reboot", "crashed", /^Force it off, then start it$/],
    ["machine.start", "paused", /^Resume it$/],
    ["machine.migrate", "crashed", /^Bring the machine to running, paused or shutoff$/],
  ] as const)("%s of one that is %s says what leads on", (action, state, remedy) => {
    expect(remedies(action, state)).toEqual([expect.stringMatching(remedy)]);
  });
});

describe("special obstacles", () => {
  it.each([
    ["machine.delete-demo", { demo: false }, "not-demo"],
    ["machine.console", { serialConsole: false }, "no-serial"],
    ["machine.autostart", { persistent: false }, "transient"],
  ] as const)("%s", (action, facts, code) => {
    expect(codes(action, facts)).toEqual([code]);
  });
});
