import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { remoteError } from "../errors.ts";
import { storageVolDownload, storageVolUpload } from "../generated/storage.ts";
import { errorOf, type FakeCall } from "../testing/fake-server.ts";
import { connectToFake, type Harness } from "../testing/harness.ts";
import { MESSAGE, STATUS, STREAM_PAYLOAD_MAX_BYTES } from "./header.ts";
import { STREAM_BUFFER_MAX_BYTES } from "./stream.ts";

const vol = { pool: "p", name: "v", key: "k" };
const args = { vol, offset: 0n, length: 0n, flags: 0 };
let h: Harness;
let call: FakeCall;

beforeEach(async () => {
  h = await connectToFake();
  const accept = (accepted: FakeCall<never, never>) => {
    call = accepted as unknown as FakeCall;
    call.reply(undefined);
  };
  h.fake.on(storageVolDownload, accept as never);
  h.fake.on(storageVolUpload, accept as never);
});
afterEach(() => h.close());

const download = async () => (await h.connection.open(storageVolDownload, args)).stream;
const upload = async () => (await h.connection.open(storageVolUpload, args)).stream;
const packets = () => h.peer.received.filter(({ header }) => header.type === MESSAGE.stream);
const sent = (count: number) =>
  vi.waitFor(() => expect(packets().length).toBeGreaterThanOrEqual(count));

describe("reading", () => {
  it("gives the bytes in order, then the end, and finishes when libvirt confirms", async () => {
    const stream = await download();
    for (const text of ["one", "two", ""]) call.packet(Buffer.from(text));
    const seen: string[] = [];
    for await (const packet of stream) {
      if (packet.kind === "data") seen.push(Buffer.from(packet.bytes).toString());
    }
    expect(seen).toEqual(["one", "two"]);
    const finished = stream.finish();
    await sent(1);
    expect(packets()[0]!.header.status).toBe(STATUS.ok);
    call.packet(new Uint8Array(), { status: STATUS.ok });
    await finished;
  });

  it("keeps data that came right behind the answer", async () => {
    h.fake.on(storageVolDownload, (early) => {
      early.reply(undefined);
      early.packet(Buffer.from("early"));
      early.packet(new Uint8Array());
    });
    const stream = await download();
    expect(await stream.read()).toMatchObject({ kind: "data" });
    expect(await stream.read()).toBeNull();
  });

  it("tells holes from data", async () => {
    const stream = await download();
    const hole = Buffer.alloc(12);
    hole.writeBigInt64BE(1n << 33n);
    call.packet(hole, { type: MESSAGE.streamHole });
    expect(await stream.read()).toEqual({ kind: "hole", lengthBytes: 1n << 33n });
  });

  it("fails with libvirt's error after the data that came before it", async () => {
    const stream = await download();
    call.packet(Buffer.from("ok"));
    const header = call.answerHeader({ type: MESSAGE.stream, status: STATUS.error });
    h.peer.send(header, (out) => remoteError.encode(out, errorOf(38, "disk on fire")));
    expect(await stream.read()).toMatchObject({ kind: "data" });
    await expect(stream.read()).rejects.toMatchObject({ details: { libvirtCode: 38 } });
    await expect(stream.finish()).rejects.toMatchObject({ details: { libvirtCode: 38 } });
  });

  it("holds libvirt back while its reader is slow, and no longer", async () => {
    const stream = await download();
    const chunk = Buffer.alloc(STREAM_PAYLOAD_MAX_BYTES, 7);
    const total = 200;
    for (let index = 0; index < total; index++) call.packet(chunk);
    call.packet(new Uint8Array());
    // What the kernel and the stream buffer, and no more, leaves the server.
    await vi.waitFor(() => expect(h.connection.counts.held).toBe(true));
    const stuck = h.peer.socket.writableLength;
    expect(stuck).toBeGreaterThan(total * chunk.length - 4 * STREAM_BUFFER_MAX_BYTES);
    let bytes = 0;
    for await (const packet of stream) if (packet.kind === "data") bytes += packet.bytes.length;
    expect(bytes).toBe(total * chunk.length);
    expect(h.connection.counts.held).toBe(false);
  });

  it("is not taken for dead while its slow reader keeps the pongs from being read", async () => {
    await h.close();
    h = await connectToFake({ keepalive: { intervalMs: 1_000, missesMax: 1 } });
    h.fake.on(storageVolDownload, (fresh) => {
      fresh.reply(undefined);
      for (let index = 0; index < 40; index++) fresh.packet(Buffer.alloc(STREAM_PAYLOAD_MAX_BYTES));
    });
    await download();
    await vi.waitFor(() => expect(h.connection.counts.held).toBe(true));
    h.clock.advance(60_000);
    expect(h.closedWith()).toBeUndefined();
  });
});

describe("writing", () => {
  it("cuts bytes into packets that every version takes", async () => {
    const stream = await upload();
    const bytes = Buffer.alloc(STREAM_PAYLOAD_MAX_BYTES * 2 + 5);
    for (let at = 0; at < bytes.length; at++) bytes[at] = at % 251;
    await stream.write(bytes);
    await sent(3);
    expect(packets().map(({ payload }) => payload.length)).toEqual([
      STREAM_PAYLOAD_MAX_BYTES,
      STREAM_PAYLOAD_MAX_BYTES,
      5,
    ]);
    expect(Buffer.concat(packets().map(({ payload }) => payload)).equals(bytes)).toBe(true);
  });

  it("waits while the other side does not read", async () => {
    const stream = await upload();
    h.peer.socket.pause();
    let written = 0;
    const chunk = Buffer.alloc(32_768);
    const writing = (async () => {
      for (; written < 400; written++) await stream.write(chunk);
    })();
    await vi.waitFor(() => expect(written).toBeGreaterThan(0));
    expect(written).toBeLessThan(400);
    h.peer.socket.resume();
    await writing;
    await sent(400);
  });

  it("sends a hole where a sparse file has one", async () => {
    const stream = await upload();
    stream.writeHole(4096n);
    await vi.waitFor(() => {
      const hole = h.peer.received.find(({ header }) => header.type === MESSAGE.streamHole);
      expect(hole?.payload.readBigInt64BE(0)).toBe(4096n);
    });
  });

  it("fails when libvirt answers a packet with an error reply", async () => {
    const stream = await upload();
    stream.writeHole(1n);
    call.fail(1, "holes not allowed");
    await expect(stream.read()).rejects.toMatchObject({ details: { libvirtCode: 1 } });
    await expect(stream.write(Buffer.from("x"))).rejects.toMatchObject({ code: "LIBVIRT_ERROR" });
  });

  it("can be aborted, and is closed to writers afterwards", async () => {
    const stream = await upload();
    const aborted = stream.abort();
    await sent(1);
    expect(packets()[0]!.header.status).toBe(STATUS.error);
    call.packet(new Uint8Array(), { status: STATUS.ok });
    await aborted;
    await expect(stream.write(Buffer.from("x"))).rejects.toMatchObject({ code: "STREAM_CLOSED" });
  });

  it("gives up on an end that is never confirmed", async () => {
    const stream = await upload();
    const finished = stream.finish();
    h.clock.advance(60_000);
    await expect(finished).rejects.toMatchObject({ code: "LIBVIRT_TIMEOUT" });
  });
});

describe("a stream and its connection", () => {
  it("end together", async () => {
    const stream = await download();
    const read = stream.read();
    h.peer.socket.end();
    await expect(read).rejects.toMatchObject({ code: "STREAM_CLOSED" });
  });

  it("packets after the end are counted, not taken for a broken protocol", async () => {
    const stream = await download();
    const aborted = stream.abort();
    call.packet(new Uint8Array(), { status: STATUS.ok });
    await aborted;
    call.packet(Buffer.from("straggler"));
    await vi.waitFor(() => expect(h.connection.counts.lateStreamPackets).toBe(1));
    expect(h.closedWith()).toBeUndefined();
  });

  it("a stream whose call was given up is aborted when libvirt opens it late", async () => {
    h.fake.on(storageVolUpload, () => {});
    const opening = h.connection.open(storageVolUpload, args, { timeoutMs: 50 });
    await vi.waitFor(() => expect(h.peer.calls).toHaveLength(1));
    h.clock.advance(50);
    await expect(opening).rejects.toMatchObject({ code: "LIBVIRT_TIMEOUT" });
    h.peer.calls[0]!.reply(undefined);
    await sent(1);
    expect(packets()[0]!.header).toMatchObject({ status: STATUS.error, type: MESSAGE.stream });
  });

  it("a call that fails leaves no stream", async () => {
    h.fake.on(storageVolDownload, (refused) => refused.fail(50, "no volume"));
    await expect(download()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
