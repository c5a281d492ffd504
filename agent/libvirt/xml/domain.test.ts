import { describe, expect, it } from "vitest";
import { createDomain } from "./create-domain.ts";
import { createMetadata, type MachineMetadata, parseMetadata } from "./metadata.ts";
import { parseDomain } from "./parse-domain.ts";
import * as update from "./update-domain.ts";

const owner = "11111111-2222-4333-8444-555555555555";
const metadata: MachineMetadata = {
  generation: 4,
  owner,
  autostart: true,
  demo: false,
  tags: ["prod", "a & b"],
};

/** As libvirt prints one, with what NovaCron knows nothing of. */
const domain = `<domain type='qemu' id='3' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>web &amp; co</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  <title>Front</title>
  <metadata>
    <other:app xmlns:other="http://other/1">kept</other:app>
    <nova:machine xmlns:nova="urn:novacron:machine:1" generation="2" owner="${owner}" demo="yes">
      <nova:tag>blue</nova:tag>
    </nova:machine>
  </metadata>
  <memory unit='KiB'>2097152</memory>
  <currentMemory unit='MiB'>1024</currentMemory>
  <vcpu placement='static' current='2'>4</vcpu>
  <os firmware='efi'>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <loader readonly='yes' type='pflash'>/usr/share/OVMF.fd</loader>
    <nvram>/var/lib/libvirt/nvram/web.fd</nvram>
    <boot dev='hd'/>
  </os>
  <features><acpi/><apic/></features>
  <cpu mode='custom' match='exact'><model fallback='forbid'>qemu64</model></cpu>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none'/>
      <source file='/images/web.qcow2' index='1'/>
      <target dev='vda' bus='virtio'/>
      <boot order='1'/>
      <alias name='virtio-disk0'/>
    </disk>
    <disk type='network' device='disk'>
      <driver name='qemu' type='raw'/>
      <source protocol='nbd' name='data'><host name='10.0.0.1' port='10809'/></source>
      <target dev='vdb' bus='virtio'/>
      <shareable/>
    </disk>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
    <interface type='network'>
      <mac address='52:54:00:11:22:33'/>
      <source network='default' bridge='virbr0'/>
      <target dev='vnet0'/>
      <model type='virtio'/>
    </interface>
    <interface type='direct'><source dev='eth0' mode='bridge'/></interface>
    <serial type='pty'><source path='/dev/pts/1'/><target type='isa-serial' port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0' state='connected'/>
    </channel>
    <graphics type='vnc' port='5900' autoport='yes' listen='127.0.0.1'/>
    <graphics type='spice'><listen type='socket' socket='/run/spice'/></graphics>
    <hostdev mode='subsystem' type='pci'><alias name='hostdev0'/></hostdev>
  </devices>
  <qemu:commandline><qemu:arg value='-snapshot'/></qemu:commandline>
</domain>`;

describe("parseDomain", () => {
  it("reads what libvirt prints", () => {
    expect(parseDomain(domain)).toMatchObject({
      type: "qemu",
      id: 3,
      name: "web & co",
      memoryMaxBytes: 2 * 1024 ** 3,
      memoryBytes: 1024 ** 3,
      vcpusMax: 4,
      vcpus: 2,
      os: { arch: "x86_64", machine: "pc-q35-7.2", firmware: "efi", boot: ["hd"] },
      features: ["acpi", "apic"],
      cpu: { mode: "custom", model: "qemu64" },
      disks: [
        {
          source: { kind: "file", path: "/images/web.qcow2" },
          target: "vda",
          format: "qcow2",
          cache: "none",
          bootOrder: 1,
          shareable: false,
        },
        {
          source: {
            kind: "network",
            protocol: "nbd",
            name: "data",
            hosts: [{ name: "10.0.0.1", port: 10809 }],
          },
          shareable: true,
        },
        { device: "cdrom", source: { kind: "none" }, readOnly: true },
      ],
      interfaces: [
        { type: "network", source: "default", target: "vnet0", model: "virtio" },
        { type: "direct", source: "eth0" },
      ],
      serials: [{ path: "/dev/pts/1", targetType: "isa-serial" }],
      channels: [{ name: "org.qemu.guest_agent.0", connected: true }],
      graphics: [
        { type: "vnc", port: 5900, listen: "127.0.0.1" },
        { type: "spice", port: null, socket: "/run/spice" },
      ],
      hostdevs: [{ mode: "subsystem", type: "pci", alias: "hostdev0" }],
      metadata: { generation: 2, owner, demo: true, autostart: false, tags: ["blue"] },
    });
  });

  it.each([
    ["another document", "<network/>"],
    ["a size in an unknown unit", "<domain><memory unit='furlong'>1</memory></domain>"],
    ["a size that is no number", "<domain><memory>much</memory></domain>"],
  ])("refuses %s", (_, text) => {
    expect(() => parseDomain(text)).toThrow(expect.objectContaining({ code: "XML_REFUSED" }));
  });

  it("takes the defaults that libvirt takes", () => {
    const bare = parseDomain("<domain type='kvm'><name>x</name><memory>1024</memory></domain>");
    expect(bare).toMatchObject({ memoryBytes: 1024 ** 2, vcpus: 1, uuid: null, metadata: null });
  });
});

describe("NovaCron's metadata", () => {
  it("comes back as it was written, alone and in a domain", () => {
    expect(parseMetadata(createMetadata(metadata))).toEqual(metadata);
    expect(parseDomain(update.withMetadata(domain, metadata)).metadata).toEqual(metadata);
  });

  it.each([
    ["another namespace under our prefix", `xmlns:nova="urn:evil" generation="9" owner="${owner}"`],
    ["no generation", `xmlns:nova="urn:novacron:machine:1" owner="${owner}"`],
    [
      "an owner that is no host id",
      `xmlns:nova="urn:novacron:machine:1" generation="9" owner="me"`,
    ],
    [
      "a negative generation",
      `xmlns:nova="urn:novacron:machine:1" generation="-1" owner="${owner}"`,
    ],
  ])("is not believed with %s", (_, attributes) => {
    const text = `<domain><metadata><nova:machine ${attributes}/></metadata></domain>`;
    expect(parseDomain(text).metadata).toBeNull();
  });

  it("is found by its namespace, whatever prefix stands there", () => {
    const text = `<domain><metadata><machine xmlns="urn:novacron:machine:1" generation="1"
      owner="${owner}" autostart="yes"/></metadata></domain>`;
    expect(parseDomain(text).metadata).toMatchObject({ generation: 1, autostart: true });
  });

  it("is put beside what others wrote, and taken away without it", () => {
    const marked = update.withMetadata(domain, metadata);
    expect(marked).toContain('<other:app xmlns:other="http://other/1">kept</other:app>');
    expect(marked.match(/urn:novacron:machine:1/g)).toHaveLength(1);
    const bare = update.withMetadata(marked, null);
    expect(bare).toContain("<other:app");
    expect(parseDomain(bare).metadata).toBeNull();
    const own = createDomain({ ...small, metadata });
    expect(update.withMetadata(own, null)).not.toContain("<metadata");
  });
});

const small = {
  type: "qemu" as const,
  name: "t<1>",
  uuid: "6695eb01-f6a4-8304-79aa-97f2502e193f",
  memoryBytes: 32 * 1024 ** 2,
  vcpus: 1,
  arch: "x86_64",
};

describe("createDomain", () => {
  it("writes what parseDomain reads", () => {
    const text = createDomain({
      ...small,
      serialConsole: true,
      guestAgent: true,
      vnc: true,
      kernel: { path: "/boot/vmlinuz", initrd: "/boot/initrd", cmdline: 'a="b" <c>' },
      disks: [
        {
          source: { kind: "network", protocol: "nbd", name: "d", hosts: [{ name: "h", port: 1 }] },
          format: "raw",
          target: "vda",
          bus: "virtio",
          cache: "none",
        },
        { device: "cdrom", source: { kind: "none" }, format: "raw", target: "sda", bus: "sata" },
      ],
      interfaces: [{ network: "default" }],
      metadata,
    });
    expect(parseDomain(text)).toMatchObject({
      name: "t<1>",
      memoryBytes: small.memoryBytes,
      os: { kernel: "/boot/vmlinuz", cmdline: 'a="b" <c>', arch: "x86_64" },
      disks: [
        { source: { kind: "network", hosts: [{ name: "h", port: 1 }] } },
        { device: "cdrom" },
      ],
      interfaces: [{ source: "default", model: "virtio" }],
      channels: [{ name: "org.qemu.guest_agent.0" }],
      graphics: [{ type: "vnc", listen: "127.0.0.1" }],
      metadata,
    });
  });
});

describe("updates", () => {
  const untouched = ['<qemu:arg value="-snapshot"/>', 'match="exact"', '<boot order="1"/>'];
  it.each<[string, (text: string) => string, object]>([
    ["title", (text) => update.withTitle(text, "New"), { title: "New" }],
    ["no title", (text) => update.withTitle(text, null), { title: null }],
    ["description", (text) => update.withDescription(text, "D"), { description: "D" }],
    [
      "memory",
      (text) => update.withMemory(text, { max: 4096, current: 2048 }),
      { memoryMaxBytes: 4096, memoryBytes: 2048 },
    ],
    ["vcpus", (text) => update.withVcpus(text, { max: 8, current: 3 }), { vcpusMax: 8, vcpus: 3 }],
  ])("change the %s and nothing else", (_, change, expected) => {
    const after = change(domain);
    expect(parseDomain(after)).toEqual({ ...parseDomain(domain), ...expected });
    for (const part of untouched) expect(after).toContain(part);
    expect(after).toContain('placement="static"');
  });

  it("leave a document as it was where nothing changes", () => {
    const once = update.withTitle(domain, "Front");
    expect(update.withTitle(once, "Front")).toBe(once);
    expect(once.split("\n")).toHaveLength(domain.split("\n").length);
  });

  it("point a disk elsewhere and keep its driver, order and alias", () => {
    const after = update.withDiskSource(domain, "vda", { kind: "block", path: "/dev/sdx" });
    expect(parseDomain(after).disks[0]).toMatchObject({
      source: { kind: "block", path: "/dev/sdx" },
      cache: "none",
      bootOrder: 1,
    });
    const ejected = update.withDiskSource(domain, "vda", { kind: "none" });
    expect(parseDomain(ejected).disks[0]!.source).toEqual({ kind: "none" });
    expect(() => update.withDiskSource(domain, "vdz", { kind: "none" })).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
  });

  it("add and remove a disk", () => {
    const disk = {
      source: { kind: "file" as const, path: "/x.qcow2" },
      format: "qcow2",
      target: "vdc",
      bus: "virtio",
    };
    const more = update.withDisk(domain, disk);
    expect(parseDomain(more).disks.map(({ target }) => target)).toEqual([
      "vda",
      "vdb",
      "sda",
      "vdc",
    ]);
    expect(parseDomain(update.withoutDisk(more, "vdc"))).toEqual(parseDomain(domain));
  });

  it("give a copy a name, an id and fresh addresses", () => {
    const uuid = "99999999-8888-4777-8666-555555555555";
    const copy = parseDomain(update.withIdentity(domain, { name: "copy", uuid }));
    expect(copy).toMatchObject({ name: "copy", uuid });
    expect(copy.interfaces.map(({ mac }) => mac)).toEqual([null, null]);
  });
});
