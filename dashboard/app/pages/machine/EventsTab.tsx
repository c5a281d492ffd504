import { useQuery } from "@tanstack/react-query";
import { type RecordScope, recentRecordQuery } from "../../api/queries.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { RecordList } from "../../components/RecordList.tsx";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";

/** The record of one machine or host, newest first. */
export function EventsTab({ scope }: { readonly scope: RecordScope }) {
  const record = useQuery(recentRecordQuery(scope));
  if (record.data === undefined) {
    return record.isError ? (
      <ErrorView error={record.error} onRetry={() => void record.refetch()} />
    ) : (
      <Skeleton height={240} />
    );
  }
  if (record.data.items.length === 0) return <Empty title={t.machine.events.none} />;
  return (
    <Panel title={t.machine.tabs.events} count={record.data.items.length}>
      <RecordList entries={record.data.items} />
    </Panel>
  );
}
