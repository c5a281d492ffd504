import type { Maintenance } from "@novacron/protocol/domain/maintenance";
import type { HostView } from "@novacron/protocol/http/hosts";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { drainPlanQuery, maintenanceQuery } from "../../api/maintenance.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Page } from "../../components/Page.tsx";
import { useHosts } from "../../live/use-live.ts";
import { DrainPlanView } from "../../maintenance/DrainPlanView.tsx";
import { HostChoice } from "../../maintenance/HostChoice.tsx";
import css from "../../maintenance/Maintenance.module.css";
import { isOpen, MaintenanceRun } from "../../maintenance/MaintenanceRun.tsx";
import { StartForm } from "../../maintenance/StartForm.tsx";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";

const text = t.maintenance;
/** Plans drawn at once; each is worked out by the server when it is first looked at. */
const plansMax = 20;

/** Maintenance of several hosts in turn: what is under way, what would happen, what was. */
export function MaintenancePage() {
  const list = useQuery(maintenanceQuery);
  if (list.isError) return <ErrorView error={list.error} onRetry={() => void list.refetch()} />;
  const all = list.data?.items ?? [];
  const open = all.filter(isOpen);
  const past = all.filter((one) => !isOpen(one));
  return (
    <Page name={text.title} title={text.title} sub={text.lead}>
      <div className={css.stack}>
        {list.data === undefined && <Skeleton height={180} />}
        {open.map((one) => (
          <Panel key={one.id} title={text.under}>
            <MaintenanceRun maintenance={one} />
          </Panel>
        ))}
        <Roll busy={open.flatMap((one) => one.hosts.map((host) => host.host as string))} />
        {list.data !== undefined && <Past past={past} nothing={all.length === 0} />}
      </div>
    </Page>
  );
}

function Past(props: { readonly past: readonly Maintenance[]; readonly nothing: boolean }) {
  if (props.nothing) return <Empty title={text.none.title} text={text.none.text} />;
  if (props.past.length === 0) return null;
  return (
    <Panel title={text.past} count={props.past.length}>
      <div className={css.plans}>
        {props.past.map((one) => (
          <MaintenanceRun key={one.id} maintenance={one} />
        ))}
      </div>
    </Panel>
  );
}

/** Hosts are chosen in the address, in the order in which they are to be emptied. */
function Roll({ busy }: { readonly busy: readonly string[] }) {
  const search = useSearch({ from: "/app/maintenance" });
  const navigate = useNavigate({ from: "/maintenance" });
  const hosts = useHosts();
  const wanted = (search.hosts ?? "").split(",").filter(Boolean);
  // One that is being emptied already needs no plan any more.
  const chosen = wanted.flatMap((id) => (busy.includes(id) ? [] : (hosts.rows.get(id) ?? [])));
  const show = (changed: { hosts?: string; find?: string }) => {
    const { hosts: chosen, find } = { ...search, ...changed };
    const kept = { ...(chosen && { hosts: chosen }), ...(find && { find }) };
    void navigate({ search: kept, replace: true });
  };
  const toggle = (id: string, on: boolean) => {
    const next = on ? [...wanted, id] : wanted.filter((one) => one !== id);
    show({ hosts: next.join() });
  };
  return (
    <Panel title={text.roll}>
      <div className={css.stack}>
        <HostChoice
          hosts={hosts.rows.values()}
          wanted={wanted}
          busy={busy}
          find={search.find ?? ""}
          onFind={(find) => show({ find })}
          onToggle={toggle}
        />
        {chosen.length > 0 && <Plans hosts={chosen} />}
      </div>
    </Panel>
  );
}

function Plans({ hosts }: { readonly hosts: readonly HostView[] }) {
  const plans = useQueries({
    queries: hosts.slice(0, plansMax).map((host) => drainPlanQuery(host.id)),
  });
  return (
    <>
      <div className={css.plans}>
        {plans.map((plan, index) => (
          <section key={hosts[index]?.id} aria-label={text.of(hosts[index]?.name ?? "")}>
            <h3>{hosts[index]?.name}</h3>
            {plan.isPending && <Skeleton height={80} />}
            {plan.isError && <ErrorView error={plan.error} onRetry={() => void plan.refetch()} />}
            {plan.data !== undefined && <DrainPlanView plan={plan.data} />}
          </section>
        ))}
      </div>
      <StartForm hosts={hosts} plans={plans.flatMap((plan) => plan.data ?? [])} />
    </>
  );
}
