import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Daemons, discoverDaemons } from "../discover.ts";

/**
 * A real libvirt of one's own: its daemons in mount and network namespaces with private folders over libvirt's,
 * so that they meet neither the machine's libvirt nor that of another test.
 *
 * Where the system has no modular daemons (Debian has none up to libvirt 12.8), each of them is libvirtd with the
 * driver of that name alone, under the socket that is its own: the same source, split along the same lines. What such
 * a libvirtd does not do is to ask the others itself: that a machine's network or volume is found through them is
 * libvirt's own part, and cannot be tried here.
 */
export class RealLibvirtd {
  readonly #folder: string;
  readonly #daemons = new Map<string, ChildProcess | null>();
  /** Holds the namespaces. */
  #anchor: ChildProcess | undefined;

  private constructor(folder: string, daemons: readonly string[]) {
    this.#folder = folder;
    for (const daemon of daemons) this.#daemons.set(daemon, null);
  }

  /** `daemons` such as `["libvirtd"]` or `["virtqemud", "virtnetworkd", "virtstoraged"]`. */
  static async start(daemons: readonly string[] = ["libvirtd"]): Promise<RealLibvirtd> {
    const folder = await mkdtemp(join(tmpdir(), "nova-lv-"));
    for (const name of PRIVATE_FOLDERS) await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, "etc/qemu.conf"), QEMU_CONF);
    const hostUuid = crypto.randomUUID();
    for (const daemon of daemons) {
      const conf = daemonConf(daemon, folder, hostUuid);
      await writeFile(join(folder, `etc/${daemon}.conf`), conf);
    }
    const libvirtd = new RealLibvirtd(folder, daemons);
    libvirtd.#anchor = await libvirtd.#makeNamespaces();
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

  /** Starts what does not run, after `kill` for instance; returns when all sockets answer. */
  async restart(): Promise<void> {
    const gone: string[] = [];
    for (const [daemon, child] of this.#daemons) {
      if (child === null) this.#daemons.set(daemon, await this.#spawn(daemon, gone));
    }
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

  /** Ends the daemons, or those named, as a crash would; guests go on. */
  async kill(daemons: readonly string[] = [...this.#daemons.keys()]): Promise<void> {
    for (const daemon of daemons) {
      const child = this.#daemons.get(daemon);
      if (child) await end(child, "SIGKILL");
      this.#daemons.set(daemon, null);
      for (const path of this.#sockets(daemon)) await rm(path, { force: true });
    }
  }

  /** Ends daemons and guests and removes the folders. */
  async stop(): Promise<void> {
    const children = [...this.#daemons.values()].filter((child) => child !== null);
    await Promise.all(children.map((child) => end(child, "SIGTERM")));
    for (const pid of await this.#guestPids()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
    if (this.#anchor) await end(this.#anchor, "SIGKILL");
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  async log(): Promise<string> {
    const texts = [...this.#daemons.keys()].map((name) =>
      readFile(join(this.#folder, `log/${name}.log`), "utf8").catch(() => ""),
    );
    return (await Promise.all(texts)).join("\n").slice(-2_000);
  }

  async #makeNamespaces(): Promise<ChildProcess> {
    const ready = join(this.#folder, "ready");
    const script = [
      "set -e",
      ...(SYSTEM ? this.#systemLines(SYSTEM) : []),
      ...Object.entries(MOUNTS).map(([from, to]) => {
        const target = SYSTEM ? join(this.#folder, "root", to) : to;
        return `mkdir -p ${target} && mount --bind ${join(this.#folder, from)} ${target}`;
      }),
      "ip link set lo up",
      `: >${ready}`,
      "exec sleep infinity",
    ].join("\n");
    const child = spawn("unshare", ["--mount", "--net", "sh", "-c", script], { stdio: "ignore" });
    while (!existsSync(ready)) {
      if (child.exitCode !== null) throw new Error("the namespaces could not be made");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return child;
  }

  async #spawn(daemon: string, gone: string[]): Promise<ChildProcess> {
    const root = SYSTEM ? join(this.#folder, "root") : "";
    const enter = ["nsenter", "--target", `${this.#anchor?.pid}`, "--mount", "--net"];
    const command = SYSTEM ? [...enter, "chroot", root] : enter;
    const conf = `/etc/libvirt/${daemon}.conf`;
    const driver = DRIVERS[daemon];
    const isOwn = driver === undefined || existsSync(`${SYSTEM ?? ""}/usr/sbin/${daemon}`);
    const files = ["-f", conf, "--pid-file", `/run/libvirt/${daemon}.pid`];
    const run = isOwn ? [daemon, ...files] : await this.#alone(daemon, driver);
    const [program = "", ...args] = [...command, ...run];
    const child = spawn(program, args, { stdio: "ignore" });
    child.on("exit", () => gone.push(daemon));
    return child;
  }

  /** libvirtd with one driver: the others are not in the folder that it takes drivers from. */
  async #alone(daemon: string, driver: string): Promise<readonly string[]> {
    const drivers = join(this.#folder, "shared", `${daemon}-drivers`);
    await mkdir(drivers, { recursive: true });
    await mkdir(join(this.runFolder, `${daemon}.d`), { recursive: true });
    const [socket = ""] = this.#sockets(daemon);
    await symlink(`${daemon}.d/libvirt-sock`, socket);
    const copy = `cp /usr/lib*/*/libvirt/connection-driver/libvirt_driver_${driver}.so ${drivers}`;
    const files = `-f /etc/libvirt/${daemon}.conf --pid-file /run/libvirt/${daemon}.pid`;
    const script = `${copy} && LIBVIRT_DRIVER_DIR=${drivers} exec libvirtd ${files}`;
    return ["sh", "-c", script];
  }

  /** Where it answers, and what remains there after a crash. */
  #sockets(daemon: string): readonly string[] {
    const name = daemon === "libvirtd" ? "libvirt" : daemon;
    const under = [`${name}-sock`, `${name}-sock-ro`, `${daemon}.d/libvirt-sock`];
    return under.map((path) => join(this.runFolder, path));
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
    const paths = [...this.#daemons.keys()].map((daemon) => this.#sockets(daemon)[0] ?? "");
    const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
    return found.every((file) => file?.isSocket() === true);
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

/** The driver of each modular daemon. */
const DRIVERS: Readonly<Record<string, string>> = {
  virtqemud: "qemu",
  virtnetworkd: "network",
  virtstoraged: "storage",
  virtsecretd: "secret",
  virtnodedevd: "nodedev",
  virtnwfilterd: "nwfilter",
  virtinterfaced: "interface",
};

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
${daemon === "libvirtd" ? "" : `unix_sock_dir = "/run/libvirt/${daemon}.d"`}
log_outputs = "3:file:${join(folder, "log", `${daemon}.log`)}"
`;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}
