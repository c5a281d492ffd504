import type { PlacementPicture } from "@novacron/protocol/domain/placement";
import { Link } from "@tanstack/react-router";
import { t } from "../text/en.ts";
import { Meter } from "../ui/Meter.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatCount, formatPercent } from "../util/format.ts";
import { changesOf, type HostChange, resourcesOf } from "./changes.ts";
import css from "./Placement.module.css";

const text = t.placement;
/** Hosts drawn at most, those that change most first. */
const rowsMax = 40;

export interface PictureViewProps {
  readonly before: PlacementPicture;
  readonly after: PlacementPicture;
}

/** Each host before and after: the hatched bar is before, the full one after. */
export function PictureView({ before, after }: PictureViewProps) {
  const all = changesOf(before, after);
  const shown = all.filter((change) => change.size > 0).slice(0, rowsMax);
  const rest = all.length - shown.length;
  if (all.length === 0) return null;
  return (
    <section aria-label={text.picture}>
      <h3 className={css.title}>{text.picture}</h3>
      {shown.length > 0 && (
        <Table
          label={text.picture}
          stacks
          columns={columnsOf(resourcesOf(before, after))}
          rows={shown}
          keyOf={(change) => change.host}
        />
      )}
      {rest > 0 && <p className={css.quiet}>{text.rest(rest)}</p>}
    </section>
  );
}

function columnsOf(resources: readonly string[]): readonly TableColumn<HostChange>[] {
  return [
    {
      key: "host",
      head: text.head.host,
      // One that would be added has no page.
      cell: (change) =>
        change.machines[0] === null ? (
          change.hostName
        ) : (
          <Link to="/hosts/$host" params={{ host: change.host }}>
            {change.hostName}
          </Link>
        ),
    },
    {
      key: "machines",
      head: text.head.machines,
      number: true,
      cell: ({ machines: [was, is] }) =>
        changed(was === null ? "–" : formatCount(was), is === null ? "–" : formatCount(is)),
    },
    ...resources.map((name) => ({
      key: name,
      head: text.resource(name),
      cell: (change: HostChange) => <Load name={name} change={change} />,
    })),
  ];
}

function Load({ name, change }: { readonly name: string; readonly change: HostChange }) {
  const [was, is] = change.load[name] ?? [null, null];
  const [before, after] = [formatPercent(was), formatPercent(is)];
  return (
    <span className={css.load}>
      <Meter
        value={is}
        second={was}
        label={text.loadSpoken(text.resource(name), change.hostName, before, after)}
      />
      <span>{changed(before, after)}</span>
    </span>
  );
}

function changed(before: string, after: string): string {
  return before === after ? after : text.numbers.change(before, after);
}
