import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView } from "@novacron/protocol/http/hosts";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { fleetQuery } from "../../api/queries.ts";
import { DemoOffer, hostForDemo } from "../../components/DemoOffer.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Page } from "../../components/Page.tsx";
import { useMay } from "../../components/use-who.ts";
import { useHosts } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { FleetBones } from "./FleetBones.tsx";
import css from "./FleetPage.module.css";
import { FleetSide } from "./FleetSide.tsx";
import { HostMap } from "./HostMap.tsx";
import { fleetHeadline, fleetSummary } from "./sentences.ts";
import { Totals } from "./Totals.tsx";
import type { Shade } from "./use.ts";
import { useMachinesByHost } from "./use-machines-by-host.ts";

/** The whole fleet on one screen: what is wrong first. */
export function FleetPage() {
  const fleet = useQuery(fleetQuery);
  const hosts = useHosts();
  const mayJoin = useMay("host.join");
  const navigate = useNavigate();
  if (fleet.isError && fleet.data === undefined) {
    return <ErrorView error={fleet.error} onRetry={() => void fleet.refetch()} />;
  }
  if (fleet.data === undefined || hosts.status === "loading" || hosts.status === "idle") {
    return <FleetBones />;
  }
  const all = [...hosts.rows.values()];
  return (
    <Page
      name={t.fleet.title}
      className={css.page}
      title={fleetHeadline(fleet.data)}
      sub={fleetSummary(fleet.data, all)}
    >
      {all.length === 0 ? (
        <Empty title={t.fleet.noHosts.title} text={t.fleet.noHosts.text}>
          {mayJoin && (
            <Button kind="primary" onClick={() => void navigate({ to: "/hosts" })}>
              {t.join.add}
            </Button>
          )}
        </Empty>
      ) : (
        <Body fleet={fleet.data} hosts={all} />
      )}
    </Page>
  );
}

function Body({ fleet, hosts }: { readonly fleet: FleetView; readonly hosts: HostView[] }) {
  const offer = fleet.demoOffered ? hostForDemo(hosts) : undefined;
  const shade: Shade = useSearch({ from: "/app/" }).shade === "memory" ? "memory" : "cpu";
  const navigate = useNavigate({ from: "/" });
  const machines = useMachinesByHost(hosts);
  const choose = (value: Shade) =>
    void navigate({ search: value === "memory" ? { shade: value } : {}, replace: true });
  return (
    <>
      <Totals fleet={fleet} hosts={hosts} />
      <div className={css.grid}>
        <div className={css.left}>
          {offer !== undefined && <DemoOffer host={offer} />}
          <Panel
            title={t.fleet.hosts}
            count={hosts.length}
            className={css.mapPanel}
            tools={
              <Segmented
                label={t.fleet.shade}
                value={shade}
                onChange={choose}
                options={[
                  { value: "cpu", text: t.fleet.cpu },
                  { value: "memory", text: t.fleet.memory },
                ]}
              />
            }
          >
            <HostMap hosts={hosts} machines={machines} shade={shade} />
          </Panel>
        </div>
        <FleetSide fleet={fleet} />
      </div>
    </>
  );
}
