import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { agentNodeEnv } from "@novacron/agent/process/node-flags";
import { codeCache } from "@novacron/control-plane/testing/code-cache";
import {
  type CommandOptions,
  type CommandResult,
  runCommand,
} from "@novacron/tools/bootstrap/run-command";
import { buildGuest } from "@novacron/tools/guest/build-guest";
import {
  type GuestDomainOptions,
  guestDomainXml,
  guestUpLine,
  tinyDomainXml,
} from "@novacron/tools/guest/domain-xml";
import { type TinyWork, tinyGuestUpLine, writeTinyDisk } from "@novacron/tools/guest/tiny-guest";
import { LabAgent } from "./lab-agent.ts";
import { childrenOf, waitUntil } from "./processes.ts";

/** What the state file remembers of a host. */
export interface HostRecord {
  readonly name: string;
  readonly index: number;
  readonly dir: string;
  readonly hostUuid: string;
  /** Address on the lab's bridge. */
  readonly address: string;
  /** Process 1 of the host, as this machine numbers it. */
  readonly initPid: number;
  readonly system: "own" | "debian13";
}

export type LabGuestOptions = Omit<GuestDomainOptions, "virtType">;

/** One real libvirt host of a lab. Its processes see their own network, mounts, host name and pids. */
export class LabHost {
  readonly record: HostRecord;
  readonly name: string;

  constructor(record: HostRecord) {
    this.record = record;
    this.name = record.name;
  }

  /** libvirtd's socket, as seen from outside the host. */
  get socketPath(): string {
    return join(this.record.dir, "run/libvirt/libvirt-sock");
  }

  get uri(): string {
    return `qemu:///system?socket=${this.socketPath}`;
  }

  get address(): string {
    return this.record.address;
  }

  /** The network namespace, for `nsenter --net=`. */
  get netns(): string {
    return `/proc/${this.record.initPid}/ns/net`;
  }

  /** The command that runs another one inside this host. */
  enter(command: readonly string[]): readonly string[] {
    const spaces = ["--mount", "--uts", "--net", "--pid", "--ipc"];
    return ["nsenter", "--target", `${this.record.initPid}`, ...spaces, "--wd=/", "--", ...command];
  }

  exec(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return runCommand(this.enter(command), options);
  }

  /** virsh from outside, over this host's socket. */
  virsh(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return runCommand(["virsh", "-q", "-c", this.uri, ...args], options);
  }

  /** A path inside this host's private folders, as seen from outside. */
  outside(path: string): string {
    const places = { "/var/log/libvirt": "log", "/var/lib/libvirt": "lib", "/run": "run" };
    for (const [inside, folder] of Object.entries(places)) {
      if (path.startsWith(`${inside}/`)) {
        return join(this.record.dir, folder, path.slice(inside.length));
      }
    }
    return path;
  }

  async startLibvirtd(): Promise<void> {
    if (this.pidOf("virtlogd") === undefined) {
      await this.exec(["virtlogd", "--daemon", "--config", "/etc/libvirt/virtlogd.conf"]);
    }
    await this.exec(["libvirtd", "--daemon", "--config", "/etc/libvirt/libvirtd.conf"]);
    await waitUntil(`libvirtd of ${this.name} answers`, () => answers(this.socketPath));
  }

  /** Ends libvirtd; machines keep running. The default is what a crash looks like. */
  async killLibvirtd(signal: "KILL" | "TERM" | "STOP" | "CONT" = "KILL"): Promise<void> {
    const pid = this.pidOf("libvirtd");
    if (pid === undefined) return;
    await this.exec(["kill", `-${signal}`, `${pid}`]);
    if (signal === "STOP" || signal === "CONT") return;
    await waitUntil(`libvirtd of ${this.name} ends`, () => this.pidOf("libvirtd") === undefined);
  }

  /** Pid inside the host of a daemon with a pid file, when it lives. */
  pidOf(daemon: "libvirtd" | "virtlogd"): number | undefined {
    const file = join(this.record.dir, `run/${daemon}.pid`);
    if (!existsSync(file)) return undefined;
    const pid = Number(readFileSync(file, "utf8"));
    return this.processes().some((one) => one.inside === pid && one.name === daemon)
      ? pid
      : undefined;
  }

  /** All processes of the host, as both sides number them. */
  processes(): { readonly inside: number; readonly outside: number; readonly name: string }[] {
    const found: { inside: number; outside: number; name: string }[] = [];
    const open = [this.record.initPid];
    for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
      open.push(...childrenOf(pid));
      const status = readStatus(pid);
      if (status !== undefined) found.push({ outside: pid, ...status });
    }
    return found;
  }

  /** Defines a machine that boots the small real guest. */
  async defineGuest(options: LabGuestOptions): Promise<string> {
    const log = `/var/log/libvirt/qemu/${options.name}-console.log`;
    const xml = guestDomainXml(await buildGuest(), {
      consoleLog: log,
      ...options,
      virtType: "qemu",
    });
    return await this.define(xml, options.name);
  }

  /** Defines a machine of 32 MB without an operating system. */
  async defineTinyGuest(options: LabGuestOptions & { readonly tiny?: TinyWork }): Promise<string> {
    const { tiny = "idle", ...rest } = options;
    const disk = `/var/lib/libvirt/images/tiny-${tiny}.img`;
    writeTinyDisk(this.outside(disk), tiny);
    const log = `/var/log/libvirt/qemu/${options.name}-console.log`;
    const xml = tinyDomainXml(disk, { consoleLog: log, ...rest, virtType: "qemu" });
    return await this.define(xml, options.name);
  }

  /** Defines any domain and gives back its UUID. */
  async define(xml: string, name: string): Promise<string> {
    const file = join(this.record.dir, `${name}.xml`);
    writeFileSync(file, xml);
    await this.virsh(["define", file]);
    return (await this.virsh(["domuuid", name])).stdout.trim();
  }

  /** What the guest has written on its serial console so far. */
  consoleText(name: string): string {
    const path = this.outside(`/var/log/libvirt/qemu/${name}-console.log`);
    return existsSync(path) ? readFileSync(path, "latin1") : "";
  }

  /** Waits until a guest of this lab has said on its console that it is up. */
  async waitForGuest(name: string, limitMs = 60_000): Promise<void> {
    const lines = [guestUpLine, tinyGuestUpLine];
    const isUp = (): boolean => lines.some((line) => this.consoleText(name).includes(line));
    await waitUntil(`guest ${name} on ${this.name} is up`, isUp, limitMs);
  }

  /** Where the agent of this host keeps its data and finds libvirt. */
  agentEnv(): Readonly<Record<string, string>> {
    const data = join(this.record.dir, "agent");
    mkdirSync(data, { recursive: true, mode: 0o700 });
    return {
      ...agentNodeEnv(data),
      ...codeCache,
      NOVACRON_DATA: data,
      NOVACRON_LIBVIRT_SOCKET: "/run/libvirt/libvirt-sock",
    };
  }

  /** Starts this host's agent; everything it needs to know stands in the environment. */
  startAgent(env: Readonly<Record<string, string>>, words: readonly string[] = []): LabAgent {
    return LabAgent.start(this, env, words);
  }

  /** Starts a long-running program inside the host, its output appended to a file of the host. */
  spawn(command: readonly string[], logName: string, env: NodeJS.ProcessEnv): ChildProcess {
    const log = openSync(join(this.record.dir, logName), "a");
    const [program = "", ...args] = this.enter(command);
    const child = spawn(program, args, { stdio: ["ignore", log, log], env, detached: true });
    closeSync(log);
    return child;
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** The last number of NSpid is the pid in the innermost namespace (proc(5)). */
function readStatus(pid: number): { inside: number; name: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    const inside = /^NSpid:\s.*?(\d+)$/m.exec(text)?.[1];
    const name = /^Name:\s+(.*)$/m.exec(text)?.[1];
    const isZombie = /^State:\s+Z/m.test(text);
    return inside === undefined || name === undefined || isZombie
      ? undefined
      : { inside: Number(inside), name };
  } catch {
    return undefined;
  }
}
