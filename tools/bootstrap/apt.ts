import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { SetupError } from "./setup-error.ts";

const policyPath = "/usr/sbin/policy-rc.d";
const policyMark = "# novacron: no daemon is started while packages are installed, pid ";
const lockWaitSeconds = 300;
const policyWaitMs = 600_000;

/** Only what is missing is installed: nothing present is upgraded, nothing is only recommended. */
export function aptCommand(names: readonly string[]): readonly string[] {
  const options = ["-y", "--no-install-recommends", "--no-upgrade"];
  return ["apt-get", "install", ...options, ...names];
}

/** True where systemd or another init with services runs as process 1. */
export function hasInitSystem(): boolean {
  if (existsSync("/run/systemd/system")) return true;
  try {
    return ["init", "openrc-init", "runit"].includes(readFileSync("/proc/1/comm", "utf8").trim());
  } catch {
    return false;
  }
}

export interface AptOptions {
  readonly keepDaemonsStopped: boolean;
  readonly say: (line: string) => void;
}

export async function aptInstall(names: readonly string[], options: AptOptions): Promise<void> {
  const release = options.keepDaemonsStopped ? await holdDaemons() : () => {};
  try {
    // Lists are absent in a fresh image, and old ones name versions that are gone from the mirror.
    if (hasPackageLists() && (await runApt(aptCommand(names)))) return;
    options.say("refreshing the package lists: apt-get update");
    await runApt(["apt-get", "update"]);
    if (await runApt(aptCommand(names))) return;
  } finally {
    release();
  }
  throw new SetupError(
    `apt-get could not install: ${names.join(" ")}`,
    "look at the messages of apt-get above; is the package mirror reachable, is dpkg in order?",
  );
}

function hasPackageLists(): boolean {
  const folder = "/var/lib/apt/lists";
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes("_Packages"));
}

/** Runs apt-get without questions; waits a bounded time for another package manager to end. */
export async function runApt(command: readonly string[], cwd?: string): Promise<boolean> {
  const [program = "apt-get", ...args] = command;
  const settings = [
    `DPkg::Lock::Timeout=${lockWaitSeconds}`,
    "Dpkg::Options::=--force-confdef",
    "Dpkg::Options::=--force-confold",
    "Dpkg::Use-Pty=0",
  ];
  const all = [...settings.flatMap((setting) => ["-o", setting]), "-q", ...args];
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: "noninteractive",
    NEEDRESTART_MODE: "l",
    LC_ALL: "C.UTF-8",
  };
  return await new Promise((resolve, reject) => {
    const child = spawn(program, all, { env, cwd, stdio: ["ignore", 2, 2] });
    child.on("error", (cause) => {
      reject(new SetupError(`cannot run ${program}`, "is this a Debian system?", cause));
    });
    child.on("exit", (code) => resolve(code === 0));
  });
}

/** Debian's own switch against daemons started by packages; a switch already set is respected. */
async function holdDaemons(): Promise<() => void> {
  const text = `#!/bin/sh\n${policyMark}${process.pid}\nexit 101\n`;
  const deadline = performance.now() + policyWaitMs;
  for (;;) {
    try {
      writeFileSync(policyPath, text, { mode: 0o755, flag: "wx" });
      return () => rmSync(policyPath, { force: true });
    } catch (cause) {
      if (!existsSync(policyPath)) continue;
      const holder = holderOf(readFileSync(policyPath, "utf8"));
      if (holder === undefined) return () => {};
      if (!existsSync(`/proc/${holder}`)) rmSync(policyPath, { force: true });
      if (performance.now() > deadline) {
        throw new SetupError(
          `process ${holder} has been installing packages for ten minutes`,
          `end it, remove ${policyPath} and try again`,
          cause,
        );
      }
      await delay(250);
    }
  }
}

function holderOf(policy: string): string | undefined {
  const at = policy.indexOf(policyMark);
  return at < 0 ? undefined : /^\d+/.exec(policy.slice(at + policyMark.length))?.[0];
}
