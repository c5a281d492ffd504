import {
  type MigrationKind,
  type MigrationOptions,
  migrationKinds,
} from "@novacron/protocol/domain/migration";

/** What the address of the move form may hold; all of it is plain text that people can read. */
export const moveKeys = [
  "to",
  "kind",
  "pause",
  "rate",
  "giveup",
  "stall",
  "streams",
  "compression",
  "converge",
  "incremental",
  "postcopy",
  "pools",
  "at",
] as const;
export type MoveSearch = { readonly [K in (typeof moveKeys)[number]]?: string | undefined };

const compressions = ["none", "xbzrle", "zlib", "zstd"] as const;
type Compression = (typeof compressions)[number];

/** The options that an address stands for; what it says wrongly counts as not said. */
export function optionsOf(search: MoveSearch): MigrationOptions {
  const { compression } = search;
  return defined({
    target: search.to as MigrationOptions["target"],
    kind: isKind(search.kind) ? search.kind : undefined,
    maxPauseMs: whole(search.pause, 10, 600_000),
    bandwidthBytesPerSecond: whole(search.rate, 1_048_576, 1e12),
    giveUpAfterMs: whole(search.giveup, 10_000, 86_400_000),
    stallAfterMs: whole(search.stall, 5_000, 3_600_000),
    parallelConnections: whole(search.streams, 1, 16),
    compression: compressions.includes(compression as Compression)
      ? (compression as Compression)
      : undefined,
    autoConverge: flag(search.converge),
    incremental: flag(search.incremental),
    postCopy: flag(search.postcopy),
    disks: poolsOf(search.pools),
    notBefore: whole(search.at, 1, 8.64e15),
  });
}

/** The address of some options, so that a link opens the same form. */
export function searchOf(options: MigrationOptions): MoveSearch {
  return defined({
    to: options.target,
    kind: options.kind,
    pause: options.maxPauseMs?.toString(),
    rate: options.bandwidthBytesPerSecond?.toString(),
    giveup: options.giveUpAfterMs?.toString(),
    stall: options.stallAfterMs?.toString(),
    streams: options.parallelConnections?.toString(),
    compression: options.compression,
    converge: words(options.autoConverge),
    incremental: words(options.incremental),
    postcopy: words(options.postCopy),
    pools: options.disks?.map((disk) => `${disk.target}:${disk.pool}`).join(),
    at: options.notBefore?.toString(),
  });
}

/** How many of the options in the quiet part were set. */
export function setCount(options: MigrationOptions): number {
  const { target, kind, ...rest } = options;
  return Object.values(rest).filter((value) => value !== undefined).length;
}

function isKind(text: string | undefined): text is MigrationKind {
  return migrationKinds.includes(text as MigrationKind);
}

function whole(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

function flag(text: string | undefined): boolean | undefined {
  return text === "yes" ? true : text === "no" ? false : undefined;
}

function words(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? "yes" : "no";
}

function poolsOf(text: string | undefined): MigrationOptions["disks"] {
  if (text === undefined || text === "") return undefined;
  const disks = text.split(",").flatMap((part) => {
    const [target, pool, ...rest] = part.split(":");
    const whole = target !== undefined && target !== "" && pool !== undefined && pool !== "";
    return whole && rest.length === 0 ? [{ target, pool }] : [];
  });
  return disks.length > 0 ? disks : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(all: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
