import type { Batch, HostEvent } from "@novacron/protocol/messages/batch";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryDisk } from "../../adapters/memory/memory-disk.ts";
import { bootNumber, hostNumber, machineBlock, machineNumber, TestHost } from "../../kit/fleet.ts";
import { startControl, type TestControl } from "../../kit/kit.ts";
import { settled, VirtualClock } from "../../kit/virtual-clock.ts";
import { verdictOn } from "./acceptance.ts";
import { checkBlocks } from "./check-blocks.ts";
import { noSkew, stepSkew } from "./clock-skew.ts";

const host = hostNumber(1);
const boot = bootNumber(1);

function note(text: string): HostEvent {
  return { type: "host.note", at: 1, note: "agent-started", detail: text };
}

/** Batch `seq` of a fixed sequence: one sample and, in every third, one event. */
function batchNumber(seq: number, floor: number, at: number): Batch {
  const samples = [{ target: "host", columns: ["cpuUser"], rows: [[seq]] }];
  const events = seq % 3 === 0 ? [note(`event of ${seq}`)] : [];
  return { v: 1, host, boot, seq, floor, at: at + seq * 1_000, samples, events };
}

describe("acceptance", () => {
  it.each([
    [1, 0, 0, "take"],
    [2, 0, 0, "gap"],
    [2, 1, 0, "take"],
    [2, 0, 1, "take"],
    [5, 4, 0, "take"],
    [5, 9, 9, "duplicate"],
    [5, 2, 5, "duplicate"],
    [7, 5, 5, "gap"],
  ] as const)("seq %i with floor %i over mark %i is %s", (seq, floor, mark, verdict) => {
    expect(verdictOn({ seq, floor }, mark)).toBe(verdict);
  });
});

describe("ingest", () => {
  it("acknowledges after the commit, repeats for duplicates, and names its mark to a gap", async () => {
    const control = await startControl();
    const agent = new TestHost(control, 1);
    const first = await agent.batch();
    expect(agent.acks()).toEqual([1]);
    await agent.send(first);
    expect(agent.acks()).toEqual([1, 1]);
    agent.makeBatch();
    const third = { ...agent.makeBatch(), floor: 1 };
    await agent.send(third);
    expect(agent.acks()).toEqual([1, 1, 1]);
  });

  it("acknowledges nothing while a disk is full, says so, and recovers by itself", async () => {
    const control = await startControl();
    const agent = new TestHost(control, 1);
    control.disk.faults.full = true;
    await agent.batch([note("kept")]);
    await control.clock.advance(5_000);
    expect(agent.acks()).toEqual([]);
    expect(control.app.fleet().problems.map((one) => one.code)).toContain("samples-wait");
    control.disk.faults.full = false;
    await control.clock.advance(11_000);
    expect(agent.acks()).toEqual([1]);
    expect(control.app.fleet().problems).toEqual([]);
    expect(control.feed.batches).toHaveLength(1);
  });

  it("keeps what it knows of a newer agent and names the rest", () => {
    const id = machineNumber(1);
    const made = checkBlocks({
      ...batchNumber(1, 0, 0),
      samples: [
        { target: "machine", columns: ["machine", "cpuUsed", "soul"], rows: [[id, 1, 2]] },
        { target: "quantum", columns: ["spin"], rows: [[1]] },
        { target: "machine", columns: ["machine", "cpuUsed"], rows: [[id, "much"]] },
        { target: "machine", columns: ["cpuUsed"], rows: [[1]] },
        { target: "machine", columns: ["machine", "cpuUsed"], rows: [["x", 1]] },
        { target: "host", columns: ["cpuUser", "cpuUser"], rows: [[1, 2]] },
        { target: "host", columns: ["cpuUser"], rows: [[1, 2]] },
      ],
    });
    expect(made.samples).toEqual([
      { target: "machine", columns: ["machine", "cpuUsed"], rows: [[id, 1]] },
    ]);
    expect(made.unknown).toEqual(["machine.soul", "quantum"]);
    expect(made.refused).toEqual([
      "machine: cpuUsed holds text where a number belongs",
      "machine: the key column machine is not in its place",
      "machine: machine does not name a machine",
      "host: a column stands there twice",
      "host: a row has 2 values for 1 columns",
    ]);
  });

  it("does not keep samples from years away, but takes the batch and its events", async () => {
    const control = await startControl();
    const agent = new TestHost(control, 1);
    const samples = [machineBlock({ [machineNumber(1)]: 1 })];
    await agent.send({ ...agent.makeBatch([note("from the future")], samples), at: 4e12 });
    expect(agent.acks()).toEqual([1]);
    expect(control.feed.batches[0]?.samples).toEqual([]);
    expect(control.feed.sentences.some((text) => text.includes("from the future"))).toBe(true);
    const gauges = (await control.app.system()).queues;
    expect(gauges.find((one) => one.name === "batchOutOfTime")?.dropped).toBe(1);
  });
});

describe("a clock that differs", () => {
  const run = (pairs: readonly (readonly [number, number])[]) =>
    pairs.reduce((state, [at, now]) => stepSkew(state, at, now), noSkew).skewMs;

  it("ahead is seen at once", () => {
    expect(run([[100_000, 50_000]])).toBe(50_000);
  });

  it("behind is seen when batches come as fast as they are made", () => {
    const steady = [0, 5, 10, 15].map((s) => [100_000 + s * 1_000, 160_000 + s * 1_000] as const);
    expect(run(steady)).toBe(-60_000);
  });

  it("is not suspected while an outbox drains", () => {
    const draining = [0, 5, 10, 15].map((s) => [100_000 + s * 1_000, 160_000 + s * 10] as const);
    expect(run(draining)).toBeNull();
  });
});

/** What the bus, the disk and the process may do to a sequence of batches. */
type Move =
  | { readonly type: "deliver"; readonly seq: number }
  | { readonly type: "resend" }
  | { readonly type: "full"; readonly on: boolean }
  | { readonly type: "restart" }
  | { readonly type: "die-at"; readonly commits: number; readonly after: boolean }
  | { readonly type: "wait" };

const length = 12;
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("deliver" as const),
      seq: fc.integer({ min: 1, max: length }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ type: "resend" } as const) },
  fc.record({ type: fc.constant("full" as const), on: fc.boolean() }),
  fc.constant({ type: "restart" } as const),
  fc.record({
    type: fc.constant("die-at" as const),
    commits: fc.integer({ min: 1, max: 16 }),
    after: fc.boolean(),
  }),
  fc.constant({ type: "wait" } as const),
);

/** An agent with an outbox, a control plane that may die, and a count of what must hold. */
class Ordeal {
  readonly disk = new MemoryDisk();
  readonly clock = new VirtualClock();
  readonly base = this.clock.now();
  control: TestControl | null = null;
  acked = 0;
  #read = 0;

  async control_(): Promise<TestControl> {
    this.control ??= await startControl({ disk: this.disk, clock: this.clock });
    return this.control;
  }

  async deliver(seq: number): Promise<void> {
    this.takeAcks();
    if (seq <= this.acked) return;
    const control = await this.control_();
    await Promise.race([
      control.link.deliver("hostBatch", batchNumber(seq, this.acked, this.base)),
      settled(),
    ]);
    await settled();
    this.takeAcks();
  }

  async do(what: Move): Promise<void> {
    if (what.type === "deliver") await this.deliver(what.seq);
    if (what.type === "full") this.disk.faults.full = what.on;
    if (what.type === "restart") this.die();
    if (what.type === "wait") await this.clock.advance(2_000);
    if (what.type === "die-at") this.plant(what.commits, what.after);
    if (what.type === "resend") {
      for (let seq = this.acked + 1; seq <= length; seq += 1) await this.deliver(seq);
    }
  }

  /** The process is gone: nothing it still holds may reach the disk. */
  die(): void {
    this.takeAcks();
    if (this.control !== null) this.control.life.alive = false;
    this.control = null;
    this.#read = 0;
  }

  plant(commits: number, isAfter: boolean): void {
    let left = commits;
    this.disk.faults.at = (point) => {
      if (point !== (isAfter ? "committed" : "before-commit")) return;
      left -= 1;
      if (left > 0) return;
      delete this.disk.faults.at;
      this.die();
      throw new RangeError("the process dies here");
    };
  }

  takeAcks(): void {
    const acks = this.control?.link.of("hostAck") ?? [];
    for (const ack of acks.slice(this.#read)) this.acked = Math.max(this.acked, ack.upTo);
    this.#read = acks.length;
  }

  samples(): readonly number[] {
    return this.disk
      .tableNames()
      .filter((name) => name.includes("\nhost\n"))
      .flatMap((name) => [...this.disk.table(name).keys()])
      .map((key) => (Number(key.split(" ").at(-1)) - this.base) / 1_000);
  }
}

describe("whatever the bus, the disk and the process do", () => {
  it("what is acknowledged is stored, every event is recorded once, and all arrives in the end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 30 }), async (moves) => {
        const ordeal = new Ordeal();
        for (const what of moves) await ordeal.do(what).catch(() => ordeal.die());
        delete ordeal.disk.faults.at;
        ordeal.disk.faults.full = false;
        await ordeal.do({ type: "restart" });
        for (let round = 0; round < 3; round += 1) {
          await ordeal.do({ type: "resend" });
          await ordeal.clock.advance(11_000);
          ordeal.takeAcks();
        }
        const control = await ordeal.control_();
        expect(ordeal.acked).toBe(length);
        const query = { limit: 1_000, kind: "host.note" } as const;
        const entries = await control.app.record(query);
        const details = entries.map((entry) => entry.data.detail).sort();
        const wanted = [3, 6, 9, 12].map((seq) => `event of ${seq}`).sort();
        expect(details).toEqual(wanted);
        const all = Array.from({ length }, (_, index) => index + 1);
        expect([...ordeal.samples()].sort((a, b) => a - b)).toEqual(all);
      }),
      { numRuns: 100 },
    );
  });
});
