import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";

/** A folder that looks like the root of a host, made of the given files. */
export class HostTree {
  readonly root: string = mkdtempSync(`${tmpdir()}/host-tree-`);

  write(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(this.root + path), { recursive: true });
      writeFileSync(this.root + path, text);
    }
    return this;
  }

  remove(path = ""): void {
    rmSync(this.root + path, { recursive: true, force: true });
  }
}
