/**
 * Systems that cannot be run here, by what the script sees of them: os-release(5) as their releases ship it,
 * and package managers that answer as their manuals say (dnf(8); zypper(8), section on exit codes).
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

/**
 * A package manager that writes down how it was called and ends as told. Where it ends well, libvirt is
 * there afterwards: what hid it is taken away.
 */
export function fakeManager(exitCode: number): string {
  return `#!/bin/sh
echo "$0 $*" | sed 's#.*/##' >>/tmp/calls
case ${exitCode} in 0 | 10[0-36]) umount -l /run/libvirt ;; esac
exit ${exitCode}
`;
}

/** systemctl of a system with modular daemons, since none of those can be booted here. */
export const fakeSystemctl = `#!/bin/sh
echo "systemctl $*" >>/tmp/calls
case "$1 $*" in "list-unit-files "*virtqemud.socket*) echo 'virtqemud.socket disabled enabled' ;; esac
`;
