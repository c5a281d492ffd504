import { buildMeasuredGuest } from "@novacron/tools/guest/build-guest";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BeaconObserver, countNumbers, longestGap } from "./beacons.ts";
import { Lab } from "./lab.ts";
import type { LabHost } from "./lab-host.ts";

let lab: Lab;
let observer: BeaconObserver;
let source: LabHost;
let target: LabHost;
const id = 1;
const setMib = 16;

beforeAll(async () => {
  lab = await Lab.up({ hosts: 2 });
  [source, target] = lab.hosts as [LabHost, LabHost];
  observer = new BeaconObserver();
  const port = await observer.start(lab.gateway);
  const xml = guestDomainXml(await buildMeasuredGuest(), {
    name: "measured",
    virtType: "qemu",
    nic: { network: "lan" },
    measured: {
      beaconTo: { address: lab.gateway, port },
      id,
      address: `${lab.gateway.replace(/\.1$/, ".100")}/24`,
      setMib,
      dirtyKibPerSecond: 1_024,
      verifyKibPerSecond: 16_384,
    },
  });
  await source.define(xml, "measured");
  await source.virsh(["start", "measured"]);
}, 180_000);

afterAll(async () => {
  await observer?.stop();
  await lab?.down();
}, 60_000);

/** Each page of the guest's set was looked at once more than before. */
async function wholeSetChecked(): Promise<void> {
  const before = observer.last(id)?.pagesChecked ?? 0;
  const pages = (setMib * 1_048_576) / 4_096;
  await expect
    .poll(() => (observer.last(id)?.pagesChecked ?? 0) - before, { timeout: 60_000 })
    .toBeGreaterThan(pages);
}

test("a guest that is moved by virsh loses no memory, and its pause is seen from outside", async () => {
  await expect.poll(() => observer.of(id).length, { timeout: 60_000 }).toBeGreaterThan(200);
  await wholeSetChecked();
  const fromMs = performance.now();
  const uri = `qemu+unix:///system?socket=${target.socketPath}`;
  const to = ["--migrateuri", `tcp://${target.address}`];
  await source.virsh(["migrate", "--live", "--p2p", "measured", uri, ...to]);
  await wholeSetChecked();
  expect(observer.last(id)).toMatchObject({ pagesWrong: 0, blocksWrong: 0 });
  expect(longestGap(observer.of(id), fromMs, performance.now()).ms).toBeGreaterThan(10);
  expect(countNumbers(observer.of(id)).repeated).toBe(0);
  expect((await target.virsh(["domstate", "measured"])).stdout.trim()).toBe("running");
}, 180_000);
