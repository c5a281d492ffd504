import { describe, expect, it } from "vitest";
import { settled, VirtualClock } from "../../kit/virtual-clock.ts";
import { Outgoing } from "./outgoing.ts";

function rig() {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const gate: { isOpen: boolean; hold: Promise<void> | null } = { isOpen: true, hold: null };
  const outgoing = new Outgoing<string>(clock, 1_000, async (key) => {
    if (gate.hold !== null) await gate.hold;
    if (!gate.isOpen) throw new RangeError("the bus is away");
    sent.push(key);
  });
  return { clock, sent, gate, outgoing };
}

describe("what has to be said", () => {
  it("waits for the start and is said in order", async () => {
    const { sent, outgoing } = rig();
    outgoing.add("a");
    outgoing.add("b");
    await settled();
    expect(sent).toEqual([]);
    outgoing.start();
    await settled();
    expect(sent).toEqual(["a", "b"]);
  });

  it("is said once however often it changed while it waited", async () => {
    const { sent, gate, outgoing } = rig();
    let release = (): void => {};
    gate.hold = new Promise((resolve) => {
      release = resolve;
    });
    outgoing.start();
    outgoing.add("a");
    for (let change = 0; change < 10; change += 1) outgoing.add("b");
    await settled();
    release();
    await settled();
    expect(sent).toEqual(["a", "b"]);
  });

  it("is said again where it changed while it was being said", async () => {
    const { sent, gate, outgoing } = rig();
    let release = (): void => {};
    gate.hold = new Promise((resolve) => {
      release = resolve;
    });
    outgoing.start();
    outgoing.add("a");
    await settled();
    outgoing.add("a");
    release();
    await settled();
    expect(sent).toEqual(["a", "a"]);
  });

  it("is kept while the bus is away and tried at a pace", async () => {
    const { clock, sent, gate, outgoing } = rig();
    gate.isOpen = false;
    outgoing.start();
    outgoing.add("a");
    outgoing.add("b");
    await clock.advance(5_000);
    expect([sent, outgoing.waiting()]).toEqual([[], 2]);
    gate.isOpen = true;
    await clock.advance(1_000);
    expect([...sent].sort()).toEqual(["a", "b"]);
    expect(outgoing.waiting()).toBe(0);
  });

  it("ends with the stop", async () => {
    const { clock, sent, gate, outgoing } = rig();
    gate.isOpen = false;
    outgoing.start();
    outgoing.add("a");
    await settled();
    outgoing.stop();
    gate.isOpen = true;
    await clock.advance(10_000);
    expect(sent).toEqual([]);
  });
});
