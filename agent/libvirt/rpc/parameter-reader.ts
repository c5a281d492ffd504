import { padded, type XdrDecoder, XdrError } from "./xdr-decoder.ts";

/** 64 bits become the nearest double, and a truth value 0 or 1. */
export type Scalar = number | string;

interface Known<T> {
  /** The name as it stands in a message: its length and its padded bytes, in words. */
  readonly words: readonly number[];
  readonly is: T;
  /** What came after it the last time. */
  next: Known<T> | null;
}

const STRING_MAX_BYTES = 4_194_304;
const LIST_MAX = 262_144;
/** Names kept; with more it begins anew. */
const KNOWN_MAX = 10_000;
const HIGH = 2 ** 32;

/**
 * Reads lists of typed parameters that come by the thousand, with the same names in the same order. A name is compared
 * with the one that came in its place the last time, so that no string need be made of it, and the loop runs on local
 * variables: code that is not optimised pays for each call and each field of an object.
 */
export class ParameterReader<T> {
  readonly #make: (name: string) => T;
  readonly #known = new Map<string, Known<T>>();
  readonly #start: Known<T>;

  /** `make` says, once for each name, what stands for it. */
  constructor(make: (name: string) => T) {
    this.#make = make;
    this.#start = { words: [], is: make(""), next: null };
  }

  /** Throws XdrError where the bytes are no such list. */
  read(input: XdrDecoder, put: (name: T, value: Scalar) => void): void {
    const count = input.listLength(LIST_MAX);
    try {
      input.position = this.#read(input, count, put);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new XdrError("a parameter reaches beyond its message", { cause });
    }
  }

  /** A RangeError says that the message is too short. */
  #read(input: XdrDecoder, count: number, put: (name: T, value: Scalar) => void): number {
    const { view } = input;
    let at = input.position;
    let name = this.#start;
    for (let left = count; left > 0; left -= 1) {
      const guess = name.next;
      name = guess !== null && isAt(view, at, guess.words) ? guess : this.#after(name, input, at);
      at += name.words.length * 4;
      const type = view.getInt32(at);
      at += 4;
      let value: Scalar;
      switch (type) {
        case 1:
        case 6:
          value = view.getInt32(at);
          at += 4;
          break;
        case 2:
          value = view.getUint32(at);
          at += 4;
          break;
        case 3:
          value = view.getInt32(at) * HIGH + view.getUint32(at + 4);
          at += 8;
          break;
        case 4:
          value = view.getUint32(at) * HIGH + view.getUint32(at + 4);
          at += 8;
          break;
        case 5:
          value = view.getFloat64(at);
          at += 8;
          break;
        case 7:
          value = stringAt(input, at);
          at += 4 + padded(view.getUint32(at));
          break;
        default:
          throw new XdrError(`a typed parameter of unknown type ${type}`);
      }
      put(name.is, value);
    }
    return at;
  }

  #after(last: Known<T>, input: XdrDecoder, at: number): Known<T> {
    const text = stringAt(input, at);
    const name = this.#known.get(text) ?? this.#learn(text, input.view, at);
    last.next = name;
    return name;
  }

  #learn(text: string, view: DataView, at: number): Known<T> {
    const words = [view.getInt32(at)];
    const end = at + 4 + padded(view.getUint32(at));
    for (let from = at + 4; from < end; from += 4) words.push(view.getInt32(from));
    const name: Known<T> = { words, is: this.#make(text), next: null };
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(text, name);
    return name;
  }
}

function isAt(view: DataView, at: number, words: readonly number[]): boolean {
  for (let index = 0; index < words.length; index += 1) {
    if (view.getInt32(at + index * 4) !== words[index]) return false;
  }
  return true;
}

function stringAt({ message, view }: XdrDecoder, at: number): string {
  const length = view.getUint32(at);
  const end = at + 4 + length;
  if (length > STRING_MAX_BYTES) throw new XdrError(`a string of ${length} is over its limit`);
  if (end > message.length) throw new RangeError(`a string of ${length} bytes`);
  return message.toString("utf8", at + 4, end);
}
