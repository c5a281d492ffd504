import { type Holder, may } from "@novacron/protocol/domain/may";
import { type Target, theFleet } from "@novacron/protocol/domain/scope";

/** What somebody may see, judged once for many objects. */
export interface Sight {
  /** Every machine, whatever its project and tags. */
  readonly all: boolean;
  readonly hosts: boolean;
  readonly plans: boolean;
  readonly system: boolean;
  readonly project: (id: string) => boolean;
  readonly machine: (of: MachineMarks) => boolean;
}

/** What scopes go by. */
export interface MachineMarks {
  readonly project: string | null;
  readonly tags: readonly string[];
}

export function sightOf(who: Holder): Sight {
  const all = isAllowed(who, "machine.view", theFleet);
  return {
    all,
    hosts: isAllowed(who, "host.view", theFleet),
    plans: isAllowed(who, "plan.view", theFleet),
    system: isAllowed(who, "system.view", theFleet),
    project: (id) => isAllowed(who, "project.view", { kind: "project", project: id }),
    machine: all ? () => true : (of) => isAllowed(who, "machine.view", machineTarget(of)),
  };
}

export function machineTarget({ project, tags }: MachineMarks): Target {
  return { kind: "machine", project, tags };
}

function isAllowed(who: Holder, what: Parameters<typeof may>[1], target: Target): boolean {
  return may(who, what, target).length === 0;
}
