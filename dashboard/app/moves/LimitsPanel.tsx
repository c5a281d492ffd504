import type { MoveLimits } from "@novacron/protocol/domain/move-limits";
import { useMutation, useQuery } from "@tanstack/react-query";
import { call } from "../api/call.ts";
import { movesQuery } from "../api/moves.ts";
import { queryClient } from "../api/query-client.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { useMay } from "../components/use-who.ts";
import { useOperations } from "../live/use-live.ts";
import css from "../placement/Placement.module.css";
import { t } from "../text/en.ts";
import { Facts } from "../ui/Facts.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { NumberField } from "./NumberField.tsx";
import { movesNow } from "./under-way.ts";

const text = t.moves.limits;
const keys = ["hostOut", "hostIn", "link", "fleet"] as const;
/** The server refuses more. */
const most = 1_000;

/** How many moves may run at once, and how many do. */
export function LimitsPanel() {
  const known = useQuery(movesQuery);
  const { running, waiting } = movesNow(useOperations().rows.values());
  return (
    <Panel title={text.title}>
      <div className={css.stack}>
        <p className={css.quiet}>{text.lead}</p>
        {known.isError && <ErrorView error={known.error} onRetry={() => void known.refetch()} />}
        {known.isPending && <Skeleton height={120} />}
        {known.data !== undefined && <Limits limits={known.data.limits} />}
        <p className={css.quiet}>{text.now(running, waiting)}</p>
      </div>
    </Panel>
  );
}

function Limits({ limits: known }: { readonly limits: MoveLimits }) {
  const may = useMay("system.manage");
  const set = useMutation({
    mutationFn: (next: MoveLimits) => call("setMoveLimits", { body: next }),
    onSuccess: (answer) => queryClient.setQueryData(movesQuery.queryKey, answer),
  });
  const limits = set.isPending ? set.variables : known;
  if (!may) {
    return (
      <>
        <Facts items={keys.map((key) => [text.fields[key], limits[key]] as const)} />
        <p className={css.quiet}>{text.mayNot}</p>
      </>
    );
  }
  return (
    <>
      <div className={css.fields}>
        {keys.map((key) => (
          <NumberField
            key={key}
            label={text.fields[key]}
            value={limits[key]}
            unit={1}
            min={1}
            placeholder=""
            onChange={(value) => {
              if (value === undefined || value === limits[key]) return;
              set.mutate({ ...limits, [key]: Math.min(most, value) });
            }}
          />
        ))}
      </div>
      {set.isError && <ErrorView error={set.error} />}
    </>
  );
}
