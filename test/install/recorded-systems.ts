import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * Systems that cannot be run here, by what the script sees of them: os-release(5) as their releases ship it, and
 * package managers that say and end as the real dnf and zypper did when they were asked the same
 * (recordings/package-managers.json, made anew by `npm run exec -- node tools/recordings/main.ts`). Those are Debian's
 * builds of them on tiny packages: that the packages of a Fedora or a SUSE do what they should is not shown.
 */
export interface RecordedSystem {
  readonly name: string;
  readonly osRelease: string;
  readonly manager: "dnf" | "yum" | "zypper";
  /** The command that must come out. */
  readonly installs: string;
}

const release = (id: string, like: string, name: string): string =>
  `ID="${id}"\nID_LIKE="${like}"\nPRETTY_NAME="${name}"\n`;

const redHat = "install -y libvirt-daemon-kvm qemu-kvm";
const suse =
  "--non-interactive install --no-recommends libvirt-daemon-qemu libvirt-daemon-config-network qemu-kvm";

export const recordedSystems: readonly RecordedSystem[] = [
  {
    name: "Fedora 43",
    osRelease: 'ID=fedora\nPRETTY_NAME="Fedora Linux 43 (Server Edition)"\n',
    manager: "dnf",
    installs: redHat,
  },
  {
    name: "RHEL 9",
    osRelease: release("rhel", "fedora", "Red Hat Enterprise Linux 9.6 (Plow)"),
    manager: "dnf",
    installs: redHat,
  },
  {
    name: "Rocky Linux 9",
    osRelease: release("rocky", "rhel centos fedora", "Rocky Linux 9.6 (Blue Onyx)"),
    manager: "dnf",
    installs: redHat,
  },
  {
    name: "AlmaLinux 8",
    osRelease: release("almalinux", "rhel centos fedora", "AlmaLinux 8.10"),
    manager: "yum",
    installs: redHat,
  },
  {
    name: "openSUSE Leap 15.6",
    osRelease: release("opensuse-leap", "suse opensuse", "openSUSE Leap 15.6"),
    manager: "zypper",
    installs: suse,
  },
  {
    name: "openSUSE Tumbleweed",
    osRelease: release("opensuse-tumbleweed", "opensuse suse", "openSUSE Tumbleweed"),
    manager: "zypper",
    installs: suse,
  },
  {
    name: "SLES 15",
    osRelease: release("sles", "suse", "SUSE Linux Enterprise Server 15 SP6"),
    manager: "zypper",
    installs: suse,
  },
];

const recording = z.object({
  manager: z.enum(["dnf", "zypper"]),
  when: z.string(),
  args: z.array(z.string()),
  /** Null: it waited for as long as it was let. */
  exitCode: z.int().nullable(),
  stdout: z.string(),
  stderr: z.string(),
});
export type Recording = z.infer<typeof recording>;

const file = join(import.meta.dirname, "recordings", "package-managers.json");
export const recordings: readonly Recording[] = z
  .object({ recordedOn: z.iso.date(), recordings: z.array(recording).min(1) })
  .parse(JSON.parse(readFileSync(file, "utf8"))).recordings;

/** The recorded answer, with another exit code where only the manual knows one. */
export function recorded(
  manager: Recording["manager"],
  when: string,
  exitCode?: number,
): Recording & { readonly exitCode: number } {
  const found = recordings.find((one) => one.manager === manager && one.when === when);
  const code = exitCode ?? found?.exitCode ?? null;
  if (found === undefined || code === null) throw new Error(`${manager}: no end of "${when}"`);
  return { ...found, exitCode: code };
}

/**
 * A package manager that writes down how it was called, says what was recorded and ends so. Asked anything that was
 * not recorded it fails. Where packages are in place afterwards, libvirt is there: what hid it is taken away.
 */
export function replayed(of: Recording, isInPlace: boolean): string {
  const { args, stdout, stderr, exitCode } = of;
  return `#!/bin/sh
echo "$0 $*" | sed 's#.*/##' >>/tmp/calls
[ "$*" = ${quoted(args.join(" "))} ] || { echo "not recorded: $*" >&2; exit 99; }
printf %s ${quoted(stdout)}
printf %s ${quoted(stderr)} >&2
${isInPlace ? "umount -l /run/libvirt" : ":"}
exit ${exitCode}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** systemctl of a system with modular daemons, since none of those can be booted here. */
export const fakeSystemctl = `#!/bin/sh
echo "systemctl $*" >>/tmp/calls
case "$1 $*" in "list-unit-files "*virtqemud.socket*) echo 'virtqemud.socket disabled enabled' ;; esac
`;
