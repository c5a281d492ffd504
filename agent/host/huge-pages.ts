import { readdirSync } from "node:fs";
import { numberAt } from "./proc/numbers.ts";
import { ProcFile } from "./proc/proc-file.ts";

/** Free huge pages of every size the kernel offers, held open. */
export class HugePages {
  readonly #sizes: readonly { readonly bytes: number; readonly free: ProcFile }[];

  constructor(root: string) {
    const folder = `${root}/sys/kernel/mm/hugepages`;
    this.#sizes = names(folder).flatMap((name) => {
      const kibibytes = /^hugepages-(\d+)kB$/.exec(name)?.[1];
      const free = ProcFile.open(`${folder}/${name}/free_hugepages`);
      return kibibytes === undefined || free === null
        ? []
        : [{ bytes: Number(kibibytes) * 1024, free }];
    });
  }

  /** Null where the kernel knows no huge pages. */
  freeBytes(): number | null {
    if (this.#sizes.length === 0) return null;
    let total = 0;
    for (const { bytes, free } of this.#sizes) {
      total += bytes * (numberAt(free.read() ?? "", 0) ?? 0);
    }
    return total;
  }

  close(): void {
    for (const { free } of this.#sizes) free.close();
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
