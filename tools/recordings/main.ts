import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../run/stage.ts";
import { makeRepository, type TinyPackage, wanted } from "./packages.ts";
import { type Ran, runProgram } from "./run-program.ts";

/**
 * Records what the real dnf and zypper answer to what the install script asks of them, from repositories of tiny
 * packages in folders of their own: nothing of this machine is touched and nothing is fetched. They are Debian's
 * builds (apt-get install dnf zypper rpm createrepo-c), of other versions than Fedora or SUSE ship today.
 */
const folder = mkdtempSync(join(tmpdir(), "recordings-"));
const file = join(root, "test", "install", "recordings", "package-managers.json");

interface Recording extends Ran {
  readonly manager: "dnf" | "zypper";
  readonly when: string;
  readonly args: readonly string[];
}

const redHat = ["install", "-y", "libvirt-daemon-kvm", "qemu-kvm"];
const suse = [
  "--non-interactive",
  "install",
  "--no-recommends",
  "libvirt-daemon-qemu",
  "libvirt-daemon-config-network",
  "qemu-kvm",
];

const repositories: Readonly<Record<string, readonly TinyPackage[]>> = {
  whole: wanted,
  none: [{ name: "something-else" }],
  reboot: wanted.map((one) => ({ ...one, more: ["Provides: installhint(reboot-needed)"] })),
  script: wanted.map((one) => ({ ...one, post: 'error("no")' })),
  slow: [{ name: "slow", post: "posix.sleep(60)" }],
  needs: wanted.map((one) => ({ ...one, more: ["Requires: nobody-has-this"] })),
};

try {
  for (const [name, packages] of Object.entries(repositories)) {
    await makeRepository(join(folder, name), packages);
  }
  const recordings = [...(await record("dnf", redHat)), ...(await record("zypper", suse))];
  mkdirSync(join(file, ".."), { recursive: true });
  const versions = await versionsOf();
  const recordedOn = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify({ recordedOn, versions, recordings }, null, 2)}\n`);
  for (const { manager, when, exitCode } of recordings) {
    process.stdout.write(`${manager.padEnd(7)} ${when.padEnd(24)} ${exitCode ?? "waits"}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function record(manager: Recording["manager"], args: readonly string[]) {
  const found: Recording[] = [];
  const add = async (when: string, repository: string, system: string, waitMs?: number) => {
    const command = commandOf(manager, { repository, system, args });
    const ran = await runProgram(command, waitMs === undefined ? {} : { waitMs });
    const [stdout, stderr] = [withoutPlace(ran.stdout), withoutPlace(ran.stderr)];
    found.push({ manager, when, args, exitCode: ran.exitCode, stdout, stderr });
  };
  await add("installed", "whole", "fresh");
  await add("installed already", "whole", "fresh");
  await add("a reboot is needed", "reboot", "reboot");
  await add("a package's script fails", "script", "script");
  await add("a package is missing", "none", "missing");
  await add("a dependency is missing", "needs", "needs");
  await add("a repository is away", "away", "away");
  const holder = await holding(manager);
  try {
    await add("another one holds the lock", "whole", "locked", 15_000);
  } finally {
    holder.removeAllListeners("exit");
    const gone = once(holder, "exit");
    holder.kill("SIGKILL");
    await gone;
  }
  return found;
}

interface Asked {
  readonly repository: string;
  readonly system: string;
  readonly args: readonly string[];
}

/** With a system and a repository of its own; what the script asks stands last. */
function commandOf(
  manager: Recording["manager"],
  { repository, system, args }: Asked,
): readonly string[] {
  const [at, repos] = [join(folder, manager, system), join(folder, manager, "repos", repository)];
  mkdirSync(at, { recursive: true });
  mkdirSync(repos, { recursive: true });
  const address = `file://${join(folder, repository)}`;
  const text = `[test]\nname=test\nbaseurl=${address}\nenabled=1\ngpgcheck=0\nautorefresh=1\n`;
  writeFileSync(join(repos, "test.repo"), text);
  if (manager === "dnf") {
    const options = [`reposdir=${repos}`, `cachedir=${at}/cache`].map((one) => `--setopt=${one}`);
    return ["dnf", `--installroot=${at}`, "--releasever=1", ...options, ...args];
  }
  const places = [`--reposd-dir=${repos}`, `--cache-dir=${at}/cache`, "--no-gpg-checks"];
  return ["zypper", `--root=${at}`, ...places, ...args];
}

/** Another one in the middle of an installation, whose script takes its time. */
async function holding(manager: Recording["manager"]): Promise<ChildProcess> {
  const yes = manager === "dnf" ? ["install", "-y"] : ["--non-interactive", "install"];
  const of = { repository: "slow", system: "locked", args: [...yes, "slow"] };
  const [program = "", ...rest] = commandOf(manager, of);
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      if (/Running transaction\n|Installing: slow/.test(said)) resolve();
    });
    child.on("exit", () => reject(new Error(`it did not hold the lock: ${said}`)));
  });
  return child;
}

async function versionsOf(): Promise<Readonly<Record<string, string>>> {
  const first = async (...command: string[]) =>
    (await runProgram(command)).stdout.split("\n")[0]?.trim() ?? "";
  return {
    dnf: await first("dnf", "--version"),
    zypper: await first("zypper", "--version"),
    rpm: await first("rpm", "--version"),
  };
}

/** Of the place where it was recorded nothing stays. */
function withoutPlace(text: string): string {
  return text
    .replaceAll(folder, "/srv")
    .replaceAll(/\r/g, "\n")
    .replaceAll(/process with pid \d+|with pid \d+/gi, (found) => found.replace(/\d+/, "4242"));
}
