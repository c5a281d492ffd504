import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { Link } from "@tanstack/react-router";
import { HostMark, inMaintenanceText, MaintenanceMark } from "../../components/StateMark.tsx";
import { t } from "../../text/en.ts";
import { formatPercent } from "../../util/format.ts";
import css from "./HostMap.module.css";
import { MachineCells } from "./MachineCells.tsx";
import type { Box } from "./treemap.ts";
import { hostUse, type Shade } from "./use.ts";

const headHeight = 34;
/** Below these sizes a tile shows less: machines, then text, then only its shade. */
const nestedMin = { width: 112, height: 92 };
/** And these make room for more words in the head of a tile. */
const markMin = 132;
const countMin = 190;
const simulatedMin = 290;
const stageMin = 340;
const textMin = { width: 56, height: 34 };

interface HostTileProps {
  readonly host: HostView;
  readonly machines: readonly MachineRow[];
  readonly shade: Shade;
  readonly box: Box;
}

export function HostTile({ host, machines, shade, box }: HostTileProps) {
  const use = hostUse(host, shade);
  const detail = detailOf(box, machines.length);
  const simulated = host.inventory.simulated;
  const words = `${host.name}: ${t.states.host[host.state]}, ${t.fleet[shade]} ${formatPercent(use)}, ${t.hosts.running(
    host.machines.running,
    host.machines.total,
  )}${host.maintenance === null ? "" : `, ${inMaintenanceText(host.maintenance)}`}${simulated ? `, ${t.common.simulated}` : ""}`;
  return (
    <li
      className={css.tile}
      data-detail={detail}
      data-state={host.state}
      data-tone={toneOf(host)}
      data-simulated={simulated || undefined}
      style={place(box, use)}
    >
      <Link
        to="/hosts/$host"
        params={{ host: host.id }}
        className={css.head}
        title={detail === "nested" ? undefined : words}
      >
        {detail === "dot" ? (
          <span className="visually-hidden">{words}</span>
        ) : (
          <TileHead host={host} use={use} detail={detail} width={box.width} />
        )}
      </Link>
      {detail === "nested" && host.state !== "offline" && (
        <MachineCells
          host={host}
          machines={machines}
          shade={shade}
          room={{ x: 6, y: headHeight, width: box.width - 14, height: box.height - headHeight - 8 }}
        />
      )}
    </li>
  );
}

type Detail = "nested" | "text" | "dot";

interface TileHeadProps {
  readonly host: HostView;
  readonly use: number | null;
  readonly detail: Detail;
  readonly width: number;
}

function TileHead({ host, use, detail, width }: TileHeadProps) {
  const nested = detail === "nested";
  const saysStage = nested && width >= stageMin;
  return (
    <>
      <span className={css.name}>
        {((nested && width >= markMin) || host.state !== "online") && (
          <HostMark state={host.state} bare />
        )}
        {!saysStage && <MaintenanceMark now={host.maintenance} bare />}
        <span>{host.name}</span>
      </span>
      <span className={css.figures}>
        {saysStage && <MaintenanceMark now={host.maintenance} />}
        {nested && width >= simulatedMin && host.inventory.simulated && (
          <span>{t.common.simulated}</span>
        )}
        {nested && width >= countMin && (
          <span>{t.hosts.running(host.machines.running, host.machines.total)}</span>
        )}
        <span>{formatPercent(use)}</span>
      </span>
    </>
  );
}

function detailOf(box: Box, machines: number): Detail {
  const wide = box.width >= nestedMin.width && box.height >= nestedMin.height;
  if (wide && machines <= (box.width * box.height) / 150) return "nested";
  return box.width >= textMin.width && box.height >= textMin.height ? "text" : "dot";
}

function toneOf(host: HostView): "bad" | "warn" | undefined {
  if (host.state === "offline" || host.problems.some((note) => note.severity === "critical")) {
    return "bad";
  }
  return host.state === "stale" || host.problems.length > 0 ? "warn" : undefined;
}

export function place(box: Box, use: number | null): React.CSSProperties {
  const share = Math.min(1, Math.max(0, use ?? 0));
  return {
    left: box.x,
    top: box.y,
    width: box.width,
    height: box.height,
    "--use": share.toFixed(2),
  } as React.CSSProperties;
}
