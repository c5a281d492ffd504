import type { Rollout, RolloutHost } from "@novacron/protocol/domain/rollout";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../../../api/call.ts";
import { rolloutQuery } from "../../../api/queries.ts";
import { queryClient } from "../../../api/query-client.ts";
import { Ago } from "../../../components/Ago.tsx";
import { ErrorView } from "../../../components/ErrorView.tsx";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { Mark, type Tone } from "../../../ui/Mark.tsx";
import { Meter } from "../../../ui/Meter.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import type { ShapeName } from "../../../ui/Shape.tsx";
import { Table, type TableColumn } from "../../../ui/Table.tsx";
import { formatCount } from "../../../util/format.ts";
import { StopButton } from "./StopButton.tsx";
import css from "./Upgrades.module.css";

const text = t.upgrades.rollout;
/** More rows than this are slower to draw than anybody reads. */
const rowsMax = 300;

type Look = readonly [ShapeName, Tone];
type Action = "pause" | "resume" | "cancel";

const looks: Readonly<Record<Rollout["state"], Look>> = {
  running: ["turning", "off"],
  paused: ["bars", "warn"],
  done: ["check", "ok"],
  halted: ["cross", "bad"],
  cancelled: ["dash", "off"],
};
const hostLooks: Readonly<Record<RolloutHost["state"], Look>> = {
  waiting: ["dashed", "off"],
  sent: ["turning", "off"],
  returned: ["half", "warn"],
  healthy: ["check", "ok"],
  failed: ["cross", "bad"],
  skipped: ["dash", "off"],
};

export interface RolloutPanelProps {
  readonly rollout: Rollout;
  readonly mayManage: boolean;
}

/** The upgrade under way, or the last one: how it stands, why it stopped, and each host of it. */
export function RolloutPanel({ rollout, mayManage }: RolloutPanelProps) {
  const { version, state, hosts, startedBy, startedAt } = rollout;
  const steer = useMutation({
    mutationFn: (action: Action) => call("steerRollout", { body: { action } }),
    onSettled: () => void queryClient.invalidateQueries(rolloutQuery),
  });
  const asked = hosts.filter((host) => host.state !== "skipped");
  const healthy = asked.filter((host) => host.state === "healthy").length;
  const failed = hosts.filter((host) => host.state === "failed");
  const hasEnded = state !== "running" && state !== "paused";
  const shown = hosts.map((host) => (hasEnded ? neverAsked(host) : host));
  const rows = shown.sort((a, b) => rankOf(a) - rankOf(b)).slice(0, rowsMax);
  const [shape, tone] = looks[state];
  return (
    <Panel
      title={text.title(version)}
      tools={mayManage && <Tools state={state} onSteer={steer.mutate} />}
    >
      <div className={css.head}>
        <Mark shape={shape} tone={tone} text={text.states[state]} />
        <span className={css.by}>
          {text.by(startedBy)} <Ago at={startedAt} />
        </span>
      </div>
      <div className={css.progress}>
        <Meter
          value={asked.length === 0 ? 0 : healthy / asked.length}
          label={text.title(version)}
          alarming={false}
        />
        <span>{text.progress(formatCount(healthy), formatCount(asked.length))}</span>
      </div>
      {failed.map((host) => (
        <div key={host.host} className={css.notice}>
          <Notice tone="bad">
            {text.halted(host.name)} {host.problem}
          </Notice>
        </div>
      ))}
      {state === "cancelled" && <p className={css.by}>{text.cancelled}</p>}
      {steer.error !== null && <ErrorView error={steer.error} />}
      <div className={css.hosts}>
        <Table label={text.label} columns={columns} rows={rows} keyOf={(host) => host.host} />
        {hosts.length > rowsMax && (
          <p className={css.rest}>{text.rest(formatCount(hosts.length - rowsMax))}</p>
        )}
      </div>
    </Panel>
  );
}

function Tools(props: {
  readonly state: Rollout["state"];
  readonly onSteer: (to: Action) => void;
}) {
  const { state, onSteer } = props;
  if (state !== "running" && state !== "paused") return null;
  return (
    <div className={css.tools}>
      {state === "running" ? (
        <Button small onClick={() => onSteer("pause")}>
          {text.pause}
        </Button>
      ) : (
        <Button small onClick={() => onSteer("resume")}>
          {text.resume}
        </Button>
      )}
      <StopButton onStop={() => onSteer("cancel")} />
    </div>
  );
}

/** Who waited when the upgrade ended waits no more. */
function neverAsked(host: RolloutHost): RolloutHost {
  return host.state === "waiting" ? { ...host, state: "skipped" } : host;
}

/** What went wrong first, then wave by wave, what was never asked last. */
function rankOf({ state, wave }: RolloutHost): number {
  if (state === "failed") return -1;
  return state === "skipped" ? Number.POSITIVE_INFINITY : wave;
}

const columns: readonly TableColumn<RolloutHost>[] = [
  {
    key: "wave",
    head: text.wave,
    cell: ({ wave, state }) =>
      state === "skipped" ? text.notAsked : wave === 0 ? text.canary : wave,
  },
  {
    key: "host",
    head: text.host,
    cell: ({ host, name }) => (
      <Link to="/hosts/$host" params={{ host }} className={css.host}>
        {name}
      </Link>
    ),
  },
  { key: "from", head: text.from, cell: (host) => host.from },
  {
    key: "state",
    head: text.state,
    cell: ({ state }) => {
      const [shape, tone] = hostLooks[state];
      return <Mark shape={shape} tone={tone} text={text.hosts[state]} />;
    },
  },
  {
    key: "since",
    head: text.since,
    cell: ({ endedAt, sentAt }) => {
      const at = endedAt ?? sentAt;
      return at !== null && <Ago at={at} />;
    },
  },
  {
    key: "detail",
    head: text.detail,
    cell: ({ problem }) => problem !== null && <div className={css.detail}>{problem}</div>,
  },
];
