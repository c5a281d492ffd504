import { execFileSync, type StdioOptions } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { ReleaseArch } from "@novacron/protocol/domain/release";
import { workspace } from "../bundle/bundle.ts";
import { stripElf } from "./strip-elf.ts";

/** The Node that a binary is made of: pinned once for all architectures, by the toolchain's lock file. */
export interface BaseNode {
  readonly version: string;
  readonly arch: ReleaseArch;
  /** npm package it came from. */
  readonly packageName: string;
  /** Checksum of that package as the lock file has it. */
  readonly integrity: string;
  /** The stripped program. */
  readonly path: string;
  /** Node's licence and those of all that it is made of. */
  readonly licence: string;
}

interface Locked {
  readonly version: string;
  readonly integrity: string;
}

/** From `.cache`, where it is put once: fetched with npm, checked against the lock file, stripped. */
export function baseNode(arch: ReleaseArch): BaseNode {
  const packageName = `node-linux-${arch}`;
  const { version, integrity } = locked(packageName);
  if (version !== process.versions.node) {
    throw new Error(`built by Node ${process.versions.node}, for Node ${version}: run it by npm`);
  }
  const folder = join(workspace, ".cache", "base-node", `${version}-${arch}-1`);
  if (!existsSync(folder)) fetchInto(folder, { packageName, version, integrity });
  const licence = readFileSync(join(folder, "LICENSE"), "utf8");
  return { version, arch, packageName, integrity, path: join(folder, "node"), licence };
}

function locked(packageName: string): Locked {
  const path = join(workspace, "tools/bootstrap/toolchain/package-lock.json");
  const found = JSON.parse(readFileSync(path, "utf8")).packages[`node_modules/${packageName}`];
  if (found === undefined) throw new Error(`${path} does not pin ${packageName}`);
  return { version: found.version, integrity: found.integrity };
}

function fetchInto(folder: string, of: Locked & { readonly packageName: string }): void {
  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    // The toolchain has the package of this machine's own architecture, checked by npm against the same file.
    const present = join(workspace, ".toolchain", "node_modules", of.packageName);
    const source = existsSync(present) ? present : fetchPackage(work, of);
    const made = join(work, "made");
    mkdirSync(made);
    const program = stripElf(readFileSync(join(source, "bin", "node")));
    writeFileSync(join(made, "node"), program, { mode: 0o755 });
    copyFileSync(join(source, "LICENSE"), join(made, "LICENSE"));
    renameSync(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function fetchPackage(work: string, of: Locked & { readonly packageName: string }): string {
  const spec = `${of.packageName}@${of.version}`;
  const stdio: StdioOptions = ["ignore", "ignore", "inherit"];
  execFileSync("npm", ["pack", spec, "--silent"], { cwd: work, stdio, timeout: 600_000 });
  const archive = join(work, `${of.packageName}-${of.version}.tgz`);
  const found = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (found !== of.integrity) {
    throw new Error(`${spec} has the checksum ${found}; the lock file says ${of.integrity}`);
  }
  execFileSync("tar", ["xzf", archive, "package/bin/node", "package/LICENSE"], { cwd: work });
  return join(work, "package");
}
