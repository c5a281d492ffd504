import { parseMachineFilter } from "@novacron/protocol/domain/machine-filter";
import { sortMachines } from "@novacron/protocol/domain/machine-sort";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Snapshot } from "../../live/collection.ts";

export interface Order {
  readonly ids: readonly string[];
  readonly total: number;
  /** The right order is another one by now, but rows do not move while somebody points at them. */
  readonly outdated: boolean;
  readonly sortAgain: () => void;
}

/** While nobody points at the table it is put in order again this often. */
const resortEveryMs = 3_000;

/**
 * Which rows stand where. The order is made anew when filter, sort or the set of machines changes, and every
 * few seconds for figures that moved, but never under the pointer or the keyboard: then `outdated` says so.
 */
export function useOrder(
  snapshot: Snapshot<MachineRow>,
  options: { filter: string; sort: string; held: boolean },
): Order {
  const { filter, sort, held } = options;
  const parsed = useMemo(() => parseMachineFilter(filter), [filter]);
  const latest = useRef(snapshot.rows);
  latest.current = snapshot.rows;
  const [turn, setTurn] = useState(0);
  const [outdated, setOutdated] = useState(false);

  const ids = useMemo(() => {
    const chosen: MachineRow[] = [];
    for (const row of latest.current.values()) if (parsed.matches(row)) chosen.push(row);
    return sortMachines(chosen, sort).map((row) => row.id);
  }, [parsed, sort, snapshot.membership, snapshot.status, turn]);

  useEffect(() => {
    setOutdated(false);
    const timer = setInterval(() => {
      const rows = latest.current;
      if (rows.size === 0) return;
      const fresh = sortMachines([...rows.values()].filter(parsed.matches), sort);
      const same = fresh.length === ids.length && fresh.every((row, i) => row.id === ids[i]);
      if (same) return;
      if (held) setOutdated(true);
      else setTurn((before) => before + 1);
    }, resortEveryMs);
    return () => clearInterval(timer);
  }, [parsed, sort, held, ids]);

  const sortAgain = () => setTurn((before) => before + 1);
  return { ids, total: snapshot.rows.size, outdated, sortAgain };
}
