import { may } from "@novacron/protocol/domain/may";
import { theFleet } from "@novacron/protocol/domain/scope";
import type { AuthorityView } from "@novacron/protocol/http/authority";
import { useQuery } from "@tanstack/react-query";
import { authorityQuery } from "../../../api/authority.ts";
import { Ago } from "../../../components/Ago.tsx";
import { ErrorView } from "../../../components/ErrorView.tsx";
import { useMay, useWho } from "../../../components/use-who.ts";
import { useNow } from "../../../live/use-live.ts";
import { t } from "../../../text/en.ts";
import { Mark } from "../../../ui/Mark.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../../ui/Table.tsx";
import { formatDate, formatDuration } from "../../../util/time.ts";
import css from "./Authority.module.css";
import { ChangePanel } from "./ChangePanel.tsx";

const text = t.authority;
/** An authority that ends sooner is to be replaced now: hosts that are away for weeks have to learn the next one too. */
const warnMs = 90 * 86_400_000;
type Authority = AuthorityView["authorities"][number];

/** What the fleet trusts, since when and how long, and the change of it. */
export function AuthorityTab() {
  const maySee = useMay("system.view");
  const barred = may(useWho(), "system.manage", theFleet);
  const known = useQuery({ ...authorityQuery, enabled: maySee });
  if (!maySee) return <p>{text.forbidden}</p>;
  if (known.isError) return <ErrorView error={known.error} onRetry={() => void known.refetch()} />;
  return (
    <>
      <p className={css.lead}>{text.lead}</p>
      {known.data === undefined ? (
        <Skeleton height={120} />
      ) : (
        <>
          <Panel title={text.title} flush>
            <Table
              label={text.title}
              columns={columns}
              rows={known.data.authorities}
              keyOf={(one) => one.hash}
            />
          </Panel>
          <ChangePanel view={known.data} barred={barred} />
        </>
      )}
    </>
  );
}

const looks = {
  signing: ["full", "ok"],
  next: ["dashed", "off"],
  old: ["half", "off"],
} as const;

const columns: readonly TableColumn<Authority>[] = [
  {
    key: "state",
    head: text.head.state,
    cell: ({ state }) => (
      <Mark shape={looks[state][0]} tone={looks[state][1]} text={text.states[state]} />
    ),
  },
  { key: "subject", head: text.head.subject, cell: (one) => one.subject },
  { key: "hash", head: text.head.fingerprint, cell: (one) => <code>{one.hash}</code> },
  { key: "made", head: text.head.made, cell: (one) => <Ago at={one.notBefore} /> },
  { key: "until", head: text.head.until, cell: (one) => <Until at={one.notAfter} /> },
];

function Until({ at }: { readonly at: number }) {
  const now = useNow(60_000);
  return (
    <span className={css.until}>
      {formatDate(at)}
      {at - now < warnMs && (
        <Mark shape="alert" tone="warn" text={text.ends(formatDuration(Math.max(0, at - now)))} />
      )}
    </span>
  );
}
