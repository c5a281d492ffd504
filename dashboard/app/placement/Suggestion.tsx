import { may } from "@novacron/protocol/domain/may";
import type { PlacementPlan } from "@novacron/protocol/domain/placement";
import { theFleet } from "@novacron/protocol/domain/scope";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/call.ts";
import { runsQuery, suggestionQuery } from "../api/placement.ts";
import { queryClient } from "../api/query-client.ts";
import { Ago } from "../components/Ago.tsx";
import { ErrorView } from "../components/ErrorView.tsx";
import { Obstacles } from "../components/MachineActions.tsx";
import { useWho } from "../components/use-who.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Empty } from "../ui/Empty.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { Tip } from "../ui/Tip.tsx";
import { toast } from "../ui/toast-store.ts";
import { PastRuns } from "./PastRuns.tsx";
import css from "./Placement.module.css";
import { PlanRun } from "./PlanRun.tsx";
import { PlanView } from "./PlanView.tsx";

const text = t.placement;
type Look = "rebalance" | "repair";

/** The newest plan with each move's reason, and the button that carries it out. */
export function Suggestion() {
  const [mode, setMode] = useState<Look>("rebalance");
  const known = useQuery(suggestionQuery);
  const look = useMutation({
    mutationFn: () => call("suggestPlacement", { body: { mode } }),
    onSuccess: async (plan) => {
      // What was asked before the plan was there must not come after it.
      await queryClient.cancelQueries(suggestionQuery);
      queryClient.setQueryData(suggestionQuery.queryKey, (held) => ({
        plan,
        run: held?.run ?? null,
      }));
      void queryClient.invalidateQueries(suggestionQuery);
    },
  });
  const error = look.error ?? known.error;
  const plan = known.data?.plan ?? null;
  const run = known.data?.run ?? null;
  return (
    <>
      {run?.state === "running" && (
        <Panel title={text.runsNow}>
          <PlanRun run={run} />
        </Panel>
      )}
      <Panel
        title={text.suggestion}
        tools={
          <>
            <Segmented
              label={text.lookFor}
              value={mode}
              options={(["rebalance", "repair"] as const).map((value) => ({
                value,
                text: text.lookModes[value],
              }))}
              onChange={setMode}
            />
            <Button busy={look.isPending} onClick={() => !look.isPending && look.mutate()}>
              {look.isPending ? text.looking : text.look}
            </Button>
          </>
        }
      >
        {error !== null && <ErrorView error={error} onRetry={() => void known.refetch()} />}
        {known.isPending && <Skeleton height={180} />}
        {known.data !== undefined && plan === null && (
          <Empty title={text.none.title} text={text.none.text} />
        )}
        {plan !== null && <Plan plan={plan} busy={run?.state === "running"} />}
      </Panel>
      <PastRuns />
    </>
  );
}

interface PlanProps {
  readonly plan: PlacementPlan;
  /** Another one is carried out just now. */
  readonly busy: boolean;
}

function Plan({ plan, busy }: PlanProps) {
  if (plan.moves.length === 0 && plan.unsolved.length === 0) {
    return <Empty title={text.nothing.title} text={text.nothing.text} />;
  }
  return (
    <div className={css.stack}>
      <div className={css.bar}>
        <span className={css.quiet}>
          {text.made} <Ago at={plan.madeAt} />
        </span>
        {plan.moves.length > 0 && <Run plan={plan} busy={busy} />}
      </div>
      <PlanView plan={plan} />
    </div>
  );
}

function Run({ plan, busy }: PlanProps) {
  const obstacles = may(useWho(), "plan.run", theFleet);
  const run = useMutation({
    mutationFn: () => call("runPlacement", { body: { plan: plan.id } }),
    onSuccess: () => {
      toast({ tone: "ok", text: text.running });
      void queryClient.invalidateQueries(suggestionQuery);
      void queryClient.invalidateQueries(runsQuery);
    },
  });
  const ready = obstacles.length === 0 && !busy && !run.isPending;
  return (
    <>
      <Tip
        wide
        disabled={obstacles.length === 0 && !busy}
        label={
          obstacles.length === 0 ? (
            text.busy
          ) : (
            <Obstacles title={text.cannotRun} obstacles={obstacles} />
          )
        }
      >
        <Button kind="primary" aria-disabled={!ready} onClick={() => ready && run.mutate()}>
          {text.run(plan.moves.length)}
        </Button>
      </Tip>
      {run.isError && <ErrorView error={run.error} />}
    </>
  );
}
