import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isNoDomain, LIBVIRT_CODE } from "../errors.ts";
import { connectGetHostname, connectGetUri } from "../generated/connect.ts";
import { domainGetXmlDesc, domainLookupByName } from "../generated/domain.ts";
import { domainEventCallbackLifecycle, domainEventCallbackReboot } from "../generated/event.ts";
import { connectToFake, type Harness } from "../testing/harness.ts";
import type { ServerEvent } from "./connection.ts";
import { MESSAGE, STATUS } from "./header.ts";
import { KEEPALIVE_PROGRAM, PING, PONG } from "./keepalive.ts";

const dom = { name: "web", uuid: "6695eb01-f6a4-8304-79aa-97f2502e193f", id: 3 };
const events: ServerEvent[] = [];
let h: Harness;

beforeEach(async () => {
  events.length = 0;
  h = await connectToFake({
    keepalive: { intervalMs: 5_000, missesMax: 3 },
    limits: { inFlightMax: 2, waitingMax: 2, timeoutMs: 30_000 },
    onEvent: (event) => events.push(event),
  });
});
afterEach(() => h.close());

const hostname = (timeoutMs?: number, signal?: AbortSignal) =>
  h.connection.call(connectGetHostname, undefined, {
    ...(timeoutMs && { timeoutMs }),
    ...(signal && { signal }),
  });
const callsSeen = (count: number) =>
  vi.waitFor(() => expect(h.peer.calls.length).toBeGreaterThanOrEqual(count));

describe("calls", () => {
  it("go out together and are told apart when the answers come in another order", async () => {
    const first = hostname();
    const second = h.connection.call(connectGetUri, undefined);
    await callsSeen(2);
    h.peer.calls[1]!.reply({ uri: "qemu:///system" });
    h.peer.calls[0]!.reply({ hostname: "h1" });
    expect(await second).toEqual({ uri: "qemu:///system" });
    expect(await first).toEqual({ hostname: "h1" });
  });

  it("carry their arguments", async () => {
    h.fake.on(domainGetXmlDesc, (call) =>
      call.reply({ xml: `${call.args.dom.name}/${call.args.flags}` }),
    );
    expect(await h.connection.call(domainGetXmlDesc, { dom, flags: 9 })).toEqual({ xml: "web/9" });
  });

  it("reject with libvirt's own number, message and a code to match on", async () => {
    h.fake.on(domainLookupByName, (call) => call.fail(LIBVIRT_CODE.noDomain, "no domain x"));
    const error = await h.connection.call(domainLookupByName, { name: "x" }).catch((e) => e);
    expect(isNoDomain(error)).toBe(true);
    expect(error).toMatchObject({ code: "NOT_FOUND", details: { libvirtCode: 42 } });
    expect(error.libvirt).toMatchObject({ domain: 10, level: 2, str1: "no domain x" });
  });

  it("wait for a place beyond the limit, and are refused beyond the queue", async () => {
    const calls = [hostname(), hostname(), hostname(), hostname()];
    await expect(hostname()).rejects.toMatchObject({ code: "OVERLOADED" });
    expect(h.connection.counts).toMatchObject({ inFlight: 2, waiting: 2 });
    await callsSeen(2);
    expect(h.peer.calls).toHaveLength(2);
    h.fake.on(connectGetHostname, (call) => call.reply({ hostname: "later" }));
    for (const call of [...h.peer.calls]) call.reply({ hostname: "first" });
    const names = (await Promise.all(calls)).map(
      (answer) => (answer as { hostname: string }).hostname,
    );
    expect(names).toEqual(["first", "first", "later", "later"]);
  });

  it("end at their deadline when libvirt hangs", async () => {
    const call = hostname(2_000);
    await callsSeen(1);
    h.clock.advance(2_000);
    await expect(call).rejects.toMatchObject({
      code: "LIBVIRT_TIMEOUT",
      details: { timeoutMs: 2_000 },
    });
  });

  it("end at their deadline while they wait for a place, and then are never sent", async () => {
    void hostname().catch(() => {});
    void hostname().catch(() => {});
    const waiting = h.connection.call(connectGetUri, undefined, { timeoutMs: 10 });
    h.clock.advance(10);
    await expect(waiting).rejects.toMatchObject({ code: "LIBVIRT_TIMEOUT" });
    await callsSeen(2);
    for (const call of [...h.peer.calls]) call.reply({ hostname: "x" });
    await vi.waitFor(() => expect(h.connection.counts.inFlight).toBe(0));
    expect(h.peer.calls).toHaveLength(2);
  });

  it("can be cancelled, before and while they run", async () => {
    await expect(hostname(1_000, AbortSignal.abort())).rejects.toMatchObject({ code: "CANCELLED" });
    const abort = new AbortController();
    const call = hostname(1_000, abort.signal);
    await callsSeen(1);
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("that were given up keep their place until the late answer, which is counted", async () => {
    const calls = [hostname(100), hostname(100)].map((call) => call.catch((error) => error.code));
    await callsSeen(2);
    h.clock.advance(100);
    expect(await Promise.all(calls)).toEqual(["LIBVIRT_TIMEOUT", "LIBVIRT_TIMEOUT"]);
    const next = h.connection.call(connectGetUri, undefined);
    expect(h.connection.counts).toMatchObject({ inFlight: 2, abandoned: 2, waiting: 1 });
    h.fake.on(connectGetUri, (call) => call.reply({ uri: "u" }));
    h.peer.calls[0]!.reply({ hostname: "late" });
    expect(await next).toEqual({ uri: "u" });
    expect(h.connection.counts).toMatchObject({ inFlight: 1, abandoned: 1, lateAnswers: 1 });
    expect(h.closedWith()).toBeUndefined();
  });

  it("leave no timer behind", async () => {
    h.fake.on(connectGetHostname, (call) => call.reply({ hostname: "x" }));
    const before = h.clock.timerCount;
    await hostname();
    expect(h.clock.timerCount).toBe(before);
  });

  it("that cannot be encoded are refused before anything is sent", async () => {
    const bad = h.connection.call(domainGetXmlDesc, { dom, flags: -1 });
    await expect(bad).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(h.peer.received).toHaveLength(0);
  });

  it("fail for themselves alone when their answer makes no sense", async () => {
    const bad = hostname();
    await callsSeen(1);
    h.peer.send(h.peer.calls[0]!.answerHeader(), Buffer.from("ffffffff", "hex"));
    await expect(bad).rejects.toMatchObject({ code: "LIBVIRT_PROTOCOL" });
    expect(h.connection.counts.undecodable).toBe(1);
    h.fake.on(connectGetHostname, (call) => call.reply({ hostname: "fine" }));
    expect(await hostname()).toEqual({ hostname: "fine" });
  });
});

describe("a server that breaks the protocol loses the connection, and every call ends", () => {
  const word = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const answer = (change: object) => () =>
    h.peer.calls[0]!.reply({ hostname: "x" }, change as never);
  it.each<[string, () => void, RegExp]>([
    ["a serial nobody waits for", answer({ serial: 999 }), /serial 999/],
    ["another program", answer({ program: 0x20008087 }), /program 0x20008087/],
    ["another version", answer({ version: 2 }), /version 2/],
    ["another procedure", answer({ procedure: 110 }), /procedure 110/],
    ["a call, which only clients make", answer({ type: MESSAGE.call }), /type 0/],
    ["a reply with descriptors", answer({ type: MESSAGE.replyWithFds }), /type 5/],
    ["an unknown type", answer({ type: 9 }), /unknown message type 9/],
    ["an unknown status", answer({ status: 7 }), /unknown message status 7/],
    ["a stream nobody opened", answer({ type: MESSAGE.stream, serial: 77 }), /stream 77/],
    ["a giant length", () => h.peer.socket.write(word(0x7fffffff)), /over libvirt's limit/],
    ["a length below the header's", () => h.peer.socket.write(word(12)), /shorter than its header/],
    ["garbage", () => h.peer.socket.write("GET / HTTP/1.1\r\n\r\n"), /over libvirt's limit/],
    [
      "a frame cut short",
      () => h.peer.socket.end(Buffer.concat([word(100), word(1)])),
      /within a frame/,
    ],
    ["a close", () => h.peer.socket.end(), /closed the connection/],
    ["a reset", () => h.peer.socket.destroy(), /closed the connection|ECONNRESET/],
  ])("%s", async (_, breakIt, reason) => {
    const call = hostname();
    const waiting = [hostname(), hostname()];
    await callsSeen(1);
    breakIt();
    const error = await call.catch((e) => e);
    expect(error).toMatchObject({ code: "LIBVIRT_UNAVAILABLE", details: { sent: true } });
    await expect(waiting[1]).rejects.toMatchObject({ details: { sent: false } });
    await expect(waiting[0]).rejects.toMatchObject({ code: "LIBVIRT_UNAVAILABLE" });
    expect(h.closedWith()?.message).toMatch(reason);
    await expect(hostname()).rejects.toMatchObject({ code: "LIBVIRT_UNAVAILABLE" });
    await vi.waitFor(() => expect(h.peer.closed).toBe(true));
    expect(h.clock.timerCount).toBe(0);
  });
});

describe("keepalive", () => {
  const keepalive = (procedure: number) => ({
    program: KEEPALIVE_PROGRAM,
    version: 1,
    procedure,
    type: MESSAGE.message,
    serial: 0,
    status: STATUS.ok,
  });
  const pings = () =>
    h.peer.received.filter(
      ({ header }) => header.program === KEEPALIVE_PROGRAM && header.procedure === PING,
    ).length;

  it("answers a ping", async () => {
    h.peer.send(keepalive(PING));
    await vi.waitFor(() =>
      expect(h.peer.received.map(({ header }) => header.procedure)).toContain(PONG),
    );
  });

  it("declares the server dead after its pings went unanswered", async () => {
    const call = hostname(1_000_000);
    h.clock.advance(5_000);
    h.clock.advance(15_000);
    await vi.waitFor(() => expect(pings()).toBe(3));
    expect(h.closedWith()).toBeUndefined();
    h.clock.advance(5_000);
    await expect(call).rejects.toMatchObject({ code: "LIBVIRT_UNAVAILABLE" });
    expect(h.closedWith()?.message).toMatch(/3 keepalive pings/);
  });

  it("takes anything heard for a sign of life, and spares the ping", async () => {
    h.fake.on(connectGetHostname, (call) => call.reply({ hostname: "x" }));
    for (let round = 0; round < 10; round++) {
      await hostname();
      h.clock.advance(5_000);
    }
    expect(pings()).toBe(0);
    expect(h.closedWith()).toBeUndefined();
  });

  it("lives on while calls hang but pings are answered", async () => {
    const call = hostname(1_000_000);
    h.clock.advance(5_000);
    for (let round = 1; round <= 8; round++) {
      h.clock.advance(5_000);
      await vi.waitFor(() => expect(pings()).toBe(round));
      h.peer.send(keepalive(PONG));
      h.peer.event(domainEventCallbackReboot, { callbackId: 0, dom });
      await vi.waitFor(() => expect(events).toHaveLength(round));
      h.clock.advance(5_000);
    }
    expect(h.closedWith()).toBeUndefined();
    h.peer.calls[0]!.reply({ hostname: "at last" });
    expect(await call).toEqual({ hostname: "at last" });
  });
});

describe("events", () => {
  it("are decoded and handed over in order", async () => {
    for (const detail of [0, 1, 2]) {
      h.peer.event(domainEventCallbackLifecycle, { callbackId: 0, dom, event: 5, detail });
    }
    await vi.waitFor(() => expect(events).toHaveLength(3));
    expect(events.map(({ payload }) => (payload as { detail: number }).detail)).toEqual([0, 1, 2]);
    expect(events[0]).toMatchObject({ message: domainEventCallbackLifecycle, payload: { dom } });
  });

  it("of an unknown kind, or that make no sense, are counted and do no harm", async () => {
    const header = { program: 0x20008086, version: 1, serial: 0, type: MESSAGE.message };
    h.peer.send({ ...header, procedure: 9_999, status: STATUS.ok } as never);
    h.peer.send({ ...header, procedure: 318, status: STATUS.ok } as never, Buffer.alloc(2));
    h.fake.on(connectGetHostname, (call) => call.reply({ hostname: "x" }));
    await hostname();
    expect(h.connection.counts).toMatchObject({ unknownEvents: 1, undecodable: 1 });
    expect(events).toHaveLength(0);
  });
});
