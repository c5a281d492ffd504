import { useState } from "react";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";

const text = t.upgrades.rollout;

/** An upgrade that was stopped cannot go on, so it asks once. */
export function StopButton({ onStop }: { readonly onStop: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button small onClick={() => setAsked(true)}>
        {text.stop}
      </Button>
      <Dialog
        opened={asked}
        title={`${text.stopTitle}?`}
        onClose={() => setAsked(false)}
        footer={
          <>
            <Button onClick={() => setAsked(false)}>{t.common.cancel}</Button>
            <Button
              kind="danger"
              onClick={() => {
                setAsked(false);
                onStop();
              }}
            >
              {text.stopTitle}
            </Button>
          </>
        }
      >
        {text.stopText}
      </Dialog>
    </>
  );
}
