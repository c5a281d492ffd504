import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "@novacron/tools/bootstrap/run-command";

/** Debian's releases that the lab runs, by their code names. */
export type DebianRelease = "bookworm" | "trixie";

const packages = [
  "libvirt-daemon-system",
  "libvirt-daemon-driver-qemu",
  "libvirt-clients",
  "qemu-system-x86",
  "qemu-utils",
  "dnsmasq-base",
  "iproute2",
];

const cache = join(dirname(fileURLToPath(import.meta.url)), "../../.cache");
const folders: Readonly<Record<DebianRelease, string>> = {
  bookworm: join(cache, "debian12"),
  trixie: join(cache, "debian13"),
};
const minutes = 60_000;

type Say = (line: string) => void;

/**
 * A folder with a Debian and its libvirt and QEMU, made once by debootstrap from the mirror this machine's
 * own package manager uses. It is only ever read: hosts put an overlay on it.
 */
export async function debianSystem(release: DebianRelease, say: Say = () => {}): Promise<string> {
  const folder = folders[release];
  const system = join(folder, "system");
  if (existsSync(system)) return system;
  const making = join(folder, `making-${process.pid}`);
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  say(`making the lab's system of Debian ${release} in ${folder}; this takes a few minutes, once`);
  const base = ["debootstrap", "--variant=minbase", release, making, mirror()];
  await runCommand(base, { timeoutMs: 15 * minutes });
  // No daemon of the new system may start on this machine.
  await runCommand([
    "sh",
    "-c",
    `printf '#!/bin/sh\\nexit 101\\n' >"$0" && chmod 755 "$0"`,
    join(making, "usr/sbin/policy-rc.d"),
  ]);
  await aptInstall(making, packages);
  renameSync(making, system);
  return system;
}

/** What lies over a Debian system. */
export interface DebianLayer {
  /** Of its folder; another name where the content changes. */
  readonly name: string;
  readonly packages: readonly string[];
  /** Not installed, but found by the system's own apt in an archive on its own disk, its only one. */
  readonly offered: readonly string[];
}

/**
 * Further packages on such a system, in a folder of their own that lies over it in an overlay. Returns the
 * folders from the top down, as overlayfs takes them for `lowerdir`.
 */
export async function debianLayer(
  release: DebianRelease,
  layer: DebianLayer,
  say: Say = () => {},
): Promise<readonly string[]> {
  const system = await debianSystem(release, say);
  const folder = join(folders[release], layer.name);
  if (existsSync(folder)) return [folder, system];
  const making = `${folder}.making-${process.pid}`;
  for (const part of ["upper", "work", "root"]) mkdirSync(join(making, part), { recursive: true });
  const options = `lowerdir=${system},upperdir=${making}/upper,workdir=${making}/work`;
  const root = join(making, "root");
  await runCommand(["mount", "-t", "overlay", "-o", options, "overlay", root]);
  try {
    await aptInstall(root, layer.packages);
    await offer(root, layer.offered);
  } finally {
    await runCommand(["umount", root]);
  }
  renameSync(join(making, "upper"), folder);
  rmSync(making, { recursive: true, force: true });
  return [folder, system];
}

/** An archive needs an index; `Size` and a checksum are what apt wants beyond the package's own fields. */
const archiveScript = `set -eu
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d /var/lib/apt/lists
echo 'deb [trusted=yes] file:/srv/packages ./' >/etc/apt/sources.list
cd /srv/packages
for file in *.deb; do
  dpkg-deb -f "$file"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$file" "$(stat -c %s "$file")" \
    "$(sha256sum "$file" | cut -d ' ' -f 1)"
done >Packages`;

async function offer(root: string, names: readonly string[]): Promise<void> {
  mkdirSync(join(root, "srv/packages"), { recursive: true });
  const download = `cd /srv/packages && apt-get download -q -o APT::Sandbox::User=root ${names.join(" ")}`;
  await runCommand(["chroot", root, "sh", "-c", download], { timeoutMs: 5 * minutes });
  await runCommand(["chroot", root, "sh", "-c", archiveScript]);
}

async function aptInstall(root: string, names: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  const install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", ...names];
  await runCommand(["chroot", root, "apt-get", "update", "-q"], { timeoutMs: 5 * minutes, env });
  await runCommand(["chroot", root, ...install], { timeoutMs: 15 * minutes, env });
  await runCommand(["chroot", root, "apt-get", "clean"]);
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
  throw new Error("no Debian archive in /etc/apt: the lab's other Debians need one");
}
