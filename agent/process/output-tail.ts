import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";

/** The end of what a program writes, as text that can be shown: nothing of it moves a terminal's cursor. */
export class OutputTail {
  readonly #max: number;
  readonly #decoder = new StringDecoder("utf8");
  #text = "";

  /** Characters that are kept. */
  constructor(max: number) {
    this.#max = max;
  }

  add(chunk: Buffer): void {
    // Twice as much: what is taken out below must not leave less than could be shown.
    this.#text = (this.#text + this.#decoder.write(chunk)).slice(-2 * this.#max);
  }

  get text(): string {
    return printable(this.#text).slice(-this.#max).toWellFormed();
  }

  /** The newest line that says something. */
  get line(): string {
    const lines = this.text.split("\n");
    return lines.findLast((line) => line.trim() !== "")?.trim() ?? "";
  }
}

/** Escape sequences, and what a terminal would have written over, are left out. */
function printable(text: string): string {
  const lines = stripVTControlCharacters(text).replaceAll("\r\n", "\n").split("\n");
  const seen = lines.map((line) => line.slice(line.lastIndexOf("\r") + 1));
  return seen.join("\n").replace(/[^\P{Cc}\n\t]/gu, "");
}
