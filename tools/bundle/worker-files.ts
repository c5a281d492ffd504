import { basename, dirname, resolve } from "node:path";
import type { Plugin } from "rolldown";

/** How a thread's source is named in ours: `new URL("./worker.ts", import.meta.url)`. */
const pattern = /new URL\(\s*"(\.[^"]*worker\.ts)",\s*import\.meta\.url,?\s*\)/g;

/**
 * Threads keep a file of their own: the address is changed to that of the bundled one beside the program, and the
 * source is noted in `found` (absolute path to file name) for the caller to bundle.
 */
export function workerFiles(found: Map<string, string>): Plugin {
  return {
    name: "worker-files",
    transform(code, id) {
      if (!code.includes("worker.ts")) return null;
      return code.replace(pattern, (_all, path: string) => {
        const source = resolve(dirname(id), path);
        const name = workerName(source);
        found.set(source, name);
        return `new URL("./${name}", import.meta.url)`;
      });
    },
  };
}

/**
 * `control-plane/adapters/sqlite/worker.ts` becomes `sqlite-worker.cjs`. CommonJS, because a thread that begins from
 * text, as it does in a single binary, is read as that.
 */
export function workerName(source: string): string {
  return `${basename(dirname(source))}-${basename(source, ".ts")}.cjs`;
}
