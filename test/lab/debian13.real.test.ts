import type { ContractHost } from "@novacron/agent/ports/migration.contract";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BeaconObserver, countNumbers } from "./beacons.ts";
import { placeGuestFiles } from "./guest-files.ts";
import type { LabHost } from "./lab-host.ts";
import { endSite, joinedHost, type MovingSite, makeSite, Passage } from "./moving-hosts.ts";
import { waitUntil } from "./processes.ts";

const MiB = 1024 ** 2;
const minutes = 60_000;
const setMib = 16;
const observer = new BeaconObserver();

let site: MovingSite;
/** One of this machine's own system, two of Debian 13. */
let hosts: readonly [LabHost, LabHost, LabHost];
let ends: readonly ContractHost[];

beforeAll(async () => {
  site = await makeSite({ hosts: 3, debian13: 2 });
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

test(
  "a guest that writes its memory moves to a newer QEMU, and among newer ones, and loses nothing",
  async () => {
    const id = 1;
    const port = await observer.start(site.lab.gateway);
    const xml = guestDomainXml(await placeGuestFiles(hosts), {
      name: "measured",
      virtType: "qemu",
      nic: { network: "lan" },
      measured: {
        beaconTo: { address: site.lab.gateway, port },
        id,
        address: `${site.lab.gateway.replace(/\.1$/, ".100")}/24`,
        setMib,
        dirtyKibPerSecond: 512,
        verifyKibPerSecond: 16_384,
      },
    });
    const machine = (await hosts[0].define(xml, "measured")) as MachineId;
    await hosts[0].virsh(["start", "measured"]);
    await expect.poll(() => observer.of(id).length, { timeout: minutes }).toBeGreaterThan(200);
    const limit = { kind: "live" as const, bandwidthBytesPerSecond: 16 * MiB };
    const zstd = { kind: "live" as const, compression: "zstd" as const, parallelConnections: 2 };
    for (const [from, to, options] of [
      [0, 1, limit],
      [1, 2, limit],
      [2, 1, zstd],
    ] as const) {
      const way = new Passage({ from: ends[from]!, to: ends[to]!, machine, name: "measured" });
      expect(await way.check(options)).toEqual([]);
      const { measured } = await way.perform(options);
      expect(measured.pauseMs).toBeGreaterThan(0);
      await way.settle();
      await allIsWhole(id);
    }
    const older = new Passage({ from: ends[1]!, to: ends[0]!, machine, name: "measured" });
    expect(await older.check(zstd)).toEqual(["options", "qemu-older"]);
  },
  6 * minutes,
);
