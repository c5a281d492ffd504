import type { MachineAction } from "@novacron/protocol/domain/machine-can";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { useNavigate } from "@tanstack/react-router";
import { act } from "./confirm-store.ts";

/** Starts an action on one machine; a move begins with its own page, which shows what it will take. */
export function useAct(): (kind: MachineAction, machine: MachineRow) => void {
  const navigate = useNavigate();
  return (kind, machine) => {
    if (kind !== "machine.migrate") act(kind, machine);
    else void navigate({ to: "/machines/$machine/move", params: { machine: machine.id } });
  };
}
