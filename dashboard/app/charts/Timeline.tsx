import { useElementSize } from "@mantine/hooks";
import type { RecordEntry } from "@novacron/protocol/http/record";
import { useMemo, useSyncExternalStore } from "react";
import { RecordMark } from "../components/RecordList.tsx";
import { t } from "../text/en.ts";
import { Tip } from "../ui/Tip.tsx";
import { formatInstant } from "../util/time.ts";
import type { CursorStore } from "./cursor-store.ts";
import { groupMarks, type MarkGroup, worstOf } from "./marks.ts";
import { gutterLeft, gutterRight } from "./plot-options.ts";
import css from "./Timeline.module.css";
import type { TimeWindow } from "./window.ts";

const markWidth = 20;
const shownInTip = 5;

interface TimelineProps {
  readonly entries: readonly RecordEntry[];
  readonly window: TimeWindow;
  readonly cursor: CursorStore;
}

/** What happened, on the same time axis as the charts above it. */
export function Timeline({ entries, window, cursor }: TimelineProps) {
  const { ref, width } = useElementSize();
  const apart = width > 0 ? markWidth / width : 0.02;
  const groups = useMemo(() => groupMarks(entries, window, apart), [entries, window, apart]);
  return (
    <section className={css.timeline} aria-label={t.charts.timeline}>
      <h3 className={css.title}>{t.charts.timeline}</h3>
      {groups.length === 0 && <p className={css.none}>{t.charts.noEvents}</p>}
      <div
        ref={ref}
        className={css.lane}
        style={{ marginLeft: gutterLeft, marginRight: gutterRight }}
        hidden={groups.length === 0}
      >
        <div className={css.track} />
        <CursorLine window={window} cursor={cursor} />
        {groups.map((group) => (
          <TimelineMark key={group.entries[0]?.id} group={group} />
        ))}
      </div>
    </section>
  );
}

function TimelineMark({ group }: { readonly group: MarkGroup }) {
  const [first] = group.entries;
  const more = group.entries.length - 1;
  return (
    <Tip wide label={<TipBody group={group} />}>
      <button
        type="button"
        className={css.mark}
        style={{ left: `${(group.place * 100).toFixed(2)}%` }}
      >
        <RecordMark entry={worstOf(group)} />
        <span className="visually-hidden">
          {first?.sentence} {more > 0 && t.common.more(more)}
        </span>
        {more > 0 && (
          <span className={css.many} aria-hidden="true">
            {more + 1}
          </span>
        )}
      </button>
    </Tip>
  );
}

function TipBody({ group }: { readonly group: MarkGroup }) {
  const rest = group.entries.length - shownInTip;
  return (
    <div className={css.tip}>
      {group.entries.slice(0, shownInTip).map((entry) => (
        <p key={entry.id}>
          {entry.sentence}
          <br />
          <time>{formatInstant(entry.at)}</time>
        </p>
      ))}
      {rest > 0 && <p>{t.common.more(rest)}</p>}
    </div>
  );
}

function CursorLine({ window, cursor }: Pick<TimelineProps, "window" | "cursor">) {
  const time = useSyncExternalStore(cursor.subscribe, cursor.get);
  if (time === null) return null;
  const place = (time - window.from) / (window.to - window.from);
  if (place < 0 || place > 1) return null;
  return <div className={css.cursor} style={{ left: `${(place * 100).toFixed(2)}%` }} />;
}
