import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { CommandKind } from "@novacron/protocol/messages/command";

/** A command of ours that acts on a machine, or did until `untilMs`. */
export interface Holder {
  readonly kind: CommandKind;
  /** Null for what the agent does of itself, which is autostart. */
  readonly operation: OperationId | null;
  /** Null while it runs; afterwards the monotonic time up to which late events are still its own. */
  readonly untilMs: number | null;
  /** Events it has brought about already; a machine starts or stops once for one act. */
  readonly seen?: ReadonlySet<string>;
}

export interface Attribution {
  readonly cause: "operation" | "external" | "guest" | "unknown";
  readonly operation: OperationId | null;
}

/** Events follow an act by milliseconds; what comes later than this was done by somebody else. */
export const lateEventMs = 3_000;

/** Events of libvirt (`event/detail`) that an act of ours brings about; `*` stands for any detail. */
const ownEvents: Readonly<Record<CommandKind, readonly string[]>> = {
  "machine.start": ["started/booted", "started/restored", "resumed/unpaused", "defined/*"],
  "machine.shutdown": ["shutdown/*", "stopped/shutdown"],
  "machine.reboot": ["shutdown/*", "stopped/shutdown", "started/booted"],
  "machine.force-off": ["stopped/destroyed", "shutdown/*"],
  "machine.pause": ["suspended/paused"],
  "machine.resume": ["resumed/unpaused", "started/wakeup", "pmsuspended/*"],
  "machine.autostart": ["defined/*"],
  "machine.create-demo": ["defined/*", "started/booted", "resumed/unpaused"],
  "machine.delete-demo": ["stopped/destroyed", "shutdown/*", "undefined/*"],
  "tunnel.open": [],
  "agent.upgrade": [],
  "host.hook": [],
  "migration.describe": [],
  "migration.check": [],
  "migration.reach": [],
  "migration.prepare": [
    "started/migrated",
    "suspended/*",
    "resumed/*",
    "defined/*",
    "stopped/failed",
  ],
  "migration.perform": ["suspended/*", "resumed/*", "stopped/migrated", "defined/*", "undefined/*"],
  "migration.adjust": [],
  "migration.abandon": ["stopped/*", "undefined/*"],
  "migration.adopt": ["defined/*", "resumed/*"],
  "migration.release": ["stopped/*", "undefined/*"],
  "migration.resume": ["resumed/*", "stopped/migrated", "defined/*"],
};

const guestEvents: ReadonlySet<string> = new Set([
  "shutdown/guest",
  "shutdown/finished",
  "stopped/shutdown",
  "stopped/crashed",
  "crashed/panicked",
  "crashed/crashloaded",
  "pmsuspended/memory",
  "pmsuspended/disk",
  "started/wakeup",
]);

/** Neither a person nor the guest: the host's storage, QEMU or libvirt itself. */
const unknownEvents: ReadonlySet<string> = new Set([
  "suspended/ioerror",
  "suspended/watchdog",
  "suspended/api-error",
  "stopped/failed",
  "stopped/daemon",
  "shutdown/host",
]);

function causeWithoutAct(event: string): Attribution {
  if (guestEvents.has(event)) return { cause: "guest", operation: null };
  if (unknownEvents.has(event) || event.startsWith("found/")) {
    return { cause: "unknown", operation: null };
  }
  return { cause: "external", operation: null };
}

function isOwn(event: string, { kind, untilMs, seen }: Holder, nowMs: number): boolean {
  if (untilMs !== null && untilMs < nowMs) return false;
  if (seen?.has(event) === true) return false;
  return ownEvents[kind].some((pattern) => matches(pattern, event));
}

/** A definition may be changed in several steps by one act; everything else happens once. */
function happensOnce(event: string): boolean {
  return !event.startsWith("defined/");
}

function matches(pattern: string, event: string): boolean {
  return pattern.endsWith("*") ? event.startsWith(pattern.slice(0, -1)) : pattern === event;
}

/** Holders of each machine; the windows of ended ones are forgotten as they pass. */
export class Holders {
  #byMachine = new Map<MachineId, Map<string, Holder>>();

  begin(machine: MachineId, command: string, holder: Omit<Holder, "untilMs">): void {
    const of = this.#byMachine.get(machine) ?? new Map<string, Holder>();
    of.set(command, { ...holder, untilMs: null });
    this.#byMachine.set(machine, of);
  }

  end(machine: MachineId, command: string, nowMs: number): void {
    const of = this.#byMachine.get(machine);
    const holder = of?.get(command);
    if (of === undefined || holder === undefined) return;
    of.set(command, { ...holder, untilMs: nowMs + lateEventMs });
    for (const [id, one] of of) {
      if (one.untilMs !== null && one.untilMs < nowMs) of.delete(id);
    }
  }

  /** Who brought the event about. What is put down to an act once is not its doing a second time. */
  attribute(machine: MachineId, event: string, nowMs: number): Attribution {
    const of = this.#byMachine.get(machine);
    for (const [command, holder] of of ?? []) {
      if (!isOwn(event, holder, nowMs)) continue;
      if (happensOnce(event)) {
        of?.set(command, { ...holder, seen: new Set([...(holder.seen ?? []), event]) });
      }
      return { cause: "operation", operation: holder.operation };
    }
    return causeWithoutAct(event);
  }

  of(machine: MachineId): readonly Holder[] {
    return [...(this.#byMachine.get(machine)?.values() ?? [])];
  }
}
