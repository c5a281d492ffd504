import type { MachineId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { HypervisorEvent } from "../ports/hypervisor.ts";
import { LibvirtHypervisor } from "./hypervisor.ts";
import { openSession, type Session } from "./session.ts";
import { echoDomain } from "./testing/guests.ts";
import { RealLibvirtd } from "./testing/real-libvirtd.ts";
import { systemClock } from "./testing/system-clock.ts";
import { createFolderPool } from "./xml/storage.ts";

const clock = systemClock;
const patience = { timeout: 60_000 };

/** Without firewall rules, and so without the daemon for them. */
const network = `<network>
  <name>lab</name>
  <forward mode='open'/>
  <bridge name='novabr9' stp='off' delay='0'/>
  <ip address='198.19.9.1' netmask='255.255.255.0'/>
</network>`;

describe("a host with modular daemons", () => {
  let libvirt: RealLibvirtd;
  let qemu: Session;
  let networks: Session;
  let storage: Session;
  let hypervisor: LibvirtHypervisor;
  const events: HypervisorEvent[] = [];
  const inventoryTold = (from: number) =>
    vi.waitFor(() => {
      expect(events.slice(from).some(({ type }) => type === "inventory")).toBe(true);
    }, patience);
  const open = async (daemon: "qemu" | "network" | "storage") => {
    const address = (await libvirt.daemons())[daemon];
    if (address === null) throw new RangeError(`no ${daemon}`);
    return openSession({ clock, address });
  };

  beforeAll(async () => {
    libvirt = await RealLibvirtd.start(["virtqemud", "virtnetworkd", "virtstoraged"]);
    [qemu, networks, storage] = [await open("qemu"), await open("network"), await open("storage")];
    hypervisor = new LibvirtHypervisor({
      clock,
      random: Math.random,
      runFolder: libvirt.runFolder,
    });
    hypervisor.listen((event) => events.push(event));
    await hypervisor.start(new AbortController().signal);
    await vi.waitFor(() => expect(hypervisor.health().state).toBe("connected"), patience);
  });
  afterAll(async () => {
    await hypervisor?.stop();
    for (const session of [qemu, networks, storage]) await session?.close();
    await libvirt?.stop();
  });

  it("is one whose daemons are apart: none has the others' drivers", async () => {
    expect(await libvirt.daemons()).toMatchObject({ kind: "modular" });
    const here = await qemu.remote.connectListAllDomains({ needResults: 1, flags: 0 });
    expect(here.domains).toEqual([]);
    await expect(
      storage.remote.connectListAllNetworks({ needResults: 1, flags: 0 }),
    ).rejects.toMatchObject({ code: "LIBVIRT_ERROR" });
    await expect(
      networks.remote.connectListAllStoragePools({ needResults: 1, flags: 0 }),
    ).rejects.toMatchObject({ code: "LIBVIRT_ERROR" });
  });

  it("tells of pools and networks by the daemon that has each", async () => {
    let from = events.length;
    const xml = createFolderPool({ name: "images", path: libvirt.sharedFolder });
    await storage.remote.storagePoolCreateXml({ xml, flags: 0 });
    await inventoryTold(from);
    from = events.length;
    const { net } = await networks.remote.networkDefineXmlFlags({ xml: network, flags: 0 });
    await networks.remote.networkCreate({ net });
    await inventoryTold(from);
    await vi.waitFor(async () => {
      const inventory = await hypervisor.inventory();
      expect(inventory.pools).toMatchObject([{ name: "images", active: true }]);
      expect(inventory.networks).toMatchObject([{ name: "lab", active: true, bridge: "novabr9" }]);
    }, patience);
  });

  it("defines, starts and counts a machine by virtqemud", async () => {
    const xml = await echoDomain("across", libvirt.sharedFolder);
    const { dom } = await qemu.remote.domainDefineXmlFlags({ xml, flags: 0 });
    const id = dom.uuid as MachineId;
    await hypervisor.startMachine(id);
    expect(await hypervisor.machine(id)).toMatchObject({ state: "running", persistent: true });
    await vi.waitFor(() => {
      expect(events).toContainEqual(expect.objectContaining({ id, event: "started/booted" }));
    }, patience);
    const { machines } = await hypervisor.counters();
    expect(machines.find((machine) => machine.id === id)).toMatchObject({ running: true });
    expect((await hypervisor.definition(id)).live).toContain("<name>across</name>");
  });

  it("stays connected while the daemon for networks is away, and has them back", async () => {
    await networks.close();
    const from = events.length;
    await libvirt.kill(["virtnetworkd"]);
    await inventoryTold(from);
    const without = await hypervisor.inventory();
    expect(without.pools).toHaveLength(1);
    expect(without.networks).toEqual([]);
    expect(hypervisor.health().state).toBe("connected");
    expect(await hypervisor.machines()).toMatchObject([{ name: "across", state: "running" }]);
    await libvirt.restart();
    networks = await open("network");
    await vi.waitFor(async () => {
      expect((await hypervisor.inventory()).networks).toMatchObject([{ name: "lab" }]);
    }, patience);
  });

  it("says that machines are not known while virtqemud is away, and finds them again", async () => {
    await qemu.close();
    await libvirt.kill(["virtqemud"]);
    await vi.waitFor(() => expect(hypervisor.health().state).toBe("failed"), patience);
    await expect(hypervisor.machines()).rejects.toMatchObject({ code: "LIBVIRT_UNAVAILABLE" });
    await libvirt.restart();
    qemu = await open("qemu");
    await vi.waitFor(() => expect(hypervisor.health().state).toBe("connected"), patience);
    const [found] = await hypervisor.machines();
    expect(found).toMatchObject({ name: "across", state: "running" });
    await hypervisor.forceOffMachine(found?.id as MachineId);
  });
});
