import type { MachineView } from "@novacron/protocol/http/machines";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { ChartStack } from "../../charts/ChartStack.tsx";
import { machineCharts } from "../../charts/specs.ts";
import type { RangeSource } from "../../charts/use-range.ts";
import { Ago } from "../../components/Ago.tsx";
import { t } from "../../text/en.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { formatBytes } from "../../util/format.ts";
import { AutostartSwitch } from "./AutostartSwitch.tsx";
import css from "./MachinePage.module.css";

export function OverviewTab({ machine }: { readonly machine: MachineView }) {
  const search = useSearch({ from: "/app/machines/$machine" });
  const navigate = useNavigate({ from: "/machines/$machine" });
  const source = useMemo<RangeSource>(() => ({ target: "machine", id: machine.id }), [machine.id]);
  const facts = t.machine.facts;
  const { report } = machine;
  return (
    <div className={css.overview}>
      <ChartStack
        title={t.machine.figures}
        source={source}
        charts={machineCharts}
        search={search}
        onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
      />
      <div className={css.side}>
        <Panel title={t.machine.about}>
          <Facts
            items={[
              [facts.state, machine.since === null ? null : <Ago key="since" at={machine.since} />],
              [facts.vcpus, machine.vcpus],
              [facts.memory, formatBytes(machine.memoryBytes)],
              [facts.addresses, machine.addresses.join(", ") || t.common.unknown],
              [facts.title, report.title],
              [facts.virtualisation, `${report.virtualisation}, ${report.arch}`],
              [facts.guestAgent, report.guestAgent ? t.machine.yes : t.machine.no],
              [facts.persistent, t.machine.persistent[report.persistent ? "yes" : "no"]],
              [facts.job, report.job],
              [facts.generation, report.generation],
            ]}
          />
        </Panel>
        <Panel title={t.machine.facts.autostart}>
          <AutostartSwitch machine={machine} />
        </Panel>
      </div>
    </div>
  );
}
