import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

/** A package with nothing in it, but for what makes a package manager behave otherwise. */
export interface TinyPackage {
  readonly name: string;
  readonly more?: readonly string[];
  /** Script, in rpm's own Lua, that runs after it was put in place: an empty system has no shell. */
  readonly post?: string;
}

/** The names that the install script asks for on these families. */
export const wanted: readonly TinyPackage[] = [
  "libvirt-daemon-kvm",
  "qemu-kvm",
  "libvirt-daemon-qemu",
  "libvirt-daemon-config-network",
].map((name) => ({ name }));

/** A repository in a folder, as `createrepo_c` makes it. */
export async function makeRepository(
  folder: string,
  packages: readonly TinyPackage[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const one of packages) {
    const spec = join(folder, `${one.name}.spec`);
    writeFileSync(spec, specOf(one));
    const define = ["--define", `_topdir ${folder}/build`, "--define", `_rpmdir ${folder}`];
    await runProgram(["rpmbuild", "-bb", ...define, spec], { mustEnd: 0 });
  }
  await runProgram(["createrepo_c", "-q", folder], { mustEnd: 0 });
}

function specOf({ name, more = [], post }: TinyPackage): string {
  return [
    `Name: ${name}`,
    "Version: 1.0",
    "Release: 1",
    "Summary: Nothing",
    "License: MIT",
    "BuildArch: noarch",
    ...more,
    "%description",
    "Nothing.",
    ...(post === undefined ? [] : ["%post -p <lua>", post]),
    "%files",
    "",
  ].join("\n");
}
