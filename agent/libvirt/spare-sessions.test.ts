import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as connect from "./generated/connect.ts";
import { openSession, type Session } from "./session.ts";
import { SpareSessions } from "./spare-sessions.ts";
import { FakeLibvirt } from "./testing/fake-server.ts";
import { ManualClock } from "./testing/manual-clock.ts";

let fake: FakeLibvirt;
let clock: ManualClock;
let spare: SpareSessions;
const hostname = ({ remote }: Session) => remote.connectGetHostname({ timeoutMs: 1_000 });
const goodbyes = () =>
  fake.peers.filter(({ calls }) => calls.at(-1)?.procedure.name === "connectClose").length;

beforeEach(async () => {
  fake = await FakeLibvirt.listen();
  clock = new ManualClock();
  const address = fake.address;
  spare = new SpareSessions(clock, (onClose) => openSession({ clock, address, onClose }));
  fake.on(connect.connectGetHostname, (call) => call.reply({ hostname: "h1" }));
});
afterEach(async () => {
  await spare.close();
  await fake.close();
});

it("serves one act after the other, and never two at once", async () => {
  await spare.run(hostname);
  await spare.run(hostname);
  expect(fake.peers).toHaveLength(1);
  const nested = spare.run(async (outer) => {
    await spare.run(async (inner) => expect(inner).not.toBe(outer));
    return await hostname(outer);
  });
  expect(await nested).toEqual({ hostname: "h1" });
  expect(fake.peers).toHaveLength(2);
});

it("ends what no act has needed for a while", async () => {
  await spare.run(hostname);
  clock.advance(4_999);
  await spare.run(hostname);
  clock.advance(4_999);
  expect(goodbyes()).toBe(0);
  clock.advance(1);
  await vi.waitFor(() => expect(goodbyes()).toBe(1));
  await spare.run(hostname);
  expect(fake.peers).toHaveLength(2);
});

it("keeps four at most, and none once it was told to end", async () => {
  const all = Promise.withResolvers<void>();
  let begun = 0;
  const together = Array.from({ length: 6 }, () =>
    spare.run(async () => {
      begun += 1;
      if (begun === 6) all.resolve();
      await all.promise;
    }),
  );
  await Promise.all(together);
  await vi.waitFor(() => expect(goodbyes()).toBe(2));
  await spare.run(async () => await spare.close());
  await vi.waitFor(() => expect(goodbyes()).toBe(6));
});

it("ends with an act that failed", async () => {
  const failed = spare.run(() => Promise.reject(new RangeError("no")));
  await expect(failed).rejects.toThrow("no");
  expect(goodbyes()).toBe(1);
  await spare.run(hostname);
  expect(fake.peers).toHaveLength(2);
});

it("ends with a call that hangs, although its act went on without it", async () => {
  fake.on(connect.connectGetHostname, () => {});
  const act = spare.run(async (session) => await hostname(session).catch(() => null));
  await vi.waitFor(() => expect(fake.peer.calls.at(-1)?.procedure.name).toMatch(/Hostname/));
  clock.advance(1_000);
  expect(await act).toBeNull();
  fake.on(connect.connectGetHostname, (call) => call.reply({ hostname: "h2" }));
  expect(await spare.run(hostname)).toEqual({ hostname: "h2" });
  expect(fake.peers).toHaveLength(2);
});

it("is opened anew after the daemon went", async () => {
  await spare.run(hostname);
  fake.peer.socket.destroy();
  await vi.waitFor(async () => expect(await spare.run(hostname)).toEqual({ hostname: "h1" }));
  expect(fake.peers).toHaveLength(2);
});

it("fails the act alone where the daemon goes while a connection is opened", async () => {
  fake.on(connect.connectOpen, () => fake.peer.socket.destroy());
  await expect(spare.run(hostname)).rejects.toThrow("closed");
  fake.on(connect.connectOpen, (call) => call.reply());
  expect(await spare.run(hostname)).toEqual({ hostname: "h1" });
});
