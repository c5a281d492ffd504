import type { HostSpec } from "./make-host.ts";
import type { MachineSpec } from "./make-machine.ts";

/** What a session of the mock sees; the login's name chooses it (see docs in main.ts). */
export interface Scenario {
  readonly hosts: readonly HostSpec[];
  readonly machines: readonly MachineSpec[];
  readonly role: "viewer" | "operator" | "administrator";
  /** Every answer but the login waits this long. */
  readonly slowMs?: number;
  /** Reading fleet, machines and metrics fails with this code. */
  readonly failing?: "STORE_UNAVAILABLE" | "INTERNAL";
  /** The live feed is refused. */
  readonly feedDown?: boolean;
  readonly hostDown?: string;
  /** An upgraded agent does not prove itself. */
  readonly rollsBack?: boolean;
}

const three: readonly HostSpec[] = [
  { name: "kvm-1", simulated: false, threads: 64, memoryGiB: 256 },
  { name: "kvm-2", simulated: false, threads: 64, memoryGiB: 256 },
  { name: "kvm-3", simulated: false, threads: 32, memoryGiB: 128, verdict: "qemu" },
];

const smallMachines: readonly MachineSpec[] = [
  ...named("kvm-1", ["web-1", "web-2", "web-3", "web-10"], ["web", "prod"]),
  ...named("kvm-1", ["ci-runner-1", "ci-runner-2", "ci-runner-3"], ["ci"]),
  { name: "db-1", host: "kvm-1", state: "running", vcpus: 16, memoryGiB: 64, tags: ["db", "prod"] },
  { name: "mail", host: "kvm-1", state: "running", vcpus: 4, memoryGiB: 8, tags: ["prod"] },
  { name: "vpn", host: "kvm-1", state: "running", vcpus: 2, memoryGiB: 2, tags: ["infra"] },
  ...named("kvm-2", ["web-4", "web-5", "cache-1", "cache-2"], ["web", "prod"]),
  { name: "db-2", host: "kvm-2", state: "running", vcpus: 16, memoryGiB: 64, tags: ["db", "prod"] },
  { name: "gitlab", host: "kvm-2", state: "running", vcpus: 8, memoryGiB: 16, tags: ["infra"] },
  { name: "grafana", host: "kvm-2", state: "running", vcpus: 2, memoryGiB: 4, tags: ["infra"] },
  {
    name: "archive",
    host: "kvm-2",
    state: "paused",
    reason: "ioerror",
    vcpus: 2,
    memoryGiB: 4,
    tags: ["backup"],
  },
  {
    name: "windows-ad",
    host: "kvm-2",
    state: "running",
    guestAgent: false,
    vcpus: 4,
    memoryGiB: 8,
  },
  ...named("kvm-3", ["staging-1", "staging-2"], ["staging"]),
  { name: "fails-to-start", host: "kvm-3", state: "shutoff", tags: ["staging"] },
  { name: "hangs-on-shutdown", host: "kvm-3", state: "running", tags: ["staging"] },
  { name: "old-erp", host: "kvm-3", state: "shutoff", reason: "shutdown", vcpus: 4 },
  { name: "lab-kernel", host: "kvm-3", state: "crashed", reason: "panicked", tags: ["lab"] },
];

function named(host: string, names: readonly string[], tags: readonly string[]): MachineSpec[] {
  return names.map((name) => ({ name, host, tags, state: "running" as const }));
}

/** `hostCount` simulated hosts with `each` machines. */
function many(hostCount: number, each: number): Pick<Scenario, "hosts" | "machines"> {
  const hosts: HostSpec[] = [];
  const machines: MachineSpec[] = [];
  const kinds = ["web", "db", "cache", "queue", "ci", "batch"] as const;
  for (let h = 1; h <= hostCount; h += 1) {
    const host = `sim-${String(h).padStart(3, "0")}`;
    hosts.push({ name: host, simulated: true });
    for (let m = 0; m < each; m += 1) {
      const kind = kinds[m % kinds.length] ?? "web";
      machines.push({ name: `${kind}-${(h - 1) * each + m + 1}`, host, tags: [kind] });
    }
  }
  return { hosts, machines };
}

const small: Scenario = { hosts: three, machines: smallMachines, role: "administrator" };
const one: HostSpec = { name: "box", simulated: false, threads: 8, memoryGiB: 32, verdict: "qemu" };

export const scenarios: Readonly<Record<string, Scenario>> = {
  anna: small,
  viewer: { ...small, role: "viewer" },
  nothing: { hosts: [], machines: [], role: "administrator" },
  empty: { hosts: [one], machines: [], role: "administrator" },
  thousand: { ...many(20, 50), role: "operator" },
  "five-thousand": { ...many(100, 50), role: "operator" },
  "many-hosts": { ...many(3_000, 1), role: "operator" },
  slow: { ...small, slowMs: 3_000 },
  failing: { ...small, failing: "STORE_UNAVAILABLE" },
  offline: { ...small, feedDown: true },
  "host-down": { ...small, hostDown: "kvm-2" },
  "rolls-back": { ...small, rollsBack: true },
};
