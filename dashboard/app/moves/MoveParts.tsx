import { hasEnded } from "@novacron/protocol/domain/operation";
import type { OperationView } from "@novacron/protocol/http/operations";
import { moveHistory } from "../live/fleet-store.ts";
import { useNow } from "../live/use-live.ts";
import { t } from "../text/en.ts";
import { Notice } from "../ui/Notice.tsx";
import { formatMinute } from "../util/time.ts";
import css from "./MoveProgress.module.css";
import { MoveProgress } from "./MoveProgress.tsx";
import { MoveResult } from "./MoveResult.tsx";
import { MoveSteering } from "./MoveSteering.tsx";
import { ObstacleList } from "./ObstacleList.tsx";

/** All of one move: its way while it runs, and what came of it afterwards. */
export function MoveParts({ operation }: { readonly operation: OperationView }) {
  const { migration } = operation;
  if (migration === undefined) return null;
  return (
    <div className={css.progress}>
      {hasEnded(operation.state) ? (
        <Ended operation={operation} migration={migration} />
      ) : (
        <UnderWay operation={operation} migration={migration} />
      )}
      {migration.findings.length > 0 && <ObstacleList obstacles={migration.findings} />}
    </div>
  );
}

interface PartProps {
  readonly operation: OperationView;
  readonly migration: NonNullable<OperationView["migration"]>;
}

/** It waits for its time; once that has come, for what stands against it. */
function Scheduled({ operation, migration }: PartProps) {
  const at = operation.params.migration?.notBefore ?? 0;
  const isDue = at <= useNow();
  return (
    <>
      <p>{t.moves.until(formatMinute(at), operation.requestedBy)}</p>
      <p className={css.quiet}>
        {isDue ? `${t.moves.waits}: ${migration.waitsFor.join(". ")}` : t.moves.untilHelp}
      </p>
    </>
  );
}

function UnderWay({ operation, migration }: PartProps) {
  const now = useNow();
  if (migration.phase === "scheduled") {
    return <Scheduled operation={operation} migration={migration} />;
  }
  return (
    <>
      {migration.waitsFor.length > 0 && (
        <p className={css.quiet}>
          {t.moves.waits}: {migration.waitsFor.join(". ")}
        </p>
      )}
      <MoveProgress
        phase={migration.phase}
        startedAt={operation.startedAt}
        progress={migration.progress}
        history={moveHistory.get(operation.id)}
        forecast={migration.forecast}
        options={migration.options}
        now={now}
      />
      <MoveSteering operation={operation} migration={migration} />
    </>
  );
}

function Ended({ migration }: PartProps) {
  const { outcome, measured, forecast, undo } = migration;
  const fine = outcome === "moved";
  return (
    <>
      {outcome !== null && !fine && (
        <Notice tone={outcome === "not-moved" ? "warn" : "bad"}>{t.moves.outcomes[outcome]}</Notice>
      )}
      {undo === "owed" && <Notice tone="warn">{t.moves.owed}</Notice>}
      {measured !== null && <MoveResult forecast={forecast} measured={measured} />}
    </>
  );
}
