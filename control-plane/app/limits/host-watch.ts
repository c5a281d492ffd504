import type { HostLimits } from "@novacron/protocol/domain/host-limits";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import { BoundedMap } from "../support/bounded-map.ts";
import { type HostRoom, judgeRoom } from "./judge-room.ts";
import { firstStanding, type Level, type Standing, step } from "./standing.ts";

const hostsMax = 100_000;

interface Looked {
  /** By which it was judged. */
  readonly limits: HostLimits;
  readonly standings: ReadonlyMap<string, Standing>;
}

/** Which hosts lack room, by their samples. Kept in memory: what is first looked at is told at once, without a since. */
export class HostWatch {
  readonly #limits: () => HostLimits;
  readonly #hosts = new BoundedMap<HostId, Looked>(hostsMax);

  constructor(limits: () => HostLimits) {
    this.#limits = limits;
  }

  /** Looks at a host as its sample of `at` shows it; true where something else is wrong than before. */
  take(room: HostRoom, at: number): boolean {
    const limits = this.#limits();
    const before = this.#hosts.get(room.host);
    // Whoever has just set other limits sees at the next sample what they say.
    const holdMs = before?.limits === limits ? limits.holdMs : 0;
    const after = new Map<string, Standing>();
    for (const { key, level } of judgeRoom(room, limits, levelsOf(before))) {
      const stood = before?.standings.get(key);
      const now = stood === undefined ? firstStanding(level) : step(stood, level, at, holdMs);
      after.set(key, now);
    }
    this.#hosts.set(room.host, { limits, standings: after });
    return wrongsOf(before?.standings) !== wrongsOf(after);
  }

  /** What is wrong as last looked at, with the figures of now. */
  notes(room: HostRoom): readonly ProblemNote[] {
    const looked = this.#hosts.get(room.host);
    if (looked === undefined || wrongsOf(looked.standings) === "") return [];
    const { limits, standings } = looked;
    return judgeRoom(room, limits, levelsOf(looked)).flatMap(({ key, note }) => {
      const { level = null, since = null } = standings.get(key) ?? {};
      if (level === null) return [];
      return [{ ...note(), severity: level, since, machine: null, host: room.host }];
    });
  }
}

function levelsOf(looked: Looked | undefined): (key: string) => Level {
  return (key) => looked?.standings.get(key)?.level ?? null;
}

function wrongsOf(standings: ReadonlyMap<string, Standing> = new Map()): string {
  const wrong = [...standings].filter(([, { level }]) => level !== null);
  return wrong.map(([key, { level }]) => `${key} ${level}`).join();
}
