import { describe, expect, it } from "vitest";
import type { UpMessage } from "../ports/agent-link.ts";
import { MessageIntake } from "./message-intake.ts";
import { RefusalTable } from "./refusal-table.ts";

const hosts = ["a", "b"].map((letter) => `${letter.repeat(8)}-1111-4222-8333-444455556666`);
const [hostA = "", hostB = ""] = hosts;
const clock = { now: () => 5, monotonicMs: () => 5, after: () => () => undefined };

const offer = (intake: MessageIntake, host: string, session: string) =>
  intake.offer(
    `novacron/v1/host/${host}/status`,
    Buffer.from(JSON.stringify({ v: 1, host, state: "online", session, at: 1 })),
    host,
  );
const batch = (intake: MessageIntake, host: string, seq: number) =>
  intake.offer(
    `novacron/v1/host/${host}/batch`,
    Buffer.from(
      JSON.stringify({ v: 1, host, boot: hostA, seq, floor: 0, at: 1, samples: [], events: [] }),
    ),
    host,
  );

/** A listener whose promises the test settles itself. */
class Held {
  readonly got: UpMessage[] = [];
  readonly #settle: (() => void)[] = [];
  message(message: UpMessage): Promise<void> {
    this.got.push(message);
    return new Promise((resolve) => this.#settle.push(resolve));
  }
  connected(): void {}
  disconnected(): void {}
  async release(): Promise<void> {
    this.#settle.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("MessageIntake", () => {
  it("hands over one message of a host at a time, and others beside it", async () => {
    const intake = new MessageIntake(clock);
    const held = new Held();
    intake.listen(held);
    for (const seq of [1, 2]) batch(intake, hostA, seq);
    batch(intake, hostB, 9);
    const seen = () => held.got.map(({ host, payload }) => [host, "seq" in payload && payload.seq]);
    expect(seen()).toEqual([
      [hostA, 1],
      [hostB, 9],
    ]);
    await held.release();
    expect(seen()[2]).toEqual([hostA, 2]);
  });

  it("drops and counts what does not fit one host's queue, but never a status", () => {
    const intake = new MessageIntake(clock, { messagesPerHost: 2, bytes: 1_000_000 });
    intake.listen(new Held());
    const taken = [1, 2, 3, 4, 5].map((seq) => batch(intake, hostA, seq));
    expect(taken).toEqual([true, true, true, false, false]);
    expect(intake.refusals()).toEqual([
      { sender: hostA, reason: "queue-full", count: 2, lastAt: 5 },
    ]);
    expect(offer(intake, hostA, "last words")).toBe(true);
    expect(batch(intake, hostB, 1)).toBe(true);
  });

  it("bounds the bytes of all queues, and lets one large message pass an empty one", async () => {
    const intake = new MessageIntake(clock, { messagesPerHost: 10, bytes: 100 });
    const held = new Held();
    intake.listen(held);
    expect(batch(intake, hostA, 1)).toBe(true);
    expect(batch(intake, hostB, 1)).toBe(false);
    let moved = 0;
    intake.whenMoved(() => {
      moved += 1;
    });
    await held.release();
    expect(moved).toBe(1);
    expect(intake.waiting().bytes).toBe(0);
    expect(batch(intake, hostB, 1)).toBe(true);
  });

  it("goes on after a listener that failed, and counts it", async () => {
    const intake = new MessageIntake(clock);
    const got: unknown[] = [];
    intake.listen({
      message: async (message) => {
        got.push(message);
        if (got.length === 1) throw new Error("a bug");
      },
      connected: () => undefined,
      disconnected: () => undefined,
    });
    batch(intake, hostA, 1);
    batch(intake, hostA, 2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(got).toHaveLength(2);
    expect(intake.refusals()).toMatchObject([{ reason: "not-handled", count: 1 }]);
  });
});

describe("RefusalTable", () => {
  it("stays bounded under invented names and loses no count", () => {
    const table = new RefusalTable();
    for (let index = 0; index < 2_000; index += 1) table.count(`n${index}`, "unauthenticated", 1);
    const rows = table.list();
    expect(rows.length).toBeLessThanOrEqual(501);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
    expect(rows[0]?.sender).toBe("(others)");
  });

  it("shows names as plain text", () => {
    const table = new RefusalTable();
    table.count("evil\n\u001b[31m name", "malformed", 1);
    expect(table.list()[0]?.sender).toBe("evil??[31m?name");
  });
});
