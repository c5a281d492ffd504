import type { HostView } from "@novacron/protocol/http/hosts";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/call.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast-store.ts";

/** Takes a host that is gone for good off the list, once its name was typed. */
export function ForgetHost({ host }: { readonly host: HostView }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState("");
  const ready = typed.trim() === host.name;
  const go = async () => {
    if (!ready) return;
    setAsked(false);
    try {
      await call("forgetHost", { params: { host: host.id } });
    } catch (error) {
      const more = error instanceof Error ? error.message : String(error);
      toast({ tone: "bad", text: t.host.notForgotten(host.name), more });
      return;
    }
    toast({ tone: "ok", text: t.host.forgotten(host.name) });
    client.removeQueries({ queryKey: ["host", host.id] });
    await navigate({ to: "/hosts" });
  };
  return (
    <>
      <Button onClick={() => setAsked(true)}>{t.host.forget}</Button>
      <Dialog
        opened={asked}
        title={`${t.host.forget}?`}
        onClose={() => setAsked(false)}
        footer={
          <>
            <Button onClick={() => setAsked(false)}>{t.common.cancel}</Button>
            <Button kind="danger" aria-disabled={!ready} onClick={() => void go()}>
              {t.host.forget}
            </Button>
          </>
        }
      >
        <p>{t.host.forgetText}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void go();
          }}
        >
          <TextField
            label={t.ask.typeName(host.name)}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        </form>
      </Dialog>
    </>
  );
}
