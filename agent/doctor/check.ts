import { checkControlPlane } from "./checks/control-plane.ts";
import { checkDisk, checkManager, checkSecurity, checkService } from "./checks/host.ts";
import { checkIdentity } from "./checks/identity.ts";
import { checkKvm } from "./checks/kvm.ts";
import { checkLibvirt } from "./checks/libvirt.ts";
import type { Facts } from "./facts.ts";
import type { Finding, Severity } from "./finding.ts";

const checks = [
  checkLibvirt,
  checkKvm,
  checkIdentity,
  checkControlPlane,
  checkDisk,
  checkService,
  checkSecurity,
  checkManager,
] as const;

const order: readonly Severity[] = ["problem", "warning", "note"];

/** What is wrong on this host by its facts; what stops it first. */
export function check(facts: Facts): readonly Finding[] {
  const found = checks.flatMap((one) => one(facts));
  return found.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
