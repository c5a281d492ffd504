import type { Problem } from "@novacron/protocol/errors/nova-error";
import css from "./ProblemLine.module.css";

/** Why something did not come about, and what to do next. */
export function ProblemLine({ problem }: { readonly problem: Problem }) {
  return (
    <p className={css.problem}>
      <strong>{problem.code}</strong> {problem.message}. {problem.next}.
    </p>
  );
}
