import type { machineDefinitionRoute } from "@novacron/protocol/http/machines";
import type { AnswerOf } from "@novacron/protocol/http/route";
import type { MockMachine } from "./fleet.ts";

/** What libvirt would print of it. */
export function definitionOf({
  report,
  host,
}: MockMachine): AnswerOf<typeof machineDefinitionRoute> {
  const isOn = report.state !== "shutoff" && report.state !== "crashed";
  const text = (id: string) => `<domain type='${report.virtualisation}'${id}>
  <name>${report.name}</name>
  <uuid>${report.id}</uuid>
  <memory unit='KiB'>${report.memoryBytes / 1024}</memory>
  <vcpu placement='static'>${report.vcpus}</vcpu>
  <os>
    <type arch='${report.arch}' machine='${report.machineType}'>hvm</type>
  </os>
  <devices>
${report.disks.map(diskOf).join("")}  </devices>
</domain>
`;
  return {
    machine: report.id,
    host,
    at: Date.now(),
    live: isOn ? text(" id='7'") : null,
    inactive: report.persistent ? text("") : null,
    redacted: 0,
  };
}

function diskOf({ target, bus, source }: MockMachine["report"]["disks"][number]): string {
  return `    <disk type='file' device='disk'>
      <source file='${source}'/>
      <target dev='${target}' bus='${bus}'/>
    </disk>
`;
}
