import { expect, test } from "vitest";
import { whyNotSnapshot } from "./incoming-domain.ts";

const machine = "c14a0e23-4b5f-48eb-b362-0d70c78174ee";
const ticket = {
  machine,
  name: "web-3",
  paths: ["/srv/web-3.qcow2", "/srv/web-3.first"],
  emulators: ["/usr/bin/qemu-system-x86_64"],
  networks: ["lan"],
  allowHostDevices: false,
  requireTls: true,
  flags: 0,
};

interface Parts {
  readonly uuid?: string;
  readonly file?: string;
  readonly disk?: string;
  readonly inactive?: string;
}

function snapshot({ uuid = machine, file, disk, inactive = "" }: Parts = {}): string {
  const source = `<source file='${disk ?? "/srv/web-3.qcow2"}'/>`;
  const domain = (name: string, devices: string) =>
    `<${name} type='kvm'><name>web-3</name><uuid>${uuid}</uuid><devices>
      <emulator>/usr/bin/qemu-system-x86_64</emulator>
      <disk type='file' device='disk'>${source}<target dev='vda'/></disk>${devices}
    </devices></${name}>`;
  return `<domainsnapshot><name>first</name><state>running</state>
    <disks><disk name='vda' snapshot='external' type='file'>
      <source file='${file ?? "/srv/web-3.first"}'/></disk></disks>
    ${domain("domain", "")}${domain("inactiveDomain", inactive)}</domainsnapshot>`;
}

test("a snapshot that names what its machine names is taken", () => {
  expect(whyNotSnapshot(snapshot(), ticket)).toBe(null);
});

test("a snapshot may start nothing that the machine itself may not", () => {
  const hostdev = "<hostdev mode='subsystem' type='pci'/>";
  const refused = [
    snapshot({ uuid: "00000000-4b5f-48eb-b362-0d70c78174ee" }),
    snapshot({ disk: "/etc/shadow" }),
    snapshot({ file: "/srv/other.qcow2" }),
    snapshot({ inactive: hostdev }),
    snapshot({ inactive: "<filesystem type='mount'><source dir='/'/></filesystem>" }),
    snapshot().replaceAll("/usr/bin/qemu-system-x86_64", "/tmp/shell"),
    snapshot().replaceAll("domainsnapshot>", "domain>"),
  ];
  for (const xml of refused) expect(whyNotSnapshot(xml, ticket)).not.toBe(null);
});
