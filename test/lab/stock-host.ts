import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CommandOptions,
  type CommandResult,
  runCommand,
} from "@novacron/tools/bootstrap/run-command";
import { type DebianRelease, debianLayer } from "./debian-system.ts";
import { childrenOf, commandLine, processStart, signalProcess, waitUntil } from "./processes.ts";

/** What a server installation has beyond what Debian's minimal system and libvirt bring. */
const serverPackages = [
  "systemd-sysv",
  "dbus",
  "polkitd",
  "libpam-systemd",
  "curl",
  "ca-certificates",
  "procps",
];

const here = dirname(fileURLToPath(import.meta.url));
const folders = join(here, "../../.novacron/lab");
const cgroupRoot = "/sys/fs/cgroup";
const commandPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const bootMs = 90_000;

export interface StockHostOptions {
  readonly release: DebianRelease;
  readonly say?: (line: string) => void;
}

/**
 * A Debian as it comes, booted by its own systemd with its own libvirt, beside this machine: what an
 * administrator would join to a fleet. Reached only through its one network cable.
 */
export class StockHost {
  readonly name: string;
  readonly dir: string;
  readonly #link: string;
  readonly #subnet: string;
  #outer = 0;
  #init = 0;

  private constructor(name: string, link: { readonly name: string; readonly subnet: string }) {
    this.name = name;
    this.dir = join(folders, name);
    this.#link = link.name;
    this.#subnet = link.subnet;
  }

  /** This machine's address on the cable, where a control plane for the host listens. */
  get gateway(): string {
    return `${this.#subnet}.1`;
  }

  /** A path inside the host, as this machine sees what the host has changed. */
  changed(path: string): string {
    return join(this.dir, "upper", path);
  }

  /** Root of the host's own files, through one of its processes. */
  inside(path: string): string {
    return join(`/proc/${this.#init}/root`, path);
  }

  static async boot(options: StockHostOptions): Promise<StockHost> {
    await cleanUp();
    const layer = { name: "stock-host-2", packages: serverPackages, offered: ["libatomic1"] };
    const lower = await debianLayer(options.release, layer, options.say);
    const name = `s${randomUUID().slice(0, 8)}`;
    const host = new StockHost(name, await claimLink(name));
    try {
      await host.#boot(lower);
      return host;
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  /** Runs a command inside. Root by default, as over SSH: without this machine's environment. */
  exec(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const spaces = ["--mount", "--uts", "--net", "--pid", "--ipc", "--cgroup"];
    const enter = ["nsenter", "--target", `${this.#init}`, ...spaces, "--wdns=/", "--"];
    const env = ["env", "-i", `PATH=${commandPath}`, "HOME=/root", "LC_ALL=C.UTF-8"];
    return runCommand([...enter, ...env, ...command], options);
  }

  /** A line of shell. */
  sh(line: string, options: CommandOptions = {}): Promise<CommandResult> {
    return this.exec(["sh", "-c", line], options);
  }

  /** Ends it with all its processes, as pulling the plug does, and takes everything away. */
  async stop(): Promise<void> {
    await takeAway(this.name, { outer: this.#outer, link: this.#link });
  }

  async #boot(lower: readonly string[]): Promise<void> {
    mkdirSync(this.dir, { recursive: true });
    const log = openSync(join(this.dir, "boot.log"), "a");
    const spaces = ["--mount", "--uts", "--net", "--pid", "--ipc", "--cgroup"];
    const unshare = ["unshare", ...spaces, "--propagation", "private", "--fork"];
    const init = ["sh", join(here, "stock-host-init.sh"), this.dir, this.name, lower.join(":")];
    // The shell goes into the control groups first; a control-group namespace begins where it is made.
    const enter = cgroupFolders(this.name).map(
      (f) => `mkdir -p ${f} && echo $$ >${f}/cgroup.procs`,
    );
    const line = `${enter.join(" && ")} && exec "$@"`;
    const command = ["-c", line, "sh", ...unshare, "--kill-child=KILL", "--", ...init];
    const child = spawn("sh", command, { stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    child.unref();
    this.#outer = child.pid ?? 0;
    const owner = { pid: process.pid, start: processStart(process.pid) };
    const left: LeftBehind = { owner, outer: this.#outer, link: this.#link };
    writeFileSync(join(this.dir, "left-behind.json"), JSON.stringify(left));
    const said = (): string => readFileSync(join(this.dir, "boot.log"), "utf8").slice(-2_000);
    await waitUntil(`systemd of ${this.name} begins`, () => {
      if (child.exitCode !== null) throw new Error(`host ${this.name} ended at once: ${said()}`);
      this.#init = childrenOf(this.#outer)[0] ?? 0;
      return this.#init !== 0 && existsSync(this.inside("run/systemd/system"));
    });
    await this.#plugIn();
    await waitUntil(`host ${this.name} is up`, () => this.#isUp(), bootMs);
  }

  async #isUp(): Promise<boolean> {
    const asked = await this.exec(["systemctl", "is-system-running"], { allowFailure: true });
    return /^(running|degraded)/.test(asked.stdout);
  }

  async #plugIn(): Promise<void> {
    const peer = ["peer", "name", "eth0", "netns", `${this.#init}`];
    await runCommand(["ip", "link", "add", this.#link, "type", "veth", ...peer]);
    await runCommand(["ip", "address", "add", `${this.gateway}/24`, "dev", this.#link]);
    await runCommand(["ip", "link", "set", this.#link, "up"]);
    await this.exec(["ip", "address", "add", `${this.#subnet}.2/24`, "dev", "eth0"]);
    await this.exec(["ip", "link", "set", "eth0", "up"]);
  }
}

/** What a host's folder tells whoever finds it after its test was killed. */
interface LeftBehind {
  readonly owner: { readonly pid: number; readonly start: string | undefined };
  readonly outer: number;
  readonly link: string;
}

async function takeAway(name: string, { outer, link }: Omit<LeftBehind, "owner">): Promise<void> {
  if (outer !== 0 && processStart(outer) !== undefined) {
    for (const pid of childrenOf(outer)) signalProcess(pid, "SIGKILL");
    signalProcess(outer, "SIGKILL");
    await waitUntil(`host ${name} ends`, () => processStart(outer) === undefined);
  }
  await runCommand(["ip", "link", "delete", link], { allowFailure: true });
  for (const folder of cgroupFolders(name)) await removeCgroup(folder);
  const again = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
  rmSync(join(folders, name), again);
}

/** Takes away what runs of tests left behind when they were killed. */
async function cleanUp(): Promise<void> {
  const names = existsSync(folders) ? readdirSync(folders) : [];
  for (const name of names.filter((one) => /^s[0-9a-f]{8}$/.test(one))) {
    const path = join(folders, name, "left-behind.json");
    if (!existsSync(path)) continue;
    const { owner, outer, link }: LeftBehind = JSON.parse(readFileSync(path, "utf8"));
    if (processStart(owner.pid) === owner.start) continue;
    // Its number may be another process's by now: only one that runs this host's script is it.
    const isHost = childrenOf(outer).length > 0 && commandLine(outer).includes(join(folders, name));
    await takeAway(name, { outer: isHost ? outer : 0, link });
  }
}

/** Cables are numbered; a subnet belongs to the number. Beside those of the lab, which are 198.18. */
async function claimLink(
  name: string,
): Promise<{ readonly name: string; readonly subnet: string }> {
  const first = Number.parseInt(name.slice(1, 5), 16) % 250;
  for (let step = 0; step < 250; step += 1) {
    const number = ((first + step) % 250) + 1;
    const link = `nvstock${number}`;
    if (!existsSync(`/sys/class/net/${link}`)) return { name: link, subnet: `198.19.${number}` };
  }
  throw new Error("250 stock hosts are up: end some");
}

/** One for each hierarchy that the host's systemd uses, by the kind of control groups of this machine. */
function cgroupFolders(name: string): readonly string[] {
  const own = `novacron-${name}`;
  if (existsSync(join(cgroupRoot, "cgroup.controllers"))) return [join(cgroupRoot, own)];
  return ["systemd", "devices", "pids"].map((hierarchy) => join(cgroupRoot, hierarchy, own));
}

/** A control group goes when its children and the last of its processes are gone. */
async function removeCgroup(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(join(folder, entry.name));
  }
  await waitUntil(`control group ${folder} goes`, () => {
    try {
      rmdirSync(folder);
      return true;
    } catch {
      return !existsSync(folder);
    }
  });
}
