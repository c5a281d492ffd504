import type {
  DrainMove,
  Maintenance,
  MaintenanceHost,
} from "@novacron/protocol/domain/maintenance";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/call.ts";
import { maintenanceQuery } from "../api/maintenance.ts";
import { queryClient } from "../api/query-client.ts";
import { wordsOf } from "../commands/ask.ts";
import { Ago } from "../components/Ago.tsx";
import { StageMark } from "../components/StateMark.tsx";
import { useMay } from "../components/use-who.ts";
import { ObstacleList } from "../moves/ObstacleList.tsx";
import { StagedMark } from "../moves/StagedMark.tsx";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Mark, type Tone } from "../ui/Mark.tsx";
import { Meter } from "../ui/Meter.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { ShapeName } from "../ui/Shape.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { toast } from "../ui/toast-store.ts";
import { formatSpan } from "../util/span.ts";
import { Machine } from "./DrainPlanView.tsx";
import { HookRunView } from "./HookRunView.tsx";
import css from "./Maintenance.module.css";

const text = t.maintenance;
type Action = "pause" | "resume" | "cancel" | "go-on" | "return" | "run" | "retry" | "skip";

export function isOpen(maintenance: Maintenance): boolean {
  return maintenance.endedAt === null;
}

/** One maintenance: host by host and machine by machine, with what may be pressed now. */
export function MaintenanceRun({ maintenance }: { readonly maintenance: Maintenance }) {
  const { state, requestedBy, requestedAt } = maintenance;
  return (
    <div className={css.stack}>
      <div className={css.bar}>
        <RunMark state={state} />
        <span className={css.quiet}>
          {requestedBy}, <Ago at={requestedAt} /> · {text.hook.toLowerCase()}:{" "}
          {[...commandOf(maintenance), text.hooks[maintenance.hook].toLowerCase()].join(", ")}
        </span>
        <Controls maintenance={maintenance} />
      </div>
      {state === "paused" && <Notice tone="warn">{text.pausedNote}</Notice>}
      {state === "cancelled" && isOpen(maintenance) && (
        <Notice tone="warn">{text.cancelledNote}</Notice>
      )}
      {maintenance.hosts.map((host) => (
        <HostRun key={host.host} host={host} alone={maintenance.hosts.length === 1} />
      ))}
    </div>
  );
}

function Controls({ maintenance }: { readonly maintenance: Maintenance }) {
  const may = useMay("plan.run");
  const [asking, setAsking] = useState(false);
  if (!may || !canSteer(maintenance)) return null;
  const steer = (action: Action) => void tell(maintenance.id, action);
  return (
    <span className={css.controls}>
      <HostControls maintenance={maintenance} onSteer={steer} />
      {maintenance.state === "running" && (
        <Button small onClick={() => steer("pause")}>
          {text.pause}
        </Button>
      )}
      {maintenance.state === "paused" && (
        <Button small onClick={() => steer("resume")}>
          {text.resume}
        </Button>
      )}
      {!maintenance.returns && (
        <Button small onClick={() => steer("return")}>
          {text.bringBack}
        </Button>
      )}
      <Button small onClick={() => setAsking(true)}>
        {text.cancel}
      </Button>
      <Dialog
        opened={asking}
        title={text.cancelTitle}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t.common.close}</Button>
            <Button
              kind="primary"
              data-autofocus
              onClick={() => {
                setAsking(false);
                steer("cancel");
              }}
            >
              {text.cancel}
            </Button>
          </>
        }
      >
        <p>{text.cancelText}</p>
      </Dialog>
    </span>
  );
}

interface HostControlsProps {
  readonly maintenance: Maintenance;
  readonly onSteer: (action: Action) => void;
}

/** What may be pressed for the host whose turn it is. */
function HostControls({ maintenance, onSteer }: HostControlsProps) {
  const mayCommand = useMay("host.command");
  const empty = maintenance.hosts.some((host) => host.state === "maintained");
  const stuck = maintenance.hosts.find((host) => host.state === "stuck");
  const hasHook = maintenance.command !== undefined && mayCommand;
  const again = hasHook && (empty || stuck?.run !== undefined);
  return (
    <>
      {empty && (
        <Button small kind="primary" onClick={() => onSteer("go-on")}>
          {text.goOn}
        </Button>
      )}
      {again && (
        <Button
          small
          kind={stuck === undefined ? "plain" : "primary"}
          onClick={() => onSteer("run")}
        >
          {text.runAgain}
        </Button>
      )}
      {stuck !== undefined && (
        <>
          {stuck.run === undefined && (
            <Button small kind="primary" onClick={() => onSteer("retry")}>
              {text.retry}
            </Button>
          )}
          <Button small onClick={() => onSteer("go-on")}>
            {text.goOnStuck}
          </Button>
          {maintenance.hosts.length > 1 && (
            <Button small onClick={() => onSteer("skip")}>
              {text.skip(stuck.hostName)}
            </Button>
          )}
        </>
      )}
    </>
  );
}

function commandOf({ command }: Maintenance): string[] {
  return command === undefined ? [] : [text.runsHook(command.name)];
}

function canSteer(maintenance: Maintenance): boolean {
  return isOpen(maintenance) && maintenance.state !== "cancelled";
}

async function tell(maintenance: string, action: Action): Promise<void> {
  try {
    await call("steerMaintenance", { params: { maintenance }, body: { action } });
    toast({ tone: "ok", text: text.steered });
  } catch (error) {
    toast({ tone: "bad", text: text.notSteered, more: wordsOf(error).text });
  }
  void queryClient.invalidateQueries(maintenanceQuery);
}

const looks: Readonly<Record<Maintenance["state"], readonly [ShapeName, Tone]>> = {
  running: ["turning", "off"],
  paused: ["bars", "warn"],
  ended: ["check", "ok"],
  cancelled: ["dash", "off"],
};

export function RunMark({ state }: { readonly state: Maintenance["state"] }) {
  return <Mark shape={looks[state][0]} tone={looks[state][1]} text={text.states[state]} />;
}

const columns: readonly TableColumn<DrainMove>[] = [
  {
    key: "state",
    head: text.head.state,
    cell: (move) => <StagedMark state={move.state} operation={move.operation} />,
  },
  { key: "machine", head: text.head.machine, cell: (move) => <Machine move={move} /> },
  { key: "to", head: text.head.to, cell: (move) => <span className={css.way}>{move.toName}</span> },
  {
    key: "duration",
    head: text.head.duration,
    number: true,
    cell: (move) => formatSpan(move.forecast?.durationMs.p50),
  },
  {
    key: "why",
    head: text.head.why,
    cell: (move) => (
      <div className={css.why}>
        <Why move={move} />
      </div>
    ),
  },
];

function Why({ move }: { readonly move: DrainMove }) {
  if (move.problem !== null) return move.problem;
  if (move.obstacles.length > 0) return <ObstacleList obstacles={move.obstacles} />;
  return <span className={css.quiet}>{move.reason}</span>;
}

/** Above the table, since its last column is out of sight on a phone. */
const failuresShown = 5;

function HostRun({ host, alone }: { readonly host: MaintenanceHost; readonly alone: boolean }) {
  const busy = host.state === "draining" || host.state === "stuck";
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? (alone || busy);
  const total = host.moves.length;
  const failed = host.moves.filter(({ problem }) => problem !== null);
  const moved = host.moves.filter(({ state }) => state === "moved" || state === "returned").length;
  return (
    <section className={css.host} aria-label={text.of(host.hostName)}>
      <div className={css.line}>
        <Link to="/hosts/$host" params={{ host: host.host }} className={css.name}>
          {host.hostName}
        </Link>
        <StageMark state={host.state} />
        <span className={css.quiet}>{text.movedOf(moved, total)}</span>
        {total > 0 && (
          <Button
            kind="quiet"
            small
            icon
            aria-expanded={open}
            aria-label={text.show(host.hostName)}
            onClick={() => setChosen(!open)}
          >
            <Icon name={open ? "up" : "down"} size={14} />
          </Button>
        )}
      </div>
      {host.state === "draining" && total > 0 && (
        <span className={css.share}>
          <Meter value={moved / total} label={text.movedOf(moved, total)} alarming={false} />
        </span>
      )}
      {host.problem !== null && <Notice tone="bad">{host.problem}</Notice>}
      {failed.slice(0, failuresShown).map((move) => (
        <Notice key={move.machine} tone="bad">
          {move.machineName}: {move.problem}
        </Notice>
      ))}
      {host.run !== undefined && <HookRunView host={host.hostName} run={host.run} />}
      {open && total > 0 && (
        <Table
          label={text.machinesOf(host.hostName)}
          stacks
          columns={columns}
          rows={host.moves}
          keyOf={(move) => move.machine}
        />
      )}
    </section>
  );
}
