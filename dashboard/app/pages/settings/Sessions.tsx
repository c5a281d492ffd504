import type { SessionView } from "@novacron/protocol/http/session";
import { useMutation, useQuery } from "@tanstack/react-query";
import { call } from "../../api/call.ts";
import { sessionsQuery } from "../../api/queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { Ago } from "../../components/Ago.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatInstant } from "../../util/time.ts";
import { removeColumn } from "./remove-column.tsx";

const text = t.you.sessions;

/** Where one is logged in; each can be ended at once. */
export function Sessions() {
  const sessions = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: (session: string) => call("endSession", { params: { session } }),
    onSettled: () => void queryClient.invalidateQueries(sessionsQuery),
  });
  const items = sessions.data?.items ?? [];
  const error = end.error ?? sessions.error;
  return (
    <Panel
      title={text.title}
      count={items.length || undefined}
      flush
      tools={
        items.length > 1 && (
          <Button small onClick={() => end.mutate("others")}>
            {text.endOthers}
          </Button>
        )
      }
    >
      {error !== null && <ErrorView error={error} />}
      <Table
        label={text.title}
        columns={columns(end.mutate)}
        rows={items}
        keyOf={(session) => session.id}
      />
    </Panel>
  );
}

function columns(onEnd: (id: string) => void): readonly TableColumn<SessionView>[] {
  return [
    {
      key: "this",
      head: text.which,
      cell: (session) =>
        session.present ? text.current : `${session.address}, ${session.browser}`,
    },
    { key: "begun", head: text.begun, cell: (session) => formatInstant(session.createdAt) },
    { key: "seen", head: text.seen, cell: (session) => <Ago at={session.lastSeenAt} /> },
    removeColumn({
      title: () => text.end,
      text: text.endText,
      onRemove: (session) => onEnd(session.id),
      where: (session) => !session.present,
    }),
  ];
}
