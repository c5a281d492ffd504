import type { HostView } from "@novacron/protocol/http/hosts";
import type { HostIdentity } from "@novacron/protocol/http/trust";
import { useMutation, useQuery } from "@tanstack/react-query";
import { call } from "../../api/call.ts";
import { identitiesQuery } from "../../api/joining.ts";
import { queryClient } from "../../api/query-client.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useMay } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { formatInstant } from "../../util/time.ts";
import { RemoveButton } from "../settings/RemoveButton.tsx";
import css from "./HostPage.module.css";

const text = t.identity;

/** Whether this host is who it says, until when, and what to do where it is not. */
export function Identity({ host }: { readonly host: HostView }) {
  const identities = useQuery(identitiesQuery);
  const may = useMay("host.join");
  if (identities.data === undefined) return null;
  const identity = identities.data.items.find((one) => one.host === host.id);
  if (identity === undefined) {
    return (
      <Panel title={text.title}>
        <p>{text.none}</p>
      </Panel>
    );
  }
  return <Known identity={identity} may={may} />;
}

function Known({ identity, may }: { readonly identity: HostIdentity; readonly may: boolean }) {
  const refresh = () => void queryClient.invalidateQueries(identitiesQuery);
  const { host, state, waiting } = identity;
  const revoke = useMutation({
    mutationFn: () => call("revokeIdentity", { params: { host } }),
    onSuccess: refresh,
  });
  const approve = useMutation({
    mutationFn: (keyHash: string) =>
      call("approveIdentity", { params: { host }, body: { keyHash } }),
    onSuccess: refresh,
  });
  const error = revoke.error ?? approve.error;
  return (
    <Panel
      title={text.title}
      tools={
        may &&
        state !== "revoked" && (
          <RemoveButton
            title={text.revoke}
            text={text.revokeText}
            onRemove={() => revoke.mutate()}
          />
        )
      }
    >
      <Facts
        items={[
          [text.state, <StateMark key="state" state={state} />],
          [text.ends, formatInstant(identity.notAfter)],
          [text.joined, formatInstant(identity.enrolledAt)],
        ]}
      />
      {state !== "valid" && <p className={css.why}>{text.what[state]}</p>}
      {state === "re-imaged" && may && waiting !== null && (
        <Button kind="primary" onClick={() => approve.mutate(waiting.keyHash)}>
          {text.approve}
        </Button>
      )}
      {error !== null && <ErrorView error={error} />}
    </Panel>
  );
}

function StateMark({ state }: { readonly state: HostIdentity["state"] }) {
  if (state === "valid") return <Mark shape="full" tone="ok" text={text.states.valid} />;
  const bad = state === "cloned" || state === "revoked";
  const shape = state === "cloned" ? "twin" : "alert";
  return <Mark shape={shape} tone={bad ? "bad" : "warn"} text={text.states[state]} />;
}
