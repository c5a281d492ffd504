import { LibvirtHypervisor } from "@novacron/agent/libvirt/hypervisor";
import { openSession } from "@novacron/agent/libvirt/session";
import { RealLibvirtd } from "@novacron/agent/libvirt/testing/real-libvirtd";
import { systemClock as clock } from "@novacron/agent/libvirt/testing/system-clock";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { buildMeasuredGuest } from "@novacron/tools/guest/build-guest";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { afterAll, beforeAll, expect, test } from "vitest";

const MiB = 1_048_576;
const id = crypto.randomUUID() as MachineId;
const setMib = 48;
const dirtyMib = 24;
let libvirtd: RealLibvirtd;
let hypervisor: LibvirtHypervisor;

beforeAll(async () => {
  libvirtd = await RealLibvirtd.start();
  const { runFolder } = libvirtd;
  hypervisor = new LibvirtHypervisor({ clock, random: Math.random, runFolder });
  await hypervisor.start(new AbortController().signal);
  const xml = guestDomainXml(await buildMeasuredGuest(), {
    name: "writer",
    uuid: id,
    virtType: "qemu",
    memoryMib: 256,
    // Nobody listens there: the guest's work is all that is wanted.
    measured: {
      beaconTo: { address: "127.0.0.1", port: 9 },
      id: 1,
      address: "127.0.0.2/8",
      setMib,
      dirtyKibPerSecond: dirtyMib * 1_024,
      verifyKibPerSecond: 0,
    },
  });
  const { qemu: address } = await libvirtd.daemons();
  const session = await openSession({ clock, address });
  await session.remote.domainCreateXml({ xmlDesc: xml, flags: 0 }, { timeoutMs: 60_000 });
  await session.close();
}, 120_000);

afterAll(async () => {
  await hypervisor?.stop();
  await libvirtd?.stop();
}, 60_000);

test("a guest's writing is found by sampling, and levels off at what it writes over and over", async () => {
  const mibOf = async (seconds: number) => {
    const { bytesPerSecond, mode } = await hypervisor.sampleDirtyRate(id, seconds);
    expect(mode).toBe("page-sampling");
    return bytesPerSecond / MiB;
  };
  // While it boots it writes more, then nothing for a moment. 128 pages are sampled: each hit is 2 MiB.
  await expect.poll(() => mibOf(1), { timeout: 60_000 }).toBeGreaterThan(dirtyMib / 3);
  await expect.poll(() => mibOf(1), { timeout: 60_000 }).toBeLessThan(dirtyMib * 2);
  const long = (await mibOf(8)) * 8;
  expect(long).toBeGreaterThan(setMib / 3);
  expect(long).toBeLessThan(setMib * 2);
}, 180_000);

test("two who ask at once share one sample", async () => {
  const [one, other] = await Promise.all([
    hypervisor.sampleDirtyRate(id, 1),
    hypervisor.sampleDirtyRate(id, 1),
  ]);
  expect(other).toBe(one);
}, 60_000);

test("a paused guest is not sampled", async () => {
  await hypervisor.pauseMachine(id);
  await expect(hypervisor.sampleDirtyRate(id, 1)).rejects.toMatchObject({
    code: "ACTION_NOT_POSSIBLE",
  });
}, 60_000);
