import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the agent of a host that joined puts QEMU's certificates. */
export const labQemuPki = "/etc/libvirt/qemu-pki";

/**
 * QEMU as root without confinement: the lab has neither security modules nor usable cgroup controllers, and
 * its hosts already live in namespaces.
 */
const qemuConf = `migrate_tls_x509_cert_dir = "${labQemuPki}"
migrate_tls_x509_verify = 1
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
remember_owner = 0
`;

/** Writes the private /etc/libvirt of a lab host. libvirtd listens on its UNIX sockets only. */
export function writeHostConfig(dir: string, hostUuid: string): void {
  const etc = join(dir, "etc");
  mkdirSync(join(etc, "qemu/networks"), { recursive: true });
  mkdirSync(join(etc, "qemu-pki"), { recursive: true });
  writeFileSync(join(etc, "qemu.conf"), qemuConf);
  writeFileSync(
    join(etc, "libvirtd.conf"),
    `host_uuid = "${hostUuid}"
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_group = "root"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
`,
  );
  writeFileSync(join(etc, "virtlogd.conf"), "");
}

/** For a bare host: a copy of this machine's stock configuration, without its networks. */
export function copyHostConfig(dir: string): void {
  const etc = join(dir, "etc");
  cpSync("/etc/libvirt", etc, { recursive: true });
  rmSync(join(etc, "qemu"), { recursive: true, force: true });
  mkdirSync(join(etc, "qemu/networks"), { recursive: true });
}

/** A network of the host's own without firewall rules, so that it needs no firewall program. */
export function labNetworkXml(index: number): string {
  return `<network>
  <name>lab</name>
  <forward mode='open'/>
  <bridge name='virbr0' stp='off' delay='0'/>
  <ip address='198.19.${index}.1' netmask='255.255.255.0'>
    <dhcp><range start='198.19.${index}.10' end='198.19.${index}.200'/></dhcp>
  </ip>
</network>
`;
}

/** The lab's wire itself, by the host's bridge: machines are on one network whichever host they run on. */
export const lanNetworkXml = `<network>
  <name>lan</name>
  <forward mode='bridge'/>
  <bridge name='br0'/>
</network>
`;
