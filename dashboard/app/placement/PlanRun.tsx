import type { PlacementRun, PlacementRunMove } from "@novacron/protocol/domain/placement";
import { useMutation } from "@tanstack/react-query";
import { call } from "../api/call.ts";
import { suggestionQuery } from "../api/placement.ts";
import { queryClient } from "../api/query-client.ts";
import { Ago } from "../components/Ago.tsx";
import { ErrorView } from "../components/ErrorView.tsx";
import { MachineLink } from "../components/MachineLink.tsx";
import { useMay } from "../components/use-who.ts";
import { StagedMark } from "../moves/StagedMark.tsx";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Mark, type Tone } from "../ui/Mark.tsx";
import { Meter } from "../ui/Meter.tsx";
import { Notice } from "../ui/Notice.tsx";
import type { ShapeName } from "../ui/Shape.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { Tip } from "../ui/Tip.tsx";
import css from "./Placement.module.css";

const text = t.placement;

const looks: Readonly<Record<PlacementRun["state"], readonly [ShapeName, Tone]>> = {
  running: ["turning", "off"],
  done: ["check", "ok"],
  failed: ["cross", "bad"],
  interrupted: ["dash", "warn"],
  stopped: ["bars", "warn"],
};

const columns: readonly TableColumn<PlacementRunMove>[] = [
  { key: "stage", head: text.head.stage, cell: (move) => move.stage + 1 },
  {
    key: "state",
    head: text.head.state,
    cell: (move) => <StagedMark state={move.state} operation={move.operation} />,
  },
  {
    key: "machine",
    head: text.head.machine,
    cell: (move) => <MachineLink machine={move.machine}>{move.machineName}</MachineLink>,
  },
  {
    key: "way",
    head: text.head.way,
    cell: ({ fromName, toName }) => (
      <span className={css.way}>{fromName === null ? toName : `${fromName} → ${toName}`}</span>
    ),
  },
  {
    key: "why",
    head: text.head.why,
    cell: ({ reason, problem }) => <span className={css.why}>{problem ?? reason}</span>,
  },
];

/** A plan that is carried out, or was: what it was for, move by move with its reason, and how it ended. */
export function PlanRun({ run }: { readonly run: PlacementRun }) {
  const moved = run.moves.filter(({ state }) => state === "moved").length;
  const told = t.maintenance.movedOf(moved, run.moves.length);
  const [shape, tone] = looks[run.state];
  const isRunning = run.state === "running";
  return (
    <div className={css.stack}>
      <div className={css.bar}>
        <Mark shape={shape} tone={tone} text={text.runStates[run.state]} />
        <span className={css.quiet}>
          {told} · {byOf(run)}, <Ago at={run.startedAt} />
        </span>
        {isRunning && run.stoppedBy === null && <Stop run={run} />}
      </div>
      {isRunning && (
        <Meter value={moved / Math.max(1, run.moves.length)} label={told} alarming={false} />
      )}
      {isRunning && run.stoppedBy !== null && (
        <Notice tone="warn">{text.stopping(run.stoppedBy)}</Notice>
      )}
      {run.problem !== null && (
        <Notice tone={run.state === "failed" ? "bad" : "warn"}>{run.problem}</Notice>
      )}
      {run.explanation.length > 0 && (
        <ul className={css.words}>
          {run.explanation.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <Table
        label={text.movesOfRun}
        stacks
        columns={columns}
        rows={run.moves}
        keyOf={(move) => move.operation}
      />
    </div>
  );
}

export function byOf({ requestedBy }: PlacementRun): string {
  return requestedBy === text.itself ? text.automatic : requestedBy;
}

function Stop({ run }: { readonly run: PlacementRun }) {
  const may = useMay("plan.run");
  const stop = useMutation({
    mutationFn: () => call("stopPlacement", { body: { plan: run.plan } }),
    onSuccess: () => void queryClient.invalidateQueries(suggestionQuery),
  });
  if (!may) return null;
  return (
    <>
      <Tip label={text.stopHelp}>
        <Button busy={stop.isPending} onClick={() => !stop.isPending && stop.mutate()}>
          {text.stop}
        </Button>
      </Tip>
      {stop.isError && <ErrorView error={stop.error} />}
    </>
  );
}
