import { describe, expect, it } from "vitest";
import { parseCapabilities } from "./capabilities.ts";
import { createNetwork, parseNetwork } from "./network.ts";
import { createSnapshot, parseSnapshot } from "./snapshot.ts";
import { createFolderPool, createVolume, parsePool, parseVolume } from "./storage.ts";

describe("networks", () => {
  it("are read with their addresses, netmask or prefix", () => {
    const text = `<network><name>default</name><forward/><bridge name='virbr0'/>
      <ip address='192.168.122.1' netmask='255.255.255.0'/>
      <ip family='ipv6' address='fd00::1' prefix='64'/>
      </network>`;
    expect(parseNetwork(text)).toEqual({
      name: "default",
      uuid: null,
      bridge: "virbr0",
      forward: "nat",
      addresses: ["192.168.122.1/24", "fd00::1/64"],
    });
  });

  it("are written as they are read", () => {
    const text = createNetwork({
      name: "lab",
      forward: "nat",
      bridge: "br9",
      address: { ip: "10.9.0.1", prefix: 24 },
      dhcp: { start: "10.9.0.2", end: "10.9.0.9" },
    });
    expect(parseNetwork(text)).toMatchObject({ name: "lab", addresses: ["10.9.0.1/24"] });
    expect(text).toContain('<range start="10.9.0.2" end="10.9.0.9"/>');
  });
});

describe("storage", () => {
  it("pools are read and written", () => {
    const text = `<pool type='dir'><name>images</name><capacity unit='bytes'>1000</capacity>
      <allocation unit='bytes'>400</allocation><available unit='bytes'>600</available>
      <target><path>/images</path></target></pool>`;
    expect(parsePool(text)).toMatchObject({ type: "dir", capacityBytes: 1000, path: "/images" });
    expect(parsePool(createFolderPool({ name: "p", path: "/p" }))).toMatchObject({
      name: "p",
      type: "dir",
      path: "/p",
      capacityBytes: null,
    });
  });

  it("volumes are read and written, with what backs them", () => {
    const text = createVolume({
      name: "v.qcow2",
      capacityBytes: 2 ** 40,
      format: "qcow2",
      backing: { path: "/base.qcow2", format: "qcow2" },
    });
    expect(parseVolume(text)).toMatchObject({
      name: "v.qcow2",
      capacityBytes: 2 ** 40,
      allocationBytes: null,
      format: "qcow2",
      backingPath: "/base.qcow2",
    });
  });
});

it("capabilities are read", () => {
  const text = `<capabilities><host><uuid>AAAAAAAA-0000-4000-8000-000000000001</uuid>
    <cpu><arch>x86_64</arch><model>EPYC</model></cpu></host>
    <guest><os_type>hvm</os_type><arch name='x86_64'><emulator>/usr/bin/q</emulator>
    <machine>pc</machine><machine>q35</machine>
    <domain type='qemu'/><domain type='kvm'/></arch></guest>
    </capabilities>`;
  expect(parseCapabilities(text)).toEqual({
    hostUuid: "aaaaaaaa-0000-4000-8000-000000000001",
    arch: "x86_64",
    cpuModel: "EPYC",
    guests: [
      {
        osType: "hvm",
        arch: "x86_64",
        emulator: "/usr/bin/q",
        machines: ["pc", "q35"],
        domainTypes: ["qemu", "kvm"],
      },
    ],
  });
});

it("snapshots are read and written", () => {
  const text = `<domainsnapshot><name>s2</name>
    <state>running</state><creationTime>1700000000</creationTime>
    <parent><name>s1</name></parent><memory snapshot='internal'/>
    <disks><disk name='vda' snapshot='external'><source file='/s2.qcow2'/></disk></disks>
    </domainsnapshot>`;
  expect(parseSnapshot(text)).toEqual({
    name: "s2",
    description: null,
    state: "running",
    createdAtS: 1_700_000_000,
    parent: "s1",
    memory: "internal",
    disks: [{ name: "vda", snapshot: "external", file: "/s2.qcow2" }],
  });
  expect(parseSnapshot(createSnapshot({ name: "n", description: "d" }))).toMatchObject({
    name: "n",
    description: "d",
  });
});

it.each([parseNetwork, parsePool, parseVolume, parseCapabilities, parseSnapshot])(
  "%o refuses another kind of document",
  (parse) => {
    expect(() => parse("<domain/>")).toThrow(expect.objectContaining({ code: "XML_REFUSED" }));
  },
);
