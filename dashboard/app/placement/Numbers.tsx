import { t } from "../text/en.ts";
import { formatCount, formatPercent } from "../util/format.ts";
import { fullest } from "./changes.ts";
import type { PictureViewProps } from "./PictureView.tsx";
import css from "./Placement.module.css";

const text = t.placement.numbers;

/** What gets better, in three numbers. */
export function Numbers({ before, after }: PictureViewProps) {
  return (
    <dl className={css.numbers}>
      <Change
        name={text.overloaded}
        values={[before, after].map((p) => formatCount(p.overloaded))}
      />
      <Change name={text.broken} values={[before, after].map((p) => formatCount(p.brokenRules))} />
      <Change name={text.fullest} values={[before, after].map((p) => formatPercent(fullest(p)))} />
    </dl>
  );
}

function Change({ name, values }: { readonly name: string; readonly values: readonly string[] }) {
  const [before = "", after = ""] = values;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {before === after ? after : text.change(before, after)}
        {before === after && <small>{text.same}</small>}
      </dd>
    </div>
  );
}
