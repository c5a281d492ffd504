import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { duration } from "./output/format.ts";

/** What a move, a policy and a move under way have in common, as it is typed. */
export interface MoveFlags {
  readonly maxPause?: string;
  readonly bandwidth?: string;
  readonly giveUp?: string;
  readonly stallAfter?: string;
  readonly autoConverge?: boolean;
  readonly compress?: string;
  readonly connections?: string;
  readonly postCopy?: boolean;
}

export type MoveRules = Pick<
  MigrationOptions,
  | "maxPauseMs"
  | "bandwidthBytesPerSecond"
  | "giveUpAfterMs"
  | "stallAfterMs"
  | "autoConverge"
  | "compression"
  | "parallelConnections"
  | "postCopy"
>;

const compressions = ["none", "xbzrle", "zlib", "zstd"] as const;

export function addMoveFlags(command: Command): Command {
  return command
    .option("--max-pause <ms>", "longest pause that may be taken")
    .option("--bandwidth <MiB/s>", "at most so much, memory and disks together")
    .option("--give-up <time>", "give up when it has not ended by then, such as 10m")
    .option("--stall-after <time>", "give up when what is left has not shrunk for so long")
    .option("--auto-converge", "slow the guest down where it writes too fast")
    .option("--no-auto-converge", "never slow it down")
    .option("--compress <how>", compressions.join(", "))
    .option("--connections <n>", "streams of memory at once")
    .option("--post-copy", "may switch to post-copy: a cut then loses the machine's memory")
    .option("--no-post-copy", "never, though the machine's policy allows it");
}

export function moveRules(flags: MoveFlags): MoveRules {
  const compression = compressions.find((one) => one === flags.compress);
  if (flags.compress !== undefined && compression === undefined)
    throw wrong("--compress", flags.compress, `Say one of ${compressions.join(", ")}`);
  const mebibytes = number("--bandwidth", flags.bandwidth, "MiB a second, such as 200");
  const rules = {
    maxPauseMs: number("--max-pause", flags.maxPause, "milliseconds, such as 500"),
    bandwidthBytesPerSecond: mebibytes === undefined ? undefined : Math.round(mebibytes * 2 ** 20),
    giveUpAfterMs: time("--give-up", flags.giveUp),
    stallAfterMs: time("--stall-after", flags.stallAfter),
    autoConverge: flags.autoConverge,
    compression,
    parallelConnections: number("--connections", flags.connections, "a count, such as 4"),
    postCopy: flags.postCopy,
  };
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}

export function number(flag: string, text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw wrong(flag, text, `Give ${what}`);
}

function time(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = duration(text);
  if (ms !== null) return ms;
  throw wrong(flag, text, "Give a number and a unit: 90s, 10m, 2h");
}

export function wrong(flag: string, text: string, next: string): NovaError {
  return new NovaError("BAD_REQUEST", `use ${flag} "${text}"`, { next });
}
