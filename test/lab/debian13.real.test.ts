import type { ContractHost } from "@novacron/agent/ports/migration.contract";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BeaconObserver, countNumbers } from "./beacons.ts";
import { placeGuestFiles } from "./guest-files.ts";
import type { LabHost } from "./lab-host.ts";
import { endSite, joinedHost, type MovingSite, makeSite, moves, Passage } from "./moving-hosts.ts";
import { waitUntil } from "./processes.ts";

const MiB = 1024 ** 2;
const minutes = 60_000;
const setMib = 16;
const observer = new BeaconObserver();

let site: MovingSite;
/** One of this machine's own system, two of Debian 13. */
let hosts: readonly [LabHost, LabHost, LabHost];
let ends: readonly ContractHost[];
/** That beacons are sent to. */
let port: number;

beforeAll(async () => {
  site = await makeSite({ hosts: 3, debian13: 2 });
  port = await observer.start(site.lab.gateway);
  hosts = site.lab.hosts as [LabHost, LabHost, LabHost];
  ends = await Promise.all(hosts.map((host) => joinedHost(site, host, "skew")));
  for (const { hypervisor } of ends) await hypervisor.start(new AbortController().signal);
  await waitUntil("every adapter is connected", () =>
    ends.every(({ hypervisor }) => hypervisor.health().state === "connected"),
  );
}, 20 * minutes);

afterAll(async () => {
  for (const { hypervisor } of ends ?? []) await hypervisor.stop();
  await observer.stop();
  if (site !== undefined) await endSite(site);
}, minutes);

/** Every page of its set was looked at once more, and none was wrong. */
async function allIsWhole(id: number): Promise<void> {
  const before = observer.last(id)?.pagesChecked ?? 0;
  const pages = (setMib * MiB) / 4_096;
  await expect
    .poll(() => (observer.last(id)?.pagesChecked ?? 0) - before, { timeout: minutes })
    .toBeGreaterThan(pages);
  expect(observer.last(id)).toMatchObject({ pagesWrong: 0, blocksWrong: 0 });
  expect(countNumbers(observer.of(id)).repeated).toBe(0);
}

const among = (from: number, to: number) => ({ from: ends[from]!, to: ends[to]! });

/** How long the guest may pause, as libvirt says it while it is moved away from this host. */
class AllowedPauses {
  readonly #host: LabHost;
  readonly #guest: string;
  readonly #said: Promise<number | null>[] = [];

  constructor(host: LabHost, guest: string) {
    this.#host = host;
    this.#guest = guest;
  }

  readonly look = (): void => void this.#said.push(allowedPause(this.#host, this.#guest));

  async first(): Promise<number | undefined> {
    return (await Promise.all(this.#said)).find((ms) => ms !== null) ?? undefined;
  }
}

/** Null where the guest is not there any more. */
async function allowedPause(host: LabHost, guest: string): Promise<number | null> {
  const words = ["migrate-getmaxdowntime", guest];
  const { status, stdout } = await host.virsh(words, { allowFailure: true });
  return status === 0 ? Number.parseInt(stdout, 10) : null;
}

/** A move that is cancelled leaves what QEMU began with to whoever moves the machine next, by whatever means. */
async function leavesTheUsualPause(way: Passage): Promise<void> {
  const cancel = new AbortController();
  const slow = { kind: "live" as const, bandwidthBytesPerSecond: MiB };
  const moved = way.perform(slow, { signal: cancel.signal, progress: () => cancel.abort() });
  await expect(moved).rejects.toMatchObject({ code: "CANCELLED" });
  await moves(way.to).abandon(way.machine, way.from.id);
  expect(await allowedPause(hosts[1], way.name)).toBe(300);
}

/** A guest that checks its own memory and says so, running on this host. */
async function writingGuest(host: LabHost, id: number): Promise<MachineId> {
  const name = `measured-${id}`;
  const xml = guestDomainXml(await placeGuestFiles(hosts), {
    name,
    virtType: "qemu",
    nic: { network: "lan" },
    measured: {
      beaconTo: { address: site.lab.gateway, port },
      id,
      address: `${site.lab.gateway.replace(/\.1$/, `.${100 + id}`)}/24`,
      setMib,
      dirtyKibPerSecond: 512,
      verifyKibPerSecond: 16_384,
    },
  });
  const machine = (await host.define(xml, name)) as MachineId;
  await host.virsh(["start", name]);
  await expect.poll(() => observer.of(id).length, { timeout: minutes }).toBeGreaterThan(200);
  return machine;
}

const limit = { kind: "live" as const, bandwidthBytesPerSecond: 16 * MiB };
const zstd = { kind: "live" as const, compression: "zstd" as const, parallelConnections: 2 };

test(
  "a guest that writes its memory moves among newer QEMUs and loses nothing",
  async () => {
    const id = 1;
    const machine = await writingGuest(hosts[1], id);
    const name = `measured-${id}`;
    for (const [from, to, options] of [
      [1, 2, limit],
      [2, 1, zstd],
    ] as const) {
      const way = new Passage({ ...among(from, to), machine, name });
      expect(await way.check(options)).toEqual([]);
      const allowed = new AllowedPauses(hosts[from], name);
      const { measured } = await way.perform(options, { progress: allowed.look });
      expect(measured.pauseMs).toBeGreaterThan(0);
      expect(await allowed.first()).toBe(38);
      await way.settle();
      await allIsWhole(id);
    }
    await leavesTheUsualPause(new Passage({ ...among(1, 2), machine, name }));
    await allIsWhole(id);
    await hosts[1].virsh(["destroy", name]);
  },
  6 * minutes,
);

test(
  "a guest moves to a newer QEMU, and not back",
  async () => {
    const id = 2;
    const machine = await writingGuest(hosts[0], id);
    const name = `measured-${id}`;
    const way = new Passage({ ...among(0, 1), machine, name });
    expect(await way.check(limit)).toEqual([]);
    const { measured } = await way.perform(limit);
    expect(measured.pauseMs).toBeGreaterThan(0);
    await way.settle();
    // What an emulated guest has lost by then, where its source is older than 9.0, is decision 0074's.
    expect(await ends[1]!.hypervisor.machine(machine)).toMatchObject({ state: "running" });
    const back = new Passage({ ...among(1, 0), machine, name });
    expect(await back.check(zstd)).toEqual(["options", "qemu-older"]);
    await hosts[1].virsh(["destroy", name]);
  },
  4 * minutes,
);
