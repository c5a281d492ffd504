import fc from "fast-check";
import type { Shape } from "../rpc/codec.ts";
import type { TypedParameter } from "../rpc/typed-parameter.ts";

/** Any value that a codec of this shape must carry unchanged. */
export function arbitraryOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case "integer":
      return fc.integer({ min: shape.min, max: shape.max });
    case "hyper":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "uhyper":
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case "double":
      return fc.double({ noNaN: true });
    case "bool":
      return fc.boolean();
    case "string":
      return text;
    case "uuid":
      return fc.uuid();
    case "typedParam":
      return typedParameter;
    case "bytes":
      return fc.uint8Array({ maxLength: Math.min(shape.max, 40) });
    case "fixedBytes":
      return fc.uint8Array({ minLength: shape.length, maxLength: shape.length });
    case "optional":
      return fc.option(arbitraryOf(shape.of), { nil: null });
    case "list":
      return fc.array(arbitraryOf(shape.of), { maxLength: Math.min(shape.max, 4) });
    case "tuple":
      return fc.array(arbitraryOf(shape.of), { minLength: shape.length, maxLength: shape.length });
    case "struct":
      return shape.fields.length === 0
        ? fc.constant(undefined)
        : fc.record(Object.fromEntries(shape.fields.map(([name, of]) => [name, arbitraryOf(of)])));
  }
}

/** Well-formed Unicode without the zero byte, which the encoder refuses. */
const text = fc.string({ unit: "grapheme" }).map((value) => value.replaceAll("\0", "0"));

const fieldName = fc.string({ maxLength: 30 }).map((value) => value.replaceAll("\0", "0"));
const typedParameter: fc.Arbitrary<TypedParameter> = fc.oneof(
  typed("int", fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  typed("uint", fc.integer({ min: 0, max: 2 ** 32 - 1 })),
  typed("llong", fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  typed("ullong", fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  typed("double", fc.double({ noNaN: true })),
  typed("boolean", fc.boolean()),
  typed("string", text),
) as fc.Arbitrary<TypedParameter>;

function typed<T>(type: TypedParameter["type"], value: fc.Arbitrary<T>) {
  return fc.record({ field: fieldName, type: fc.constant(type), value });
}
