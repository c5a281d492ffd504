import type { MachineView } from "@novacron/protocol/http/machines";
import { expect, it } from "vitest";
import { machineHealth } from "./health.ts";

const now = 1_000_000_000;
const machine = (over: object): MachineView =>
  ({
    state: "running",
    reason: "booted",
    hostName: "h1",
    vcpus: 4,
    cpuUsed: 1,
    sampledAt: now - 3_000,
    latest: {},
    problems: [],
    lastOperation: null,
    ...over,
  }) as unknown as MachineView;

it.each([
  [{}, "Runs without trouble."],
  [{ cpuUsed: 3.9 }, "Runs, and uses 98 % of its CPUs."],
  [{ latest: { cpuWait: 1 } }, "Runs, but waits 25 % of the time for a host CPU."],
  [{ sampledAt: now - 600_000 }, "Its newest figures are 10 min old."],
  [{ state: "unknown" }, "Its state is not known, because h1 does not report."],
  [{ state: "paused", reason: "ioerror" }, "Is paused after an I/O error."],
  [{ state: "crashed", reason: "panicked" }, "Crashed after a guest panic."],
  [
    {
      state: "shutoff",
      lastOperation: { kind: "machine.start", state: "failed", at: now - 120_000 },
    },
    "Is switched off. Start failed 2 min ago.",
  ],
  [
    { lastOperation: { kind: "machine.start", state: "failed", at: now - 7_200_000 } },
    "Runs without trouble.",
  ],
  [
    { lastOperation: { kind: "machine.start", state: "succeeded", at: now - 60_000 } },
    "Runs without trouble.",
  ],
  [{ state: "paused", reason: "" }, "Is paused."],
  [{ problems: [{ text: "web-3 crashed", since: now - 240_000 }] }, "web-3 crashed (4 min)."],
])("%j reads: %s", (over, text) => {
  expect(machineHealth(machine(over), now)).toBe(text);
});
