import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../../api/call.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { toast } from "../../ui/toast-store.ts";
import css from "./SettingsPage.module.css";

const text = t.settings.password;

export function PasswordTab() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => call("changePassword", { body: { current, new: next } }),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      toast({ tone: "ok", text: text.saved });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Panel title={text.title}>
      <form className={css.narrow} onSubmit={submit}>
        <TextField
          label={text.current}
          type="password"
          value={current}
          autoComplete="current-password"
          required
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label={text.next}
          type="password"
          value={next}
          autoComplete="new-password"
          minLength={12}
          required
          onChange={(event) => setNext(event.target.value)}
        />
        {change.error !== null && <ErrorView error={change.error} />}
        <Button type="submit" kind="primary" busy={change.isPending}>
          {text.save}
        </Button>
      </form>
    </Panel>
  );
}
