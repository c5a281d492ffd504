import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as connect from "./generated/connect.ts";
import { KeptSession } from "./kept-session.ts";
import { openSession, type Session } from "./session.ts";
import { FakeLibvirt } from "./testing/fake-server.ts";
import { ManualClock } from "./testing/manual-clock.ts";

let fake: FakeLibvirt;
let clock: ManualClock;
let kept: KeptSession;
const hostname = ({ remote }: Session) => remote.connectGetHostname({ timeoutMs: 1_000 });

beforeEach(async () => {
  fake = await FakeLibvirt.listen();
  clock = new ManualClock();
  kept = new KeptSession((onClose) => openSession({ clock, address: fake.address, onClose }));
  fake.on(connect.connectGetHostname, (call) => call.reply({ hostname: "h1" }));
});
afterEach(async () => {
  await kept.close();
  await fake.close();
});

it("serves one act after the other, and several at once, and ends when told", async () => {
  expect(await Promise.all([kept.run(hostname), kept.run(hostname)])).toHaveLength(2);
  expect(await kept.run(hostname)).toEqual({ hostname: "h1" });
  expect(fake.peers).toHaveLength(1);
  await kept.close();
  expect(fake.peer.calls.at(-1)?.procedure.name).toBe("connectClose");
});

it("stays after an answer that refuses", async () => {
  const refused = kept.run(() => Promise.reject(new RangeError("no")));
  await expect(refused).rejects.toThrow("no");
  await kept.run(hostname);
  expect(fake.peers).toHaveLength(1);
});

it("is left with a call that hangs, and opened anew by the next act", async () => {
  fake.on(connect.connectGetHostname, () => {});
  const hanging = kept.run(hostname);
  const failed = expect(hanging).rejects.toMatchObject({ code: "LIBVIRT_TIMEOUT" });
  await vi.waitFor(() => expect(fake.peer.calls.at(-1)?.procedure.name).toMatch(/Hostname/));
  clock.advance(1_000);
  await failed;
  fake.on(connect.connectGetHostname, (call) => call.reply({ hostname: "h2" }));
  expect(await kept.run(hostname)).toEqual({ hostname: "h2" });
  expect(fake.peers).toHaveLength(2);
});

it("is opened anew after the daemon went", async () => {
  await kept.run(hostname);
  fake.peer.socket.destroy();
  await vi.waitFor(async () => expect(await kept.run(hostname)).toEqual({ hostname: "h1" }));
  expect(fake.peers).toHaveLength(2);
});

it("is opened anew after a try that failed", async () => {
  fake.on(connect.connectOpen, (call) => call.peer.socket.destroy());
  await expect(kept.run(hostname)).rejects.toMatchObject({ code: "LIBVIRT_UNAVAILABLE" });
  fake.on(connect.connectOpen, (call) => call.reply(undefined));
  expect(await kept.run(hostname)).toEqual({ hostname: "h1" });
});
