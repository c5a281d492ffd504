import { naturalKey } from "@novacron/protocol/domain/machine-sort";
import { compareVersions } from "@novacron/protocol/domain/release";
import type { HostView } from "@novacron/protocol/http/hosts";
import { Link } from "@tanstack/react-router";
import { useHosts } from "../../../live/use-live.ts";
import { t } from "../../../text/en.ts";
import { Mark } from "../../../ui/Mark.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../../ui/Table.tsx";
import { formatCount } from "../../../util/format.ts";
import css from "./Upgrades.module.css";

const text = t.upgrades.runs;
/** Names that are written out; what runs everywhere needs none. */
const namesMax = 8;

interface Running {
  readonly version: string;
  readonly hosts: readonly HostView[];
}

/** Each version of the agent, newest first, with the hosts that run it. */
export function VersionsPanel() {
  const hosts = useHosts();
  const all = [...hosts.rows.values()];
  const rows = versionsOf(all);
  const hasBack = all.some((host) => undoneOf(host) !== undefined);
  return (
    <Panel title={text.title} flush={rows.length > 0}>
      {hosts.status !== "ready" ? (
        <Skeleton height={60} />
      ) : rows.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <Table
          label={text.title}
          columns={hasBack ? [...columns, backColumn] : columns}
          rows={rows}
          keyOf={(row) => row.version}
        />
      )}
    </Panel>
  );
}

function versionsOf(hosts: readonly HostView[]): readonly Running[] {
  const by = Map.groupBy(hosts, (host) => host.inventory.agentVersion);
  return [...by]
    .map(([version, all]) => ({
      version,
      hosts: all.sort((a, b) => (naturalKey(a.name) < naturalKey(b.name) ? -1 : 1)),
    }))
    .sort((a, b) => compareVersions(b.version, a.version));
}

const undoneOf = (host: HostView) =>
  host.inventory.problems?.find(({ code }) => code === "UPGRADE_UNDONE");

const columns: readonly TableColumn<Running>[] = [
  { key: "version", head: text.version, cell: (row) => row.version },
  {
    key: "hosts",
    head: text.hosts,
    number: true,
    cell: (row) => formatCount(row.hosts.length),
  },
  { key: "which", head: text.which, cell: ({ hosts }) => <Names hosts={hosts} /> },
];
const backColumn: TableColumn<Running> = {
  key: "undone",
  head: text.undone,
  cell: ({ hosts }) => {
    const back = hosts.filter((host) => undoneOf(host) !== undefined);
    return back.length > 0 && <Names hosts={back} isBad />;
  },
};

interface NamesProps {
  readonly hosts: readonly HostView[];
  readonly isBad?: boolean;
}

function Names({ hosts, isBad = false }: NamesProps) {
  return (
    <span className={css.names}>
      {isBad && <Mark shape="alert" tone="warn" text={text.undone} bare />}
      {hosts.slice(0, namesMax).map((host) => (
        <Link
          key={host.id}
          to="/hosts/$host"
          params={{ host: host.id }}
          title={isBad ? undoneOf(host)?.text : undefined}
        >
          {host.name}
        </Link>
      ))}
      {hosts.length > namesMax && (
        <span className={css.quiet}>{text.more(hosts.length - namesMax)}</span>
      )}
    </span>
  );
}
