import { resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { Plugin } from "rolldown";

export interface Part {
  readonly code: string;
  /** What it exports, all of it functions that answer by a promise. */
  readonly exports: readonly string[];
}

/** Bundles one part, by the path of its source, as CommonJS. */
export type MakePart = (source: string) => Promise<Part>;

/**
 * Parts that only another process of the same file needs, such as the one that asks for the hardware, lie in it as
 * compressed text: the engine keeps the source of a program for as long as it runs, and with all that comes with it
 * each byte costs seven. Such a part shares nothing with the program around it, no class and no state.
 */
export function packedParts(sources: readonly string[], make: MakePart): Plugin {
  return parts("packed-parts", sources, async (source) => {
    const { code, exports } = await make(source);
    const text = brotliCompressSync(code).toString("base64");
    return [
      `import { brotliDecompressSync } from "node:zlib";`,
      `const packed = "${text}";`,
      `const code = brotliDecompressSync(Buffer.from(packed, "base64")).toString();`,
      ...running(exports),
    ].join("\n");
  });
}

/** What is imported late from one of these sources is what `load` makes of it. */
export function parts(name: string, sources: readonly string[], load: LoadPart): Plugin {
  const mark = `\0${name}:`;
  return {
    name,
    resolveId(specifier, importer, { kind }) {
      if (kind !== "dynamic-import" || importer === undefined) return null;
      const source = resolve(importer, "..", specifier);
      return sources.includes(source) ? mark + source : null;
    },
    async load(id) {
      return id.startsWith(mark) ? await load(id.slice(mark.length)) : null;
    },
  };
}

type LoadPart = (source: string) => Promise<string>;

/** Runs `code`, of a part, where the module that this becomes is first imported. */
export function running(exports: readonly string[], file = "part"): readonly string[] {
  return [
    `import { createRequire } from "node:module";`,
    `import { compileFunction } from "node:vm";`,
    "const part = { exports: {} };",
    `const names = ["module", "exports", "require", "__filename"];`,
    `const run = compileFunction(code, names, { filename: "${file}" });`,
    // Of Node's own modules alone, wherever the program lies.
    `run(part, part.exports, createRequire("/"), process.execPath);`,
    ...exports.map((name) => `export const ${name} = part.exports.${name};`),
  ];
}
