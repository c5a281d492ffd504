import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isNoDomain } from "@novacron/agent/libvirt/errors";
import { openSession } from "@novacron/agent/libvirt/session";
import { systemClock } from "@novacron/agent/libvirt/testing/system-clock";
import { scanJournal } from "@novacron/agent/stores/journal-lines";
import { JournalMemory } from "@novacron/agent/stores/journal-memory";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { StackHost } from "../framework/stack-host.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { commandLine } from "../lab/processes.ts";
import type { SiteGuest } from "./move-site.ts";

/** virDomainState. */
export const domainRunning = 1;

export interface Copy {
  readonly state: number;
  /** Why it is in this state: of one that is off, virDomainShutoffReason. */
  readonly reason: number;
  readonly persistent: boolean;
  /** libvirt's job under way; 0 for none. */
  readonly job: number;
}

/** What this host's libvirtd says of a machine, asked past the agent; null: it has none. */
export async function copyOn(lab: LabHost, uuid: MachineId): Promise<Copy | null> {
  const address = { socketPath: lab.socketPath, uri: "qemu:///system" };
  const session = await openSession({ clock: systemClock, address });
  const { remote } = session;
  try {
    const { dom } = await remote.domainLookupByUuid({ uuid });
    const { state, reason } = await remote.domainGetState({ dom, flags: 0 });
    const { persistent } = await remote.domainIsPersistent({ dom });
    const job = state === domainRunning ? (await remote.domainGetJobInfo({ dom })).type : 0;
    return { state, reason, persistent: persistent === 1, job };
  } catch (error) {
    if (isNoDomain(error)) return null;
    throw error;
  } finally {
    await session.close();
  }
}

/** What a move left on a host, in sentences; `owns`: the machine is here now, with its disk and definition. */
export async function remainsOn(
  host: StackHost,
  guest: SiteGuest,
  owns: boolean,
): Promise<string[]> {
  const { lab } = host;
  const { name, machine, disk } = guest;
  const found: string[] = [];
  const say = (text: string) => found.push(`${lab.name}: ${text}`);
  const copy = await copyOn(lab, machine);
  if (owns && copy === null) say("the machine is not defined here");
  if (owns && copy?.persistent === false) say("the machine is not persistent");
  if ((copy?.job ?? 0) !== 0) say(`libvirt has a job ${copy?.job} with it`);
  if (!owns && copy !== null) say(`a copy is left in state ${copy.state}`);
  if (!owns && host.qemuPids().has(name)) say("a QEMU process is left");
  const files = {
    "its definition": join(lab.record.dir, "etc/qemu", `${name}.xml`),
    "libvirt's status of it": lab.outside(`/run/libvirt/qemu/${name}.xml`),
    ...(disk === null ? {} : { "its disk": lab.outside(disk) }),
  };
  for (const [what, path] of Object.entries(files)) {
    if (!owns && existsSync(path)) say(`${what} is left`);
    if (owns && what !== "libvirt's status of it" && !existsSync(path)) say(`${what} is not there`);
  }
  const agent = join(lab.record.dir, "agent");
  for (const folder of ["gates", "moves"]) {
    const left = namesIn(join(agent, folder)).filter((one) => one.startsWith(machine.slice(0, 13)));
    if (left.length > 0) say(`left in ${folder}: ${left.join(", ")}`);
  }
  const gates = lab.processes().filter(({ outside }) => commandLine(outside).at(-1) === "gate");
  const serving = gates.filter(({ outside }) => hasSockets(outside));
  if (serving.length > 0) say(`${serving.length} gate processes serve a move that is over`);
  if (gates.length > spareGates) say(`${gates.length} gate processes are left`);
  if (barsIn(agent).includes(machine)) say("the machine is still barred");
  return found;
}

/** Processes of gates that may wait for another move on a host (decision 0067). */
const spareGates = 4;

/** Whether it listens or is connected anywhere: a gate that waits for its order has but the pipes to its agent. */
function hasSockets(pid: number): boolean {
  const lines = (name: string) => readFileSync(`/proc/${pid}/net/${name}`, "utf8").split("\n");
  try {
    const tcp = [...lines("tcp"), ...lines("tcp6")].map((line) => line.trim().split(/\s+/)[9]);
    // Those without a path are pairs, which is what pipes to a child are.
    const unix = lines("unix").map((line) => line.split(/\s+/));
    const named = unix.filter((fields) => fields.length > 7).map((fields) => fields[6]);
    const open = new Set([...tcp, ...named].map((inode) => `socket:[${inode}]`));
    const fds = `/proc/${pid}/fd`;
    return readdirSync(fds).some((fd) => open.has(readlinkSync(join(fds, fd))));
  } catch {
    // It ended meanwhile.
    return false;
  }
}

/** Moves that the control plane's own file still holds: reservations and what is owed are counted from these. */
export function rowsOf(data: string, machine: MachineId): string[] {
  const db = new DatabaseSync(join(data, "state.db"), { readOnly: true, timeout: 10_000 });
  try {
    const rows = db.prepare("SELECT body FROM move").all();
    const mine = rows
      .map(({ body }) => JSON.parse(String(body)))
      .filter((row) => row.machine === machine);
    return mine.map((row) => `control plane: the row of its move is left, owing ${row.owes}`);
  } finally {
    db.close();
  }
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function barsIn(agent: string): string[] {
  const path = join(agent, "journal/journal.jsonl");
  if (!existsSync(path)) return [];
  const memory = new JournalMemory();
  for (const record of scanJournal(readFileSync(path)).records) memory.apply(record);
  return Object.keys(memory.facts.barred ?? {});
}
