import type { HostPool } from "@novacron/protocol/domain/host";
import { growingPools, hostLimits, type RoomLimits } from "@novacron/protocol/domain/host-limits";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import { bytesText, percentText } from "../support/figures.ts";
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

/** How each thing of a host stands now, given how it stood before. */
export function judgeRoom(room: HostRoom, before: (key: string) => Level): readonly Judged[] {
  const found = [memory(room, before), agentDisk(room, before), promised(room)];
  return [...found.filter((one) => one !== null), ...pools(room, before)];
}

function memory({ name, value }: HostRoom, before: (key: string) => Level): Judged | null {
  const available = value("memoryAvailableBytes");
  const total = (value("memoryTotalBytes") ?? 0) - (value("memoryHugeTotalBytes") ?? 0);
  if (available === null || total <= 0) return null;
  const waiting = value("pressureMemorySome") ?? 0;
  const swapOut = value("swapOutBytesPerSecond") ?? 0;
  const { strain, strainedMemory, memory: calm } = hostLimits;
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

function agentDisk({ name, value }: HostRoom, before: (key: string) => Level): Judged | null {
  const total = value("agentDiskTotalBytes") ?? 0;
  const available = value("agentDiskAvailableBytes");
  if (available === null || total <= 0) return null;
  return {
    key: "agent-disk-low",
    level: levelOf(available / total, before("agent-disk-low"), hostLimits.disk),
    note: () => ({
      code: "agent-disk-low",
      text: `The file system of the agent on ${name} is nearly full`,
      why: `${left(available, total, hostLimits.disk)}; once it is full, the agent takes no commands`,
    }),
  };
}

function promised({ name, promisedBytes, memoryBytes }: HostRoom): Judged | null {
  if (memoryBytes <= 0) return null;
  return {
    key: "memory-promised",
    level: promisedBytes > memoryBytes ? "warning" : null,
    note: () => ({
      code: "memory-promised",
      text: `More memory is promised on ${name} than it has`,
      why: `${bytesText(promisedBytes)} to its machines and those on their way, of ${bytesText(memoryBytes)} (${percentText(promisedBytes / memoryBytes)})`,
      see: "machines",
    }),
  };
}

/** Pools on one file system share its room, and lack it together. */
function pools({ name, pools: all }: HostRoom, before: (key: string) => Level): Judged[] {
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
    const level = levelOf(availableBytes / capacityBytes, before(key), hostLimits.disk);
    const note: Judged["note"] = () => ({
      code: "pool-low",
      text: `Storage ${names} on ${name} is nearly full`,
      why: left(availableBytes, capacityBytes, hostLimits.disk),
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
