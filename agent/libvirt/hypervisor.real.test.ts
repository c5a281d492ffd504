import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hypervisorContract } from "../ports/hypervisor.contract.ts";
import type { HypervisorEvent } from "../ports/hypervisor.ts";
import { LibvirtHypervisor } from "./hypervisor.ts";
import { openSession, type Session } from "./session.ts";
import { echoDomain, echoKernel, tinyDomain } from "./testing/guests.ts";
import { RealLibvirtd } from "./testing/real-libvirtd.ts";
import { systemClock } from "./testing/system-clock.ts";
import { createNetwork } from "./xml/network.ts";
import { createFolderPool } from "./xml/storage.ts";

const clock = systemClock;
const random = Math.random;
/** VIR_DOMAIN_METADATA_TITLE and VIR_DOMAIN_AFFECT_LIVE. */
const METADATA_TITLE = 1;
const AFFECT_LIVE = 1;
/** VIR_DOMAIN_XML_SECURE. */
const XML_SECURE = 1;
const passing = () => new Promise<void>((resolve) => setTimeout(resolve, 50));

async function openQemu(libvirtd: RealLibvirtd): Promise<Session> {
  const { qemu: address } = await libvirtd.daemons();
  return await openSession({ clock, address });
}

hypervisorContract("libvirt", async () => {
  const libvirtd = await RealLibvirtd.start();
  const session = await openQemu(libvirtd);
  const define = async (xml: string) => {
    const { dom } = await session.remote.domainDefineXmlFlags({ xml, flags: 0 });
    return dom;
  };
  const running = await define(await echoDomain("running", libvirtd.sharedFolder));
  await session.remote.domainCreateWithFlags({ dom: running, flags: 0 });
  const off = await define(tinyDomain("off"));
  await session.close();
  const kernel = join(libvirtd.sharedFolder, "kernel");
  await writeFile(kernel, echoKernel());
  await writeFile(join(libvirtd.sharedFolder, "initrd"), "nothing");
  const hypervisor = new LibvirtHypervisor({
    clock,
    random,
    runFolder: libvirtd.runFolder,
    demo: {
      kernel,
      initrd: join(libvirtd.sharedFolder, "initrd"),
      cmdline: "quiet",
      memoryBytes: 64 * 1024 ** 2,
      arch: "x86_64",
      domainType: () => "qemu",
    },
  });
  return {
    hypervisor,
    running: running.uuid as MachineId,
    off: off.uuid as MachineId,
    absent: crypto.randomUUID() as MachineId,
    pass: passing,
    guestsReact: false,
    dispose: () => libvirtd.stop(),
  };
});

describe("a host under trouble", () => {
  let libvirtd: RealLibvirtd;
  let session: Session;
  let hypervisor: LibvirtHypervisor;
  const events: HypervisorEvent[] = [];

  beforeAll(async () => {
    libvirtd = await RealLibvirtd.start();
    session = await openQemu(libvirtd);
    const options = { clock, random, runFolder: libvirtd.runFolder };
    hypervisor = new LibvirtHypervisor(options);
    hypervisor.listen((event) => events.push(event));
    await hypervisor.start(new AbortController().signal);
    await vi.waitFor(() => expect(hypervisor.health().state).toBe("connected"));
  });
  afterAll(async () => {
    await hypervisor?.stop();
    await session?.close();
    await libvirtd?.stop();
  });

  const create = async (name: string) =>
    (await session.remote.domainCreateXml({ xmlDesc: tinyDomain(name), flags: 0 })).dom;
  const pidOf = async (name: string) =>
    Number(await readFile(join(libvirtd.runFolder, "qemu", `${name}.pid`), "utf8"));
  const namesRead = async () =>
    (await hypervisor.counters()).machines.map(({ name }) => name).sort();

  it("finds a change of a running machine in the next reading, event or not", async () => {
    const dom = await create("titled");
    const titleOf = async () => {
      const reports = await hypervisor.machines();
      return reports.find(({ id }) => id === dom.uuid)?.title;
    };
    expect(await titleOf()).toBeNull();
    expect(await titleOf()).toBeNull();
    await session.remote.domainSetMetadata({
      dom,
      type: METADATA_TITLE,
      metadata: "of another day",
      key: null,
      uri: null,
      flags: AFFECT_LIVE,
    });
    expect(await titleOf()).toBe("of another day");
    await session.remote.domainDestroyFlags({ dom, flags: 0 });
    await vi.waitFor(async () => expect(await titleOf()).toBeUndefined(), { timeout: 60_000 });
  });

  it("gives a definition without the secrets that libvirt itself has of it", async () => {
    const secret = "hunter2";
    const xml = tinyDomain("secretive", { vnc: true })
      .replace("<domain ", "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' ")
      .replace("<graphics ", `<graphics passwd='${secret}' `)
      .replace(
        "</domain>",
        `<qemu:commandline>
           <qemu:arg value='-object'/><qemu:arg value='secret,id=own,data=${secret}'/>
           <qemu:env name='OWN_TOKEN' value='${secret}'/>
         </qemu:commandline></domain>`,
      );
    const { dom } = await session.remote.domainDefineXmlFlags({ xml, flags: 0 });
    await session.remote.domainCreateWithFlags({ dom, flags: 0 });
    const own = await session.remote.domainGetXmlDesc({ dom, flags: XML_SECURE });
    expect(own.xml.split(secret)).toHaveLength(4);
    const found = await hypervisor.definition(dom.uuid as MachineId);
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(found).toMatchObject({ redacted: 4 });
    expect(found.live).toContain("id=own,data=[redacted]");
    expect(found.inactive).toContain(`<uuid>${dom.uuid}</uuid>`);
    await session.remote.domainDestroyFlags({ dom, flags: 0 });
    expect(await hypervisor.definition(dom.uuid as MachineId)).toMatchObject({
      live: null,
      redacted: 2,
    });
    await session.remote.domainUndefineFlags({ dom, flags: 0 });
  });

  it("reads the others while machines hang, names those, and has them back", async () => {
    const names = ["h1", "h2", "h3", "h4"];
    const doms = [];
    for (const name of names) doms.push(await create(name));
    await vi.waitFor(async () => expect(await namesRead()).toEqual(names), { timeout: 60_000 });
    const pids = [await pidOf("h1"), await pidOf("h3")];
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    try {
      await vi.waitFor(async () => expect(await namesRead()).toEqual(["h2", "h4"]), {
        timeout: 60_000,
      });
      const { skipped } = await hypervisor.counters();
      expect(skipped.map(({ name }) => name).sort()).toEqual(["h1", "h3"]);
      const culprits = hypervisor.health().culprits.map(({ machine }) => machine);
      expect(culprits.sort()).toEqual(["h1", "h3"]);
      const reports = await hypervisor.machines();
      expect(reports.map(({ name }) => name).sort()).toEqual(names);
      const hung = reports.find(({ name }) => name === "h1");
      expect(hung).toMatchObject({ state: "running", vcpus: 1, memoryBytes: 32 * 1024 ** 2 });
      // What hangs can still be switched off, while another one hangs.
      await hypervisor.forceOffMachine(doms[0]!.uuid as MachineId);
      await vi.waitFor(async () => expect((await hypervisor.machines()).length).toBe(3));
    } finally {
      process.kill(pids[1]!, "SIGCONT");
    }
    const left = names.slice(1);
    await vi.waitFor(async () => expect(await namesRead()).toEqual(left), { timeout: 60_000 });
    expect(hypervisor.health().culprits).toEqual([]);
    for (const dom of doms.slice(1)) await session.remote.domainDestroyFlags({ dom, flags: 0 });
  });

  it("tells what others do, in order, and a machine that is gone as gone", async () => {
    const from = events.length;
    const dom = await create("outside");
    await session.remote.domainSuspend({ dom });
    await session.remote.domainResume({ dom });
    await session.remote.domainDestroyFlags({ dom, flags: 0 });
    const told = () =>
      events.slice(from).filter((event) => event.type === "changed" && event.id === dom.uuid);
    // Whether QEMU says that it was shut down before it is gone is a race that libvirt leaves open.
    const names = () =>
      told()
        .map((event) => ("event" in event ? event.event : ""))
        .filter((name) => !name.startsWith("shutdown/"));
    await vi.waitFor(() =>
      expect(names()).toEqual([
        "resumed/unpaused",
        "started/booted",
        "suspended/paused",
        "resumed/unpaused",
        "stopped/destroyed",
      ]),
    );
    expect(told().at(-1)).toMatchObject({ name: "outside", report: null });
  });

  it("reports pools and networks, and tells when they change", async () => {
    const from = events.length;
    const { remote } = session;
    const xml = createFolderPool({ name: "images", path: libvirtd.sharedFolder });
    await remote.storagePoolCreateXml({ xml, flags: 0 });
    await remote.networkDefineXmlFlags({
      xml: createNetwork({ name: "lab", bridge: "novabr8" }),
      flags: 0,
    });
    await vi.waitFor(() =>
      expect(events.slice(from).some(({ type }) => type === "inventory")).toBe(true),
    );
    const inventory = await hypervisor.inventory();
    expect(inventory.hostUuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(inventory.hypervisorVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(inventory.pools).toMatchObject([
      { name: "images", type: "dir", active: true, path: libvirtd.sharedFolder },
    ]);
    expect(inventory.networks).toMatchObject([{ name: "lab", active: false, bridge: "novabr8" }]);
  });

  it("says that libvirt is away, and comes back by itself", async () => {
    const dom = await create("survivor");
    await libvirtd.kill();
    await vi.waitFor(() => expect(hypervisor.health().state).toBe("failed"), { timeout: 30_000 });
    expect(hypervisor.health().problem).toBeTruthy();
    await expect(hypervisor.machines()).rejects.toMatchObject({ code: "LIBVIRT_UNAVAILABLE" });
    await expect(hypervisor.counters()).rejects.toMatchObject({ code: "LIBVIRT_UNAVAILABLE" });
    await expect(hypervisor.startMachine(dom.uuid as MachineId)).rejects.toMatchObject({
      code: "LIBVIRT_UNAVAILABLE",
    });
    await libvirtd.restart();
    session = await openQemu(libvirtd);
    await vi.waitFor(() => expect(hypervisor.health().state).toBe("connected"), {
      timeout: 30_000,
    });
    const report = await hypervisor.machine(dom.uuid as MachineId);
    expect(report).toMatchObject({ name: "survivor", state: "running" });
    await hypervisor.forceOffMachine(dom.uuid as MachineId);
  });
});
