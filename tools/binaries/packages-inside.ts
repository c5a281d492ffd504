import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { workspace } from "../bundle/bundle.ts";

/** One npm package of which something is inside a bundle. */
export interface PackageInside {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json. */
  readonly licence: string;
  /** Text of its licence file. */
  readonly licenceText: string | null;
}

/**
 * The packages that a bundle's modules come from, by name and version. Throws where one has no licence: nothing is
 * shipped under terms that nobody can name.
 */
export function packagesInside(modules: readonly string[]): readonly PackageInside[] {
  const folders = new Set<string>();
  for (const module of modules) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  const found = new Map<string, PackageInside>();
  for (const folder of folders) {
    const one = readPackage(join(workspace, folder));
    found.set(`${one.name}@${one.version}`, one);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function readPackage(folder: string): PackageInside {
  const { name, version, license, licenses } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const licence = license ?? licenses?.[0]?.type;
  if (typeof licence !== "string") throw new Error(`${name} ${version} names no licence`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const licenceText =
    file !== undefined && existsSync(join(folder, file))
      ? readFileSync(join(folder, file), "utf8").trim()
      : null;
  return { name, version, licence, licenceText };
}

/** One text with all licences: ours, those of the packages, Node's. */
export function licencesText(packages: readonly PackageInside[], nodeLicence: string): string {
  const line = "=".repeat(80);
  const own = readFileSync(join(workspace, "LICENSE"), "utf8").trim();
  const parts = [`NovaCron (Apache-2.0)\n\n${own}`];
  for (const { name, version, licence, licenceText } of packages) {
    parts.push(`${name} ${version} (${licence})\n\n${licenceText ?? "See its licence's text."}`);
  }
  parts.push(`Node.js, which runs it all\n\n${nodeLicence.trim()}`);
  return `${parts.join(`\n\n${line}\n`)}\n`;
}
