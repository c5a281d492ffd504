import { type PlannedHost, planWaves } from "@novacron/protocol/domain/rollout-plan";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { ReleaseView } from "@novacron/protocol/http/releases";
import { useMutation } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { call } from "../../../api/call.ts";
import { rolloutQuery } from "../../../api/queries.ts";
import { queryClient } from "../../../api/query-client.ts";
import { ErrorView } from "../../../components/ErrorView.tsx";
import { useHosts } from "../../../live/use-live.ts";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { TextField } from "../../../ui/Field.tsx";
import css from "./Upgrades.module.css";

const text = t.upgrades.ask;
/** What is written out of a plan; the rest is counted. */
const wavesMax = 6;
const namesMax = 10;

/** As the route bounds them. */
const limits = {
  canaries: { min: 1, max: 100, first: 1 },
  batch: { min: 1, max: 500, first: 5 },
  seconds: { min: 10, max: 3_600, first: 120 },
} as const;
type Size = keyof typeof limits;

export interface UpgradeDialogProps {
  readonly release: ReleaseView;
  readonly onClose: () => void;
}

/** Shows who would be asked when, and why others would not, before anything begins. */
export function UpgradeDialog({ release, onClose }: UpgradeDialogProps) {
  const [sizes, setSizes] = useState({ canaries: "1", batch: "5", seconds: "120" });
  const hosts = useHosts();
  const start = useMutation({
    mutationFn: () =>
      call("startRollout", {
        body: {
          version: release.version,
          canaries: read(sizes.canaries, "canaries"),
          batch: read(sizes.batch, "batch"),
          confirmWithinMs: read(sizes.seconds, "seconds") * 1_000,
        },
      }),
    onSuccess: onClose,
    onSettled: () => void queryClient.invalidateQueries(rolloutQuery),
  });
  const plan = planWaves(hosts.rows.values(), release, {
    canaries: read(sizes.canaries, "canaries"),
    batch: read(sizes.batch, "batch"),
  });
  const count = plan.filter(({ problem }) => problem === null).length;
  const field = (name: Size, label: string) => (
    <TextField
      type="number"
      label={label}
      min={limits[name].min}
      max={limits[name].max}
      value={sizes[name]}
      onChange={(event) => setSizes({ ...sizes, [name]: event.target.value })}
    />
  );
  return (
    <Dialog
      opened
      size={560}
      title={text.title(release.version)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button
            kind="primary"
            busy={start.isPending}
            aria-disabled={count === 0}
            onClick={() => count > 0 && !start.isPending && start.mutate()}
          >
            {text.start(count)}
          </Button>
        </>
      }
    >
      <p>{text.what}</p>
      <div className={css.sizes}>
        {field("canaries", text.canaries)}
        {field("batch", text.batch)}
        {field("seconds", text.within)}
      </div>
      <Plan plan={plan} />
      {start.error !== null && <ErrorView error={start.error} />}
    </Dialog>
  );
}

function read(typed: string, name: Size): number {
  const { min, max, first } = limits[name];
  const value = Math.round(Number(typed));
  return typed === "" || !Number.isFinite(value) ? first : Math.min(max, Math.max(min, value));
}

function Plan({ plan }: { readonly plan: readonly PlannedHost<HostView>[] }) {
  const asked = plan.filter(({ problem }) => problem === null);
  const waves = [...Map.groupBy(asked, ({ wave }) => wave)];
  const skipped = [
    ...Map.groupBy(
      plan.filter(({ problem }) => problem !== null),
      ({ problem }) => problem ?? "",
    ),
  ];
  return (
    <section className={css.plan} aria-label={text.plan}>
      <h3>{text.plan}</h3>
      <dl className={css.waves} tabIndex={0}>
        {waves.length === 0 && <dt>{text.nobody}</dt>}
        {waves.slice(0, wavesMax).map(([wave, hosts]) => (
          <Fragment key={wave}>
            <dt>{wave === 0 ? text.canaryWave : text.wave(wave)}</dt>
            <dd>{names(hosts)}</dd>
          </Fragment>
        ))}
        {waves.length > wavesMax && (
          <>
            <dt>{text.waves(waves.length - wavesMax)}</dt>
            <dd>{names(waves.slice(wavesMax).flatMap(([, hosts]) => hosts))}</dd>
          </>
        )}
        {skipped.map(([problem, hosts]) => (
          <Fragment key={problem}>
            <dt>{text.skipped}</dt>
            <dd>
              {names(hosts)}: {problem}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function names(hosts: readonly PlannedHost<HostView>[]): string {
  const some = hosts.slice(0, namesMax).map(({ host }) => host.name);
  const more = hosts.length - some.length;
  return [some.join(", "), more > 0 ? t.upgrades.runs.more(more) : ""].join(" ").trim();
}
