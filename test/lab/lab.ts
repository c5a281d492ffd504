import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "@novacron/tools/bootstrap/run-command";
import { type HostRecord, LabHost } from "./lab-host.ts";
import {
  allStates,
  isAbandoned,
  type LabState,
  labsDir,
  loadState,
  ownProcess,
  removeState,
  saveState,
} from "./lab-state.ts";
import { makeHost } from "./make-host.ts";
import { findProcesses, signalProcess, waitUntil } from "./processes.ts";

export interface LabOptions {
  /** How many hosts. */
  readonly hosts: number;
  /** Tells labs on one machine apart; a name of its own by default. */
  readonly name?: string;
  /** Where the hosts' folders go; short, because a UNIX socket's path ends at 107 characters. */
  readonly dir?: string;
  /** How many of the last hosts run Debian 13's libvirt and QEMU; true is one. */
  readonly debian13?: boolean | number;
  /** Without a libvirtd, as a machine is before NovaCron is set up on it. */
  readonly bare?: boolean;
  /** Stays after the process that made it. */
  readonly keep?: boolean;
  readonly say?: (line: string) => void;
}

const socketPathLengthMax = 107;

/** N real libvirt hosts on one machine, joined by one bridge. Needs root and the packages of `test`. */
export class Lab {
  #state: LabState;
  readonly hosts: readonly LabHost[];

  private constructor(state: LabState) {
    this.#state = state;
    this.hosts = state.hosts.map((record) => new LabHost(record));
  }

  get name(): string {
    return this.#state.name;
  }

  get dir(): string {
    return this.#state.dir;
  }

  /** This machine's own address on the lab's bridge, which every host reaches. */
  get gateway(): string {
    return `${this.#state.subnet}.1`;
  }

  /** Makes the hosts and starts their libvirtd; what is half made is taken away when it fails. */
  static async up(options: LabOptions): Promise<Lab> {
    await Lab.clean();
    const name = options.name ?? `t${randomUUID().slice(0, 8)}`;
    if (loadState(name) !== undefined)
      throw new Error(`lab ${name} is up already; take it down first`);
    const dir = options.dir ?? defaultDir(name);
    let state = await claimBridge({ name, dir, keep: options.keep ?? false });
    try {
      mkdirSync(dir, { recursive: true });
      const made: HostRecord[] = [];
      for (let index = 1; index <= options.hosts; index += 1) {
        const isNewer = index > options.hosts - Number(options.debian13 ?? 0);
        const record = await makeHost({
          state,
          index,
          debian13: isNewer,
          bare: options.bare === true,
          say: options.say,
        });
        made.push(record);
        state = { ...state, hosts: made };
        saveState(state);
      }
      return new Lab(state);
    } catch (error) {
      await tearDown(state);
      throw error;
    }
  }

  /** A lab that is up, by name. */
  static open(name: string): Lab | undefined {
    const state = loadState(name);
    return state === undefined ? undefined : new Lab(state);
  }

  static list(): readonly LabState[] {
    return allStates();
  }

  /** Takes away what runs of tests left behind when they were killed. */
  static async clean(): Promise<void> {
    for (const state of allStates()) if (isAbandoned(state)) await tearDown(state);
  }

  /** Ends everything the lab started: processes, namespaces, mounts, bridge and folders. */
  async down(): Promise<void> {
    await tearDown(this.#state);
  }
}

function defaultDir(name: string): string {
  const dir = join(labsDir, name);
  const socket = join(dir, "h99/run/libvirt/libvirt-admin-sock");
  return socket.length <= socketPathLengthMax ? dir : join("/var/tmp/novacron-lab", name);
}

/** The kernel refuses a second bridge of one name: that makes the choice of the subnet safe. */
async function claimBridge(lab: Pick<LabState, "name" | "dir" | "keep">): Promise<LabState> {
  for (let number = 1; number < 255; number += 1) {
    const bridge = `nvlab${number}`;
    if (linksOf(bridge).length > 0) continue;
    const subnet = `198.18.${number}`;
    const state = { ...lab, bridge, subnet, owner: ownProcess(), hosts: [] };
    const add = ["ip", "link", "add", bridge, "type", "bridge"];
    const result = await runCommand(add, quiet);
    if (result.status !== 0) {
      if (result.stderr.includes("File exists")) continue;
      throw new Error(`cannot make the lab's bridge (root is needed): ${result.stderr.trim()}`);
    }
    saveState(state);
    await runCommand(["ip", "address", "add", `${subnet}.1/24`, "dev", bridge]);
    await runCommand(["ip", "link", "set", bridge, "up"]);
    return state;
  }
  throw new Error("no free subnet: 254 labs are up; take some down (npm run lab -- status)");
}

const quiet = { allowFailure: true } as const;

/** The bridge and the host ends of its cables, as far as they exist. */
function linksOf(bridge: string): string[] {
  const all = readdirSync("/sys/class/net");
  return all.filter((name) => name === bridge || name.startsWith(`${bridge}-`));
}

async function tearDown(state: LabState): Promise<void> {
  // By command line, not by recorded pid: a lab may have died between a start and its record.
  const mine = (args: readonly string[]): boolean => {
    const isHost = args.some((arg) => arg.endsWith("/host-init.sh"));
    if (isHost) return args.some((arg) => arg.startsWith(`${state.dir}/h`));
    const isControlPlane = args.some((arg) => arg.endsWith("/control-plane/main.ts"));
    return isControlPlane && args.includes(`${state.dir}/control-plane`);
  };
  for (const pid of findProcesses(mine)) signalProcess(pid, "SIGKILL");
  await waitUntil(`processes of lab ${state.name} end`, () => findProcesses(mine).length === 0);
  // The kernel takes a namespace's cables away in its own time; a new lab may want their names at once.
  await waitUntil(`links of lab ${state.name} go`, async () => {
    const links = linksOf(state.bridge);
    for (const link of links) await runCommand(["ip", "link", "delete", link], quiet);
    return links.length === 0;
  });
  rmSync(state.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  removeState(state.name);
}
