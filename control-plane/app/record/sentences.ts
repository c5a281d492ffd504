import type { MachineReport } from "@novacron/protocol/domain/machine";

/** "web-3 on h1 runs". States as people say them. */
const stateWords: Readonly<Record<string, string>> = {
  running: "runs",
  paused: "is paused",
  "shutting-down": "is shutting down",
  shutoff: "is off",
  crashed: "crashed",
  pmsuspended: "sleeps",
  unknown: "is in an unknown state",
};

export function stateSentence(
  name: string,
  hostName: string,
  what: { readonly state: string; readonly reason: string },
  actor: string,
): string {
  return `${name} on ${hostName} ${stateText(what)}${by(actor)}`;
}

/** "runs (booted)". */
export function stateText(what: { readonly state: string; readonly reason: string }): string {
  const words = stateWords[what.state] ?? `is ${what.state}`;
  const reason = what.reason === "" || what.reason === "unknown" ? "" : ` (${what.reason})`;
  return `${words}${reason}`;
}

export function by(actor: string): string {
  switch (actor) {
    case "external":
      return ", changed from outside NovaCron";
    case "guest":
      return ", by the guest itself";
    case "unknown":
    case "novacron":
    case "agent":
      return "";
    default:
      return `, by ${actor}`;
  }
}

const noteWords: Readonly<Record<string, string>> = {
  "guest-reboot": "rebooted from inside",
  "io-error": "has a disk error",
  watchdog: "had its watchdog fire",
  "agent-connected": "has its guest agent connected",
  "agent-disconnected": "lost its guest agent",
};

export function noteSentence(name: string, hostName: string, note: string, detail: string): string {
  const words = noteWords[note] ?? `reports ${note}`;
  return `${name} on ${hostName} ${words}${detail === "" ? "" : `: ${detail}`}`;
}

export function hostNoteSentence(hostName: string, note: string, detail: string): string {
  return `${hostName}: ${note.replaceAll("-", " ")}${detail === "" ? "" : `: ${detail}`}`;
}

/** Trouble a person should see; everything else is information. */
const badNotes: Readonly<Record<string, "warning" | "critical">> = {
  "io-error": "critical",
  watchdog: "critical",
  "autostart-failed": "warning",
  "autostart-skipped": "warning",
  "outbox-dropped": "warning",
  "outbox-renewed": "warning",
  "clock-jump": "warning",
  "message-refused": "critical",
  "libvirt-lost": "warning",
};

export function noteSeverity(note: string): "info" | "warning" | "critical" {
  return badNotes[note] ?? "info";
}

export function stateSeverity(state: string, reason: string): "info" | "warning" | "critical" {
  if (state === "crashed" || reason === "crashed" || reason === "panicked") return "critical";
  if (state === "paused" && (reason === "ioerror" || reason === "watchdog")) return "critical";
  return "info";
}

/** Which parts of the definition differ, in words; empty where none that people look for. */
export function definitionChanges(before: MachineReport, after: MachineReport): readonly string[] {
  const parts: readonly (readonly [string, (report: MachineReport) => unknown])[] = [
    ["name", (report) => report.name],
    ["title", (report) => report.title],
    ["autostart", (report) => report.autostart],
    ["persistence", (report) => report.persistent],
    ["disks", (report) => report.disks.map((d) => [d.target, d.device, d.source, d.bus])],
    ["interfaces", (report) => report.nics.map((n) => [n.mac, n.type, n.source, n.model])],
    ["tags", (report) => report.tags],
    ["owner", (report) => [report.owner, report.generation]],
  ];
  return parts
    .filter(([, of]) => JSON.stringify(of(before)) !== JSON.stringify(of(after)))
    .map(([name]) => name);
}
