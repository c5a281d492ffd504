import { type XdrDecoder, XdrError } from "./xdr-decoder.ts";
import type { XdrEncoder } from "./xdr-encoder.ts";

/** Both directions of one wire type, and a description of it for tests and tools. */
export interface Codec<T> {
  readonly shape: Shape;
  encode(out: XdrEncoder, value: T): void;
  /** Throws XdrError where the bytes are not of this type. */
  decode(input: XdrDecoder): T;
}

export type Shape =
  | { kind: ScalarKind }
  | { kind: "integer"; min: number; max: number }
  | { kind: "string" | "bytes"; max: number }
  | { kind: "fixedBytes"; length: number }
  | { kind: "optional"; of: Shape }
  | { kind: "list"; of: Shape; max: number }
  | { kind: "tuple"; of: Shape; length: number }
  | { kind: "struct"; fields: readonly (readonly [string, Shape])[] };

export type ScalarKind = "hyper" | "uhyper" | "double" | "bool" | "uuid" | "typedParam";

/** REMOTE_STRING_MAX: libvirt's limit for every string of the remote and QEMU programs. */
const STRING_MAX_BYTES = 4_194_304;

export const int = integer(-0x80000000, 0x7fffffff);
export const uint: Codec<number> = {
  shape: { kind: "integer", min: 0, max: 0xffffffff },
  encode: (out, value) => out.uint(value),
  decode: (input) => input.uint(),
};
// XDR has nothing shorter than 4 bytes: libvirt's char and short travel as an int of their range.
export const char = integer(-0x80, 0x7f);
export const uchar = integer(0, 0xff);
export const ushort = integer(0, 0xffff);

export const hyper: Codec<bigint> = {
  shape: { kind: "hyper" },
  encode: (out, value) => out.hyper(value),
  decode: (input) => input.hyper(),
};
export const uhyper: Codec<bigint> = {
  shape: { kind: "uhyper" },
  encode: (out, value) => out.uhyper(value),
  decode: (input) => input.uhyper(),
};
export const double: Codec<number> = {
  shape: { kind: "double" },
  encode: (out, value) => out.double(value),
  decode: (input) => input.double(),
};
export const bool: Codec<boolean> = {
  shape: { kind: "bool" },
  encode: (out, value) => out.bool(value),
  decode: (input) => input.bool(),
};
export const string: Codec<string> = {
  shape: { kind: "string", max: STRING_MAX_BYTES },
  encode: (out, value) => out.string(value, STRING_MAX_BYTES),
  decode: (input) => input.string(STRING_MAX_BYTES),
};
/** Sixteen bytes on the wire, lower-case UUID text here, as libvirt prints it. */
export const uuid: Codec<string> = {
  shape: { kind: "uuid" },
  encode(out, value) {
    if (!UUID.test(value)) throw new XdrError(`"${value}" is not a UUID`);
    out.fixedBytes(Buffer.from(value.replaceAll("-", ""), "hex"), 16);
  },
  decode(input) {
    const hex = input.fixedBytes(16).toString("hex");
    const [a, b, c] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16)];
    return `${a}-${b}-${c}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Decoded bytes are a view into the message; copy what has to outlive it. */
export function bytes(max: number): Codec<Uint8Array> {
  return {
    shape: { kind: "bytes", max },
    encode: (out, value) => out.bytes(value, max),
    decode: (input) => input.bytes(max),
  };
}

export function fixedBytes(length: number): Codec<Uint8Array> {
  return {
    shape: { kind: "fixedBytes", length },
    encode: (out, value) => out.fixedBytes(value, length),
    decode: (input) => input.fixedBytes(length),
  };
}

/** A value that may be absent, which is `null` here. */
export function optional<T>(of: Codec<T>): Codec<T | null> {
  return {
    shape: { kind: "optional", of: of.shape },
    encode(out, value) {
      out.bool(value !== null);
      if (value !== null) of.encode(out, value);
    },
    decode: (input) => (input.bool() ? of.decode(input) : null),
  };
}

export function list<T>(of: Codec<T>, max: number): Codec<readonly T[]> {
  return {
    shape: { kind: "list", of: of.shape, max },
    encode(out, value) {
      out.listLength(value.length, max);
      for (const item of value) of.encode(out, item);
    },
    decode: (input) => decodeItems(of, input, input.listLength(max)),
  };
}

export function tuple<T>(of: Codec<T>, length: number): Codec<readonly T[]> {
  return {
    shape: { kind: "tuple", of: of.shape, length },
    encode(out, value) {
      if (value.length !== length) throw new XdrError(`${length} items wanted`);
      for (const item of value) of.encode(out, item);
    },
    decode: (input) => decodeItems(of, input, length),
  };
}

export function struct<T extends object>(fields: FieldCodecs<T>): Codec<T> {
  const entries = Object.entries(fields) as [string, Codec<unknown>][];
  const named = entries.map(([name, codec]) => ({ name, codec }));
  return {
    shape: { kind: "struct", fields: named.map(({ name, codec }) => [name, codec.shape]) },
    encode(out, value) {
      for (const { name, codec } of named) codec.encode(out, (value as Fields)[name]);
    },
    decode(input) {
      const value: Fields = {};
      for (const { name, codec } of named) value[name] = codec.decode(input);
      return value as T;
    },
  };
}

type Fields = Record<string, unknown>;

/** Field codecs in the order of the wire. */
export type FieldCodecs<T> = { readonly [K in keyof T]: Codec<T[K]> };

/** No bytes at all: the arguments or the result of a procedure without any. */
export const nothing: Codec<void> = {
  shape: { kind: "struct", fields: [] },
  encode: () => undefined,
  decode: () => undefined,
};

function integer(min: number, max: number): Codec<number> {
  return {
    shape: { kind: "integer", min, max },
    encode(out, value) {
      if (value < min || value > max) throw new XdrError(`${value} is not in ${min}..${max}`);
      out.int(value);
    },
    decode(input) {
      const value = input.int();
      if (value < min || value > max) throw new XdrError(`${value} is not in ${min}..${max}`);
      return value;
    },
  };
}

function decodeItems<T>(of: Codec<T>, input: XdrDecoder, length: number): T[] {
  const items: T[] = [];
  for (let index = 0; index < length; index++) items.push(of.decode(input));
  return items;
}
