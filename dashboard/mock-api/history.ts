import type { RecordEntry } from "@novacron/protocol/http/record";
import type { MockFleet, MockMachine } from "./fleet.ts";

type Kind = RecordEntry["kind"];

/** What happened before the first login: enough for every kind of mark on a timeline. */
export function firstRecord(fleet: MockFleet, now: number): void {
  const minutes = (count: number) => now - count * 60_000;
  const put = (at: number, kind: Kind, name: string, rest: Partial<RecordEntry>) => {
    const machine = find(fleet, name);
    if (machine === undefined) return;
    fleet.record.push(entry(fleet, machine, { at, kind, ...rest }));
  };
  put(minutes(2_880), "operation.ended", "web-3", {
    actor: "anna",
    sentence: "anna rebooted web-3 on kvm-1",
  });
  put(minutes(310), "machine.size", "db-1", {
    actor: "external",
    sentence: "db-1 was changed from 8 to 16 vCPUs outside NovaCron",
  });
  put(minutes(58), "machine.note", "web-3", { actor: "guest", sentence: "web-3 rebooted itself" });
  put(minutes(52), "machine.state", "web-3", {
    actor: "external",
    sentence: "web-3 was paused outside NovaCron",
    severity: "warning",
  });
  put(minutes(51), "machine.state", "web-3", {
    actor: "external",
    sentence: "web-3 was resumed outside NovaCron",
  });
  put(minutes(44), "operation.ended", "ci-runner-2", {
    actor: "ben",
    sentence: "ben started ci-runner-2 on kvm-1",
  });
  put(minutes(31), "machine.state", "archive", {
    actor: "agent",
    sentence: "archive was paused by an I/O error on vda",
    severity: "critical",
  });
  put(minutes(22), "operation.ended", "web-3", {
    actor: "anna",
    sentence: "anna could not shut web-3 down: the guest did not answer in 60 s",
    severity: "warning",
  });
  put(minutes(14), "machine.state", "lab-kernel", {
    actor: "guest",
    sentence: "lab-kernel panicked",
    severity: "critical",
  });
  put(minutes(6), "operation.ended", "cache-1", {
    actor: "anna",
    sentence: "anna started cache-1 on kvm-2",
  });
  tieMachine(fleet, now);
  fleet.record.sort((a, b) => a.at - b.at);
  fleet.record.forEach((line, index) => {
    line.id = index + 1;
  });
}

/** The copy of one machine on a second host, and a culprit of the bulk call. */
function tieMachine(fleet: MockFleet, now: number): void {
  const vpn = find(fleet, "vpn");
  const other = [...fleet.hosts.values()].find((host) => host.inventory.name === "kvm-3");
  if (vpn === undefined || other === undefined) return;
  vpn.copy = other.inventory.id;
  fleet.record.push(
    entry(fleet, vpn, {
      at: now - 9 * 60_000,
      kind: "machine.conflict",
      actor: "novacron",
      severity: "critical",
      sentence: "kvm-1 and kvm-3 both report vpn",
    }),
  );
  other.inventory.libvirt.culprits.push({
    machine: "hangs-on-shutdown",
    why: "Its QEMU monitor did not answer within 2 s; left out of the bulk call",
  });
  const [pool] = other.inventory.pools;
  if (pool !== undefined) {
    pool.availableBytes = pool.capacityBytes * 0.07;
    pool.allocationBytes = pool.capacityBytes - pool.availableBytes;
  }
}

function find(fleet: MockFleet, name: string): MockMachine | undefined {
  return [...fleet.machines.values()].find((machine) => machine.report.name === name);
}

function entry(
  fleet: MockFleet,
  machine: MockMachine,
  over: Partial<RecordEntry> & Pick<RecordEntry, "at" | "kind">,
): RecordEntry {
  return {
    id: 0,
    machine: machine.report.id,
    machineName: machine.report.name,
    host: machine.host,
    hostName: fleet.hostName(machine.host),
    operation: null,
    actor: "novacron",
    severity: "info",
    sentence: "",
    data: {},
    ...over,
  };
}
