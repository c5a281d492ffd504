import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Daemons, discoverDaemons } from "../discover.ts";

/**
 * A real libvirt of one's own: the daemon in mount and network namespaces with private folders
 * over libvirt's, so that it meets neither the machine's libvirt nor that of another test.
 */
export class RealLibvirtd {
  readonly #folder: string;
  readonly #daemons: readonly string[];
  #children: ChildProcess[] = [];

  private constructor(folder: string, daemons: readonly string[]) {
    this.#folder = folder;
    this.#daemons = daemons;
  }

  /** `daemons` such as `["libvirtd"]` or `["virtqemud", "virtnetworkd", "virtstoraged"]`. */
  static async start(daemons: readonly string[] = ["libvirtd"]): Promise<RealLibvirtd> {
    const folder = await mkdtemp(join(tmpdir(), "nova-lv-"));
    for (const name of PRIVATE_FOLDERS) await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, "etc/qemu.conf"), QEMU_CONF);
    const hostUuid = crypto.randomUUID();
    for (const daemon of daemons) {
      await writeFile(join(folder, `etc/${daemon}.conf`), daemonConf(daemon, folder, hostUuid));
    }
    const libvirtd = new RealLibvirtd(folder, daemons);
    await libvirtd.restart();
    return libvirtd;
  }

  get runFolder(): string {
    return join(this.#folder, "run");
  }

  /** A folder both this process and the daemon see under the same path. */
  get sharedFolder(): string {
    return join(this.#folder, "shared");
  }

  get pids(): number[] {
    return this.#children.map((child) => child.pid!);
  }

  /** Starts the daemons, after `kill` for instance; returns when their sockets answer. */
  async restart(): Promise<void> {
    const gone: string[] = [];
    this.#children = this.#daemons.map((daemon) => this.#spawn(daemon, gone));
    const deadlineMs = performance.now() + 60_000;
    while (!(await this.#answers())) {
      if (gone.length > 0 || performance.now() > deadlineMs) {
        throw new Error(`${gone.join()} did not start: ${await this.log()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async daemons(): Promise<Daemons> {
    const found = await discoverDaemons(this.runFolder);
    if (!found) throw new Error("the daemon has no socket");
    return found;
  }

  /** Ends the daemons as a crash would; guests go on. */
  async kill(): Promise<void> {
    await Promise.all(this.#children.map((child) => end(child, "SIGKILL")));
    for (const name of await readdir(this.runFolder)) {
      if (name.endsWith("-sock")) await rm(join(this.runFolder, name));
    }
  }

  /** Ends daemons and guests and removes the folders. */
  async stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => end(child, "SIGTERM")));
    for (const pid of await this.#guestPids()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  async log(): Promise<string> {
    const texts = this.#daemons.map((name) =>
      readFile(join(this.#folder, `log/${name}.log`), "utf8").catch(() => ""),
    );
    return (await Promise.all(texts)).join("\n").slice(-2_000);
  }

  #spawn(daemon: string, gone: string[]): ChildProcess {
    const chroot = SYSTEM ? `chroot ${join(this.#folder, "root")} ` : "";
    const script = [
      "set -e",
      ...(SYSTEM ? this.#systemLines(SYSTEM) : []),
      ...Object.entries(MOUNTS).map(([from, to]) => {
        const target = SYSTEM ? join(this.#folder, "root", to) : to;
        return `mkdir -p ${target} && mount --bind ${join(this.#folder, from)} ${target}`;
      }),
      "ip link set lo up",
      `exec ${chroot}${daemon} -f /etc/libvirt/${daemon}.conf`,
    ].join("\n");
    const child = spawn("unshare", ["--mount", "--net", "sh", "-c", script], { stdio: "ignore" });
    child.on("exit", () => gone.push(daemon));
    return child;
  }

  /** Lays a writable overlay over another system, with this machine's devices and this folder. */
  #systemLines(system: string): string[] {
    const root = join(this.#folder, "root");
    const layers = join(this.#folder, "layers");
    const options = `lowerdir=${system},upperdir=${layers}/upper,workdir=${layers}/work`;
    return [
      `mkdir -p ${root} ${layers}`,
      `mount -t tmpfs tmpfs ${layers} && mkdir ${layers}/upper ${layers}/work`,
      `mount -t overlay overlay -o ${options} ${root}`,
      ...["/dev", "/proc", "/sys"].map((name) => `mount --rbind ${name} ${root}${name}`),
      `mkdir -p ${root}${this.#folder} && mount --bind ${this.#folder} ${root}${this.#folder}`,
    ];
  }

  async #answers(): Promise<boolean> {
    const names = await readdir(this.runFolder);
    const wanted = this.#daemons.map((name) => (name === "libvirtd" ? "libvirt" : name));
    return wanted.every((name) => names.includes(`${name}-sock`));
  }

  async #guestPids(): Promise<number[]> {
    const folder = join(this.runFolder, "qemu");
    const names = await readdir(folder).catch(() => []);
    const files = names.filter((name) => name.endsWith(".pid"));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
    return texts.map((text) => Number.parseInt(text, 10)).filter((pid) => pid > 1);
  }
}

/** Root of another system, to run the same tests on its libvirt and QEMU. */
const SYSTEM = process.env.NOVACRON_TEST_SYSTEM;

const MOUNTS = {
  run: "/run/libvirt",
  etc: "/etc/libvirt",
  lib: "/var/lib/libvirt",
  cache: "/var/cache/libvirt",
  log: "/var/log/libvirt",
};
const PRIVATE_FOLDERS = [...Object.keys(MOUNTS), "shared"];

const QEMU_CONF = `
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
remember_owner = 0
stdio_handler = "file"
`;

function daemonConf(daemon: string, folder: string, hostUuid: string): string {
  return `
unix_sock_group = "root"
auth_unix_rw = "none"
host_uuid = "${hostUuid}"
log_outputs = "3:file:${join(folder, "log", `${daemon}.log`)}"
`;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}
