import { naturalKey } from "@novacron/protocol/domain/machine-sort";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { useMemo } from "react";
import { MachineLink } from "../../components/MachineLink.tsx";
import { MachineMark } from "../../components/StateMark.tsx";
import { t } from "../../text/en.ts";
import { formatPercent } from "../../util/format.ts";
import css from "./HostMap.module.css";
import { place } from "./HostTile.tsx";
import { type Box, treemap } from "./treemap.ts";
import {
  holdsCapacity,
  hostCapacity,
  inTrouble,
  machineSize,
  machineUse,
  type Shade,
} from "./use.ts";

const cellGap = 2;
const labelMin = { width: 50, height: 20 };
const freeMin = { width: 70, height: 20 };

interface MachineCellsProps {
  readonly host: HostView;
  readonly machines: readonly MachineRow[];
  readonly shade: Shade;
  readonly room: Box;
}

/**
 * The machines of one host, each of the size it was given and of the shade it uses; what stays blank is free.
 * For the pointer only: the same machines are in the table, which the keyboard reaches.
 */
export function MachineCells({ host, machines, shade, room }: MachineCellsProps) {
  const shown = machines.filter(holdsCapacity);
  const sizes = shown.map((machine) => `${machine.id} ${machineSize(machine, shade)}`).join();
  const capacity = hostCapacity(host, shade);
  const given = shown.reduce((total, machine) => total + machineSize(machine, shade), 0);
  const share = capacity > 0 ? Math.min(1, given / capacity) : 0;
  const [taken, free] = split(room, share);
  const boxes = useMemo(() => {
    const items = [...shown]
      .sort((a, b) => (naturalKey(a.name) < naturalKey(b.name) ? -1 : 1))
      .map((machine) => ({ id: machine.id, weight: machineSize(machine, shade) }));
    return treemap(items, taken);
  }, [sizes, room.width, room.height, share, shade]);
  return (
    <div aria-hidden="true">
      {shown.map((machine) => {
        const box = boxes.get(machine.id);
        return box === undefined ? null : (
          <Cell key={machine.id} machine={machine} box={box} shade={shade} />
        );
      })}
      {Math.min(free.width, free.height) >= 2 && (
        <div className={css.free} style={place(free, 0)}>
          {free.width >= freeMin.width &&
            free.height >= freeMin.height &&
            `${formatPercent(1 - share)} ${t.fleet.free}`}
        </div>
      )}
    </div>
  );
}

/** Along the longer side, so that neither part becomes a strip. */
function split(room: Box, share: number): readonly [Box, Box] {
  if (room.width >= room.height) {
    const width = room.width * share;
    return [
      { ...room, width },
      { ...room, x: room.x + width, width: room.width - width },
    ];
  }
  const height = room.height * share;
  return [
    { ...room, height },
    { ...room, y: room.y + height, height: room.height - height },
  ];
}

function Cell(props: { machine: MachineRow; box: Box; shade: Shade }) {
  const { machine, box, shade } = props;
  const use = machineUse(machine, shade);
  const labelled = box.width >= labelMin.width && box.height >= labelMin.height;
  const trouble = inTrouble(machine);
  const odd = trouble || machine.state !== "running";
  const inner = { ...box, width: box.width - cellGap, height: box.height - cellGap };
  return (
    <MachineLink
      machine={machine.id}
      tabIndex={-1}
      className={css.cell}
      data-bare={labelled ? undefined : true}
      data-tone={trouble ? "bad" : odd ? "warn" : undefined}
      style={place(inner, use)}
      title={`${machine.name}: ${t.states.machine[machine.state]}, ${formatPercent(use)}`}
    >
      {odd && <MachineMark state={machine.state} conflict={machine.conflict} bare />}
      {labelled && <span className={css.label}>{machine.name}</span>}
    </MachineLink>
  );
}
