import type { MachineDefinition } from "@novacron/protocol/domain/machine-definition";
import type { SimMachine } from "./sim-machine.ts";

/** A definition as libvirt would print it, of a machine that is only simulated, and says so. */
export function simDefinition(machine: SimMachine): MachineDefinition {
  const { spec } = machine;
  return {
    live: machine.isAlive ? domain(machine, ` id='${machine.life}'`) : null,
    inactive: spec.persistent === false ? null : domain(machine, ""),
    redacted: 0,
  };
}

function domain({ spec, mark }: SimMachine, id: string): string {
  const kib = Math.round(spec.profile.memoryBytes / 1024);
  const owned =
    mark === null
      ? ""
      : `
  <metadata>
    <nova:machine xmlns:nova='urn:novacron:machine:1' generation='${mark.generation}' owner='${mark.owner}'/>
  </metadata>`;
  return `<domain type='kvm'${id}>
  <!-- simulated: no hypervisor has this machine -->
  <name>${escaped(spec.name)}</name>
  <uuid>${spec.id}</uuid>${owned}
  <memory unit='KiB'>${kib}</memory>
  <vcpu placement='static'>${spec.profile.vcpus}</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <boot dev='hd'/>
  </os>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none'/>
      <source file='/var/lib/libvirt/images/${escaped(spec.name)}.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <source network='default'/>
      <model type='virtio'/>
    </interface>
    <serial type='pty'/>
  </devices>
</domain>
`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/'/g, "&apos;");
}
