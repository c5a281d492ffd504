import { useMutation } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { call } from "../../api/call.ts";
import { whoQuery } from "../../api/queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useWho } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Secret } from "./Secret.tsx";
import css from "./SettingsPage.module.css";

const text = t.you.factor;

const QrPicture = lazy(async () => ({
  default: (await import("../../components/QrPicture.tsx")).QrPicture,
}));

/** An authenticator app: set up in two steps, so that nobody is locked out by a secret that was not kept. */
export function SecondFactor() {
  const has = useWho()?.secondFactor ?? false;
  const [codes, setCodes] = useState<readonly string[]>([]);
  return (
    <Panel title={text.title}>
      <div className={css.stack}>
        <p className={css.lead}>{has ? text.on : text.off}</p>
        {codes.length > 0 && <Secret value={codes.join(" ")} hint={text.codes} />}
        {has ? <Remove /> : <SetUp onCodes={setCodes} />}
      </div>
    </Panel>
  );
}

function refresh(): void {
  void queryClient.invalidateQueries(whoQuery);
}

function SetUp({ onCodes }: { readonly onCodes: (codes: readonly string[]) => void }) {
  const begin = useMutation({
    mutationFn: (password: string) => call("beginSecondFactor", { body: { password } }),
  });
  const confirm = useMutation({
    mutationFn: (code: string) => call("confirmSecondFactor", { body: { code } }),
    onSuccess: ({ recoveryCodes }) => {
      onCodes(recoveryCodes);
      refresh();
    },
  });
  const error = begin.error ?? confirm.error;
  return (
    <>
      {begin.data === undefined ? (
        <OneField
          label={text.password}
          type="password"
          button={text.begin}
          onSubmit={begin.mutate}
        />
      ) : (
        <>
          <p>{text.scan}</p>
          <Suspense fallback={<div className={css.qrPlace} />}>
            <QrPicture value={begin.data.uri} label={text.picture} />
          </Suspense>
          <Secret value={begin.data.secret} hint={text.secret} />
          <p>
            <a href={begin.data.uri}>{text.open}</a>
          </p>
          <OneField label={text.code} button={text.confirm} onSubmit={confirm.mutate} />
        </>
      )}
      {error !== null && <ErrorView error={error} />}
    </>
  );
}

function Remove() {
  const [password, setPassword] = useState("");
  const remove = useMutation({
    mutationFn: (code: string) => call("removeSecondFactor", { body: { password, code } }),
    onSuccess: refresh,
  });
  return (
    <>
      <div className={css.narrow}>
        <TextField
          label={text.password}
          type="password"
          value={password}
          autoComplete="current-password"
          onChange={(event) => setPassword(event.target.value)}
        />
      </div>
      <OneField label={text.code} button={text.remove} onSubmit={remove.mutate} />
      {remove.error !== null && <ErrorView error={remove.error} />}
    </>
  );
}

interface OneFieldProps {
  readonly label: string;
  readonly button: string;
  readonly type?: "password";
  readonly onSubmit: (value: string) => void;
}

function OneField({ label, button, type, onSubmit }: OneFieldProps) {
  const [value, setValue] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() === "") return;
    onSubmit(value.trim());
    setValue("");
  };
  return (
    <form className={css.narrow} onSubmit={submit}>
      <TextField
        label={label}
        type={type ?? "text"}
        value={value}
        autoComplete={type === "password" ? "current-password" : "one-time-code"}
        spellCheck={false}
        onChange={(event) => setValue(event.target.value)}
      />
      <Button type="submit" kind="primary">
        {button}
      </Button>
    </form>
  );
}
