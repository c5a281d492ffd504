import type { ReleaseView } from "@novacron/protocol/http/releases";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { Mark } from "../../../ui/Mark.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../../ui/Table.tsx";
import css from "./Upgrades.module.css";

const text = t.upgrades.releases;

export interface ReleasesProps {
  /** Undefined while they load. */
  readonly releases: readonly ReleaseView[] | undefined;
  /** Whether an upgrade is under way: then no other can begin. */
  readonly isOpen: boolean;
  readonly onPlan: (release: ReleaseView) => void;
}

export function Releases({ releases, isOpen, onPlan }: ReleasesProps) {
  const hasSome = releases !== undefined && releases.length > 0;
  return (
    <Panel title={text.title} count={releases?.length || undefined} flush={hasSome}>
      {releases === undefined ? (
        <Skeleton height={80} />
      ) : hasSome ? (
        <Table
          label={text.title}
          columns={isOpen ? columns : [...columns, planColumn(onPlan)]}
          rows={releases}
          keyOf={(release) => release.version}
        />
      ) : (
        <>
          <p>{text.none}</p>
          <p className={css.how}>{text.how}</p>
        </>
      )}
    </Panel>
  );
}

const columns: readonly TableColumn<ReleaseView>[] = [
  { key: "version", head: text.version, cell: (release) => release.version },
  {
    key: "signed",
    head: text.signed,
    cell: ({ trusted }) =>
      trusted ? (
        <Mark shape="check" tone="ok" text={text.trusted} />
      ) : (
        <Mark shape="cross" tone="bad" text={text.untrusted} />
      ),
  },
  { key: "from", head: text.from, cell: (release) => release.minFrom },
  { key: "archs", head: text.archs, cell: (release) => release.archs.join(", ") },
  {
    key: "commit",
    head: text.commit,
    cell: ({ commit }) => commit !== null && <code>{commit.slice(0, 10)}</code>,
  },
];

function planColumn(onPlan: (release: ReleaseView) => void): TableColumn<ReleaseView> {
  return {
    key: "does",
    head: "",
    number: true,
    cell: (release) =>
      release.trusted && (
        <Button small aria-label={text.planOf(release.version)} onClick={() => onPlan(release)}>
          {text.plan}
        </Button>
      ),
  };
}
