import { expect, it } from "vitest";
import { allOf, byName, numberOf, param, stringOf, typedParam } from "./typed-parameter.ts";
import { XdrDecoder, XdrError } from "./xdr-decoder.ts";
import { XdrEncoder } from "./xdr-encoder.ts";

const list = [
  param.ullong("cpu.time", 18_446_744_073_709_551_615n),
  param.string("disk", "vda"),
  param.string("disk", "vdb"),
  param.boolean("on", true),
  param.double("ratio", 0.5),
];

it("keeps types and every bit by name", () => {
  const named = byName(list);
  expect(named.get("cpu.time")).toMatchObject({ type: "ullong", value: 2n ** 64n - 1n });
  expect(stringOf(named.get("disk"))).toBe("vdb");
  expect(allOf(list, "disk").map(stringOf)).toEqual(["vda", "vdb"]);
  expect(numberOf(named.get("on"))).toBe(1);
  expect(numberOf(named.get("ratio"))).toBe(0.5);
  expect(numberOf(named.get("disk"))).toBeNull();
  expect(numberOf(named.get("absent"))).toBeNull();
  expect(stringOf(named.get("on"))).toBeNull();
});

it("refuses a type it does not know, and a name libvirt could not hold", () => {
  const out = new XdrEncoder(100);
  out.string("x", 10);
  out.int(8);
  expect(() => typedParam.decode(new XdrDecoder(out.finish()))).toThrow(XdrError);
  expect(() => typedParam.encode(new XdrEncoder(200), param.int("n".repeat(80), 1))).toThrow(
    XdrError,
  );
});
