import type { MachineAction } from "@novacron/protocol/domain/machine-can";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { lazy, Suspense, useState } from "react";
import { planMany } from "../../commands/confirm-store.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import css from "./MachinesPage.module.css";

const BulkMove = lazy(async () => ({ default: (await import("./BulkMove.tsx")).BulkMove }));

const actions: readonly MachineAction[] = [
  "machine.start",
  "machine.shutdown",
  "machine.reboot",
  "machine.pause",
  "machine.resume",
  "machine.force-off",
];

interface BulkBarProps {
  readonly machines: readonly MachineRow[];
  readonly onClear: () => void;
}

/** What can be done to all that is chosen; each shows its plan before anything happens. */
export function BulkBar({ machines, onClear }: BulkBarProps) {
  const [moving, setMoving] = useState(false);
  return (
    <section className={css.bulk} aria-label={t.machines.chosen(machines.length)}>
      <strong role="status">{t.machines.chosen(machines.length)}</strong>
      {actions.map((kind) => (
        <Button
          key={kind}
          small
          kind={kind === "machine.force-off" ? "danger" : "plain"}
          onClick={() => planMany(kind, machines)}
        >
          {t.actions[kind]}
        </Button>
      ))}
      <Button small onClick={() => setMoving(true)}>
        {t.actions["machine.migrate"]}
      </Button>
      {moving && (
        <Suspense fallback={null}>
          <BulkMove machines={machines} onClose={() => setMoving(false)} />
        </Suspense>
      )}
      <Button small kind="quiet" onClick={onClear}>
        {t.machines.clearChosen}
      </Button>
    </section>
  );
}
