import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const keptBytes = 512 * 1024;

/**
 * What one chunk says, in a file while it says it, so that it is there whoever ends first: chunk, campaign or machine. At most
 * twice `keptBytes`, of which the end counts.
 */
export class ChunkLog {
  readonly path: string;
  #end = "";
  #written = 0;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }

  add(text: string): void {
    this.#end = (this.#end + text).slice(-keptBytes);
    this.#written += text.length;
    if (this.#written <= 2 * keptBytes) {
      appendFileSync(this.path, text);
      return;
    }
    writeFileSync(this.path, this.#end);
    this.#written = this.#end.length;
  }

  /** The end of it, for one line. */
  tail(characters: number): string {
    return this.#end.slice(-characters);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
