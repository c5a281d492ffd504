import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.ts";

const packages = [
  "libvirt-daemon-system",
  "libvirt-daemon-driver-qemu",
  "libvirt-clients",
  "qemu-system-x86",
  "qemu-utils",
  "dnsmasq-base",
  "iproute2",
];

const cache = join(dirname(fileURLToPath(import.meta.url)), "../../.cache/debian13");

/**
 * A folder with Debian 13 and its libvirt and QEMU, made once by debootstrap from the mirror this machine's
 * own package manager uses. It is only ever read: hosts put an overlay on it.
 */
export async function debian13System(say: (line: string) => void = () => {}): Promise<string> {
  const system = join(cache, "system");
  if (existsSync(system)) return system;
  const making = join(cache, `making-${process.pid}`);
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  say("making the Debian 13 system of the lab in .cache/debian13; this takes a few minutes, once");
  const minutes = 60_000;
  const base = ["debootstrap", "--variant=minbase", "trixie", making, mirror()];
  await runCommand(base, { timeoutMs: 15 * minutes });
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  // No daemon of the new system may start on this machine.
  await runCommand([
    "sh",
    "-c",
    `printf '#!/bin/sh\\nexit 101\\n' >"$0" && chmod 755 "$0"`,
    join(making, "usr/sbin/policy-rc.d"),
  ]);
  const install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", ...packages];
  await runCommand(["chroot", making, ...install], { timeoutMs: 15 * minutes, env });
  await runCommand(["chroot", making, "apt-get", "clean"]);
  renameSync(making, system);
  return system;
}

/** The first Debian archive in apt's sources, in either of their two forms. */
function mirror(): string {
  const folder = "/etc/apt/sources.list.d";
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  for (const file of ["/etc/apt/sources.list", ...files]) {
    if (!existsSync(file) || !/\.(list|sources)$/.test(file)) continue;
    const text = readFileSync(file, "utf8");
    const found = /^(?:deb\s(?:\[.*\]\s*)?|URIs:\s*)(\S+\/debian\/?)(?:\s|$)/m.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error("no Debian archive in /etc/apt: the lab's Debian 13 host needs one");
}
