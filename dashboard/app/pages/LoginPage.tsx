import { isErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { useQuery } from "@tanstack/react-query";
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
  const { error, busy, needsCode, logIn } = useLogin();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void logIn({ name: name.trim(), password, ...(needsCode ? { code } : {}) });
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
        {needsCode && (
          <TextField
            label={t.login.code}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            autoComplete="one-time-code"
            spellCheck={false}
            required
            autoFocus
          />
        )}
        {error !== null && (
          <Notice tone="bad" role="alert">
            {error.message.replace(`${error.attempted}: `, "")}. {error.next}.
          </Notice>
        )}
        <Button type="submit" kind="primary" busy={busy} className={css.submit}>
          {busy ? t.login.busy : t.login.submit}
        </Button>
        <OtherWay />
        <p className={css.hint}>{t.login.first}</p>
      </form>
    </main>
  );
}

/** By the login provider, where one is set up. */
function OtherWay() {
  const ways = useQuery({ queryKey: ["loginWays"], queryFn: () => call("loginWays") });
  const oidc = ways.data?.oidc ?? null;
  if (oidc === null) return null;
  return (
    <a className={css.other} href={oidc.path}>
      {t.login.by(oidc.label)}
    </a>
  );
}

interface Given {
  readonly name: string;
  readonly password: string;
  readonly code?: string;
}

function useLogin() {
  const navigate = useNavigate();
  const { next, problem } = useSearch({ from: "/login" });
  const [error, setError] = useState<NovaError | null>(() => cameBackWith(problem));
  const [busy, setBusy] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const logIn = async (given: Given) => {
    setBusy(true);
    setError(null);
    try {
      const person = await call("login", { body: given });
      queryClient.clear();
      queryClient.setQueryData(whoQuery.queryKey, person);
      const must = person.duties.length > 0;
      await navigate({ href: must ? "/settings?tab=person" : ownPath(next) });
    } catch (cause) {
      const known = cause instanceof NovaError ? cause : null;
      if (known?.code === "SECOND_FACTOR_NEEDED") setNeedsCode(true);
      else setError(known ?? new NovaError("INTERNAL", t.login.submit, { cause }));
    } finally {
      setBusy(false);
    }
  };
  return { error, busy, needsCode, logIn };
}

/** What the login provider's answer was refused with. */
function cameBackWith(problem: string | undefined): NovaError | null {
  if (problem === undefined || !isErrorCode(problem)) return null;
  return new NovaError(problem, t.login.title);
}

/** Only a path of this console: a link from elsewhere must not lead away after the login. */
function ownPath(next: string | undefined): string {
  return next?.startsWith("/") === true && !/^\/[/\\]/.test(next) ? next : "/";
}
