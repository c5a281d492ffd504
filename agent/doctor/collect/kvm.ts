import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import type { Virtualisation } from "@novacron/protocol/domain/host";
import { probeVirtualisation } from "../../probe/kvm-probe.ts";
import type { Facts } from "../facts.ts";

/** Boots the probe guest unless told not to, and reads what explains its verdict. */
export async function collectKvm(skipProbe: boolean): Promise<Facts["kvm"]> {
  const device = await deviceState("/dev/kvm");
  const flags = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  const unprobed: Virtualisation = { verdict: "kvm", evidence: "not tried", at: null };
  const verdict = skipProbe ? unprobed : await probeVirtualisation(new AbortController().signal);
  // On ARM the kernel makes /dev/kvm or not; no flag tells.
  const cpuFlag = /^(flags|Features)\s*:.*\b(vmx|svm)\b/m.test(flags);
  return { device, cpuFlag, arch: process.arch, verdict };
}

async function deviceState(path: string): Promise<Facts["kvm"]["device"]> {
  if ((await stat(path).catch(() => null)) === null) return "absent";
  return await access(path, constants.R_OK | constants.W_OK).then(
    () => "open" as const,
    () => "denied" as const,
  );
}
