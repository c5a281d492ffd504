import { resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { Plugin } from "rolldown";

const mark = "\0packed:";

export interface PackedPart {
  readonly code: string;
  /** What it exports, all of it functions that answer by a promise. */
  readonly exports: readonly string[];
}

/**
 * Parts that only another process of the same file needs, such as the one that asks for the hardware, lie in it as
 * compressed text: the engine keeps the source of a program for as long as it runs, and with all that comes with it
 * each byte costs seven. Such a part shares nothing with the program around it, no class and no state.
 *
 * @param make bundles one part as CommonJS
 */
export function packedParts(
  sources: readonly string[],
  make: (source: string) => Promise<PackedPart>,
): Plugin {
  return {
    name: "packed-parts",
    resolveId(specifier, importer, { kind }) {
      if (kind !== "dynamic-import" || importer === undefined) return null;
      const source = resolve(importer, "..", specifier);
      return sources.includes(source) ? mark + source : null;
    },
    async load(id) {
      return id.startsWith(mark) ? unpacking(await make(id.slice(mark.length))) : null;
    },
  };
}

function unpacking({ code, exports }: PackedPart): string {
  const text = brotliCompressSync(code).toString("base64");
  return [
    `import { createRequire } from "node:module";`,
    `import { compileFunction } from "node:vm";`,
    `import { brotliDecompressSync } from "node:zlib";`,
    `const packed = "${text}";`,
    "const part = { exports: {} };",
    `const code = brotliDecompressSync(Buffer.from(packed, "base64")).toString();`,
    `const run = compileFunction(code, ["module", "exports", "require"]);`,
    // Of Node's own modules alone, wherever the program lies.
    `run(part, part.exports, createRequire("/"));`,
    ...exports.map((name) => `export const ${name} = part.exports.${name};`),
  ].join("\n");
}
