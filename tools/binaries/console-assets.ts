import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { buildDashboard } from "../dashboard/build.ts";

/** The built console's files by their path below its folder, with forward slashes. */
export async function consoleAssets(): Promise<ReadonlyMap<string, Buffer>> {
  const { dist } = await buildDashboard();
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(dist, path).split(sep).join("/");
    if (entry.isFile() && !name.startsWith(".")) files.set(name, readFileSync(path));
  }
  return files;
}
