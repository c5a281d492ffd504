import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const worthBytes = 1_024;

/** Writes .gz and .br beside each text file of the build, so that the server compresses nothing. */
export function precompress(): Plugin {
  return {
    name: "novacron-precompress",
    apply: "build",
    async writeBundle(options) {
      const dir = options.dir ?? "dist";
      for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && /\.(js|css|html|svg|webmanifest)$/.test(entry.name)) {
          await pack(join(entry.parentPath, entry.name));
        }
      }
    },
  };
}

async function pack(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < worthBytes) return;
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  await writeFile(`${file}.br`, brotliCompressSync(bytes, { params: quality }));
}
