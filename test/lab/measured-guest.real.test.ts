import { buildMeasuredGuest } from "@novacron/tools/guest/build-guest";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BeaconObserver, countNumbers } from "./beacons.ts";
import { Lab } from "./lab.ts";

let lab: Lab;
let observer: BeaconObserver;
const id = 1;
const setMib = 16;

beforeAll(async () => {
  lab = await Lab.up({ hosts: 1 });
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
  await lab.hosts[0]?.define(xml, "measured");
  await lab.hosts[0]?.virsh(["start", "measured"]);
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

test("the guest's work is seen and checked from outside", async () => {
  await expect.poll(() => observer.of(id).length, { timeout: 60_000 }).toBeGreaterThan(200);
  const before = observer.last(id)?.dirtiedBytes ?? 0;
  await wholeSetChecked();
  expect(observer.last(id)).toMatchObject({ pagesWrong: 0, blocksWrong: 0 });
  expect((observer.last(id)?.dirtiedBytes ?? 0) - before).toBeGreaterThan(0);
  expect(countNumbers(observer.of(id)).repeated).toBe(0);
}, 180_000);
