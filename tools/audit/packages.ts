import { spawnSync } from "node:child_process";
import { root } from "../run/stage.ts";
import type { Package } from "./osv.ts";

/** What the programs and the console are made of; test and tools are ours alone. */
const products = ["protocol", "agent", "control-plane", "cli", "dashboard"];

/** Every package that is installed here, and whether what we ship may hold it. */
export function installedPackages(): readonly Package[] {
  const filters = products.flatMap((name) => ["--filter", `@novacron/${name}`]);
  const shipped = new Set(listed([...filters, "licenses", "list", "--prod"]));
  return [...new Set(listed(["-r", "licenses", "list"]))].sort().map((key) => {
    const at = key.lastIndexOf("@");
    return { name: key.slice(0, at), version: key.slice(at + 1), shipped: shipped.has(key) };
  });
}

interface Listed {
  readonly name: string;
  readonly versions: readonly string[];
}

/** The list of licences is the one flat list of packages that pnpm gives. */
function listed(args: readonly string[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync("pnpm", [...args, "--json"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`pnpm ${args.join(" ")}: ${stderr}`);
  const byLicence: Readonly<Record<string, readonly Listed[]>> = JSON.parse(stdout);
  return Object.values(byLicence)
    .flat()
    .flatMap(({ name, versions }) => versions.map((version) => `${name}@${version}`));
}
