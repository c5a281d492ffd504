import type { MigrationAdjustment } from "@novacron/protocol/domain/migration";
import type { OperationView } from "@novacron/protocol/http/operations";
import { useState } from "react";
import { call } from "../api/call.ts";
import { wordsOf } from "../commands/ask.ts";
import { useMaySomewhere } from "../components/use-who.ts";
import { operations } from "../live/fleet-store.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { toast } from "../ui/toast-store.ts";
import css from "./MoveSteering.module.css";
import { NumberField } from "./NumberField.tsx";

const text = t.moves.progress;
const mebibyte = 1_048_576;

export interface MoveSteeringProps {
  readonly operation: OperationView;
  readonly migration: NonNullable<OperationView["migration"]>;
}

/** What may be changed of a move that runs: a longer pause, more bandwidth, post-copy where it was allowed. */
export function MoveSteering({ operation, migration }: MoveSteeringProps) {
  const may = useMaySomewhere("machine.move");
  const flows = migration.phase === "moving";
  if (!may || !flows) return null;
  const { options } = migration;
  const live = migration.kind === "live" || migration.kind === "live-copy";
  return (
    <details className={css.more}>
      <summary>{text.raise}</summary>
      <div className={css.form}>
        {live && (
          <NumberField
            key={`pause ${options.maxPauseMs}`}
            label={text.pause}
            value={options.maxPauseMs}
            unit={1}
            min={10}
            placeholder=""
            onChange={(maxPauseMs) => maxPauseMs && void adjust(operation, { maxPauseMs })}
          />
        )}
        <NumberField
          key={`rate ${options.bandwidthBytesPerSecond}`}
          label={text.bandwidth}
          value={options.bandwidthBytesPerSecond}
          unit={mebibyte}
          min={1}
          placeholder={t.moves.options.unlimited}
          onChange={(rate) => rate && void adjust(operation, { bandwidthBytesPerSecond: rate })}
        />
        {live && options.postCopy === true && migration.progress?.postCopy !== true && (
          <PostCopy operation={operation} />
        )}
      </div>
      <p className={css.quiet}>{text.settles}</p>
    </details>
  );
}

function PostCopy({ operation }: { readonly operation: OperationView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>
        {text.postCopy}
      </Button>
      <Dialog
        opened={open}
        title={text.postCopyTitle(operation.machineName)}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)} data-autofocus>
              {t.common.cancel}
            </Button>
            <Button
              kind="danger"
              onClick={() => {
                setOpen(false);
                void adjust(operation, { postCopy: true });
              }}
            >
              {text.postCopy}
            </Button>
          </>
        }
      >
        <p>{t.moves.options.postCopyRisk}</p>
      </Dialog>
    </>
  );
}

async function adjust(operation: OperationView, body: MigrationAdjustment): Promise<void> {
  try {
    const answer = await call("adjustMove", { params: { operation: operation.id }, body });
    operations.upsert([answer]);
    toast({ tone: "ok", text: text.applied });
  } catch (error) {
    toast({ tone: "bad", text: text.notApplied, more: wordsOf(error).text });
  }
}
