import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { expect, it, vi } from "vitest";
import type { HypervisorEvent } from "../../ports/hypervisor.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { EventFeed } from "./event-feed.ts";

const id = "6695eb01-f6a4-8304-79aa-97f2502e193f" as MachineId;
const other = "7695eb01-f6a4-8304-79aa-97f2502e193f" as MachineId;

function feed(read: (id: MachineId) => Promise<MachineReport>) {
  const clock = new ManualClock();
  const told: string[] = [];
  const emit = (event: HypervisorEvent) => {
    if (event.type !== "changed") return;
    told.push(`${event.event} ${event.report?.state ?? "gone"}`);
  };
  return { clock, told, feed: new EventFeed({ clock, read, emit }) };
}
const report = (state: string) => ({ state }) as MachineReport;

it("keeps the order, and reads once for those that came meanwhile", async () => {
  const reads: ((report: MachineReport) => void)[] = [];
  const kit = feed(() => new Promise((resolve) => reads.push(resolve)));
  kit.feed.changed(id, "web", "suspended/paused");
  kit.feed.changed(id, "web", "resumed/unpaused");
  kit.feed.changed(id, "web", "stopped/crashed");
  expect(reads).toHaveLength(1);
  reads[0]!(report("shutoff"));
  await vi.waitFor(() => expect(reads).toHaveLength(2));
  reads[1]!(report("shutoff"));
  await vi.waitFor(() =>
    expect(kit.told).toEqual([
      "suspended/paused shutoff",
      "resumed/unpaused shutoff",
      "stopped/crashed shutoff",
    ]),
  );
});

it("does not let one machine wait for another", async () => {
  const kit = feed((of) =>
    of === id ? new Promise<MachineReport>(() => {}) : Promise.resolve(report("running")),
  );
  kit.feed.changed(id, "hangs", "suspended/paused");
  kit.feed.changed(other, "fine", "started/booted");
  await vi.waitFor(() => expect(kit.told).toEqual(["started/booted running"]));
});

it("tells what is gone as gone, and only that", async () => {
  let code: "NOT_FOUND" | "LIBVIRT_UNAVAILABLE" = "NOT_FOUND";
  const kit = feed(() => Promise.reject(new NovaError(code, "read")));
  kit.feed.changed(id, "web", "undefined/removed");
  await vi.waitFor(() => expect(kit.told).toEqual(["undefined/removed gone"]));
  code = "LIBVIRT_UNAVAILABLE";
  kit.feed.changed(id, "web", "stopped/destroyed");
  await vi.waitFor(() => expect(kit.feed.dropped).toBe(1));
  expect(kit.told).toHaveLength(1);
});

it("tells nobody that a machine was gone while it was told anew, however the answers cross", async () => {
  const answers: ((report: MachineReport | null) => void)[] = [];
  const kit = feed(async () => {
    const found = await new Promise<MachineReport | null>((resolve) => answers.push(resolve));
    if (found === null) throw new NovaError("NOT_FOUND", "read");
    return found;
  });
  const over = Promise.withResolvers<void>();
  const act = kit.feed.unseen(id, () => over.promise);
  kit.feed.changed(id, "web", "stopped/migrated");
  answers[0]!(null);
  over.resolve();
  await act;
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  const again = kit.feed.unseen(id, async () => undefined);
  await again;
  answers[1]!(null);
  await vi.waitFor(() => expect(answers).toHaveLength(3));
  answers[2]!(report("shutoff"));
  await vi.waitFor(() => expect(kit.told).toEqual(["stopped/migrated shutoff"]));
});

it("asks again when libvirt was slow, then gives up and counts", async () => {
  let answers = 0;
  const kit = feed(() => {
    answers += 1;
    return Promise.reject(new NovaError("LIBVIRT_TIMEOUT", "read"));
  });
  kit.feed.changed(id, "web", "started/booted");
  for (let tries = 1; tries < 5; tries++) {
    await vi.waitFor(() => expect([answers, kit.clock.timerCount]).toEqual([tries, 1]));
    kit.clock.advance(1_000);
  }
  await vi.waitFor(() => expect(kit.feed.dropped).toBe(1));
  expect(answers).toBe(5);
});

it("bounds what waits", async () => {
  let release: (report: MachineReport) => void = () => {};
  const kit = feed(
    () =>
      new Promise((resolve) => {
        release = resolve;
      }),
  );
  for (let index = 0; index < 300; index++) kit.feed.changed(id, "web", `event-${index}/0`);
  expect(kit.feed.dropped).toBe(300 - 1 - 256);
  release(report("running"));
});

it("leaves a shutdown that is over to the stop that follows, which says who did it", async () => {
  let state = "shutting-down";
  const kit = feed(async () => report(state));
  kit.feed.changed(id, "web", "shutdown/guest");
  await vi.waitFor(() => expect(kit.told).toEqual(["shutdown/guest shutting-down"]));
  state = "shutoff";
  kit.feed.changed(id, "web", "shutdown/host");
  kit.feed.changed(id, "web", "stopped/destroyed");
  await vi.waitFor(() => expect(kit.told).toHaveLength(2));
  expect(kit.told[1]).toBe("stopped/destroyed shutoff");
});

it("finds that a machine which moved away was undefined, of which libvirt tells nothing", async () => {
  let reads = 0;
  const kit = feed(() => {
    reads += 1;
    if (reads < 4) return Promise.resolve(report("shutoff"));
    return Promise.reject(new NovaError("NOT_FOUND", "read"));
  });
  kit.feed.changed(id, "web", "stopped/migrated");
  for (let look = 1; look <= 3; look += 1) {
    await vi.waitFor(() => expect([reads, kit.clock.timerCount]).toEqual([look, 1]));
    kit.clock.advance(50 * 2 ** (look - 1));
  }
  await vi.waitFor(() =>
    expect(kit.told).toEqual(["stopped/migrated shutoff", "undefined/removed gone"]),
  );
  expect(kit.clock.timerCount).toBe(0);
});

it("leaves a machine alone that moved away and stays defined, or was started again", async () => {
  let state = "shutoff";
  let reads = 0;
  const kit = feed(async () => {
    reads += 1;
    return report(state);
  });
  kit.feed.changed(id, "stays", "stopped/migrated");
  for (let look = 1; look <= 8; look += 1) {
    await vi.waitFor(() => expect([reads, kit.clock.timerCount]).toEqual([look, 1]));
    kit.clock.advance(50 * 2 ** (look - 1));
  }
  await vi.waitFor(() => expect(reads).toBe(9));
  expect(kit.clock.timerCount).toBe(0);
  kit.feed.changed(id, "stays", "stopped/migrated");
  await vi.waitFor(() => expect(kit.clock.timerCount).toBe(1));
  state = "running";
  kit.clock.advance(50);
  await vi.waitFor(() => expect(reads).toBe(11));
  expect([kit.told.length, kit.clock.timerCount]).toEqual([2, 0]);
});

it("does not take a machine for gone that is told anew at that moment", async () => {
  let isDefined = true;
  const kit = feed(async () => {
    if (isDefined) return report("shutoff");
    throw new NovaError("NOT_FOUND", "read");
  });
  kit.feed.changed(id, "web", "stopped/migrated");
  await vi.waitFor(() => expect(kit.clock.timerCount).toBe(1));
  const over = Promise.withResolvers<void>();
  const told = kit.feed.unseen(id, async () => {
    isDefined = false;
    await over.promise;
    isDefined = true;
  });
  kit.clock.advance(50);
  await vi.waitFor(() => expect(kit.clock.timerCount).toBe(0));
  over.resolve();
  await told;
  await vi.waitFor(() => expect(kit.clock.timerCount).toBe(1));
  expect(kit.told).toEqual(["stopped/migrated shutoff"]);
});
