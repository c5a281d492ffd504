import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryOf } from "../testing/arbitrary.ts";
import { list } from "./codec.ts";
import { ParameterReader, type Scalar } from "./parameter-reader.ts";
import { numberOf, param, type TypedParameter, typedParam } from "./typed-parameter.ts";
import { XdrDecoder, XdrError } from "./xdr-decoder.ts";
import { XdrEncoder } from "./xdr-encoder.ts";

const codec = list(typedParam, 1_000);
const many = arbitraryOf(codec.shape) as fc.Arbitrary<readonly TypedParameter[]>;

function bytesOf(parameters: readonly TypedParameter[]): Buffer {
  const out = new XdrEncoder(1_000_000);
  codec.encode(out, parameters);
  return out.finish();
}

function readAll(reader: ParameterReader<string>, bytes: Buffer): [string, Scalar][] {
  const found: [string, Scalar][] = [];
  const input = new XdrDecoder(bytes);
  reader.read(input, (name, value) => found.push([name, value]));
  expect(input.remaining).toBe(0);
  return found;
}

const plain = (parameter: TypedParameter): [string, Scalar] => [
  parameter.field,
  parameter.type === "string" ? parameter.value : numberOf(parameter)!,
];

describe("ParameterReader", () => {
  it("reads what the general codec reads, whatever came before", () => {
    fc.assert(
      fc.property(fc.array(many, { minLength: 1, maxLength: 4 }), (lists) => {
        const reader = new ParameterReader((name) => name);
        // Twice: the first time all names are new, the second time most come where they are expected.
        for (const parameters of [...lists, ...lists]) {
          expect(readAll(reader, bytesOf(parameters))).toEqual(parameters.map(plain));
        }
      }),
    );
  });

  it("refuses a list that is cut, at every word, as well when its names are known", () => {
    const whole = bytesOf([param.ullong("cpu.time", 5n), param.string("block.0.name", "vda")]);
    const reader = new ParameterReader((name) => name);
    for (const known of [false, true]) {
      if (known) readAll(reader, whole);
      for (let end = 0; end < whole.length; end += 4) {
        const input = new XdrDecoder(whole.subarray(0, end));
        expect(() => reader.read(input, () => undefined)).toThrow(XdrError);
      }
    }
  });

  it("refuses a type that it does not know, and a length that cannot be", () => {
    const bytes = bytesOf([param.int("x", 1)]);
    const reader = new ParameterReader((name) => name);
    const read = () => readAll(reader, bytes);
    bytes.writeInt32BE(8, 12);
    expect(read).toThrow(/unknown type 8/);
    bytes.writeUInt32BE(0xffff_ffff, 4);
    expect(read).toThrow(XdrError);
  });

  it("asks once for each name what stands for it", () => {
    const asked: string[] = [];
    const reader = new ParameterReader((name) => asked.push(name));
    const bytes = bytesOf([param.int("a", 1), param.int("b", 2), param.int("a", 3)]);
    for (let time = 0; time < 3; time += 1) {
      reader.read(new XdrDecoder(bytes), () => undefined);
    }
    expect(asked.filter((name) => name !== "")).toEqual(["a", "b"]);
  });
});
