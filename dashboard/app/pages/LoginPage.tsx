import { NovaError } from "@novacron/protocol/errors/nova-error";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { call } from "../api/call.ts";
import { whoQuery } from "../api/queries.ts";
import { queryClient } from "../api/query-client.ts";
import { Brand } from "../components/Brand.tsx";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import css from "./LoginPage.module.css";

export function LoginPage() {
  const { error, busy, logIn } = useLogin();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void logIn(name.trim(), password);
  };
  return (
    <main className={css.page}>
      <form className={css.card} onSubmit={submit}>
        <div className={css.brand}>
          <Brand size={36} />
          <div>
            <h1>{t.name}</h1>
            <p>{t.login.lead}</p>
          </div>
        </div>
        <TextField
          label={t.login.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
        />
        <TextField
          label={t.login.password}
          type="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="current-password"
          required
        />
        {error !== null && (
          <Notice tone="bad" role="alert">
            {error.message.replace(`${error.attempted}: `, "")}. {error.next}.
          </Notice>
        )}
        <Button type="submit" kind="primary" busy={busy} className={css.submit}>
          {busy ? t.login.busy : t.login.submit}
        </Button>
        <p className={css.hint}>{t.login.first}</p>
      </form>
    </main>
  );
}

function useLogin() {
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/login" });
  const [error, setError] = useState<NovaError | null>(null);
  const [busy, setBusy] = useState(false);
  const logIn = async (name: string, password: string) => {
    setBusy(true);
    setError(null);
    try {
      const person = await call("login", { body: { name, password } });
      queryClient.clear();
      queryClient.setQueryData(whoQuery.queryKey, person);
      await navigate({ href: ownPath(next) });
    } catch (cause) {
      const known = cause instanceof NovaError ? cause : null;
      setError(known ?? new NovaError("INTERNAL", t.login.submit, { cause }));
    } finally {
      setBusy(false);
    }
  };
  return { error, busy, logIn };
}

/** Only a path of this console: a link from elsewhere must not lead away after the login. */
function ownPath(next: string | undefined): string {
  return next?.startsWith("/") === true && !/^\/[/\\]/.test(next) ? next : "/";
}
