import { machineCan, type Obstacle } from "@novacron/protocol/domain/machine-can";
import type { MigrationKind, MigrationOptions } from "@novacron/protocol/domain/migration";
import { machineFacts } from "@novacron/protocol/http/machine-facts";
import type { MachineView } from "@novacron/protocol/http/machines";
import type { MoveCheck } from "@novacron/protocol/http/migrations";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { moveCheckQuery } from "../../api/moves.ts";
import { ask } from "../../commands/ask.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Obstacles } from "../../components/MachineActions.tsx";
import { useWho } from "../../components/use-who.ts";
import { useNow } from "../../live/use-live.ts";
import { type Advice, AdviceList } from "../../moves/AdviceList.tsx";
import { adviceChange, isTaken } from "../../moves/advice.ts";
import { ForecastView } from "../../moves/ForecastView.tsx";
import type { Judged } from "../../moves/judge-targets.ts";
import { ObstacleList } from "../../moves/ObstacleList.tsx";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { formatMinute } from "../../util/time.ts";
import css from "./MovePage.module.css";

const text = t.moves;
const lookEveryMs = 30_000;

export interface MoveSideProps {
  readonly machine: MachineView;
  readonly judged: Judged;
  readonly options: MigrationOptions;
  /** What they come to with the machine's policy and the defaults. */
  readonly decided: MigrationOptions;
  readonly kind: MigrationKind;
  readonly onChange: (change: Partial<MigrationOptions>) => void;
}

/** What the chosen move will take, all that stands in its way, and the button. */
export function MoveSide(props: MoveSideProps) {
  const { machine, options, decided, kind, onChange } = props;
  const ready = kind === "storage" || options.target !== undefined;
  const check = useQuery({ ...moveCheckQuery(machine.id, options), enabled: ready });
  const why = useObstacles(props, check.data);
  const take = (advice: Advice) => {
    const change = adviceChange(advice);
    if (change === "look-again") void check.refetch();
    else if (change !== null) onChange(change);
  };
  return (
    <Panel title={text.will}>
      <div className={css.stack}>
        {!ready && <p className={css.quiet}>{text.choose}</p>}
        {ready && <Checked check={check} kind={kind} />}
        {why.length > 0 && (
          <section aria-label={text.cannot}>
            <h3>{text.cannot}</h3>
            <ObstacleList obstacles={why} />
          </section>
        )}
        <Risks risks={check.data?.risks ?? []} />
        {check.data?.forecast != null && (
          <AdviceList
            advice={check.data.forecast.advice}
            taken={(advice) => isTaken(advice, decided)}
            onTake={take}
          />
        )}
        <Later options={options} onChange={onChange} />
        {decided.postCopy === true && <Notice tone="warn">{text.options.postCopyRisk}</Notice>}
        <Press machine={machine} options={options} check={check.data} obstacles={why} />
      </div>
    </Panel>
  );
}

/** What it may cost, beside what it will take. */
function Risks({ risks }: { readonly risks: readonly Obstacle[] }) {
  return risks.map(({ code, text: what, remedy }) => (
    <Notice key={code} tone="warn">
      {what}. {remedy}.
    </Notice>
  ));
}

/** That the move waits for its time, and what that means. */
function Later({ options, onChange }: Pick<MoveSideProps, "options" | "onChange">) {
  const now = useNow(lookEveryMs);
  const { notBefore = 0 } = options;
  if (notBefore <= now) return null;
  return (
    <div className={css.later}>
      <p>{text.later(formatMinute(notBefore))}</p>
      <Button small onClick={() => onChange({ notBefore: undefined })}>
        {text.nowInstead}
      </Button>
    </div>
  );
}

/** What forbids it for who asks, from the inventory, and from trying: one list, nothing twice. */
function useObstacles(props: MoveSideProps, check: MoveCheck | undefined): readonly Obstacle[] {
  const { machine, judged, options } = props;
  const who = useWho();
  const target = judged.targets.find((one) => one.host === options.target);
  const all = [
    ...machineCan("machine.migrate", machineFacts(machine, who)),
    ...judged.anywhere,
    ...(target?.obstacles ?? []),
    ...(check?.obstacles ?? []),
  ];
  return all.filter(
    (one, index) => all.findIndex((b) => b.code === one.code && b.text === one.text) === index,
  );
}

interface CheckedProps extends Pick<MoveSideProps, "kind"> {
  readonly check: UseQueryResult<MoveCheck>;
}

function Checked({ check, kind }: CheckedProps) {
  if (check.isError) return <ErrorView error={check.error} onRetry={() => void check.refetch()} />;
  if (check.data === undefined) {
    return (
      <div className={css.stack} role="status" aria-label={text.looking}>
        <Skeleton height={64} />
        <Skeleton height={44} />
        <p className={css.quiet}>{text.looking}</p>
      </div>
    );
  }
  return (
    <div data-stale={check.isFetching || undefined} className={css.checked}>
      {check.data.forecast !== null && <ForecastView forecast={check.data.forecast} kind={kind} />}
      {check.data.forecast === null && check.data.obstacles.length === 0 && (
        <p className={css.quiet}>{text.forecast.none}</p>
      )}
    </div>
  );
}

interface PressProps {
  readonly machine: MachineView;
  readonly options: MigrationOptions;
  readonly check: MoveCheck | undefined;
  readonly obstacles: readonly Obstacle[];
}

function Press({ machine, options, check, obstacles }: PressProps) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const possible = check !== undefined && obstacles.length === 0;
  const press = async () => {
    if (!possible || busy) return;
    setBusy(true);
    const made = await ask("machine.migrate", machine, { params: { migration: options } });
    setBusy(false);
    if (made !== null) void navigate({ to: "/machines/$machine", params: { machine: machine.id } });
  };
  const storage = check?.kind === "storage" || options.kind === "storage";
  const label = storage
    ? text.pressStorage(machine.name)
    : check === undefined
      ? text.title(machine.name)
      : text.press(machine.name, check.targetName);
  const now = useNow(lookEveryMs);
  const { notBefore = 0 } = options;
  return (
    <Tip
      wide
      disabled={possible || busy || obstacles.length === 0}
      label={<Obstacles title={text.cannotNow} obstacles={obstacles} />}
    >
      <Button
        kind="primary"
        className={css.press}
        busy={busy}
        aria-disabled={!possible || busy}
        onClick={() => void press()}
      >
        {notBefore > now ? text.pressAt(label, formatMinute(notBefore)) : label}
      </Button>
    </Tip>
  );
}
