import type { Facts, LibvirtFacts, SocketFact } from "../facts.ts";
import { type Finding, problem, warning } from "../finding.ts";

/** The oldest libvirt that has all calls the agent makes. */
export const libvirtLeast = "6.0.0";

/** Is there a hypervisor daemon, which form of it, and does it let the agent in? */
export function checkLibvirt({ libvirt, agent }: Facts): Finding[] {
  const { session } = libvirt;
  const found = [...checkForms(libvirt), ...checkHelpers(libvirt)];
  if (session.state === "open") {
    if (older(session.libvirtVersion, libvirtLeast)) {
      const what = `libvirt ${session.libvirtVersion} is older than ${libvirtLeast}`;
      found.push(warning("LIBVIRT_OLD", what, "Upgrade libvirt with the system's packages"));
    }
    return found;
  }
  return [whyNot(libvirt, agent.user), ...found];
}

function whyNot({ sockets, session }: LibvirtFacts, user: string): Finding {
  const writable = sockets.filter(({ name }) => /^(virtqemud|libvirt)-sock$/.test(name));
  const present = writable.filter(({ answer }) => answer !== "absent");
  const denied = present.find(({ answer }) => answer === "denied");
  if (denied !== undefined) return permission(denied, user);
  const text = session.state === "failed" ? session.text : "";
  if (session.state === "failed" && /auth|polkit|denied|access/i.test(text)) {
    const what = `libvirt does not let ${user} write: ${text}`;
    const mend = `Add ${user} to the group libvirt (usermod -aG libvirt ${user}) and restart the agent`;
    return problem("LIBVIRT_PERMISSION", what, mend);
  }
  if (present.length === 0) return missing(sockets);
  const dead = present.find(({ answer }) => answer === "dead");
  if (dead !== undefined && present.every(({ answer }) => answer === "dead")) {
    const unit = dead.name === "virtqemud-sock" ? "virtqemud" : "libvirtd";
    const what = `${dead.path} is there, but nobody listens on it`;
    return problem("LIBVIRT_STOPPED", what, `systemctl restart ${unit}.socket ${unit}.service`);
  }
  const what = `libvirt does not answer: ${text === "" ? "no reply in time" : text}`;
  return problem(
    "LIBVIRT_SILENT",
    what,
    "Look into the journal of libvirtd or virtqemud, restart it",
  );
}

function missing(sockets: readonly SocketFact[]): Finding {
  const readOnly = sockets.find(({ name, answer }) => /-sock-ro$/.test(name) && answer === "open");
  if (readOnly !== undefined) {
    const what = `only the read-only socket ${readOnly.path} is there`;
    const mend =
      "Enable the socket libvirtd.socket (or virtqemud.socket) beside the one that ends in -ro";
    return problem("LIBVIRT_READ_ONLY", what, mend);
  }
  const mend =
    "Install libvirt and QEMU (Debian: libvirt-daemon-system qemu-system-x86; Fedora, RHEL: " +
    "libvirt-daemon-kvm; openSUSE: libvirt-daemon-qemu) and enable virtqemud.socket or libvirtd.socket";
  return problem("LIBVIRT_MISSING", "there is no socket of libvirt in /run/libvirt", mend);
}

function permission(socket: SocketFact, user: string): Finding {
  const what = `${user} may not open ${socket.path} (group ${socket.group}, mode ${socket.mode})`;
  const group = socket.group === null || socket.group === "root" ? "libvirt" : socket.group;
  const mend = `usermod -aG ${group} ${user}, then restart the agent`;
  return problem("LIBVIRT_PERMISSION", what, mend);
}

/** Two daemons that both drive QEMU do not see each other's machines. */
function checkForms({ sockets }: LibvirtFacts): Finding[] {
  const answers = (wanted: string): boolean =>
    sockets.some(({ name, answer }) => name === wanted && answer === "open");
  const known = sockets.find(({ name }) => name === "virtqemud-sock");
  if (known?.answer === "dead" && answers("libvirt-sock")) {
    const what = `${known.path} is left over: the agent prefers it, but libvirtd is what answers`;
    const mend = `Remove ${known.path}, or move to the modular daemons: systemctl enable --now virtqemud.socket`;
    return [problem("LIBVIRT_FORM_MIXED", what, mend)];
  }
  return [];
}

/** With modular daemons pools and networks are served by daemons of their own. */
function checkHelpers({ sockets, session }: LibvirtFacts): Finding[] {
  if (session.state !== "open" || session.kind !== "modular") return [];
  const helpers = [
    ["virtnetworkd", "networks"],
    ["virtstoraged", "storage pools"],
  ] as const;
  return helpers.flatMap(([daemon, serves]) => {
    const socket = sockets.find(({ name }) => name === `${daemon}-sock`);
    if (socket?.answer === "open") return [];
    const what = `${daemon} does not answer (${socket?.answer ?? "absent"}): ${serves} are not shown`;
    return [warning("LIBVIRT_HELPER_MISSING", what, `systemctl enable --now ${daemon}.socket`)];
  });
}

/** Whether one dotted version is lower than another. */
export function older(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => text.split(".").map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
