/** Whole numbers, 0 and up, out of a text that holds nothing else. */
export class NumberReader {
  readonly #text: Uint8Array;
  #at = 0;

  constructor(text: Uint8Array) {
    this.#text = text;
  }

  take(): number {
    const text = this.#text;
    let at = this.#at;
    while (at < text.length && text[at]! <= space) at += 1;
    if (at >= text.length) throw new RangeError("the file ends before its last number");
    let value = 0;
    for (; at < text.length && text[at]! > space; at += 1) {
      const digit = text[at]! - zero;
      if (digit < 0 || digit > 9) throw new RangeError(`no whole number at byte ${at}`);
      value = value * 10 + digit;
    }
    this.#at = at;
    return value;
  }
}

const space = 32;
const zero = 48;
