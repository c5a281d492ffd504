import { machineCan } from "@novacron/protocol/domain/machine-can";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { MoveTarget, MoveTargets } from "@novacron/protocol/http/migrations";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { moveTargetsQuery } from "../../api/moves.ts";
import { ask } from "../../commands/ask.ts";
import { rowFactsNow } from "../../commands/facts.ts";
import css from "../../components/ConfirmDialog.module.css";
import { PlanPart } from "../../components/ConfirmDialog.tsx";
import { useWho } from "../../components/use-who.ts";
import { useHosts } from "../../live/use-live.ts";
import { isOff } from "../../moves/words.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { SelectField } from "../../ui/Field.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { formatSpan } from "../../util/span.ts";

const text = t.moves.many;
/** Each is looked at by the server; more at once are a plan of placement or a maintenance. */
export const bulkMovesMax = 50;

export interface BulkMoveProps {
  readonly machines: readonly MachineRow[];
  readonly onClose: () => void;
}

/** Where each of many machines would go, and which cannot, before any of them moves. */
export function BulkMove({ machines, onClose }: BulkMoveProps) {
  const [wanted, setWanted] = useState("");
  const judged = useJudged(machines.slice(0, bulkMovesMax), wanted);
  const able = judged.flatMap(({ machine, target }) => (target ? [{ machine, target }] : []));
  const unable = judged.filter((one) => one.target === null);
  const looking = judged.some((one) => one.target === undefined);
  const ready = able.length > 0 && !looking && machines.length <= bulkMovesMax;
  const go = () => {
    if (!ready) return;
    for (const { machine, target } of able) {
      void ask("machine.migrate", machine, { params: { migration: { target: target.host } } });
    }
    onClose();
  };
  const button = t.ask.many(t.actions["machine.migrate"], able.length);
  return (
    <Dialog
      opened
      size={620}
      title={`${button}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button kind="primary" aria-disabled={!ready} onClick={go}>
            {button}
          </Button>
        </>
      }
    >
      <Where value={wanted} onChange={setWanted} />
      {machines.length > bulkMovesMax && <p className={css.loss}>{text.tooMany(bulkMovesMax)}</p>}
      {looking && <Skeleton height={80} />}
      {!looking && (
        <PlanPart title={able.length === 0 ? text.none : text.will(able.length)}>
          {able.map(({ machine, target }) => (
            <li key={machine.id}>
              <span>{machine.name}</span>
              <span className={css.why}>{wayOf(machine, target)}</span>
            </li>
          ))}
        </PlanPart>
      )}
      {!looking && unable.length > 0 && (
        <PlanPart title={t.ask.plan.wont(unable.length)}>
          {unable.map(({ machine, why }) => (
            <li key={machine.id}>
              <span>{machine.name}</span>
              <span className={css.why}>{why.join(". ")}</span>
            </li>
          ))}
        </PlanPart>
      )}
    </Dialog>
  );
}

interface WhereProps {
  readonly value: string;
  readonly onChange: (host: string) => void;
}

function Where({ value, onChange }: WhereProps) {
  const hosts = [...useHosts().rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <SelectField
      label={t.moves.where}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      data-autofocus
    >
      <option value="">{text.best}</option>
      {hosts.map((host) => (
        <option key={host.id} value={host.id}>
          {host.name}
        </option>
      ))}
    </SelectField>
  );
}

interface Judged {
  readonly machine: MachineRow;
  /** Undefined: not known yet; null: it cannot move like this. */
  readonly target: MoveTarget | null | undefined;
  readonly why: readonly string[];
}

function useJudged(machines: readonly MachineRow[], wanted: string): readonly Judged[] {
  const facts = rowFactsNow(machines, useWho());
  const answers = useQueries({ queries: machines.map(({ id }) => moveTargetsQuery(id)) });
  return machines.map((machine, index): Judged => {
    const fact = facts[index];
    const barred = fact === undefined ? [] : machineCan("machine.migrate", fact);
    if (barred.length > 0) return { machine, target: null, why: barred.map((one) => one.text) };
    const answer = answers[index];
    if (answer?.error != null) return { machine, target: null, why: [answer.error.message] };
    if (answer?.data === undefined) return { machine, target: undefined, why: [] };
    return judge(machine, answer.data, wanted);
  });
}

function judge(machine: MachineRow, offered: MoveTargets, wanted: string): Judged {
  if (offered.obstacles.length > 0) {
    return { machine, target: null, why: offered.obstacles.map((one) => one.text) };
  }
  if (machine.host === wanted) return { machine, target: null, why: [text.there] };
  const among = offered.targets.filter((one) => wanted === "" || one.host === wanted);
  const target = among.find((one) => one.obstacles.length === 0) ?? null;
  const why = target === null ? among.flatMap((one) => one.obstacles.map((o) => o.text)) : [];
  return { machine, target, why: target === null && why.length === 0 ? [text.nowhere] : why };
}

function wayOf(machine: MachineRow, { hostName, forecast }: MoveTarget): string {
  const way = `${machine.hostName} → ${hostName}`;
  if (forecast === null) return way;
  const takes = `${way}, ${formatSpan(forecast.durationMs.p50)}`;
  return isOff(forecast) ? takes : `${takes}, ${text.pause(formatSpan(forecast.pauseMs.p50))}`;
}
