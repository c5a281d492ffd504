import { describe, expect, it } from "vitest";
import { machineBlock, machineNumber, machineOf } from "../../kit/fleet.ts";
import { startControl } from "../../kit/kit.ts";
import { MoverHost } from "../../kit/movers.ts";

const web = machineNumber(1);

/** A host whose machine uses so many cores, sample by sample of five seconds; gives what plans take it to use. */
async function used(samples: readonly number[]): Promise<number> {
  const control = await startControl();
  const host = new MoverHost(control, 1, [machineOf(web, { state: "running", vcpus: 8 })]);
  host.inventory = { ...host.inventory, cpuThreads: 10 };
  await host.join();
  for (const cores of samples) {
    await control.clock.advance(5_000);
    await host.batch([], [machineBlock({ [web]: cores })]);
  }
  const { before } = await control.app.placement.advisor.suggest("repair");
  return (before.hosts[0]?.load.CPU ?? 0) * 10;
}

const steady = (cores: number, count: number) => Array.from({ length: count }, () => cores);

describe("the CPU that plans reckon with", () => {
  it("is hardly another for a moment's peak", async () => {
    expect(await used([...steady(1, 60), 8])).toBeLessThan(1.2);
  });

  it("follows what lasts", async () => {
    expect(await used([...steady(1, 60), ...steady(6, 360)])).toBeGreaterThan(5.5);
  });

  it("is the first sample where there is but one", async () => {
    expect(await used([4])).toBeCloseTo(4);
  });
});
