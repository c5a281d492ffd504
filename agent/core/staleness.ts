import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command, CommandAction } from "@novacron/protocol/messages/command";
import type { AgentFacts } from "../ports/journal-store.ts";

/** Why the command may no longer act, by what is known at this moment; null where it may. */
export function staleness(
  state: { readonly facts: Pick<AgentFacts, "epoch"> },
  command: Command,
  now: { readonly generationOf: (machine: MachineId) => number | null },
): NovaError | null {
  if (command.epoch < state.facts.epoch) {
    const details = { commandEpoch: command.epoch, epoch: state.facts.epoch };
    return new NovaError("EPOCH_REFUSED", attempt(command), { details });
  }
  const { action } = command;
  if (action.kind === "agent.upgrade" || action.kind === "host.hook") return null;
  const target = action.kind === "tunnel.open" ? action.ticket : action;
  const known = now.generationOf(target.machine);
  if (known === null || known === target.generation) return null;
  if (isMove(action)) return staleMove(command, action, known);
  // Setting the mark is how a machine learns of a higher generation; it never lowers one.
  if (action.kind === "machine.autostart" && action.generation > known) return null;
  const details = { commandGeneration: target.generation, generation: known };
  return new NovaError("GENERATION_REFUSED", attempt(command), { details });
}

/** During a move the host may know its copy's generation or the one to come already, but none beyond. */
function staleMove(command: Command, action: MoveAction, known: number): NovaError | null {
  const next = "next" in action ? action.next : Number.POSITIVE_INFINITY;
  if (known > action.generation && known <= next) return null;
  const details = { commandGeneration: action.generation, generation: known };
  return new NovaError("GENERATION_REFUSED", attempt(command), { details });
}

type MoveAction = Extract<CommandAction, { readonly kind: `migration.${string}` }>;

function isMove(action: CommandAction): action is MoveAction {
  return action.kind.startsWith("migration.");
}

/** What a command is for, as errors say it. */
export function attempt(command: Command): string {
  const { action } = command;
  if (action.kind === "tunnel.open") {
    return `open a ${action.ticket.kind} of machine ${action.ticket.machine}`;
  }
  if (action.kind === "agent.upgrade") return `upgrade the agent to ${action.version}`;
  if (action.kind === "host.hook") return `run hook ${action.name}`;
  if (isMove(action))
    return `${action.kind.replace("migration.", "")} the move of machine ${action.machine}`;
  return `${action.kind.replace("machine.", "")} machine ${action.machine}`;
}
