import type { PlacementRun, PlacementRunMove } from "@novacron/protocol/domain/placement";
import { Ago } from "../components/Ago.tsx";
import { MachineLink } from "../components/MachineLink.tsx";
import { StagedMark } from "../moves/StagedMark.tsx";
import { t } from "../text/en.ts";
import { Mark, type Tone } from "../ui/Mark.tsx";
import { Meter } from "../ui/Meter.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Panel } from "../ui/Panel.tsx";
import type { ShapeName } from "../ui/Shape.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import css from "./Placement.module.css";

const text = t.placement;

const looks: Readonly<Record<PlacementRun["state"], readonly [ShapeName, Tone]>> = {
  running: ["turning", "off"],
  done: ["check", "ok"],
  failed: ["cross", "bad"],
  interrupted: ["dash", "warn"],
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
  { key: "to", head: text.head.to, cell: (move) => <span className={css.way}>{move.toName}</span> },
  {
    key: "why",
    head: text.head.why,
    cell: ({ problem }) => problem !== null && <span className={css.why}>{problem}</span>,
  },
];

/** The plan that is carried out just now, or was last: move by move, and why it ended where that was not as planned. */
export function PlanRun({ run }: { readonly run: PlacementRun }) {
  const moved = run.moves.filter(({ state }) => state === "moved").length;
  const told = t.maintenance.movedOf(moved, run.moves.length);
  const [shape, tone] = looks[run.state];
  return (
    <Panel title={run.state === "running" ? text.runsNow : text.ranLast}>
      <div className={css.stack}>
        <div className={css.bar}>
          <Mark shape={shape} tone={tone} text={text.runStates[run.state]} />
          <span className={css.quiet}>
            {told} · {run.requestedBy}, <Ago at={run.startedAt} />
          </span>
        </div>
        {run.state === "running" && (
          <Meter value={moved / Math.max(1, run.moves.length)} label={told} alarming={false} />
        )}
        {run.problem !== null && (
          <Notice tone={run.state === "failed" ? "bad" : "warn"}>{run.problem}</Notice>
        )}
        <Table
          label={text.movesOfRun}
          columns={columns}
          rows={run.moves}
          keyOf={(move) => move.operation}
        />
      </div>
    </Panel>
  );
}
