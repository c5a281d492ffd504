import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoffMs } from "./backoff.ts";
import { type ClientState, LibvirtClient } from "./client.ts";
import { registrableEvents } from "./event-registry.ts";
import * as connect from "./generated/connect.ts";
import * as event from "./generated/event.ts";
import { allEvents } from "./generated/procedures.ts";
import { FakeLibvirt } from "./testing/fake-server.ts";
import { ManualClock } from "./testing/manual-clock.ts";

const dom = { name: "web", uuid: "6695eb01-f6a4-8304-79aa-97f2502e193f", id: 3 };
let fake: FakeLibvirt;
let clock: ManualClock;
let client: LibvirtClient;
let states: ClientState[];
const life = new AbortController();

beforeEach(async () => {
  fake = await FakeLibvirt.listen();
  clock = new ManualClock();
  states = [];
  client = new LibvirtClient({
    address: async () => fake.address,
    clock,
    random: () => 0,
    backoff: { firstMs: 100, maxMs: 1_000 },
    onState: (state) => states.push(state),
  });
  fake.on(connect.connectGetHostname, (call) => call.reply({ hostname: "h1" }));
});
afterEach(async () => {
  await client.stop();
  await fake.close();
});

const stateIs = (state: ClientState["state"]) =>
  vi.waitFor(() => expect(states.at(-1)?.state).toBe(state));

describe("LibvirtClient", () => {
  it("connects, calls and says goodbye", async () => {
    await client.start(life.signal);
    expect(client.connected).toBe(true);
    expect(await client.remote.connectGetHostname()).toEqual({ hostname: "h1" });
    await client.stop();
    expect(fake.peer.calls.at(-1)?.procedure.name).toBe("connectClose");
    expect(states.map(({ state }) => state)).toEqual(["connected", "stopped"]);
    await expect(client.remote.connectGetHostname()).rejects.toMatchObject({
      code: "LIBVIRT_UNAVAILABLE",
    });
  });

  it("starts without a daemon, tells why, and finds it when it is there", async () => {
    const address = fake.address;
    await fake.close();
    await client.start(life.signal);
    expect(states).toMatchObject([{ state: "disconnected", retryInMs: 100 }]);
    await expect(client.remote.connectGetHostname()).rejects.toThrow(/ENOENT/);
    fake = await FakeLibvirt.listen();
    expect(fake.address.socketPath).not.toBe(address.socketPath);
    clock.advance(100);
    await stateIs("connected");
  });

  it("comes back after a loss, later and later, and asks for its events again", async () => {
    const seen: number[] = [];
    client.on(event.domainEventCallbackLifecycle, ({ detail }) => seen.push(detail));
    client.on(event.networkEventLifecycle, () => {});
    await client.start(life.signal);
    fake.on(connect.connectOpen, (call) => call.fail(38, "not yet"));
    fake.peer.socket.destroy();
    await stateIs("disconnected");
    for (const retryInMs of [100, 200, 400, 800, 1_000, 1_000]) {
      await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ retryInMs }));
      states.push({ state: "stopped" });
      clock.advance(retryInMs);
      await stateIs("disconnected");
    }
    fake.on(connect.connectOpen, (call) => call.reply(undefined));
    clock.advance(1_000);
    await stateIs("connected");
    const asked = fake.peer.calls.map((call) => call.procedure.name);
    expect(asked).toContain("connectDomainEventCallbackRegisterAny");
    expect(asked).toContain("connectNetworkEventRegisterAny");
    fake.peer.event(event.domainEventCallbackLifecycle, {
      callbackId: 0,
      dom,
      event: 2,
      detail: 7,
    });
    await vi.waitFor(() => expect(seen).toEqual([7]));
  });

  it("does without an event that an older daemon does not know", async () => {
    fake.on(connect.connectDomainEventCallbackRegisterAny, (call) => {
      if (call.args.eventId === 27) call.fail(8, "eventID must be less than 27");
      else call.reply({ callbackId: 1 });
    });
    client.on(event.domainEventNicMacChange, () => {});
    client.on(event.domainEventCallbackReboot, () => {});
    await client.start(life.signal);
    expect(client.connected).toBe(true);
    expect(client.unsupportedEvents).toEqual(["domainEventNicMacChange"]);
  });

  it("does not take a connection for good that ends while it is set up", async () => {
    fake.on(connect.connectOpen, (call) => {
      call.reply(undefined);
      call.peer.socket.end();
    });
    await client.start(life.signal);
    expect(client.connected).toBe(false);
    expect(states.at(-1)?.state).toBe("disconnected");
  });

  it("gives up a daemon that accepts and then says nothing", async () => {
    fake.on(connect.authList, () => {});
    const started = client.start(life.signal);
    await vi.waitFor(() => expect(fake.peer.calls).toHaveLength(1));
    clock.advance(10_000);
    await started;
    expect(states.at(-1)).toMatchObject({ reason: { code: "LIBVIRT_TIMEOUT" } });
  });

  it("leaves nothing behind when stopped between two tries", async () => {
    fake.on(connect.connectOpen, (call) => call.fail(38, "no"));
    await client.start(life.signal);
    await client.stop();
    expect(clock.timerCount).toBe(0);
  });

  it("stops with its signal", async () => {
    const own = new AbortController();
    await client.start(own.signal);
    own.abort();
    await stateIs("stopped");
  });

  it("leaves when the daemon lost the driver behind it", async () => {
    fake.on(connect.connectSupportsFeature, (call) => call.reply({ supported: 1 }));
    fake.on(connect.connectRegisterCloseCallback, (call) => call.reply(undefined));
    await client.start(life.signal);
    fake.peer.event(event.connectEventConnectionClosed, { reason: 1 });
    await stateIs("disconnected");
    expect(client.reason.message).toMatch(/lost its own connection/);
  });
});

describe("logging in", () => {
  it("goes through polkit where that is asked for", async () => {
    fake.on(connect.authList, (call) => call.reply({ types: [2] }));
    fake.on(connect.authPolkit, (call) => call.reply({ complete: 1 }));
    await client.start(life.signal);
    expect(client.connected).toBe(true);
  });

  it("says what to do where only SASL is offered", async () => {
    fake.on(connect.authList, (call) => call.reply({ types: [1] }));
    await client.start(life.signal);
    expect(client.connected).toBe(false);
    expect(client.reason.next).toMatch(/libvirt group/);
  });
});

it("every event that is sent by callback can be asked for", () => {
  const byCallback = allEvents.filter(
    (message) =>
      message.payload.shape.kind === "struct" &&
      message.payload.shape.fields.some(([name]) => name === "callbackId"),
  );
  expect(new Set(registrableEvents)).toEqual(new Set(byCallback));
});

it("the wait grows to its limit and is cut by at most a half", () => {
  expect([0, 1, 2, 10, 1_000].map((n) => backoffMs(n, 0))).toEqual([
    250, 500, 1_000, 15_000, 15_000,
  ]);
  expect(backoffMs(2, 0.999)).toBeGreaterThanOrEqual(500);
});
