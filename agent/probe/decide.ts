import type { Virtualisation } from "@novacron/protocol/domain/host";

/** What was seen when the probe guest was to run under KVM. */
export type ProbeEvidence =
  | { readonly seen: "no-device"; readonly problem: string }
  | { readonly seen: "no-emulator"; readonly tried: readonly string[] }
  | { readonly seen: "no-probe-guest"; readonly arch: string }
  | { readonly seen: "line"; readonly afterMs: number }
  | { readonly seen: "silence"; readonly forMs: number; readonly output: string }
  | { readonly seen: "exit"; readonly how: string; readonly output: string };

const outputLengthMax = 300;

/**
 * The verdict on a host: `kvm` only where a guest was seen to run under it; `qemu` where it was seen not
 * to; `unknown` where nothing could be tried.
 */
export function decideVirtualisation(evidence: ProbeEvidence, at: number): Virtualisation {
  switch (evidence.seen) {
    case "line":
      return verdict("kvm", `a probe guest ran under KVM after ${Math.round(evidence.afterMs)} ms`);
    case "silence":
      return verdict(
        "qemu",
        `a probe guest printed nothing under KVM within ${Math.round(evidence.forMs)} ms${tail(evidence.output)}`,
      );
    case "exit":
      return verdict("qemu", `QEMU under KVM ended (${evidence.how})${tail(evidence.output)}`);
    case "no-device":
      return verdict("qemu", `/dev/kvm cannot be opened: ${evidence.problem}`);
    case "no-emulator":
      return verdict("unknown", `no QEMU found to try it with: ${evidence.tried.join(", ")}`);
    case "no-probe-guest":
      return verdict("unknown", `there is no probe guest for ${evidence.arch}`);
  }

  function verdict(type: Virtualisation["verdict"], text: string): Virtualisation {
    return { verdict: type, evidence: text.slice(0, 1_000), at };
  }
}

function tail(output: string): string {
  // The terminal's control sequences of the BIOS say nothing to a reader.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
  const text = output.replace(/\u001b[[0-9;?]*[A-Za-z]|[\u0000-\u001f]+/g, " ").trim();
  return text === "" ? "" : `: ${text.slice(-outputLengthMax)}`;
}
