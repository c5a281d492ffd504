import { naturalKey } from "@novacron/protocol/domain/machine-sort";
import type { Maintenance } from "@novacron/protocol/domain/maintenance";
import type { HostView } from "@novacron/protocol/http/hosts";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { drainPlanQuery, maintenanceQuery } from "../../api/maintenance.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Page } from "../../components/Page.tsx";
import { useHosts } from "../../live/use-live.ts";
import { DrainPlanView } from "../../maintenance/DrainPlanView.tsx";
import css from "../../maintenance/Maintenance.module.css";
import { isOpen, MaintenanceRun } from "../../maintenance/MaintenanceRun.tsx";
import { StartForm } from "../../maintenance/StartForm.tsx";
import { Check } from "../../moves/Check.tsx";
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
  const toggle = (id: string, on: boolean) => {
    const next = on ? [...wanted, id] : wanted.filter((one) => one !== id);
    const kept = next.length === 0 ? {} : { hosts: next.join() };
    void navigate({ search: kept, replace: true });
  };
  return (
    <Panel title={text.roll}>
      <div className={css.stack}>
        <fieldset className={css.fieldset}>
          <legend className={css.quiet}>{text.choose}</legend>
          <div className={css.choices}>
            {sorted(hosts.rows.values()).map((host) => (
              <Check
                key={host.id}
                label={host.name}
                help={busy.includes(host.id) ? text.under : orderOf(wanted, host.id)}
                disabled={busy.includes(host.id)}
                checked={wanted.includes(host.id)}
                onChange={(on) => toggle(host.id, on)}
              />
            ))}
          </div>
        </fieldset>
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

function orderOf(wanted: readonly string[], id: string): string | undefined {
  const at = wanted.indexOf(id);
  return at < 0 || wanted.length < 2 ? undefined : text.nth(at + 1);
}

function sorted(hosts: Iterable<HostView>): HostView[] {
  return [...hosts].sort((a, b) => (naturalKey(a.name) < naturalKey(b.name) ? -1 : 1));
}
