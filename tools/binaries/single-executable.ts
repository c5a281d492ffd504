import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

export interface ExecutableParts {
  /** The stripped Node of the architecture. */
  readonly base: string;
  /** The bundled program. */
  readonly main: string;
  /** Files inside, by the name that `node:sea` finds them under. */
  readonly assets: ReadonlyMap<string, string | Buffer>;
  readonly nodeFlags: readonly string[];
}

/**
 * Node's single-executable application of these parts. All happens in a folder of its own under fixed names, since
 * the program's path becomes part of the result, which must not depend on where it was built.
 */
export function singleExecutable(parts: ExecutableParts): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "novacron-sea-"));
  try {
    copyFileSync(parts.main, join(folder, "main.mjs"));
    mkdirSync(join(folder, "assets"));
    const assets: Record<string, string> = {};
    const names = [...parts.assets.keys()].sort();
    for (const [index, name] of names.entries()) {
      const path = join("assets", `${index}`);
      writeFileSync(join(folder, path), parts.assets.get(name) ?? "");
      assets[name] = path;
    }
    const config = {
      main: "main.mjs",
      mainFormat: "module",
      executable: parts.base,
      output: "program",
      disableExperimentalSEAWarning: true,
      useSnapshot: false,
      // V8's cache fits one architecture and one set of flags; see the decision on binaries.
      useCodeCache: false,
      execArgv: parts.nodeFlags,
      execArgvExtension: "none",
      assets,
    };
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    execFileSync(process.execPath, ["--build-sea", "config.json"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
      env: { PATH: process.env.PATH },
    });
    return readFileSync(join(folder, "program"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
