import type { HostView } from "@novacron/protocol/http/hosts";
import { useQuery } from "@tanstack/react-query";
import { drainPlanQuery, maintenanceQuery } from "../api/maintenance.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { DrainPlanView } from "./DrainPlanView.tsx";
import css from "./Maintenance.module.css";
import { isOpen, MaintenanceRun } from "./MaintenanceRun.tsx";
import { StartForm } from "./StartForm.tsx";

const text = t.maintenance;

/** A host's maintenance: the one under way, or what one would do before it is started. */
export function HostMaintenance({ host }: { readonly host: HostView }) {
  const list = useQuery(maintenanceQuery);
  if (list.data === undefined) {
    return list.isError ? (
      <ErrorView error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <Skeleton height={320} />
    );
  }
  const own = list.data.items.filter((one) => one.hosts.some((h) => h.host === host.id));
  const open = own.find(isOpen);
  if (open !== undefined) {
    return (
      <Panel title={text.title}>
        <MaintenanceRun maintenance={open} />
      </Panel>
    );
  }
  const [last] = own;
  return (
    <div className={css.stack}>
      <Plan host={host} />
      {last !== undefined && (
        <Panel title={text.past}>
          <MaintenanceRun maintenance={last} />
        </Panel>
      )}
    </div>
  );
}

function Plan({ host }: { readonly host: HostView }) {
  const plan = useQuery(drainPlanQuery(host.id));
  return (
    <div className={css.two}>
      <Panel
        title={text.plan}
        tools={
          <Button small busy={plan.isFetching} onClick={() => void plan.refetch()}>
            {text.again}
          </Button>
        }
      >
        <p className={css.quiet}>{text.lead}</p>
        {plan.isError && <ErrorView error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.isPending && (
          <div role="status" aria-label={text.planning}>
            <Skeleton height={220} />
          </div>
        )}
        {plan.data !== undefined && <DrainPlanView plan={plan.data} />}
      </Panel>
      {plan.data !== undefined && (
        <Panel title={text.startTitle}>
          <StartForm hosts={[host]} plans={[plan.data]} />
        </Panel>
      )}
    </div>
  );
}
