import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Assignments } from "@novacron/protocol/messages/report";
import { expect, test } from "vitest";
import type { AgentFacts } from "../ports/journal-store.ts";
import { uuidOf } from "../sim/chance.ts";
import { simulatedHostId, simulatedMachines } from "../sim/machine-specs.ts";
import { SimMachine } from "../sim/sim-machine.ts";
import { type AutostartFacts, planAutostart } from "./autostart.ts";

const host = simulatedHostId(1, 0);
const other = simulatedHostId(1, 1);
const id = uuidOf(1, "m") as MachineId;
const limits = { autostartWaitMs: 60_000, freshBootMs: 900_000 };
const wallMs = 1_700_000_000_000;

const plain: MachineReport = {
  ...new SimMachine(simulatedMachines(1, 0, 1)[0]!, 1).report(),
  id,
  state: "shutoff",
  autostart: "novacron",
  generation: 3,
  owner: host,
};
const local = { ...plain.disks[0]!, source: "/var/lib/a.qcow2", shareable: false };
const shared = { ...plain.disks[0]!, source: "rbd:vms/a", shareable: true };

function facts(over: Partial<AgentFacts> = {}): AgentFacts {
  return { epoch: 1, generations: {}, departed: [], autostartDoneFor: "earlier", ...over };
}

function assigned(
  over: Partial<Assignments["machines"][number]> = {},
  listed: MachineId = id,
): Assignments {
  const machine = { id: listed, generation: 3, autostart: true, barred: null, ...over };
  return {
    v: 1,
    host,
    epoch: 1,
    session: "s",
    turn: 1,
    at: 1,
    machines: [machine],
    metricsIntervalMs: 5_000,
    detail: [],
  };
}

function plan(machine: Partial<MachineReport>, over: Partial<AutostartFacts> = {}) {
  return planAutostart(
    {
      host,
      kernelBootId: "now",
      hostBootAt: wallMs - 60_000,
      wallMs,
      facts: facts(),
      machines: [{ ...plain, disks: [local], ...machine }],
      assignments: null,
      waitedMs: 0,
      ...over,
    },
    limits,
  );
}

const start = { type: "decide", start: [id], skip: [] };
const nothing = { type: "decide", start: [], skip: [] };
const skips = (why: string) => ({
  type: "decide",
  start: [],
  skip: [{ id, why: expect.stringContaining(why) }],
});
const alone = { waitedMs: 60_000 };

const table: [name: string, got: unknown, want: object][] = [
  // Which boot this is
  [
    "done before in this boot",
    plan({}, { facts: facts({ autostartDoneFor: "now" }) }),
    { type: "done" },
  ],
  [
    "new journal on a host that runs for long",
    plan({}, { facts: facts({ autostartDoneFor: null }), hostBootAt: 0, assignments: assigned() }),
    { ...nothing, final: true },
  ],
  [
    "new journal, boot time not known",
    plan(
      {},
      { facts: facts({ autostartDoneFor: null }), hostBootAt: null, assignments: assigned() },
    ),
    { ...nothing, final: true },
  ],
  [
    "new journal just after a boot, confirmed",
    plan({}, { facts: facts({ autostartDoneFor: null }), assignments: assigned() }),
    { ...start, final: true },
  ],
  [
    "new journal just after a boot, alone",
    plan({}, { facts: facts({ autostartDoneFor: null }), ...alone }),
    { ...skips("journal is new"), final: false },
  ],
  // Which machines are looked at
  ["libvirt's own autostart", plan({ autostart: "libvirt" }, alone), nothing],
  ["no autostart", plan({ autostart: "off" }, alone), nothing],
  ["runs already", plan({ state: "running" }, alone), nothing],
  ["paused", plan({ state: "paused" }, alone), nothing],
  ["transient", plan({ persistent: false }, alone), nothing],
  ["crashed before the boot", plan({ state: "crashed" }, { assignments: assigned() }), start],
  // With the control plane's word
  ["confirmed", plan({}, { assignments: assigned() }), { ...start, final: true }],
  ["confirmed, shared disk", plan({ disks: [shared] }, { assignments: assigned() }), start],
  [
    "confirmed, departed once",
    plan({}, { assignments: assigned(), facts: facts({ departed: [id] }) }),
    start,
  ],
  ["confirmed, no owner named", plan({ owner: null }, { assignments: assigned() }), start],
  ["confirmed, other owner", plan({ owner: other }, { assignments: assigned() }), skips("owner")],
  ["assigned, off there", plan({}, { assignments: assigned({ autostart: false }) }), skips("off")],
  [
    "assigned, newer generation",
    plan({}, { assignments: assigned({ generation: 4 }) }),
    skips("generation 3 here, 4"),
  ],
  [
    "assigned, older generation",
    plan({}, { assignments: assigned({ generation: 2 }) }),
    skips("generation 3 here, 2"),
  ],
  [
    "assigned, barred",
    plan({}, { assignments: assigned({ barred: "two copies" }) }),
    skips("two copies"),
  ],
  [
    "not assigned here",
    plan({}, { assignments: assigned({}, uuidOf(1, "x") as MachineId) }),
    { ...skips("does not assign"), final: true },
  ],
  [
    "the word outweighs long waiting",
    plan({}, { assignments: assigned({ autostart: false }), waitedMs: 999_999 }),
    skips("off"),
  ],
  // Without it
  ["still waiting", plan({}, { waitedMs: 59_999 }), { type: "wait" }],
  ["alone, local disks, own", plan({}, alone), { ...start, final: false }],
  ["alone, no disks", plan({ disks: [] }, alone), start],
  ["alone, empty drive", plan({ disks: [local, { ...shared, source: null }] }, alone), start],
  ["alone, shared disk", plan({ disks: [shared] }, alone), skips("another host may reach")],
  ["alone, one disk shared", plan({ disks: [local, shared] }, alone), skips("another host")],
  ["alone, departed", plan({}, { ...alone, facts: facts({ departed: [id] }) }), skips("left")],
  ["alone, other owner", plan({ owner: other }, alone), skips("not named")],
  ["alone, no owner", plan({ owner: null }, alone), skips("not named")],
  [
    "alone, generation known to be higher",
    plan({}, { ...alone, facts: facts({ generations: { [id]: 4 } }) }),
    skips("generation changed"),
  ],
  [
    "alone, generation as known",
    plan({}, { ...alone, facts: facts({ generations: { [id]: 3 } }) }),
    start,
  ],
];

test.each(table)("%s", (_, got, want) => {
  expect(got).toMatchObject(want);
});
