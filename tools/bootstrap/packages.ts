import { existsSync, readFileSync } from "node:fs";
import { aptCommand, aptInstall, hasInitSystem } from "./apt.ts";
import { type DebianNeed, findProgram, needsOf, type Purpose } from "./debian-needs.ts";
import { SetupError } from "./setup-error.ts";

export interface InstallOptions {
  /** Refuse instead of installing: the `--no-install` of the commands. */
  readonly noInstall?: boolean;
  /** Receives each line of what is said before it is done; standard error by default. */
  readonly say?: (line: string) => void;
}

/** The packages a purpose needs that this machine lacks. Looks at files only: takes milliseconds. */
export function missing(purpose: Purpose): readonly DebianNeed[] {
  return needsOf(purpose).filter((need) => !isMet(need));
}

/**
 * Installs what a purpose lacks and says so beforehand: the list, the reasons and the command.
 * Existing configuration files are kept. Throws SetupError where it may not or cannot.
 */
export async function install(purpose: Purpose, options: InstallOptions = {}): Promise<void> {
  const say = options.say ?? ((line: string) => process.stderr.write(`novacron: ${line}\n`));
  const lacking = missing(purpose);
  if (lacking.length === 0) return;
  const names = lacking.map((need) => need.name);
  refuseWhereImpossible(names, options.noInstall === true);
  say(`this machine lacks ${lacking.length} Debian package(s):`);
  for (const need of lacking) say(`  ${need.name} (${need.why})`);
  // Daemons that only tests and benchmarks use are never left running by their installation.
  const keepDaemonsStopped = purpose !== "start" || !hasInitSystem();
  say(`installing them now: ${aptCommand(names).join(" ")}`);
  if (keepDaemonsStopped) say("their daemons are not started by the installation");
  await aptInstall(names, { keepDaemonsStopped, say });
  const still = missing(purpose).map((need) => need.name);
  if (still.length > 0) {
    throw new SetupError(
      `after the installation these are still not usable: ${still.join(", ")}`,
      "look at the messages of apt-get above, repair the packages and try again",
    );
  }
}

function isMet(need: DebianNeed): boolean {
  const programs = need.programs?.every((name) => findProgram(name) !== undefined) ?? true;
  const files = need.files?.some((path) => existsSync(path)) ?? true;
  return programs && files && (need.holds?.() ?? true);
}

function refuseWhereImpossible(names: readonly string[], noInstall: boolean): void {
  const list = names.join(" ");
  if (noInstall) {
    throw new SetupError(
      `--no-install was given and this machine lacks: ${list}`,
      `install them (apt-get install ${list}) or start without --no-install`,
    );
  }
  if (!isDebian()) {
    throw new SetupError(
      `this machine lacks: ${list}; only Debian and its relatives are set up automatically`,
      "install the same programs with this system's package manager and start again",
    );
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `this machine lacks: ${list}; installing them needs root`,
      `run: sudo ${aptCommand(names).join(" ")}`,
    );
  }
}

function isDebian(): boolean {
  if (findProgram("apt-get") === undefined || findProgram("dpkg") === undefined) return false;
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?=.*debian/m.test(release);
}
