import { useElementSize } from "@mantine/hooks";
import { naturalKey } from "@novacron/protocol/domain/machine-sort";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { useMemo } from "react";
import { t } from "../../text/en.ts";
import css from "./HostMap.module.css";
import { HostTile } from "./HostTile.tsx";
import { type Box, legible, treemap } from "./treemap.ts";
import { hostCapacity, type Shade } from "./use.ts";

const gap = 6;
/** From here on tiles are too small for words. */
const denseFrom = 400;
/** A tile never grows beyond this, so that one small host does not fill the screen. */
const tileAreaMax = 600_000;

interface HostMapProps {
  readonly hosts: readonly HostView[];
  /** By host; empty where the fleet is too large to draw each machine. */
  readonly machines: ReadonlyMap<string, readonly MachineRow[]>;
  readonly shade: Shade;
}

/** Every host as a tile of its capacity's size; where there is room, its machines stand inside. */
export function HostMap({ hosts, machines, shade }: HostMapProps) {
  const { ref, width, height } = useElementSize();
  const sizes = hosts.map((host) => `${host.id} ${hostCapacity(host, shade)}`).join();
  const boxes = useMemo(() => {
    const sized = [...hosts]
      .sort((a, b) => (naturalKey(a.name) < naturalKey(b.name) ? -1 : 1))
      .map((host) => ({ id: host.id, weight: hostCapacity(host, shade) }));
    const items = legible(sized);
    return treemap(items, roomFor(items.length, width, height));
  }, [sizes, width, height]);
  const dense = hosts.length > denseFrom;
  return (
    <ul ref={ref} className={css.map} aria-label={t.fleet.map} data-dense={dense || undefined}>
      {hosts.map((host) => {
        const box = boxes.get(host.id);
        if (box === undefined) return null;
        return (
          <HostTile
            key={host.id}
            host={host}
            machines={machines.get(host.id) ?? []}
            shade={shade}
            box={inset(box, dense ? 1 : gap)}
          />
        );
      })}
    </ul>
  );
}

function roomFor(count: number, width: number, height: number): Box {
  const area = Math.min(width * height, count * tileAreaMax);
  return { x: 0, y: 0, width, height: width > 0 ? Math.min(height, area / width) : 0 };
}

function inset(box: Box, by: number): Box {
  const width = Math.max(1, box.width - by);
  return { x: box.x, y: box.y, width, height: Math.max(1, box.height - by) };
}
