import type { MachineView } from "@novacron/protocol/http/machines";
import { nicCharts } from "../../charts/specs.ts";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { unknown } from "../../util/format.ts";
import { DeviceCharts } from "./DeviceCharts.tsx";
import css from "./MachinePage.module.css";

type Nic = MachineView["report"]["nics"][number];
const head = t.machine.nics;

const columns: readonly TableColumn<Nic>[] = [
  { key: "target", head: head.target, cell: (nic) => nic.target ?? unknown },
  { key: "mac", head: head.mac, cell: (nic) => <span className="mono">{nic.mac ?? unknown}</span> },
  {
    key: "source",
    head: head.source,
    cell: (nic) => (nic.source === null ? nic.type : `${nic.source} (${nic.type})`),
  },
  { key: "model", head: head.model, cell: (nic) => nic.model ?? unknown },
  { key: "addresses", head: head.addresses, cell: (nic) => nic.addresses.join(", ") || unknown },
];

export function NetworksTab({ machine }: { readonly machine: MachineView }) {
  const { nics } = machine.report;
  if (nics.length === 0) return <Empty title={head.none} />;
  return (
    <div className={css.side}>
      <Panel title={t.machine.tabs.networks} count={nics.length} flush>
        <Table
          label={t.machine.tabs.networks}
          columns={columns}
          rows={nics}
          keyOf={(nic) => `${nic.mac} ${nic.target}`}
        />
      </Panel>
      <DeviceCharts
        machine={machine}
        target="machineNic"
        devices={nics.flatMap((nic) => (nic.target === null ? [] : [nic.target]))}
        charts={nicCharts}
      />
    </div>
  );
}
