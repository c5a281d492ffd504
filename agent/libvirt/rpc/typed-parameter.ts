import type { Codec } from "./codec.ts";
import { type XdrDecoder, XdrError } from "./xdr-decoder.ts";
import type { XdrEncoder } from "./xdr-encoder.ts";

/**
 * libvirt's virTypedParameter: a name, and a value with its type. 64-bit values are exact
 * (bigint). This is the one union of the protocol.
 */
export type TypedParameter = { readonly field: string } & TypedValue;

export type TypedValue =
  | { readonly type: "int" | "uint" | "double"; readonly value: number }
  | { readonly type: "llong" | "ullong"; readonly value: bigint }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string };

export const typedParam: Codec<TypedParameter> = {
  shape: { kind: "typedParam" },
  encode(out, parameter) {
    if (Buffer.byteLength(parameter.field) >= FIELD_LENGTH) {
      throw new XdrError(`the name ${parameter.field} is too long for a typed parameter`);
    }
    out.string(parameter.field, STRING_MAX_BYTES);
    out.int(TYPE_NUMBERS[parameter.type]);
    encodeValue(out, parameter);
  },
  decode(input) {
    const field = input.string(STRING_MAX_BYTES);
    return decodeValue(input, field);
  },
};

/** Typed parameters by name. Of a name that comes twice (which libvirt allows) the last stays. */
export function byName(parameters: readonly TypedParameter[]): Map<string, TypedValue> {
  return new Map(parameters.map((parameter) => [parameter.field, parameter]));
}

/** All values of one name, for lists such as `migrate_disks`. */
export function allOf(parameters: readonly TypedParameter[], field: string): TypedValue[] {
  return parameters.filter((parameter) => parameter.field === field);
}

/**
 * The value as a number. Above 2^53 it is rounded to the nearest double, which is under a
 * microsecond for CPU time in nanoseconds over 200 years. Null for what is absent or not numeric.
 */
export function numberOf(value: TypedValue | undefined): number | null {
  if (value === undefined || value.type === "string") return null;
  return Number(value.value);
}

export function stringOf(value: TypedValue | undefined): string | null {
  return value?.type === "string" ? value.value : null;
}

export const param = {
  int: (field: string, value: number): TypedParameter => ({ field, type: "int", value }),
  uint: (field: string, value: number): TypedParameter => ({ field, type: "uint", value }),
  llong: (field: string, value: bigint): TypedParameter => ({ field, type: "llong", value }),
  ullong: (field: string, value: bigint): TypedParameter => ({ field, type: "ullong", value }),
  double: (field: string, value: number): TypedParameter => ({ field, type: "double", value }),
  boolean: (field: string, value: boolean): TypedParameter => ({ field, type: "boolean", value }),
  string: (field: string, value: string): TypedParameter => ({ field, type: "string", value }),
};

const STRING_MAX_BYTES = 4_194_304;
/** VIR_TYPED_PARAM_FIELD_LENGTH, with the closing zero byte. */
const FIELD_LENGTH = 80;

const TYPE_NUMBERS = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
  string: 7,
} as const;

function encodeValue(out: XdrEncoder, { type, value }: TypedValue): void {
  switch (type) {
    case "int":
      out.int(value);
      break;
    case "uint":
      out.uint(value);
      break;
    case "llong":
      out.hyper(value);
      break;
    case "ullong":
      out.uhyper(value);
      break;
    case "double":
      out.double(value);
      break;
    case "boolean":
      out.int(value ? 1 : 0);
      break;
    case "string":
      out.string(value, STRING_MAX_BYTES);
      break;
  }
}

function decodeValue(input: XdrDecoder, field: string): TypedParameter {
  const type = input.int();
  switch (type) {
    case 1:
      return { field, type: "int", value: input.int() };
    case 2:
      return { field, type: "uint", value: input.uint() };
    case 3:
      return { field, type: "llong", value: input.hyper() };
    case 4:
      return { field, type: "ullong", value: input.uhyper() };
    case 5:
      return { field, type: "double", value: input.double() };
    case 6:
      return { field, type: "boolean", value: input.int() !== 0 };
    case 7:
      return { field, type: "string", value: input.string(STRING_MAX_BYTES) };
    default:
      throw new XdrError(`a typed parameter of unknown type ${type}`);
  }
}
