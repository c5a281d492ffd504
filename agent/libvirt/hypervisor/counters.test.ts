import { describe, expect, it } from "vitest";
import { connectGetAllDomainStats } from "../generated/connect.ts";
import { param, type TypedParameter } from "../rpc/typed-parameter.ts";
import { XdrDecoder } from "../rpc/xdr-decoder.ts";
import { XdrEncoder } from "../rpc/xdr-encoder.ts";
import { type BulkRecord, bulkCall } from "./bulk-call.ts";
import {
  countersOf,
  diskSizes,
  hasDiskFigures,
  lacksDisks,
  lacksMonitor,
  memoryCounters,
} from "./counters.ts";

const dom = { name: "web", uuid: "6695eb01-f6a4-8304-79aa-97f2502e193f", id: 3 };
const beside = { pid: 42, job: null };
/** As it comes out of libvirt's answer. */
function of(...params: TypedParameter[]): BulkRecord {
  const out = new XdrEncoder(10_000);
  connectGetAllDomainStats.result.encode(out, { retStats: [{ dom, params }] });
  const [record] = bulkCall.result.decode(new XdrDecoder(out.finish()));
  return record!;
}
const big = (field: string, value: number) => param.ullong(field, BigInt(value));

const full = of(
  param.int("state.state", 1),
  big("cpu.time", 5e9),
  big("cpu.user", 1e9),
  big("balloon.current", 1024),
  big("balloon.rss", 2048),
  big("balloon.last-update", 0),
  param.uint("vcpu.current", 2),
  param.uint("vcpu.maximum", 3),
  big("vcpu.0.delay", 7),
  big("vcpu.2.delay", 5),
  param.uint("net.count", 2),
  param.string("net.0.name", "vnet0"),
  big("net.0.rx.bytes", 10),
  big("net.0.tx.drop", 4),
  param.uint("block.count", 2),
  param.string("block.0.name", "vda"),
  // Of the layer in use, which is the only one that comes unless the others are asked for.
  param.uint("block.0.backingIndex", 1),
  big("block.0.rd.reqs", 3),
  big("block.0.wr.times", 9),
  big("block.0.capacity", 1_000),
  param.string("block.1.name", "sda"),
);

describe("countersOf", () => {
  it("takes libvirt's figures in the port's units", () => {
    expect(countersOf(full, beside)).toMatchObject({
      id: dom.uuid,
      name: "web",
      running: true,
      pid: 42,
      vcpus: 2,
      cpuTimeNs: 5e9,
      cpuUserNs: 1e9,
      cpuSystemNs: null,
      cpuDelayNs: 12,
      balloonBytes: 1024 ** 2,
      residentBytes: 2 * 1024 ** 2,
      guestUpdatedAtS: null,
      guestUnusedBytes: null,
    });
  });

  it("has a device only where libvirt has its figures", () => {
    const { disks, nics } = countersOf(full, beside);
    expect(disks).toMatchObject([{ device: "vda", reads: 3, writeTimeNs: 9, readBytes: 0 }]);
    expect(nics).toMatchObject([{ device: "vnet0", receiveBytes: 10, transmitDrops: 4 }]);
  });

  it("takes a machine that is off for one", () => {
    expect(countersOf(of(param.int("state.state", 5)), beside)).toMatchObject({
      running: false,
      cpuTimeNs: null,
      cpuDelayNs: null,
      disks: [],
      nics: [],
    });
  });
});

it("a machine that runs without figures of its QEMU is told", () => {
  expect(lacksMonitor(full)).toBe(false);
  expect(lacksMonitor(of(param.int("state.state", 1), big("balloon.current", 1)))).toBe(true);
  expect(lacksMonitor(of(param.int("state.state", 3)))).toBe(true);
  expect(lacksMonitor(of(param.int("state.state", 5)))).toBe(false);
});

it("sizes of disks are kept by target", () => {
  expect([...diskSizes(full)]).toEqual([["vda", 1_000]]);
});

it("the memory of an earlier reading stands in where the balloon was not asked", () => {
  const memory = memoryCounters(countersOf(full, beside));
  const later = countersOf(of(param.int("state.state", 1)), { ...beside, memory });
  expect(later).toMatchObject({ balloonBytes: 1024 ** 2, residentBytes: 2 * 1024 ** 2 });
});

it("without the balloon a hanging QEMU shows by its disks", () => {
  expect(hasDiskFigures(full)).toBe(true);
  expect(lacksDisks(full)).toBe(false);
  const hung = of(param.int("state.state", 1), param.string("block.0.name", "vda"));
  expect(hasDiskFigures(hung)).toBe(false);
  expect(lacksDisks(hung)).toBe(true);
  expect(lacksDisks(of(param.int("state.state", 5)))).toBe(false);
});
