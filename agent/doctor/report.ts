import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

const marks = { problem: "PROBLEM", warning: "warning", note: "note" } as const;

/** For people: each finding with what mends it, or that all is well and by what that is known. */
export function describe(findings: readonly Finding[], facts: Facts): string {
  if (findings.length === 0) return [...wellness(facts), "Nothing is wrong."].join("\n");
  const blocks = findings.map(
    ({ code, severity, what, mend }) =>
      `${marks[severity]} ${clean(what)} [${code}]\n  mend: ${clean(mend)}`,
  );
  return blocks.join("\n");
}

function wellness({ libvirt, kvm, identity, controlPlane, agent }: Facts): string[] {
  const lines: string[] = [];
  const { session } = libvirt;
  if (session.state === "open") {
    lines.push(`libvirt ${session.libvirtVersion} (${session.kind}), QEMU ${session.qemuVersion}`);
  }
  lines.push(`guests run as ${kvm.verdict.verdict}: ${clean(kvm.verdict.evidence)}`);
  const until = identity.certificate?.validTo;
  if (until !== undefined) lines.push(`certificate good until ${new Date(until).toISOString()}`);
  if (controlPlane !== null) lines.push(`control plane reached at ${controlPlane.api.url}`);
  if (agent.running !== null) lines.push(`agent ${agent.running.version} is ${agent.running.bus}`);
  return lines;
}

/** Texts of libvirt, servers and files must not drive the terminal. */
function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}
