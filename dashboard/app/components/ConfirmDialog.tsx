import { type MachineAction, machineCan } from "@novacron/protocol/domain/machine-can";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { useState, useSyncExternalStore } from "react";
import { ask } from "../commands/ask.ts";
import {
  closeConfirm,
  confirmStore,
  destructive,
  type Pending,
} from "../commands/confirm-store.ts";
import { rowFactsNow } from "../commands/facts.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import css from "./ConfirmDialog.module.css";
import { useWho } from "./use-who.ts";

/** The one question before an action that hurts: what it does, what it destroys, and to what. */
export function ConfirmDialog() {
  const pending = useSyncExternalStore(confirmStore.subscribe, confirmStore.get);
  if (pending === null) return null;
  const key = `${pending.kind} ${pending.machines.map((machine) => machine.id).join()}`;
  return pending.plan ? (
    <PlanQuestion key={key} pending={pending} />
  ) : (
    <OneQuestion key={key} pending={pending} />
  );
}

function OneQuestion({ pending }: { readonly pending: Pending }) {
  const { kind } = pending;
  const [machine] = pending.machines;
  if (machine === undefined) return null;
  return (
    <Question
      kind={kind}
      title={t.ask.title(t.actions[kind], machine.name)}
      word={machine.name}
      wordLabel={t.ask.typeName(machine.name)}
      machines={[machine]}
      button={t.actions[kind]}
    />
  );
}

function PlanQuestion({ pending }: { readonly pending: Pending }) {
  const who = useWho();
  const { kind, machines } = pending;
  const facts = rowFactsNow(machines, who);
  const judged = machines.map((machine, i) => {
    const fact = facts[i];
    return { machine, why: fact === undefined ? [] : machineCan(kind, fact) };
  });
  const able = judged.filter((one) => one.why.length === 0).map((one) => one.machine);
  const unable = judged.filter((one) => one.why.length > 0);
  return (
    <Question
      kind={kind}
      title={`${t.ask.many(t.actions[kind], able.length)}?`}
      word={String(able.length)}
      wordLabel={t.ask.plan.typeCount(able.length)}
      machines={able}
      button={t.ask.many(t.actions[kind], able.length)}
    >
      <PlanPart title={able.length === 0 ? t.ask.plan.none : t.ask.plan.will(able.length)}>
        {able.map((machine) => (
          <li key={machine.id}>
            <span>{machine.name}</span>
            <span className={css.why}>{machine.hostName}</span>
          </li>
        ))}
      </PlanPart>
      {unable.length > 0 && (
        <PlanPart title={t.ask.plan.wont(unable.length)}>
          {unable.map(({ machine, why }) => (
            <li key={machine.id}>
              <span>{machine.name}</span>
              <span className={css.why}>{why.map((one) => one.text).join(". ")}</span>
            </li>
          ))}
        </PlanPart>
      )}
    </Question>
  );
}

/** One half of a plan over many: what will happen, or what will not and why. */
export function PlanPart(props: { readonly title: string; readonly children: React.ReactNode[] }) {
  return (
    <section className={css.part}>
      <h3>{props.title}</h3>
      {props.children.length > 0 && <ul className={css.list}>{props.children}</ul>}
    </section>
  );
}

interface QuestionProps {
  readonly kind: MachineAction;
  readonly title: string;
  readonly word: string;
  readonly wordLabel: string;
  readonly machines: readonly MachineRow[];
  readonly button: string;
  readonly children?: React.ReactNode;
}

function Question(props: QuestionProps) {
  const { kind, machines } = props;
  const [typed, setTyped] = useState("");
  const hurts = destructive.has(kind);
  const ready = machines.length > 0 && (!hurts || typed.trim() === props.word);
  const go = () => {
    if (!ready) return;
    for (const machine of machines) void ask(kind, machine);
    closeConfirm();
  };
  const effect = t.ask.effects[kind];
  return (
    <Dialog
      opened
      title={props.title}
      onClose={closeConfirm}
      footer={
        <>
          <Button onClick={closeConfirm}>{t.common.cancel}</Button>
          <Button
            kind={hurts ? "danger" : "primary"}
            onClick={go}
            aria-disabled={!ready}
            data-autofocus={hurts ? undefined : true}
          >
            {props.button}
          </Button>
        </>
      }
    >
      {effect !== undefined && <p className={hurts ? css.loss : css.lead}>{effect}</p>}
      {props.children}
      {hurts && machines.length > 0 && (
        <form
          className={css.typed}
          onSubmit={(event) => {
            event.preventDefault();
            go();
          }}
        >
          <TextField
            label={props.wordLabel}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        </form>
      )}
    </Dialog>
  );
}
