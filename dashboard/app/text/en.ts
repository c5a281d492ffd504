import type { HostState } from "@novacron/protocol/domain/host";
import type { MachineState } from "@novacron/protocol/domain/machine";
import type { OperationKind, OperationState } from "@novacron/protocol/domain/operation";
import { authorityTexts } from "./en-authority.ts";
import { chartTexts } from "./en-charts.ts";
import { fleetTexts } from "./en-fleet.ts";
import { hostsTexts, hostTexts } from "./en-hosts.ts";
import { calibrationTexts } from "./en-insights.ts";
import { loginTexts } from "./en-login.ts";
import { machinesTexts, machineTexts } from "./en-machines.ts";
import { maintenanceTexts } from "./en-maintenance.ts";
import { moveTexts } from "./en-moves.ts";
import { operationTexts } from "./en-operations.ts";
import { placementTexts } from "./en-placement.ts";
import { projectTexts } from "./en-projects.ts";
import { recordTexts } from "./en-record.ts";
import { roleTexts } from "./en-roles.ts";
import { settingsTexts } from "./en-settings.ts";
import { auditTexts, identityTexts, joinTexts, peopleTexts, youTexts } from "./en-trust.ts";
import { upgradeTexts } from "./en-upgrades.ts";

/** Every text of the console. Another language is another file of this shape. */
export const t = {
  name: "NovaCron",
  nav: {
    label: "Main",
    fleet: "Fleet",
    machines: "Machines",
    hosts: "Hosts",
    operations: "Operations",
    record: "Record",
    insights: "Insights",
    settings: "Settings",
    skip: "Skip to the page",
  },
  login: loginTexts,
  projects: projectTexts,
  roles: roleTexts,
  upgrades: upgradeTexts,
  person: {
    menu: "You",
    logout: "Log out",
    password: "Change password",
    role: (role: string) => role,
  },
  theme: { label: "Colours", auto: "System", light: "Light", dark: "Dark" },
  live: {
    live: "Live",
    connecting: "Connecting",
    lost: "Not live",
    newest: (age: string) => `Newest sample ${age} old`,
    noSample: "No sample yet",
    banner: (age: string) =>
      `The live feed has been lost for ${age}. What you see is as it was then; it reconnects by itself.`,
    retry: "Reconnect now",
    late: (age: string) => `No host has sent a sample for ${age}.`,
  },
  runs: {
    what: (action: string, name: string, target?: string) =>
      target === undefined ? `${action} ${name}` : `${action} ${name} to ${target}`,
  },
  search: {
    open: "Search or run",
    placeholder: "Machine, host, address, tag or action",
    nothing: "Nothing is called that.",
    hint: "Up and down to choose, Enter to go, Esc to close",
    pages: "Pages",
    machines: "Machines",
    hosts: "Hosts",
    actions: "Actions",
    more: (count: number) => `${count} more; type on to narrow it`,
    filter: (text: string) => `Show machines that match “${text}”`,
  },
  notFound: {
    title: "There is no such page",
    text: "The address may be mistyped, or the page was moved.",
    action: "Go to the fleet",
  },
  common: {
    retry: "Try again",
    cancel: "Cancel",
    close: "Close",
    save: "Save",
    remove: "Remove",
    more: (count: number) => `and ${count} more`,
    of: (part: string, whole: string) => `${part} of ${whole}`,
    since: (age: string) => `for ${age}`,
    simulated: "Simulated",
    demo: "Demo guest",
    unknown: "not known",
    loading: "Loading",
    copy: "Copy",
    copied: "Copied",
    all: "All",
    stale: (age: string) => `${age} old`,
    partial: (shown: string, total: string) =>
      `The fleet has ${total} machines; the console holds the first ${shown}. Filter on the server with the command line.`,
  },
  problem: {
    title: (attempted: string) => `Could not ${lower(attempted)}`,
    next: "What to do",
    code: "Code",
    request: "Request",
    page: "The rest of the console works.",
  },
  states: {
    machine: {
      running: "Running",
      paused: "Paused",
      "shutting-down": "Shutting down",
      shutoff: "Off",
      crashed: "Crashed",
      pmsuspended: "Suspended",
      unknown: "Unknown",
    } satisfies Record<MachineState, string>,
    host: { online: "Online", stale: "Late", offline: "Offline" } satisfies Record<
      HostState,
      string
    >,
    operation: {
      pending: "Asked",
      running: "Running",
      cancelling: "Cancelling",
      succeeded: "Done",
      failed: "Failed",
      cancelled: "Cancelled",
      "needs-attention": "Needs attention",
    } satisfies Record<OperationState, string>,
    conflict: "Conflict",
  },
  reasons: {
    ioerror: "after an I/O error",
    user: "by a person",
    booted: "since boot",
    shutdown: "shut down",
    destroyed: "forced off",
    crashed: "after a crash",
    panicked: "after a guest panic",
    migration: "for a migration",
    unpaused: "resumed",
    saved: "saved to disk",
    failed: "after it failed to start",
    daemon: "by the daemon",
    "from-snapshot": "from a snapshot",
    migrated: "after a migration",
    restored: "restored from disk",
  } as Readonly<Record<string, string>>,
  actions: {
    "machine.start": "Start",
    "machine.shutdown": "Shut down",
    "machine.reboot": "Reboot",
    "machine.force-off": "Force off",
    "machine.pause": "Pause",
    "machine.resume": "Resume",
    "machine.autostart": "Autostart",
    "machine.create-demo": "Make demo guest",
    "machine.delete-demo": "Delete demo guest",
    "machine.console": "Open console",
    "machine.migrate": "Move",
  } satisfies Record<OperationKind, string>,
  autostart: { on: "Start with the host", off: "Do not start with the host" },
  ask: {
    asked: "Asked",
    cannot: (action: string) => `${action} is not possible`,
    effects: {
      "machine.shutdown": "The guest is asked to shut down. It may take a minute, or refuse.",
      "machine.reboot": "The guest is asked to reboot. What runs in it is interrupted.",
      "machine.pause": "Its CPUs stop at once; memory stays. Connections to it may time out.",
      "machine.force-off":
        "Power is cut as if the plug were pulled. Memory and every write not yet on disk are lost.",
      "machine.delete-demo": "The demo guest and its disk are deleted.",
    } as Readonly<Record<string, string>>,
    title: (action: string, name: string) => `${action} ${name}?`,
    typeName: (name: string) => `Type ${name} to confirm`,
    many: (action: string, count: number) =>
      `${action} ${count} ${count === 1 ? "machine" : "machines"}`,
    plan: {
      will: (count: number) => `${count} will be asked`,
      wont: (count: number) => `${count} cannot, and stay as they are`,
      none: "None of the chosen machines can do this now.",
      typeCount: (count: number) => `Type ${count} to confirm`,
    },
    failed: (action: string, name: string) => `${action} ${name} was refused`,
    done: (sentence: string) => sentence,
  },
  fleet: fleetTexts,
  machines: machinesTexts,
  machine: machineTexts,
  charts: chartTexts,
  moves: moveTexts,
  maintenance: maintenanceTexts,
  placement: placementTexts,
  calibration: calibrationTexts,
  hosts: hostsTexts,
  host: hostTexts,
  operations: operationTexts,
  record: recordTexts,
  join: joinTexts,
  identity: identityTexts,
  authority: authorityTexts,
  people: peopleTexts,
  audit: auditTexts,
  you: youTexts,
  settings: settingsTexts,
} as const;

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
