import type { MigrationPhase } from "@novacron/protocol/domain/migration";
import { t } from "../text/en.ts";
import { Shape, type ShapeName } from "../ui/Shape.tsx";
import css from "./PhaseBar.module.css";

const forward = ["planned", "preparing", "moving", "switching", "confirming", "done"] as const;
const back = ["undoing", "undone"] as const;

/** Where the move stands on its way; a way back is shown as one. */
export function PhaseBar({ phase }: { readonly phase: MigrationPhase }) {
  const way: readonly MigrationPhase[] =
    phase === "undoing" || phase === "undone" ? back : phase === "unclear" ? [phase] : forward;
  const at = way.indexOf(phase);
  return (
    <ol className={css.way} aria-label={t.moves.progress.phases}>
      {way.map((one, index) => (
        <li
          key={one}
          className={css.step}
          data-when={index < at ? "past" : index === at ? "now" : "later"}
          aria-current={index === at ? "step" : undefined}
        >
          <Shape name={shapeOf(one, index, at)} size={11} />
          <span>{t.moves.phases[one]}</span>
        </li>
      ))}
    </ol>
  );
}

function shapeOf(phase: MigrationPhase, index: number, at: number): ShapeName {
  if (phase === "unclear") return "alert";
  const ends = phase === "done" || phase === "undone";
  if (index < at || (index === at && ends)) return "check";
  return index === at ? "turning" : "dashed";
}
