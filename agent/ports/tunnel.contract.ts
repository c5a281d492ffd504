import { type TunnelTicket, tunnelTicket } from "@novacron/protocol/domain/ticket";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeviceStream } from "./hypervisor.ts";
import type { TunnelDialer } from "./tunnel.ts";

/** A dialer and the control plane at its other end. */
export interface TunnelHarness {
  readonly dialer: TunnelDialer;
  /** From now on one dial with this ticket is accepted; resolves with the far end of its stream. */
  accept(ticket: TunnelTicket): Promise<DeviceStream>;
  dispose(): Promise<void>;
}

/** What every TunnelDialer and its streams must do. */
export function tunnelContract(name: string, makeHarness: () => Promise<TunnelHarness>): void {
  describe(`tunnel contract: ${name}`, () => {
    let harness: TunnelHarness;
    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(() => harness.dispose());
    const open = async (): Promise<{ near: DeviceStream; far: DeviceStream }> => {
      const accepted = harness.accept(sampleTicket());
      const near = await harness.dialer.dial(sampleTicket(), new AbortController().signal);
      return { near, far: await accepted };
    };
    dialling(() => harness);
    streaming(open);
  });
}

function dialling(harness: () => TunnelHarness): void {
  const never = (): AbortSignal => new AbortController().signal;

  it("refuses a ticket that nobody waits for", async () => {
    await expect(harness().dialer.dial(sampleTicket(), never())).rejects.toMatchObject({
      code: "TICKET_REFUSED",
    });
  });

  it("refuses a wrong secret, and takes the ticket once", async () => {
    const accepted = harness().accept(sampleTicket());
    const wrong = sampleTicket("w".repeat(43));
    await expect(harness().dialer.dial(wrong, never())).rejects.toMatchObject({
      code: "TICKET_REFUSED",
    });
    const near = await harness().dialer.dial(sampleTicket(), never());
    await accepted;
    await expect(harness().dialer.dial(sampleTicket(), never())).rejects.toMatchObject({
      code: "TICKET_REFUSED",
    });
    await near.close();
  });

  it("does not dial when cancelled", async () => {
    await expect(harness().dialer.dial(sampleTicket(), AbortSignal.abort())).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });
}

function streaming(open: () => Promise<{ near: DeviceStream; far: DeviceStream }>): void {
  it("carries bytes both ways, whole and in order", async () => {
    const { near, far } = await open();
    const sent = sampleBytes(300_000);
    const [atFar, atNear] = [take(far, sent.length), take(near, sent.length)];
    for (let at = 0; at < sent.length; at += 70_000) {
      await Promise.all([
        near.write(sent.subarray(at, at + 70_000)),
        far.write(sent.subarray(at, at + 70_000)),
      ]);
    }
    expect(Buffer.compare(await atFar, sent)).toBe(0);
    expect(Buffer.compare(await atNear, sent)).toBe(0);
    await near.close();
  });

  it("delivers what was sent before the far end closed, then ends", async () => {
    const { near, far } = await open();
    await far.write(sampleBytes(1_000));
    await far.close();
    const got: Uint8Array[] = [];
    for await (const bytes of near.incoming) got.push(bytes);
    expect(Buffer.concat(got)).toHaveLength(1_000);
    await expect(near.write(sampleBytes(1))).rejects.toMatchObject({ code: "STREAM_CLOSED" });
  });

  it("delivers what was written before it was closed, then refuses", async () => {
    const { near, far } = await open();
    await near.write(sampleBytes(1_000));
    const [got] = await Promise.all([take(far, 1_000), near.close()]);
    expect(got).toHaveLength(1_000);
    await expect(near.write(sampleBytes(1))).rejects.toMatchObject({ code: "STREAM_CLOSED" });
    await near.close();
  });

  it("holds a writer back while nobody reads", async () => {
    const { near, far } = await open();
    const chunk = sampleBytes(64 * 1024);
    let written = 0;
    let stopped = false;
    const writing = (async () => {
      while (!stopped) {
        await near.write(chunk);
        written += chunk.length;
      }
    })().catch(() => undefined);
    const settled = await stillness(() => written);
    expect(settled).toBeLessThan(64 * 1024 * 1024);
    stopped = true;
    expect(await take(far, settled)).toHaveLength(settled);
    await near.close();
    await writing;
  });
}

/** Reads until `length` bytes are there. Leaving a loop early would close some streams. */
async function take(stream: DeviceStream, length: number): Promise<Buffer> {
  const reader = stream.incoming[Symbol.asyncIterator]();
  const got: Uint8Array[] = [];
  for (let bytes = 0; bytes < length; ) {
    const { done, value } = await reader.next();
    if (done === true) break;
    got.push(value);
    bytes += value.length;
  }
  return Buffer.concat(got).subarray(0, length);
}

/** The value once it has not changed over many turns of the event loop. */
async function stillness(value: () => number): Promise<number> {
  for (let turns = 0, last = value(); ; turns += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (value() !== last) [turns, last] = [0, value()];
    if (turns > 20) return last;
  }
}

function sampleBytes(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 7) % 251));
}

export function sampleTicket(secret = "s".repeat(43)): TunnelTicket {
  const id = "7b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01";
  return tunnelTicket.parse({
    id,
    kind: "serial-console",
    machine: "0c6b9a52-6d4c-4f0e-8f4e-2f6f1c1a7b02",
    generation: 1,
    path: `/tunnel/v1/${id}`,
    secret,
    validForMs: 5_000,
  });
}
