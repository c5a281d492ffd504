import { createHash } from "node:crypto";

/** What happened, as a running hash, and the last lines for the reader of a failure. */
export class Trace {
  readonly #hash = createHash("sha256");
  readonly #tail: string[] = [];
  readonly #keep: number;
  #count = 0;

  constructor(keep = 400) {
    this.#keep = keep;
  }

  note(atMs: number, text: string): void {
    const line = `${atMs} ${text}`;
    this.#hash.update(line).update("\n");
    this.#count += 1;
    this.#tail.push(line);
    if (this.#tail.length > this.#keep * 2) this.#tail.splice(0, this.#keep);
  }

  get count(): number {
    return this.#count;
  }

  tail(): readonly string[] {
    return this.#tail.slice(-this.#keep);
  }

  digest(): string {
    return this.#hash.copy().digest("hex").slice(0, 32);
  }
}
