import { type ChildProcess, spawn } from "node:child_process";
import { constants as files } from "node:fs";
import { access, type FileHandle, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Virtualisation } from "@novacron/protocol/domain/host";
import { decideVirtualisation, type ProbeEvidence } from "./decide.ts";
import { probeGuestDisk, probeGuestLine } from "./probe-guest.ts";

/** Of the disk, in the probe's process: after standard input, output and error. */
const diskFd = 3;

/** Where distributions keep QEMU for x86: Debian and its relatives, then Red Hat's. */
const emulatorPaths = [
  "/usr/bin/qemu-system-x86_64",
  "/usr/libexec/qemu-kvm",
  "/usr/bin/qemu-kvm",
] as const;

export interface KvmProbeOptions {
  /** QEMU's binaries, the first that exists is used. */
  readonly emulators?: readonly string[];
  /** How long the guest has to print its line. */
  readonly deadlineMs?: number;
  readonly arch?: string;
  /** `tcg` lets a test show that the guest itself is sound where KVM is not. */
  readonly accelerator?: "kvm" | "tcg";
  /** Milliseconds since 1970 for the verdict's date. */
  readonly now?: () => number;
}

/**
 * Boots a probe guest under KVM and tells how guests run on this host. Takes at most `deadlineMs` (10 s)
 * and a little; no process and no file is left behind, even if this process is killed meanwhile.
 */
export async function probeVirtualisation(
  signal: AbortSignal,
  options: KvmProbeOptions = {},
): Promise<Virtualisation> {
  const evidence = await gather(signal, options);
  return decideVirtualisation(evidence, (options.now ?? Date.now)());
}

async function gather(signal: AbortSignal, options: KvmProbeOptions): Promise<ProbeEvidence> {
  const arch = options.arch ?? process.arch;
  if (arch !== "x64") return { seen: "no-probe-guest", arch };
  const accelerator = options.accelerator ?? "kvm";
  const problem = accelerator === "kvm" ? await deviceProblem() : undefined;
  if (problem !== undefined) return { seen: "no-device", problem };
  const candidates = options.emulators ?? emulatorPaths;
  const emulator = await firstExecutable(candidates);
  if (emulator === undefined) return { seen: "no-emulator", tried: candidates };
  const disk = await namelessDisk();
  try {
    const command = probeCommand(emulator, accelerator);
    return await boot(command, { disk: disk.fd, signal, deadlineMs: options.deadlineMs ?? 10_000 });
  } finally {
    await disk.close();
  }
}

/** Without a name it goes with the last process that has it, however that ends. */
async function namelessDisk(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), "novacron-probe-"));
  try {
    const path = join(folder, "disk");
    await writeFile(path, probeGuestDisk());
    return await open(path, files.O_RDONLY);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function deviceProblem(): Promise<string | undefined> {
  try {
    await (await open("/dev/kvm", files.O_RDWR)).close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await access(path, files.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

function probeCommand(emulator: string, accelerator: string): readonly string[] {
  const machine = ["-machine", `pc,accel=${accelerator}`, "-m", "32", "-smp", "1"];
  const quiet = ["-nodefaults", "-no-user-config", "-display", "none", "-monitor", "none"];
  const drive = `file=/proc/self/fd/${diskFd},format=raw,if=virtio,readonly=on,file.locking=off`;
  return [emulator, ...machine, ...quiet, "-serial", "stdio", "-drive", drive];
}

/** The watchdog is a process of its own, so that a hung QEMU ends even if this process is killed. */
async function boot(
  command: readonly string[],
  { disk, deadlineMs, signal }: { disk: number; deadlineMs: number; signal: AbortSignal },
): Promise<ProbeEvidence> {
  signal.throwIfAborted();
  const limitSeconds = Math.ceil(deadlineMs / 1_000) + 2;
  const started = performance.now();
  const child = spawn("timeout", ["--signal=KILL", String(limitSeconds), ...command], {
    stdio: ["ignore", "pipe", "pipe", disk],
    detached: true,
  });
  const abort = (): void => killGroup(child);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await watch(child, deadlineMs, started);
  } finally {
    signal.removeEventListener("abort", abort);
    const gone = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
        resolve();
      else child.once("exit", () => resolve());
    });
    killGroup(child);
    await gone;
    signal.throwIfAborted();
  }
}

function watch(child: ChildProcess, deadlineMs: number, started: number): Promise<ProbeEvidence> {
  return new Promise((resolve) => {
    let output = "";
    const timer = setTimeout(() => end({ seen: "silence", forMs: deadlineMs, output }), deadlineMs);
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString("latin1")).slice(-4_096);
      if (output.includes(probeGuestLine)) {
        end({ seen: "line", afterMs: performance.now() - started });
      }
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.on("error", (error) => end({ seen: "exit", how: error.message, output }));
    child.on("close", (status, name) => {
      end({ seen: "exit", how: name ?? `status ${status}`, output });
    });

    function end(evidence: ProbeEvidence): void {
      clearTimeout(timer);
      resolve(evidence);
    }
  });
}

/** SIGKILL ends a QEMU that spins in the kernel as well; the group holds QEMU and its watchdog. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}
