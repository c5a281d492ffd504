import { type FormEvent, useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import css from "./SettingsPage.module.css";

export interface MakeFormProps {
  readonly label: string;
  readonly action: string;
  /** Whether there must be a label. */
  readonly needed?: boolean;
  readonly onMake: (label: string) => void;
  /** What else is chosen. */
  readonly children: React.ReactNode;
}

/** One line that makes something with a label; the label is empty again for the next one. */
export function MakeForm({ label, action, needed = false, onMake, children }: MakeFormProps) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (needed && wanted === "") return;
    onMake(wanted);
    setText("");
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextField
        label={label}
        value={text}
        maxLength={100}
        onChange={(event) => setText(event.target.value)}
      />
      {children}
      <Button type="submit" kind="primary">
        {action}
      </Button>
    </form>
  );
}
