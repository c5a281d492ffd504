import type { Facts } from "../facts.ts";
import { type Finding, problem, warning } from "../finding.ts";

/** Do guests run at the processor's speed here? Decided by booting one, not by reading flags. */
export function checkKvm({ kvm, agent }: Facts): Finding[] {
  const { verdict, evidence } = kvm.verdict;
  if (verdict === "kvm") return [];
  if (kvm.device === "denied") {
    const what = `${agent.user} may not open /dev/kvm, so the agent cannot find out whether KVM works`;
    const mend = `usermod -aG kvm ${agent.user}, then restart the agent`;
    return [warning("KVM_PERMISSION", what, mend)];
  }
  if (/^no QEMU found/.test(evidence)) {
    const mend =
      "Install QEMU (Debian: qemu-system-x86; Fedora, RHEL: qemu-kvm; openSUSE: qemu-x86)";
    return [problem("QEMU_MISSING", evidence, mend)];
  }
  if (kvm.device === "open" && verdict === "qemu") {
    const what = `/dev/kvm opens, but a guest does not run under it: ${evidence}`;
    const mend =
      "Guests run emulated, many times slower. Where this host is itself a guest, allow nested " +
      "virtualisation on the host below; else look for KVM's messages in dmesg";
    return [warning("KVM_DOES_NOT_RUN", what, mend)];
  }
  if (kvm.device === "absent" && kvm.cpuFlag) {
    const what = "the processor can virtualise, but there is no /dev/kvm";
    const mend =
      "modprobe kvm_intel (or kvm_amd); if that is refused, enable VT-x or SVM in the firmware";
    return [warning("KVM_MODULE_MISSING", what, mend)];
  }
  if (kvm.device === "absent") {
    const what =
      "the processor shows no support for virtualisation: guests run emulated, many times slower";
    const mend =
      "Enable VT-x, SVM or nested virtualisation in the firmware or on the host below, if it is there";
    return [warning("KVM_ABSENT", what, mend)];
  }
  return [];
}
