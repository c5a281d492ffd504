import { hasEnded } from "@novacron/protocol/domain/operation";
import type { OperationView } from "@novacron/protocol/http/operations";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ErrorView } from "../components/ErrorView.tsx";
import { OperationItem } from "../components/OperationItem.tsx";
import { Page } from "../components/Page.tsx";
import { loadOperations } from "../live/fleet-store.ts";
import { useOperations } from "../live/use-live.ts";
import { inOrder } from "../moves/under-way.ts";
import { t } from "../text/en.ts";
import { Empty } from "../ui/Empty.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import css from "./HostsPage.module.css";

type Which = "all" | "open" | "ended";
const texts = {
  all: t.operations.all,
  open: t.operations.open,
  ended: t.operations.ended,
} as const;

/** What was asked, as sentences, newest first; what is under way stands above. */
export function OperationsPage() {
  const operations = useOperations();
  const search = useSearch({ from: "/app/operations" });
  const navigate = useNavigate({ from: "/operations" });
  const which: Which = search.state === "open" || search.state === "ended" ? search.state : "all";
  if (operations.status === "error") {
    return <ErrorView error={operations.error} onRetry={() => void loadOperations()} />;
  }
  const all = [...operations.rows.values()].sort((a, b) => b.requestedAt - a.requestedAt);
  const open = inOrder(all.filter((op) => !hasEnded(op.state)));
  const ended = all.filter((op) => hasEnded(op.state));
  return (
    <Page
      name={t.operations.title}
      title={t.operations.title}
      tools={
        <Segmented
          label={t.operations.filter}
          value={which}
          options={(["all", "open", "ended"] as const).map((value) => ({
            value,
            text: texts[value],
          }))}
          onChange={(value) =>
            void navigate({ search: value === "all" ? {} : { state: value }, replace: true })
          }
        />
      }
    >
      {operations.status !== "ready" ? (
        <Skeleton height={320} />
      ) : all.length === 0 ? (
        <Empty title={t.operations.none.title} text={t.operations.none.text} />
      ) : (
        <>
          {which !== "ended" && (
            <List title={t.operations.open} operations={open} none={t.operations.noneOpen} />
          )}
          {which !== "open" && (
            <List title={t.operations.ended} operations={ended} none={t.operations.noneEnded} />
          )}
        </>
      )}
    </Page>
  );
}

interface ListProps {
  readonly title: string;
  readonly operations: readonly OperationView[];
  readonly none: string;
}

function List({ title, operations, none }: ListProps) {
  return (
    <Panel title={title} count={operations.length || undefined} flush={operations.length > 0}>
      {operations.length === 0 ? (
        <p className={css.quiet}>{none}</p>
      ) : (
        <ul>
          {operations.map((op) => (
            <OperationItem key={op.id} operation={op} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
