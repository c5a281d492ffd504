export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Weighted {
  readonly id: string;
  readonly weight: number;
}

/** A small host beside large ones still gets a tile that can be read: at least half of an equal share. */
export function legible(items: readonly Weighted[]): readonly Weighted[] {
  const total = items.reduce((sum, item) => sum + Math.max(0, item.weight), 0);
  const least = total / items.length / 2;
  return items.map((item) => ({ ...item, weight: Math.max(item.weight, least) }));
}

/**
 * Boxes whose areas stand to each other as the weights do, as square as can be (Bruls, Huizing and van Wijk,
 * "Squarified Treemaps", 2000). The place depends on weights and order alone, so nothing moves when use changes.
 */
export function treemap(items: readonly Weighted[], room: Box): ReadonlyMap<string, Box> {
  const placed = new Map<string, Box>();
  const total = items.reduce((sum, item) => sum + Math.max(0, item.weight), 0);
  if (total <= 0 || room.width <= 0 || room.height <= 0) return placed;
  const scale = (room.width * room.height) / total;
  const queue = items
    .filter((item) => item.weight > 0)
    .map((item) => ({ id: item.id, area: item.weight * scale }))
    .sort((a, b) => b.area - a.area);
  let rest = room;
  let row: Area[] = [];
  for (const item of queue) {
    const side = Math.min(rest.width, rest.height);
    if (row.length > 0 && worst([...row, item], side) > worst(row, side)) {
      rest = layRow(row, rest, placed);
      row = [];
    }
    row.push(item);
  }
  if (row.length > 0) layRow(row, rest, placed);
  return placed;
}

interface Area {
  readonly id: string;
  readonly area: number;
}

/** The worst ratio of long to short side in a row along a side of this length. */
function worst(row: readonly Area[], side: number): number {
  const sum = row.reduce((total, item) => total + item.area, 0);
  const areas = row.map((item) => item.area);
  const high = Math.max(...areas);
  const low = Math.min(...areas);
  return Math.max((side * side * high) / (sum * sum), (sum * sum) / (side * side * low));
}

/** Lays the row along the shorter side and gives back the room that is left. */
function layRow(row: readonly Area[], room: Box, placed: Map<string, Box>): Box {
  const sum = row.reduce((total, item) => total + item.area, 0);
  const upright = room.width >= room.height;
  const side = upright ? room.height : room.width;
  const depth = side > 0 ? sum / side : 0;
  let along = 0;
  for (const item of row) {
    const length = depth > 0 ? item.area / depth : 0;
    placed.set(
      item.id,
      upright
        ? { x: room.x, y: room.y + along, width: depth, height: length }
        : { x: room.x + along, y: room.y, width: length, height: depth },
    );
    along += length;
  }
  return upright
    ? { ...room, x: room.x + depth, width: Math.max(0, room.width - depth) }
    : { ...room, y: room.y + depth, height: Math.max(0, room.height - depth) };
}
