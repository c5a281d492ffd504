import { readdirSync } from "node:fs";
import { numberAt } from "./proc/numbers.ts";
import { ProcFile } from "./proc/proc-file.ts";

interface Size {
  readonly bytes: number;
  readonly free: ProcFile;
  readonly all: ProcFile | null;
}

/** Huge pages of every size the kernel offers, free and in all, held open. */
export class HugePages {
  readonly #sizes: readonly Size[];

  constructor(root: string) {
    const folder = `${root}/sys/kernel/mm/hugepages`;
    this.#sizes = names(folder).flatMap((name) => {
      const kibibytes = /^hugepages-(\d+)kB$/.exec(name)?.[1];
      const free = ProcFile.open(`${folder}/${name}/free_hugepages`);
      return kibibytes === undefined || free === null
        ? []
        : [
            {
              bytes: Number(kibibytes) * 1024,
              free,
              all: ProcFile.open(`${folder}/${name}/nr_hugepages`),
            },
          ];
    });
  }

  /** Null where the kernel knows no huge pages. */
  freeBytes(): number | null {
    return this.#sum((size) => size.free);
  }

  totalBytes(): number | null {
    return this.#sum((size) => size.all);
  }

  #sum(of: (size: Size) => ProcFile | null): number | null {
    if (this.#sizes.length === 0) return null;
    let total = 0;
    for (const size of this.#sizes) {
      total += size.bytes * (numberAt(of(size)?.read() ?? "", 0) ?? 0);
    }
    return total;
  }

  close(): void {
    for (const { free, all } of this.#sizes) {
      free.close();
      all?.close();
    }
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
