import { existsSync, readdirSync } from "node:fs";
import { readOnce } from "../proc/proc-file.ts";

interface Manager {
  readonly name: string;
  /** Last parts of paths in the command line of its agent on a host. */
  readonly programs: readonly string[];
  /** Its unit: enabled means that it owns the host though it may be stopped just now. */
  readonly units: readonly string[];
}

/** Other managers that act on a host's libvirt by themselves. */
const managers: readonly Manager[] = [
  { name: "vdsm", programs: ["vdsmd", "supervdsmd", "vdsm"], units: ["vdsmd"] },
  {
    name: "nova",
    programs: ["nova-compute"],
    units: ["nova-compute", "openstack-nova-compute", "devstack@n-cpu"],
  },
  { name: "cloudstack", programs: ["cloudstack-agent"], units: ["cloudstack-agent"] },
];

/** Name of the manager that owns this host, or null. Enabled or running is enough: two must never act. */
export function findForeignManager(root: string): string | null {
  const enabled = managers.find(({ units }) => units.some((unit) => isEnabled(root, unit)));
  return enabled?.name ?? runningManager(root);
}

function isEnabled(root: string, unit: string): boolean {
  return existsSync(`${root}/etc/systemd/system/multi-user.target.wants/${unit}.service`);
}

function runningManager(root: string): string | null {
  for (const pid of processIds(root)) {
    const programs = programsOf(readOnce(`${root}/proc/${pid}/cmdline`) ?? "");
    const found = managers.find((one) => one.programs.some((program) => programs.has(program)));
    if (found !== undefined) return found.name;
  }
  return null;
}

/** The program, and where that is an interpreter, the script it runs. */
function programsOf(commandLine: string): ReadonlySet<string> {
  const [program = "", ...rest] = commandLine.split("\0");
  const words = [program];
  if (/\/?(python[\d.]*|java|sh|bash)$/.test(program)) {
    words.push(rest.find((word) => !word.startsWith("-")) ?? "");
  }
  return new Set(words.map((word) => word.slice(word.lastIndexOf("/") + 1)));
}

function processIds(root: string): string[] {
  try {
    return readdirSync(`${root}/proc`).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
