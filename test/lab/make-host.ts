import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "@novacron/tools/bootstrap/run-command";
import { debianSystem } from "./debian-system.ts";
import { copyHostConfig, labNetworkXml, lanNetworkXml, writeHostConfig } from "./host-config.ts";
import { type HostRecord, LabHost } from "./lab-host.ts";
import type { LabState } from "./lab-state.ts";
import { childrenOf, waitUntil } from "./processes.ts";

export interface MakeHostOptions {
  readonly state: LabState;
  readonly index: number;
  readonly debian13: boolean;
  readonly bare: boolean;
  readonly say?: ((line: string) => void) | undefined;
}

const here = dirname(fileURLToPath(import.meta.url));

/** Makes one host of a lab: namespaces, network, configuration, libvirtd, a pool and a network. */
export async function makeHost(options: MakeHostOptions): Promise<HostRecord> {
  const { state, index } = options;
  const system = options.debian13 ? await debianSystem("trixie", options.say) : undefined;
  const dir = join(state.dir, `h${index}`);
  mkdirSync(dir, { recursive: true });
  const hostUuid = randomUUID();
  if (options.bare) copyHostConfig(dir);
  else writeHostConfig(dir, hostUuid);
  const name = `${state.name}-h${index}`;
  const initPid = await startNamespaces(dir, name, system);
  const address = `${state.subnet}.${10 + index}`;
  await plugIn(state, { index, initPid, address });
  const record: HostRecord = {
    name,
    index,
    dir,
    hostUuid,
    address,
    initPid,
    system: options.debian13 ? "debian13" : "own",
  };
  if (options.bare) return record;
  const host = new LabHost(record);
  await host.startLibvirtd();
  await furnish(host);
  return record;
}

async function startNamespaces(
  dir: string,
  name: string,
  system: string | undefined,
): Promise<number> {
  const log = openSync(join(dir, "init.log"), "a");
  const spaces = ["--mount", "--uts", "--net", "--pid", "--ipc", "--mount-proc"];
  const script = ["sh", join(here, "host-init.sh"), dir, name];
  if (system !== undefined) script.push(system, join(here, "../.."));
  const command = [...spaces, "--fork", "--kill-child=KILL", "--", ...script];
  const stdio: ["ignore", number, number] = ["ignore", log, log];
  const child = spawn("unshare", command, { stdio, detached: true });
  closeSync(log);
  child.unref();
  const problem = (): string => readFileSync(join(dir, "init.log"), "utf8").trim();
  await waitUntil(`host ${name} is ready`, () => {
    if (child.exitCode !== null) throw new Error(`host ${name} ended at once: ${problem()}`);
    return existsSync(join(dir, "ready"));
  });
  const initPid = childrenOf(child.pid ?? 0)[0];
  if (initPid === undefined) throw new Error(`host ${name} has no process: ${problem()}`);
  return initPid;
}

/**
 * A cable from the host's eth0 to the lab's bridge; eth0 is a port of br0, on which machines can be too. A bridge without an
 * address of its own takes the lowest of its ports, and that of a machine on its way is on both hosts at once.
 */
async function plugIn(
  state: LabState,
  host: { readonly index: number; readonly initPid: number; readonly address: string },
): Promise<void> {
  const port = `${state.bridge}-${host.index}`;
  const peer = ["peer", "name", "eth0", "netns", `${host.initPid}`];
  await runCommand(["ip", "link", "add", port, "type", "veth", ...peer]);
  await runCommand(["ip", "link", "set", port, "master", state.bridge, "up"]);
  const inside = ["nsenter", "--target", `${host.initPid}`, "--net", "ip"];
  const mac = `02:6e:76:00:00:${host.index.toString(16).padStart(2, "0")}`;
  await runCommand([...inside, "link", "add", "br0", "address", mac, "type", "bridge"]);
  await runCommand([...inside, "link", "set", "eth0", "master", "br0", "up"]);
  await runCommand([...inside, "address", "add", `${host.address}/24`, "dev", "br0"]);
  await runCommand([...inside, "link", "set", "br0", "up"]);
}

/** What an installed host has: a pool for images and a network. */
async function furnish(host: LabHost): Promise<void> {
  const pool = ["pool-define-as", "images", "dir", "--target", "/var/lib/libvirt/images"];
  await host.virsh(pool);
  await host.virsh(["pool-autostart", "images"]);
  await host.virsh(["pool-start", "images"]);
  const networks = { lab: labNetworkXml(host.record.index), lan: lanNetworkXml };
  for (const [name, xml] of Object.entries(networks)) {
    const file = join(host.record.dir, `${name}-network.xml`);
    writeFileSync(file, xml);
    await host.virsh(["net-define", file]);
    await host.virsh(["net-autostart", name]);
    await host.virsh(["net-start", name]);
  }
}
