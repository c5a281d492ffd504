import { useState } from "react";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";

interface RemoveButtonProps {
  readonly title: string;
  readonly text: string;
  readonly onRemove: () => void;
}

/** Asks once, names what goes, then lets it go. */
export function RemoveButton({ title, text, onRemove }: RemoveButtonProps) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button kind="quiet" small icon aria-label={title} onClick={() => setAsked(true)}>
        <Icon name="trash" size={14} />
      </Button>
      <Dialog
        opened={asked}
        title={`${title}?`}
        onClose={() => setAsked(false)}
        footer={
          <>
            <Button onClick={() => setAsked(false)}>{t.common.cancel}</Button>
            <Button
              kind="danger"
              onClick={() => {
                setAsked(false);
                onRemove();
              }}
            >
              {title}
            </Button>
          </>
        }
      >
        {text}
      </Dialog>
    </>
  );
}
