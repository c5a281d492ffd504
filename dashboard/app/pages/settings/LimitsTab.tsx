import type { HostLimits } from "@novacron/protocol/domain/host-limits";
import type { AnswerOf } from "@novacron/protocol/http/route";
import type { routes } from "@novacron/protocol/http/routes";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../../api/call.ts";
import { hostLimitsQuery } from "../../api/queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useMay } from "../../components/use-who.ts";
import { NumberField } from "../../moves/NumberField.tsx";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { toast } from "../../ui/toast-store.ts";
import css from "./SettingsPage.module.css";

const text = t.settings.limits;
const rooms = ["memory", "strainedMemory", "pool", "agentDisk"] as const;
const shares = ["warning", "warningUntil", "critical", "criticalUntil"] as const;

export function LimitsTab() {
  const known = useQuery(hostLimitsQuery);
  if (known.isError) return <ErrorView error={known.error} onRetry={() => void known.refetch()} />;
  if (known.data === undefined) return <Skeleton height={360} />;
  return <LimitsForm known={known.data} />;
}

/** Limits depend on one another, so they are saved together. */
function LimitsForm({ known }: { readonly known: AnswerOf<typeof routes.hostLimits> }) {
  const may = useMay("system.manage");
  const [edited, setEdited] = useState<HostLimits | null>(null);
  const save = useMutation({
    mutationFn: (limits: HostLimits) => call("setHostLimits", { body: limits }),
    onSuccess: (answer) => {
      queryClient.setQueryData(hostLimitsQuery.queryKey, answer);
      setEdited(null);
      toast({ tone: "ok", text: text.saved });
    },
  });
  const limits = edited ?? known.limits;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(limits);
  };
  return (
    <form className={css.stack} onSubmit={submit}>
      <p className={css.lead}>{may ? text.lead : `${text.lead} ${text.mayNot}`}</p>
      {save.isError && <ErrorView error={save.error} />}
      <fieldset className={css.limits} disabled={!may} aria-label={t.settings.tabs.limits}>
        {rooms.map((room) => (
          <Room key={room} room={room} limits={limits} onChange={setEdited} />
        ))}
        <Other limits={limits} onChange={setEdited} />
      </fieldset>
      {may && (
        <div className={css.secret}>
          <Button type="submit" kind="primary" disabled={edited === null || save.isPending}>
            {text.save}
          </Button>
          <Button onClick={() => setEdited(known.usual)}>{text.usual}</Button>
          {edited !== null && <Button onClick={() => setEdited(null)}>{t.common.cancel}</Button>}
        </div>
      )}
    </form>
  );
}

interface PartProps {
  readonly limits: HostLimits;
  readonly onChange: (limits: HostLimits) => void;
}

function Room({ room, limits, onChange }: PartProps & { readonly room: (typeof rooms)[number] }) {
  return (
    <Panel title={text.rooms[room]}>
      <div className={css.form}>
        {shares.map((share) => (
          <NumberField
            key={share}
            label={text.shares[share]}
            value={limits[room][share]}
            {...percent}
            onChange={(value = 0) =>
              onChange({ ...limits, [room]: { ...limits[room], [share]: value } })
            }
          />
        ))}
      </div>
    </Panel>
  );
}

function Other({ limits, onChange }: PartProps) {
  const { strain, promised, holdMs } = limits;
  return (
    <Panel title={text.other}>
      <div className={css.form}>
        <NumberField
          label={text.waiting}
          value={strain.waiting}
          {...percent}
          onChange={(waiting = 0) => onChange({ ...limits, strain: { ...strain, waiting } })}
        />
        <NumberField
          label={text.swapOut}
          value={strain.swapOutBytesPerSecond}
          unit={2 ** 20}
          min={0}
          placeholder=""
          onChange={(swapOutBytesPerSecond = 0) =>
            onChange({ ...limits, strain: { ...strain, swapOutBytesPerSecond } })
          }
        />
        <NumberField
          label={text.promised}
          value={promised ?? undefined}
          {...percent}
          placeholder={text.unlimited}
          onChange={(value) => onChange({ ...limits, promised: value ?? null })}
        />
        <NumberField
          label={text.hold}
          value={holdMs}
          unit={1_000}
          min={0}
          placeholder=""
          onChange={(value = 0) => onChange({ ...limits, holdMs: value })}
        />
      </div>
    </Panel>
  );
}

const percent = { unit: 0.01, min: 0, placeholder: "", whole: false } as const;
