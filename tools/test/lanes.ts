/**
 * The real tests wait for programs more than they compute, so two files run at a time, but never two that are about
 * machines: QEMU without KVM takes a core for itself. Those that judge the pace of something have this host alone, as has
 * the one that kills libvirtd in the first moments of a guest.
 */
export const lanes = ["machines", "programs", "alone"] as const;
export type Lane = (typeof lanes)[number];

const alone = [
  "agent/libvirt/client",
  "agent/probe/",
  "test/lab/dirty-rate",
  "test/lab/measured-guest",
  "test/scenarios/culprits",
];
const programs = [
  "agent/host/",
  "agent/stores/",
  "agent/uplink/",
  "control-plane/",
  "test/attacks/",
  "test/browser/",
  "test/conformance/",
  "test/control-plane/",
  "test/stores/",
  "test/trust/authority",
  "test/trust/external-broker",
  "test/trust/joining",
];

/** What no line names is about machines: the careful choice. There are also all that build single binaries or chroots. */
export function laneOf(path: string): Lane {
  if (alone.some((start) => path.startsWith(start))) return "alone";
  return programs.some((start) => path.startsWith(start)) ? "programs" : "machines";
}
