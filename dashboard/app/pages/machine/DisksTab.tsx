import type { MachineView } from "@novacron/protocol/http/machines";
import { diskCharts } from "../../charts/specs.ts";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatBytes, unknown } from "../../util/format.ts";
import { DeviceCharts } from "./DeviceCharts.tsx";
import css from "./MachinePage.module.css";

type Disk = MachineView["report"]["disks"][number];
const head = t.machine.disks;

const columns: readonly TableColumn<Disk>[] = [
  { key: "target", head: head.target, cell: (disk) => disk.target },
  {
    key: "device",
    head: head.device,
    cell: (disk) => `${disk.device}${disk.readOnly ? `, ${head.readOnly}` : ""}`,
  },
  {
    key: "source",
    head: head.source,
    cell: (disk) => <span className="mono">{disk.source ?? unknown}</span>,
  },
  { key: "format", head: head.format, cell: (disk) => disk.format ?? unknown },
  { key: "bus", head: head.bus, cell: (disk) => disk.bus ?? unknown },
  { key: "shared", head: head.shared, cell: (disk) => (disk.shareable ? head.reach : head.local) },
  { key: "size", head: head.size, number: true, cell: (disk) => formatBytes(disk.capacityBytes) },
];

export function DisksTab({ machine }: { readonly machine: MachineView }) {
  const { disks } = machine.report;
  if (disks.length === 0) return <Empty title={head.none} />;
  return (
    <div className={css.side}>
      <Panel title={t.machine.tabs.disks} count={disks.length} flush>
        <Table
          label={t.machine.tabs.disks}
          columns={columns}
          rows={disks}
          keyOf={(disk) => disk.target}
        />
      </Panel>
      <DeviceCharts
        machine={machine}
        target="machineDisk"
        devices={disks.map((disk) => disk.target)}
        charts={diskCharts}
      />
    </div>
  );
}
