import { useState } from "react";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { CheckField } from "../../../ui/Field.tsx";

const text = t.authority;

export interface LeaveBehindProps {
  readonly act: "switch" | "withdraw";
  /** How many hosts are not ready for it. */
  readonly behind: number;
  readonly onClose: () => void;
  readonly onGo: (force: boolean) => void;
}

/** The question before a step that may cut hosts off. */
export function LeaveBehind({ act, behind, onClose, onGo }: LeaveBehindProps) {
  const [leaves, setLeaves] = useState(false);
  const ready = behind === 0 || leaves;
  return (
    <Dialog
      opened
      title={text.ask[act]}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose} data-autofocus>
            {t.common.cancel}
          </Button>
          <Button
            kind={act === "withdraw" || leaves ? "danger" : "primary"}
            aria-disabled={!ready}
            onClick={() => ready && onGo(leaves)}
          >
            {text.steps[act].action}
          </Button>
        </>
      }
    >
      <p>{act === "switch" ? text.ask.switchText : text.ask.withdrawText}</p>
      {behind > 0 && (
        <CheckField
          label={text.ask.leave(behind)}
          checked={leaves}
          onChange={(event) => setLeaves(event.target.checked)}
        />
      )}
    </Dialog>
  );
}
