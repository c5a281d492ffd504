import type { MigrationKind, MigrationOptions } from "@novacron/protocol/domain/migration";
import { decideOptions } from "@novacron/protocol/domain/move-policy";
import { machineFacts } from "@novacron/protocol/http/machine-facts";
import type { MachineView } from "@novacron/protocol/http/machines";
import type { MoveTarget, MoveTargets } from "@novacron/protocol/http/migrations";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { moveTargetsQuery } from "../../api/moves.ts";
import { machineQuery } from "../../api/queries.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Page } from "../../components/Page.tsx";
import { useWho } from "../../components/use-who.ts";
import { useHosts } from "../../live/use-live.ts";
import { type Judged, judgeTargets } from "../../moves/judge-targets.ts";
import { type CopiedDisk, MoveOptions } from "../../moves/MoveOptions.tsx";
import { MovePolicyForm } from "../../moves/MovePolicyForm.tsx";
import { ObstacleList } from "../../moves/ObstacleList.tsx";
import { optionsOf, searchOf } from "../../moves/options.ts";
import { TargetList } from "../../moves/TargetList.tsx";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import css from "./MovePage.module.css";
import { MoveSide, type MoveSideProps } from "./MoveSide.tsx";

const text = t.moves;

/** How and where a machine is moved, with all that is in the way and what it will take, before it is pressed. */
export function MovePage() {
  const { machine: id } = useParams({ from: "/app/machines/$machine/move" });
  const machine = useQuery(machineQuery(id));
  const targets = useQuery({
    ...moveTargetsQuery(machine.data?.id ?? ""),
    enabled: machine.data !== undefined,
  });
  const failed = machine.error ?? targets.error;
  if (machine.data !== undefined && targets.data !== undefined) {
    return <Form machine={machine.data} offered={targets.data} />;
  }
  if (failed !== null) {
    const again = machine.isError ? machine.refetch : targets.refetch;
    return <ErrorView error={failed} onRetry={() => void again()} />;
  }
  return <Bones />;
}

interface FormProps {
  readonly machine: MachineView;
  readonly offered: MoveTargets;
}

function Form({ machine, offered }: FormProps) {
  const { options, change } = useOptions();
  const kind = options.kind ?? offered.kind;
  const judged = useJudged(machine, offered, kind, options);
  const best = judged.targets.find((target) => target.obstacles.length === 0);
  const chosen = kind === "storage" ? null : (options.target ?? best?.host ?? null);
  const asked = chosen === null ? options : { ...options, target: chosen as typeof options.target };
  const decided = decideOptions(asked, offered.policy, kind);
  return (
    <Page
      name={text.title(machine.name)}
      title={text.title(machine.name)}
      sub={
        <>
          {text.from(machine.hostName)}{" "}
          <Link to="/machines/$machine" params={{ machine: machine.id }}>
            {text.back}
          </Link>
        </>
      }
    >
      {judged.anywhere.length > 0 && (
        <Panel title={text.cannotAnywhere}>
          <ObstacleList obstacles={judged.anywhere} />
        </Panel>
      )}
      <div className={css.grid}>
        <Kind machine={machine} kind={kind} usual={offered.kind} onChange={change} />
        {kind !== "storage" && (
          <Where
            targets={forecastAs(judged.targets, offered.kind, kind)}
            chosen={chosen}
            onChange={change}
          />
        )}
        <div className={css.side}>
          <MoveSide
            machine={machine}
            judged={judged}
            options={asked}
            decided={decided}
            kind={kind}
            onChange={change}
          />
        </div>
        <Options
          machine={machine}
          offered={offered}
          options={asked}
          decided={decided}
          kind={kind}
          onChange={change}
        />
      </div>
    </Page>
  );
}

function useJudged(
  machine: MachineView,
  offered: MoveTargets,
  kind: MigrationKind,
  options: MigrationOptions,
): Judged {
  const who = useWho();
  const hosts = useHosts().rows;
  return judgeTargets(offered, {
    machine,
    facts: machineFacts(machine, who),
    hosts,
    kind,
    options,
  });
}

/** The server forecast the usual kind: the figures of another would be of another move. */
function forecastAs(targets: readonly MoveTarget[], usual: MigrationKind, kind: MigrationKind) {
  return usual === kind ? targets : targets.map((target) => ({ ...target, forecast: null }));
}

function useOptions() {
  const search = useSearch({ from: "/app/machines/$machine/move" });
  const navigate = useNavigate({ from: "/machines/$machine/move" });
  const options = optionsOf(search);
  const change = useCallback(
    (changed: Partial<MigrationOptions>) =>
      void navigate({
        search: (before) => searchOf({ ...optionsOf(before), ...changed }),
        replace: true,
      }),
    [navigate],
  );
  return { options, change };
}

interface KindProps {
  readonly machine: MachineView;
  readonly kind: MigrationKind;
  /** As it would be moved if nothing is asked. */
  readonly usual: MigrationKind;
  readonly onChange: (change: Partial<MigrationOptions>) => void;
}

function Kind({ machine, kind, usual, onChange }: KindProps) {
  const kinds: MigrationKind[] =
    machine.state === "shutoff" ? ["offline", "storage"] : ["live", "live-copy", "storage"];
  const all = kinds.includes(kind) ? kinds : [kind, ...kinds];
  return (
    <Panel title={text.kind}>
      <Segmented
        label={text.kind}
        value={kind}
        options={all.map((value) => ({ value, text: text.kinds[value] }))}
        onChange={(value) => onChange({ kind: value === usual ? undefined : value })}
      />
      <p className={css.help}>{text.kindHelp[kind]}</p>
    </Panel>
  );
}

interface OptionsProps extends Omit<MoveSideProps, "judged"> {
  readonly offered: MoveTargets;
}

/** What is seldom set, and what holds for every move of this machine. */
function Options({ machine, offered, options, decided, kind, onChange }: OptionsProps) {
  const disks = useCopiedDisks(machine, kind, options.target ?? null);
  const barred = offered.policy.postCopy === true ? null : text.options.postCopyBarred;
  return (
    <Panel title={text.options.title}>
      <div className={css.stack}>
        <MoveOptions
          options={options}
          decided={decided}
          usual={decideOptions({}, offered.policy, kind)}
          kind={kind}
          disks={disks}
          postCopyBarred={barred}
          onChange={onChange}
        />
        <details className={css.more}>
          <summary>{text.policy.title}</summary>
          <MovePolicyForm machine={machine.id} />
        </details>
      </div>
    </Panel>
  );
}

interface WhereProps {
  readonly targets: readonly MoveTarget[];
  readonly chosen: string | null;
  readonly onChange: (change: Partial<MigrationOptions>) => void;
}

function Where({ targets, chosen, onChange }: WhereProps) {
  const possible = targets.filter((target) => target.obstacles.length === 0).length;
  return (
    <Panel title={text.where} count={text.possible(possible, targets.length)} flush>
      {targets.length === 0 ? (
        <Empty title={text.noTarget.title} text={text.noTarget.text} />
      ) : (
        <TargetList
          targets={targets}
          chosen={chosen}
          onChoose={(host) => onChange({ target: host as MigrationOptions["target"] })}
        />
      )}
    </Panel>
  );
}

/** The disks that would be copied, and the active pools of where they go. */
function useCopiedDisks(
  machine: MachineView,
  kind: MigrationKind,
  target: string | null,
): readonly CopiedDisk[] {
  const host = useHosts().rows.get((kind === "storage" ? machine.host : target) ?? "");
  if (kind === "live") return [];
  const pools = (host?.inventory.pools ?? [])
    .filter((pool) => pool.active)
    .map((pool) => pool.name);
  return machine.report.disks
    .filter((disk) => disk.device === "disk" && (kind === "storage" || !disk.shareable))
    .map((disk) => ({ target: disk.target, pools }));
}

function Bones() {
  return (
    <Page
      name={t.common.loading}
      title={<Skeleton width={220} height={26} />}
      sub={<Skeleton width={180} />}
    >
      <div className={css.grid}>
        <Skeleton height={110} />
        <Skeleton height={260} />
        <div className={css.side}>
          <Skeleton height={380} />
        </div>
      </div>
    </Page>
  );
}
