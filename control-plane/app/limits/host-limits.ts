import { hostLimits } from "@novacron/protocol/domain/host-limits";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import { BoundedMap } from "../support/bounded-map.ts";
import { type HostRoom, judgeRoom } from "./judge-room.ts";
import { firstStanding, type Standing, step } from "./standing.ts";

const hostsMax = 100_000;
const { holdMs } = hostLimits;

/** Which hosts lack room, by their samples. Kept in memory: what is first looked at is told at once, without a since. */
export class HostLimits {
  readonly #hosts = new BoundedMap<HostId, ReadonlyMap<string, Standing>>(hostsMax);

  /** Looks at a host as its sample of `at` shows it; true where something else is wrong than before. */
  take(room: HostRoom, at: number): boolean {
    const before = this.#hosts.get(room.host);
    const after = new Map<string, Standing>();
    for (const { key, level } of judgeRoom(room, (key) => before?.get(key)?.level ?? null)) {
      const stood = before?.get(key);
      const now = stood === undefined ? firstStanding(level) : step(stood, level, at, holdMs);
      after.set(key, now);
    }
    this.#hosts.set(room.host, after);
    return wrongsOf(before) !== wrongsOf(after);
  }

  /** What is wrong as last looked at, with the figures of now. */
  notes(room: HostRoom): readonly ProblemNote[] {
    const standings = this.#hosts.get(room.host);
    if (standings === undefined || wrongsOf(standings) === "") return [];
    const judged = judgeRoom(room, (key) => standings.get(key)?.level ?? null);
    return judged.flatMap(({ key, note }) => {
      const { level = null, since = null } = standings.get(key) ?? {};
      if (level === null) return [];
      return [{ ...note(), severity: level, since, machine: null, host: room.host }];
    });
  }
}

function wrongsOf(standings: ReadonlyMap<string, Standing> = new Map()): string {
  const wrong = [...standings].filter(([, { level }]) => level !== null);
  return wrong.map(([key, { level }]) => `${key} ${level}`).join();
}
