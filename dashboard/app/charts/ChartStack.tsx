import { memorySourceName } from "@novacron/protocol/metrics/machine";
import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useState } from "react";
import { recordQuery } from "../api/queries.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { useLiveStatus, useNow } from "../live/use-live.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { cx } from "../ui/class-names.ts";
import { Empty } from "../ui/Empty.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { formatDuration } from "../util/time.ts";
import css from "./ChartStack.module.css";
import { ChartTable } from "./ChartTable.tsx";
import type { Columns } from "./columns.ts";
import { CursorStore } from "./cursor-store.ts";
import { type ChartSpec, fieldsOf } from "./specs.ts";
import { TimeChart } from "./TimeChart.tsx";
import { Timeline } from "./Timeline.tsx";
import { type RangeData, type RangeSource, useRange } from "./use-range.ts";
import {
  defaultPreset,
  type Preset,
  presetOf,
  presets,
  type TimeWindow,
  type WindowSearch,
  windowOf,
  zoomTo,
} from "./window.ts";

export interface ChartSearch extends WindowSearch {
  readonly view?: string | undefined;
}
export interface ChartStackProps {
  readonly title: string;
  readonly source: RangeSource;
  readonly charts: readonly ChartSpec[];
  readonly search: ChartSearch;
  readonly onSearch: (change: ChartSearch) => void;
}

/** Charts of one thing above its timeline: one axis, one crosshair, one window. */
export function ChartStack(props: ChartStackProps) {
  const { source, charts, search, onSearch } = props;
  const now = useNow(1_000);
  const window = windowOf(search, now);
  const key = window.live ? presetOf(search) : `${window.from}-${window.to}`;
  const fields = useMemo(() => [...fieldsOf(charts), ...extraFields(source)], [charts, source]);
  const data = useRange(source, fields, { ...window, key });
  const table = search.view === "table";
  return (
    <Panel
      flush
      title={props.title}
      tools={<Tools search={search} window={window} onSearch={onSearch} stepMs={data.stepMs} />}
    >
      {data.error !== null ? (
        <ErrorView error={data.error} onRetry={data.retry} />
      ) : table ? (
        <div className={css.tableWrap}>
          <ChartTable charts={charts} columns={data.columns} />
        </div>
      ) : (
        <Stack {...props} window={window} data={data} />
      )}
    </Panel>
  );
}

interface StackProps extends ChartStackProps {
  readonly window: TimeWindow;
  readonly data: RangeData;
}

function Stack({ source, charts, window, data, onSearch }: StackProps) {
  const syncKey = useId();
  const [cursor] = useState(() => new CursorStore());
  const status = useLiveStatus();
  const minute = Math.floor(window.to / 60_000) * 60_000;
  const record = useQuery({
    ...recordQuery(
      { [source.target]: source.id },
      Math.floor(window.from / 60_000) * 60_000,
      minute + 120_000,
    ),
    placeholderData: (before) => before,
  });
  if (data.loading) return <Bones count={charts.length} />;
  const empty = data.columns.at.length === 0;
  const drawn = empty ? [] : charts;
  const zoom = (a: number, b: number) => {
    const { from, to } = zoomTo(a, b);
    onSearch({ from: String(from), to: String(to) });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button "Back to live" is the keyboard's way
    <div
      className={cx(css.stack, window.live && status.state === "lost" && css.stale)}
      onPointerLeave={() => cursor.set(null)}
      // Also where nothing is drawn: one may have zoomed into a gap.
      onDoubleClick={() => !window.live && onSearch({ from: undefined, to: undefined })}
    >
      {empty && <Empty title={t.charts.noData} text={t.charts.noDataWhy} />}
      {drawn.map((spec, index) => (
        <TimeChart
          key={spec.key}
          spec={spec}
          columns={data.columns}
          stepMs={data.stepMs}
          window={window}
          cursor={cursor}
          syncKey={syncKey}
          withAxis={index === drawn.length - 1}
          note={
            spec.key === "memory" && source.target === "machine"
              ? sourceNote(data.columns)
              : undefined
          }
          onZoom={zoom}
        />
      ))}
      <Timeline entries={record.data?.items ?? []} window={window} cursor={cursor} />
    </div>
  );
}

interface ToolsProps {
  readonly search: ChartSearch;
  readonly window: TimeWindow;
  readonly stepMs: number;
  readonly onSearch: (change: ChartSearch) => void;
}

function Tools({ search, window, stepMs, onSearch }: ToolsProps) {
  const choose = (range: Preset) =>
    onSearch({
      range: range === defaultPreset ? undefined : range,
      from: undefined,
      to: undefined,
    });
  return (
    <div className={css.tools}>
      <span className={css.hint}>
        {window.live ? t.charts.hint : t.charts.step(formatDuration(stepMs))}
      </span>
      {!window.live && (
        <Button small onClick={() => onSearch({ from: undefined, to: undefined })}>
          {t.charts.back}
        </Button>
      )}
      <Segmented
        label={t.charts.range}
        value={window.live ? presetOf(search) : ("zoomed" as Preset)}
        options={Object.keys(presets).map((value) => ({
          value: value as Preset,
          text: t.charts.ranges[value as Preset],
        }))}
        onChange={choose}
      />
      <Segmented
        label={t.charts.view}
        value={search.view === "table" ? "table" : "charts"}
        options={[
          { value: "charts", text: t.charts.asCharts },
          { value: "table", text: t.charts.asTable },
        ]}
        onChange={(view) => onSearch({ view: view === "table" ? view : undefined })}
      />
    </div>
  );
}

function Bones({ count }: { readonly count: number }) {
  return (
    <div className={css.bones}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={84} />
      ))}
    </div>
  );
}

function extraFields(source: RangeSource): string[] {
  return source.target === "machine" && source.part === undefined ? ["memorySource"] : [];
}

/** Where the memory figures come from, said beside them. */
function sourceNote(columns: Columns): string | undefined {
  const known = columns.values.memorySource?.findLast((value) => typeof value === "number");
  return known === undefined
    ? undefined
    : t.charts.source[memorySourceName(Math.round(known ?? 0))];
}
