import { readFileSync } from "node:fs";
import process from "node:process";
import { commandLine } from "@novacron/test/lab/processes";
import { withChildren } from "../collection/process-cost.ts";
import { rounded } from "../lib/result.ts";

const parts = ["control plane", "agents", "gates", "libvirtd, QEMU and the rest"] as const;
type Part = (typeof parts)[number];
type Split = Readonly<Record<Part, number>>;

/** proc(5): clock ticks of a second. */
const ticksPerSecond = 100;

/** CPU seconds by who spent them, of all that runs below this process; what has ended counts with its parent. */
export function cpuSplit(): Split {
  const sums = { "control plane": 0, agents: 0, gates: 0, "libvirtd, QEMU and the rest": 0 };
  for (const pid of withChildren(process.pid)) {
    if (pid === process.pid) continue;
    const { own, ended } = ticksOf(pid);
    const part = partOf(commandLine(pid));
    sums[part] += own / ticksPerSecond;
    // An agent begins little else while machines move.
    sums[part === "agents" ? "gates" : part] += ended / ticksPerSecond;
  }
  return sums;
}

/** What was spent since, as a note of the bench. */
export function cpuSince(before: Split): string {
  const now = cpuSplit();
  return parts.map((part) => `${part} ${rounded(now[part] - before[part], 2)} s`).join(", ");
}

function partOf(words: readonly string[]): Part {
  const line = words.join(" ");
  if (words.at(-1) === "gate") return "gates";
  if (/novacron-agent|agent\/(launch\/)?main\.ts/.test(line)) return "agents";
  return /novacron-server|control-plane\/(launch\/)?main\.ts/.test(line)
    ? "control plane"
    : "libvirtd, QEMU and the rest";
}

/** utime and stime of the process, and of the children that it has waited for. */
function ticksOf(pid: number): { readonly own: number; readonly ended: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const at = (index: number) => Number(fields[index] ?? 0);
    return { own: at(11) + at(12), ended: at(13) + at(14) };
  } catch {
    // It ended just now, and its parent tells.
    return { own: 0, ended: 0 };
  }
}
