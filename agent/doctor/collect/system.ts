import { existsSync, readFileSync } from "node:fs";
import type { SecurityFacts, ServiceFacts } from "../facts.ts";
import { runProgram } from "./run-program.ts";

const shown = [
  "LoadState",
  "UnitFileState",
  "ActiveState",
  "Result",
  "NeedDaemonReload",
  "NRestarts",
];

export async function collectService(unit = "novacron-agent.service"): Promise<ServiceFacts> {
  if (!existsSync("/run/systemd/system")) return { systemd: false, unit: null };
  const output = await runProgram("systemctl", ["show", unit, `--property=${shown.join(",")}`]);
  return { systemd: true, unit: parseUnit(output ?? "") };
}

/** `systemctl show` prints one `Name=value` a line, for unknown units too. */
export function parseUnit(output: string): ServiceFacts["unit"] {
  const lines = output.split("\n").map((line) => line.split("="));
  const values = new Map(lines.map(([name = "", ...rest]) => [name, rest.join("=")]));
  if (values.get("LoadState") !== "loaded") return null;
  return {
    enabled: /^(enabled|static|linked)/.test(values.get("UnitFileState") ?? ""),
    active: values.get("ActiveState") ?? "unknown",
    result: values.get("Result") ?? "unknown",
    needsReload: values.get("NeedDaemonReload") === "yes",
    restarts: Number(values.get("NRestarts") ?? 0),
  };
}

export async function collectSecurity(program: string): Promise<SecurityFacts> {
  const enforce = read("/sys/fs/selinux/enforce");
  const selinux = enforce === null ? "off" : enforce === "1" ? "enforcing" : "permissive";
  // Node has no call for extended attributes; coreutils' stat prints the context.
  const context = selinux === "off" ? null : await runProgram("stat", ["-c", "%C", program]);
  return {
    selinux,
    programLabel: context?.trim().split(":")[2] ?? null,
    apparmor: read("/sys/module/apparmor/parameters/enabled") === "Y",
  };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
}
