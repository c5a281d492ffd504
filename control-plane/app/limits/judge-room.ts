import { bytesText, percentText } from "@novacron/protocol/domain/figures";
import type { HostPool } from "@novacron/protocol/domain/host";
import {
  growingPools,
  type HostLimits,
  type RoomLimits,
} from "@novacron/protocol/domain/host-limits";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import type { Level } from "./standing.ts";

/** What a host has and what is left of it; null where its agent does not say. */
export interface HostRoom {
  readonly host: HostId;
  readonly name: string;
  /** Of a field of the target `host`. */
  readonly value: (field: string) => number | null;
  readonly memoryBytes: number;
  /** To running machines, and to those on their way here. */
  readonly promisedBytes: number;
  readonly pools: readonly HostPool[];
}

export interface Judged {
  /** The same thing has the same key at the next look. */
  readonly key: string;
  readonly level: Level;
  readonly note: () => Pick<ProblemNote, "code" | "text" | "why" | "see">;
}

type Before = (key: string) => Level;

/** How each thing of a host stands now, given how it stood before. */
export function judgeRoom(room: HostRoom, limits: HostLimits, before: Before): readonly Judged[] {
  const found = [
    memory(room, limits, before),
    agentDisk(room, limits.agentDisk, before),
    promised(room, limits.promised),
  ];
  return [...found.filter((one) => one !== null), ...pools(room, limits.pool, before)];
}

function memory({ name, value }: HostRoom, all: HostLimits, before: Before): Judged | null {
  const available = value("memoryAvailableBytes");
  const total = (value("memoryTotalBytes") ?? 0) - (value("memoryHugeTotalBytes") ?? 0);
  if (available === null || total <= 0) return null;
  const waiting = value("pressureMemorySome") ?? 0;
  const swapOut = value("swapOutBytesPerSecond") ?? 0;
  const { strain, strainedMemory, memory: calm } = all;
  const strained = waiting >= strain.waiting || swapOut >= strain.swapOutBytesPerSecond;
  const limits = strained ? strainedMemory : calm;
  return {
    key: "memory-low",
    level: levelOf(available / total, before("memory-low"), limits),
    note: () => ({
      code: "memory-low",
      text: `The memory of ${name} is nearly used up`,
      why: [
        left(available, total, limits),
        `tasks waited for memory ${percentText(waiting)} of the time`,
        `${bytesText(swapOut)}/s go to swap`,
      ].join("; "),
      see: "machines",
    }),
  };
}

function agentDisk({ name, value }: HostRoom, limits: RoomLimits, before: Before): Judged | null {
  const total = value("agentDiskTotalBytes") ?? 0;
  const available = value("agentDiskAvailableBytes");
  if (available === null || total <= 0) return null;
  return {
    key: "agent-disk-low",
    level: levelOf(available / total, before("agent-disk-low"), limits),
    note: () => ({
      code: "agent-disk-low",
      text: `The file system of the agent on ${name} is nearly full`,
      why: `${left(available, total, limits)}; once it is full, the agent takes no commands`,
    }),
  };
}

function promised(
  { name, promisedBytes, memoryBytes }: HostRoom,
  most: HostLimits["promised"],
): Judged | null {
  if (memoryBytes <= 0 || most === null) return null;
  return {
    key: "memory-promised",
    level: promisedBytes > memoryBytes * most ? "warning" : null,
    note: () => ({
      code: "memory-promised",
      text: `More memory is promised on ${name} than ${most === 1 ? "it has" : "is allowed"}`,
      why: `${bytesText(promisedBytes)} to its machines and those on their way, of ${bytesText(memoryBytes)} (${percentText(promisedBytes / memoryBytes)}), told above ${percentText(most)}`,
      see: "machines",
    }),
  };
}

/** Pools on one file system share its room, and lack it together. */
function pools({ name, pools: all }: HostRoom, limits: RoomLimits, before: Before): Judged[] {
  const rooms = Map.groupBy(
    all.filter((pool) => pool.active && growingPools.has(pool.type) && pool.capacityBytes > 0),
    (pool) => `${pool.capacityBytes} ${pool.availableBytes}`,
  );
  return [...rooms.values()].flatMap((shared) => {
    const [pool] = shared;
    if (pool === undefined) return [];
    const names = shared.map((one) => one.name).join(", ");
    const key = `pool-low ${names}`;
    const { availableBytes, capacityBytes } = pool;
    const level = levelOf(availableBytes / capacityBytes, before(key), limits);
    const note: Judged["note"] = () => ({
      code: "pool-low",
      text: `Storage ${names} on ${name} is nearly full`,
      why: left(availableBytes, capacityBytes, limits),
      see: "storage",
    });
    return [{ key, level, note }];
  });
}

function levelOf(share: number, before: Level, limits: RoomLimits): Level {
  const { critical, criticalUntil, warning, warningUntil } = limits;
  if (share < (before === "critical" ? criticalUntil : critical)) return "critical";
  return share < (before === null ? warning : warningUntil) ? "warning" : null;
}

function left(available: number, total: number, { warning, warningUntil }: RoomLimits): string {
  const share = `${bytesText(available)} of ${bytesText(total)} left (${percentText(available / total)})`;
  return `${share}, told below ${percentText(warning)} until ${percentText(warningUntil)}`;
}
