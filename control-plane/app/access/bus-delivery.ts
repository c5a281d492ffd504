import { type MachineId, machineId } from "@novacron/protocol/domain/ids";
import { covers } from "@novacron/protocol/domain/scope";
import { matchTopic } from "@novacron/protocol/messages/topics";
import type { BusIdentity } from "../../ports/bus-access.ts";
import { type MachineMarks, machineTarget } from "./sight.ts";

/**
 * Whether this very message is for a login that was narrowed to a project or a tag: of machines it hears those that
 * are within now, of operations and the record what is about such a machine, of hosts nothing, since a host's words
 * are about all of its machines. Asked at each delivery, since a machine's project and tags change while a
 * subscription stands, and what a wildcard matches is not known before.
 */
export function mayReceive(
  { scope }: BusIdentity,
  message: { readonly topic: string; readonly payload: Uint8Array },
  marksOf: (machine: MachineId) => MachineMarks | null,
): boolean {
  if (scope === undefined || scope.kind === "everything") return true;
  const machine = machineOf(message);
  if (machine === "nobody's") return true;
  const marks = machine === null ? null : marksOf(machine);
  return marks !== null && covers(scope, machineTarget(marks));
}

function machineOf(message: {
  readonly topic: string;
  readonly payload: Uint8Array;
}): MachineId | "nobody's" | null {
  const found = matchTopic(message.topic);
  switch (found?.name) {
    case "controlStatus":
      return "nobody's";
    case "fleetMachine":
      return idOf(found.params.machine);
    case "fleetOperation":
    case "fleetRecord":
      return idOf(machineIn(message.payload));
    default:
      return null;
  }
}

function idOf(value: unknown): MachineId | null {
  const parsed = machineId.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Such payloads are the control plane's own, and small. */
function machineIn(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload))?.machine;
  } catch {
    return null;
  }
}
