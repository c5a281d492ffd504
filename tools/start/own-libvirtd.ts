import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandLine, processStart, signalProcess, waitUntil } from "@novacron/test/lab/processes";
import { SetupError } from "../bootstrap/setup-error.ts";
import { answers, libvirtSockets } from "./libvirt-socket.ts";
import type { ProcessRecord } from "./run-state.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** QEMU writes its logs itself, so that no virtlogd has to live as long as the machines. */
const overrides = { stdio_handler: '"file"' };

/**
 * Starts a libvirtd for a machine without an init system: stock configuration, with the few differences it
 * needs there seen by itself alone (docs/decisions/own-libvirtd.md). Its machines outlive it.
 */
export async function startOwnLibvirtd(dataDir: string): Promise<ProcessRecord> {
  const dir = join(dataDir, "libvirt");
  mkdirSync(dir, { recursive: true });
  const qemuConf = join(dir, "qemu.conf");
  writeFileSync(qemuConf, withOverrides(readIfThere("/etc/libvirt/qemu.conf"), overrides));
  const pidFile = join(dir, "libvirtd.pid");
  const logPath = join(dir, "libvirtd.log");
  const log = openSync(logPath, "a");
  const script = ["sh", join(here, "own-libvirtd.sh"), qemuConf, join(dir, "kvm"), pidFile];
  // Later mounts of the system (shared storage) must reach libvirtd: slave, not private.
  const command = ["unshare", "--mount", "--propagation", "slave", "--", ...script];
  const child = spawn("perl", [join(here, "reaper.pl"), ...command], {
    stdio: ["ignore", log, log],
    detached: true,
    cwd: "/",
  });
  child.unref();
  await waitUntil("libvirtd answers on its socket", async () => {
    if (child.exitCode !== null) throw failure(logPath);
    return (await answers(libvirtSockets[0])) && isLibvirtd(pidIn(pidFile));
  });
  const pid = pidIn(pidFile);
  return { pid, start: processStart(pid) ?? "" };
}

/** Ends a libvirtd that an earlier or this start began; its machines keep running. */
export async function stopOwnLibvirtd(record: ProcessRecord): Promise<void> {
  const isAlive = (): boolean => processStart(record.pid) === record.start;
  if (!isAlive()) return;
  signalProcess(record.pid, "SIGTERM");
  await waitUntil("libvirtd ends", () => !isAlive(), 20_000);
}

/** The file's text with a setting appended for each key that nobody has set in it. */
export function withOverrides(text: string, settings: Readonly<Record<string, string>>): string {
  const added = Object.entries(settings)
    .filter(([key]) => !new RegExp(`^\\s*${key}\\s*=`, "m").test(text))
    .map(([key, value]) => `${key} = ${value}\n`);
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${added.join("")}`;
}

function isLibvirtd(pid: number): boolean {
  return commandLine(pid)[0]?.endsWith("libvirtd") === true;
}

function pidIn(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
}

function failure(logPath: string): SetupError {
  const lines = readIfThere(logPath).trim().split("\n").slice(-5).join("\n  ");
  return new SetupError(`libvirtd ended at once:\n  ${lines}`, `look into ${logPath}`);
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
