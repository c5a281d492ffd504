import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { type GuestDomainOptions, tinyDomainXml } from "@novacron/tools/guest/domain-xml";
import { writeTinyDisk } from "@novacron/tools/guest/tiny-guest";
import { inState } from "../framework/operations.ts";
import type { StackHost } from "../framework/stack-host.ts";
import { type StackOptions, StackUnderTest } from "../framework/stack-under-test.ts";
import { waitUntil } from "../lab/processes.ts";

/** Where the disk lies: on a server that both hosts reach, or in a pool of its host. */
export const storages = ["shared", "local"] as const;
export type Storage = (typeof storages)[number];

/** A machine of 32 MB that is moved. */
export interface SiteGuest {
  readonly name: string;
  readonly machine: MachineId;
  readonly storage: Storage;
  /** Its disk, as its host sees it; null where no host has it. */
  readonly disk: string | null;
}

const nbdPort = 10_809;
/** What a copy has to carry: enough to be hit in the middle at the slowest pace that a move may have. */
const diskBytes = 4 * 1_048_576;

/** Two lab hosts that joined a control plane, and storage that both reach (qemu-nbd on the lab's bridge). */
export class MoveSite {
  readonly stack: StackUnderTest;
  readonly #server: ChildProcess;

  private constructor(stack: StackUnderTest, server: ChildProcess) {
    this.stack = stack;
    this.#server = server;
  }

  static async up(options: StackOptions = {}): Promise<MoveSite> {
    const stack = await StackUnderTest.up({ labHosts: 2, joined: true, ...options });
    const image = join(stack.folder, "shared.img");
    writeTinyDisk(image, "idle");
    const listen = [`--bind=${stack.lab?.gateway}`, `--port=${nbdPort}`, "--persistent"];
    const words = [...listen, "--shared=0", "--format=raw", "--cache=none", image];
    const server = spawn("qemu-nbd", words, { stdio: "ignore" });
    return new MoveSite(stack, server);
  }

  get hosts(): readonly [StackHost, StackHost] {
    return this.stack.hosts as unknown as readonly [StackHost, StackHost];
  }

  /** Defines and starts one on a host; resolves when the control plane shows it running. */
  async guest(
    host: StackHost,
    name: string,
    how: { readonly storage: Storage } & Partial<GuestDomainOptions>,
  ): Promise<SiteGuest> {
    const { storage, ...more } = how;
    const disk = storage === "local" ? `/var/lib/libvirt/images/${name}.img` : null;
    if (disk !== null) {
      const file = host.lab.outside(disk);
      writeTinyDisk(file, "idle");
      appendFileSync(file, randomBytes(diskBytes - 1_048_576));
      await host.lab.virsh(["pool-refresh", "images"]);
    }
    const disksXml = disk === null ? this.#sharedXml() : localXml(disk);
    const nic = { network: "lan" };
    const xml = tinyDomainXml("", { name, virtType: "qemu", nic, disksXml, ...more });
    const machine = (await host.lab.define(xml, name)) as MachineId;
    await host.lab.virsh(["start", name]);
    await inState(this.stack, machine, "running");
    return { name, machine, storage, disk };
  }

  /** One that is off, and known to be. */
  async guestOff(host: StackHost, name: string): Promise<SiteGuest> {
    const guest = await this.guest(host, name, { storage: "local" });
    await host.lab.virsh(["destroy", name]);
    await inState(this.stack, guest.machine, "shutoff");
    return guest;
  }

  /** Takes a machine and its disk away wherever they are. */
  async forget({ name, disk }: SiteGuest): Promise<void> {
    for (const { lab } of this.hosts) {
      await lab.virsh(["destroy", name], { allowFailure: true });
      await lab.virsh(["undefine", name], { allowFailure: true });
      if (disk !== null) rmSync(lab.outside(disk), { force: true });
      await lab.virsh(["pool-refresh", "images"], { allowFailure: true });
    }
  }

  async down(): Promise<void> {
    this.#server.kill("SIGTERM");
    await waitUntil("the storage server ends", () => hasEnded(this.#server));
    await this.stack.down();
  }

  #sharedXml(): string {
    return `<disk type='network' device='disk'>
      <driver name='qemu' type='raw' cache='none'/>
      <source protocol='nbd'><host name='${this.stack.lab?.gateway}' port='${nbdPort}'/></source>
      <target dev='vda' bus='virtio'/>
    </disk>`;
  }
}

function localXml(path: string): string {
  return `<disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='none'/>
      <source file='${path}'/>
      <target dev='vda' bus='virtio'/>
    </disk>`;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
