import { readFileSync } from "node:fs";
import { libcCall } from "./libc.ts";

/** MADV_DONTNEED of Linux, the same on x86-64 and ARM64. */
const dontNeed = 4;

/**
 * Gives the kernel back what is not needed: garbage of the old generation (V8 by itself lets 15 MB of it gather first), pages
 * of the program's own file (Node maps 30 MB of its code and tables to start, and a ticking agent touches a third of
 * them) and free pieces of the C library's heap. A page that is needed after all comes back from the page cache, as
 * after any memory pressure. Does nothing where it cannot.
 *
 * @returns how many mappings were let go
 */
export function releaseMemory(): number {
  globalThis.gc?.();
  const libc = loadLibc();
  if (libc === null) return 0;
  libc.trimHeap();
  const smaps = readFileSync("/proc/self/smaps", "latin1");
  let released = 0;
  for (const { from, to } of cleanFileMappings(smaps)) {
    if (libc.letGo(from, to - from) === 0) released += 1;
  }
  return released;
}

interface Libc {
  readonly trimHeap: () => void;
  readonly letGo: (from: bigint, bytes: bigint) => number;
}

let libc: Libc | null | undefined;

/** Null where this Node has no FFI or the C library not these functions (musl has no malloc_trim). */
function loadLibc(): Libc | null {
  libc ??= openLibc();
  return libc;
}

function openLibc(): Libc | null {
  const madvise = libcCall("madvise", { return: "i32", arguments: ["u64", "u64", "i32"] });
  const trim = libcCall("malloc_trim", { return: "i32", arguments: ["u64"] });
  if (madvise === null) return null;
  return {
    trimHeap: () => void trim?.(0n),
    letGo: (from, bytes) => madvise(from, bytes, dontNeed),
  };
}

export interface Mapping {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Mappings of files that nothing was written to and nothing can be: only there is a dropped page the same when it
 * comes back. The table of relocations, for one, is read-only and yet its pages are the process's own.
 */
export function cleanFileMappings(smaps: string): Mapping[] {
  const found: Mapping[] = [];
  let mapping: Mapping | null = null;
  for (const line of smaps.split("\n")) {
    const head = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ (\d+)/.exec(line);
    if (head !== null) {
      const [, from, to, mode, inode] = head;
      const isClean = inode !== "0" && mode?.startsWith("r") === true && !mode.includes("w");
      mapping = isClean ? { from: BigInt(`0x${from}`), to: BigInt(`0x${to}`) } : null;
    } else if (mapping !== null && /^Anonymous:\s+0 kB/.test(line)) {
      found.push(mapping);
    }
  }
  return found;
}
