import { compareVersions } from "@novacron/protocol/domain/release";
import type { Facts } from "../facts.ts";
import { type Finding, note, problem, warning } from "../finding.ts";

const MiB = 1024 * 1024;
const filesLeast = 1_000;

/** Room for what must not be lost. */
export function checkDisk({ disk, agent }: Facts): Finding[] {
  if (!disk.writable) {
    const what = `${agent.user} cannot write in ${disk.folder}: ${disk.problem}`;
    const mend = `mkdir -p ${disk.folder} && chown -R ${agent.user}: ${disk.folder}`;
    return [problem("DATA_NOT_WRITABLE", what, mend)];
  }
  const { freeBytes, freeFiles, wantedBytes, folder } = disk;
  const found: Finding[] = [];
  if (freeBytes !== null && freeBytes < wantedBytes) {
    const what = `${folder} has ${Math.floor(freeBytes / MiB)} MiB free; a full outbox takes ${Math.ceil(wantedBytes / MiB)} MiB`;
    const mend = "Free some space there, or set a smaller NOVACRON_OUTBOX_MAX_BYTES";
    const full = freeBytes < 16 * MiB;
    found.push(full ? problem("DISK_FULL", what, mend) : warning("DISK_LOW", what, mend));
  }
  if (freeFiles !== null && freeFiles < filesLeast) {
    const what = `${folder} has room for only ${freeFiles} more files`;
    found.push(warning("DISK_FILES_LOW", what, "Remove small files there: the inodes run out"));
  }
  return found;
}

/** Is the agent started by the system, now and after the next boot? */
export function checkService({ service, agent }: Facts): Finding[] {
  const { systemd, unit } = service;
  const stopped = agent.running === null;
  if (!systemd) {
    const mend = "Start it by this host's own init: novacron-agent run";
    return stopped
      ? [problem("AGENT_STOPPED", "no agent runs, and there is no systemd", mend)]
      : [];
  }
  if (unit === null) {
    const mend = "Run the line of `novacron host join` again; it installs the unit";
    return [
      (stopped ? problem : warning)("UNIT_MISSING", "there is no novacron-agent.service", mend),
    ];
  }
  const found: Finding[] = [];
  if (unit.active === "failed" || (unit.active === "activating" && unit.restarts > 2)) {
    const what = `novacron-agent.service fails (${unit.result}), ${unit.restarts} restarts`;
    const mend =
      "journalctl -u novacron-agent -n 50 says why; then systemctl restart novacron-agent";
    found.push(problem("UNIT_FAILED", what, mend));
  } else if (stopped) {
    const what = `the agent does not run (unit ${unit.active})`;
    found.push(problem("AGENT_STOPPED", what, "systemctl start novacron-agent"));
  }
  if (!unit.enabled) {
    const what = "the agent will not start at the next boot";
    found.push(warning("UNIT_DISABLED", what, "systemctl enable novacron-agent"));
  }
  if (unit.needsReload) {
    const what = "the unit's file changed since systemd read it";
    found.push(
      warning("UNIT_STALE", what, "systemctl daemon-reload && systemctl restart novacron-agent"),
    );
  }
  const { running, version } = agent;
  // Newer than the installed one it may be: the control plane upgrades agents in their data folder.
  if (running !== null && compareVersions(running.version, version) < 0) {
    const what = `agent ${running.version} runs, but ${version} is installed`;
    found.push(warning("AGENT_RESTART_DUE", what, "systemctl restart novacron-agent"));
  }
  return found;
}

/** The labels of SELinux, and whether guests are confined where the kernel could. */
export function checkSecurity({ security, libvirt }: Facts): Finding[] {
  const found: Finding[] = [];
  const { selinux, programLabel, apparmor } = security;
  if (selinux === "enforcing" && programLabel !== null && programLabel !== "bin_t") {
    const what = `SELinux enforces, and the agent's program has the type ${programLabel} in place of bin_t`;
    found.push(problem("SELINUX_LABEL", what, "restorecon -v /usr/local/bin/novacron-agent"));
  }
  const models = libvirt.session.state === "open" ? libvirt.session.securityModels : null;
  const confining = selinux === "enforcing" ? "selinux" : apparmor ? "apparmor" : null;
  if (models !== null && confining !== null && !models.includes(confining)) {
    const what = `the kernel has ${confining}, but libvirt does not confine guests with it`;
    const mend = `Look at security_driver in /etc/libvirt/qemu.conf; a guest that breaks out is not held by ${confining}`;
    found.push(warning("GUESTS_NOT_CONFINED", what, mend));
  }
  return found;
}

/** Two managers must never act on one host. */
export function checkManager({ foreignManager }: Facts): Finding[] {
  if (foreignManager === null) return [];
  const what = `${foreignManager} runs this host: NovaCron only watches it`;
  return [
    note("OTHER_MANAGER", what, `Release the host in ${foreignManager} and stop its agent first`),
  ];
}
