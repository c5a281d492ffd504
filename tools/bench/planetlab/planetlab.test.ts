import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { autopilot } from "./autopilot.ts";
import { type Policy, runDay } from "./datacenter.ts";
import { hostTypes, wattsAt } from "./hardware.ts";
import { lrMmt } from "./lr-mmt.ts";
import { shareOut } from "./share.ts";
import { madeUpTrace } from "./testing/made-up-trace.ts";
import { loadAt, readTrace, samplesPerDay } from "./trace.ts";

const hosts = 40;
const trace = readTrace(madeUpTrace(60));
const nobodyMoves: Policy = () => [];
const [small, large] = [hostTypes[0]!, hostTypes[1]!];

describe("the evaluator of PlanetLab days", () => {
  it("counts LR-MMT-1.2 as CloudSim 3.0.3 counts it on the same trace", () => {
    // Printed by CloudSim itself for this trace on 40 hosts, its files in the order of their names.
    const { kwh, moves, slatah, pdm } = runDay(trace, hosts, lrMmt(1.2));
    expect(kwh).toBeCloseTo(23.37560561, 7);
    expect(moves).toBe(2_072);
    expect(slatah * 100).toBeCloseTo(4.116806907, 7);
    expect(pdm * 100).toBeCloseTo(0.059478877, 7);
  });

  it("charges a steady machine for its host alone", () => {
    const steady = readTrace(`one,${new Array(samplesPerDay).fill(40).join(",")}\n`);
    const day = runDay(steady, 2, nobodyMoves);
    // 40 % of 2,500 MIPS on the larger host, from the first look to the last before midnight.
    const watts = wattsAt(large, 1_000 / 5_320);
    expect(day.kwh).toBeCloseTo((watts * 286 * 300) / 3_600_000, 9);
    expect(day).toMatchObject({ vms: 1, moves: 0, slatah: 0, pdm: 0 });
  });

  it("calls a host overloaded while a move brings a machine to it, and no longer", () => {
    const steady = readTrace(`one,${new Array(samplesPerDay).fill(40).join(",")}\n`);
    const there: Policy = ({ hosts: all, vms, step }) =>
      step === 0 ? [{ vm: vms[0]!, to: all[3]! }] : [];
    const day = runDay(steady, 4, there);
    const moveSeconds = 870 / 62.5;
    expect(day.moves).toBe(1);
    expect(day.slatah).toBeCloseTo(moveSeconds / (286 * 300 + moveSeconds), 6);
    expect(day.pdm).toBeCloseTo((0.1 * moveSeconds) / (286 * 300), 6);
  });

  it("lets a machine go that asks for nothing", () => {
    const samples = [...new Array(10).fill(40), ...new Array(samplesPerDay - 10).fill(0)];
    const seen: number[] = [];
    runDay(readTrace(`one,${samples.join(",")}\n`), 2, ({ vms }) => {
      seen.push(vms.length);
      return [];
    });
    expect(seen.indexOf(0)).toBe(9);
    expect(seen.lastIndexOf(1)).toBe(8);
  });

  it("shares a host out in proportion where more is asked for than it has", () => {
    const stays = (asked: number) => ({ asked, role: "stays" as const });
    expect(shareOut(small, [stays(1_000), stays(500)])).toEqual([1_000, 500]);
    expect(shareOut(small, [stays(2_500)])).toEqual([1_860]);
    const shares = shareOut(small, [stays(1_860), stays(1_860), stays(930)]);
    expect(shares).toEqual([1_488, 1_488, 744]);
    const moving = shareOut(small, [
      { asked: 1_000, role: "leaves" },
      { asked: 1_000, role: "comes" },
    ]);
    expect(moving).toEqual([900, 100]);
  });

  it("knows the measured power of the hosts", () => {
    expect([0, 0.5, 1].map((load) => wattsAt(small, load))).toEqual([86, 102, 117]);
    expect([0, 0.5, 1].map((load) => wattsAt(large, load))).toEqual([93.7, 116, 135]);
    expect(wattsAt(small, 0.05)).toBeCloseTo(87.7, 9);
  });

  it("reads loads between samples, and refuses a trace that is none", () => {
    const samples = readTrace(`one,${[10, 20].concat(new Array(286).fill(0)).join(",")}`)[0]!;
    expect(loadAt(samples, 150)).toBeCloseTo(0.15, 12);
    expect(() => readTrace("one,1,2,3")).toThrow("3 samples");
    expect(() => readTrace(`one,${new Array(samplesPerDay).fill("x").join(",")}`)).toThrow(
      "no percentage",
    );
  });
});

describe("the product's planner on such a day", () => {
  it("takes less energy and time in overload than LR-MMT-1.2, with few moves", () => {
    const theirs = runDay(trace, hosts, lrMmt(1.2));
    const ours = runDay(trace, hosts, autopilot());
    expect(ours.kwh).toBeLessThan(theirs.kwh);
    expect(ours.slatah).toBeLessThan(theirs.slatah);
    expect(ours.moves / ours.vms).toBeLessThan(2.5);
  });

  it("is the planner that the product calls", () => {
    const text = readFileSync(new URL("./autopilot.ts", import.meta.url), "utf8");
    expect(text).toContain('import { plan } from "@novacron/control-plane/app/placement/plan"');
  });
});
