import type { MigrationOptions, PlacedDisk } from "@novacron/protocol/domain/migration";
import { migrateFlag } from "../gate/gate-ticket.ts";
import { param, type TypedParameter } from "../rpc/typed-parameter.ts";

const MiB = 1024 ** 2;

export interface MoveWords {
  readonly options: MigrationOptions;
  readonly running: boolean;
  readonly persistent: boolean;
  readonly copied: readonly PlacedDisk[];
}

/**
 * virDomainMigrateFlags of a move. The source undefines its copy by libvirt's own confirmation, in the same call: from then
 * on nobody can start it there, neither virsh nor an autostart. Leaving the definition until `release` was weighed: it
 * would survive a lost target, but until the agent is told, any hand could start a second copy.
 */
export function moveFlags({ options, running, persistent, copied }: MoveWords): number {
  const { live, offline, tls, peer2peer, persistDest, undefineSource } = migrateFlag;
  let flags = peer2peer;
  // A transient machine stays transient: it has no definition that could stay behind.
  if (persistent || !running) flags |= persistDest | undefineSource;
  if (!running) return flags | offline;
  flags |= live | tls;
  if (copied.length > 0) {
    flags |= options.incremental ? migrateFlag.nonSharedInc : migrateFlag.nonSharedDisk;
  }
  if (options.autoConverge) flags |= migrateFlag.autoConverge;
  if (options.postCopy) flags |= migrateFlag.postcopy;
  if ((options.parallelConnections ?? 1) > 1) flags |= migrateFlag.parallel;
  if ((options.compression ?? "none") !== "none") flags |= migrateFlag.compressed;
  return flags;
}

export interface MoveParameters extends MoveWords {
  /** Of the target, as its certificate for QEMU names it. */
  readonly target: string;
  readonly address: string;
  readonly xml: { readonly live: string; readonly persistent: string } | null;
}

export function moveParameters(words: MoveParameters): TypedParameter[] {
  const { options, running, target, address, xml, copied } = words;
  const host = address.includes(":") ? `[${address}]` : address;
  const parameters = [param.string("migrate_uri", `tcp://${host}`)];
  if (xml !== null) {
    parameters.push(param.string("destination_xml", xml.live));
    if (words.persistent) parameters.push(param.string("persistent_xml", xml.persistent));
  }
  if (!running) return parameters;
  parameters.push(param.string("tls.destination", target));
  const { bandwidthBytesPerSecond: bandwidth, parallelConnections: parallel } = options;
  if (bandwidth !== undefined) parameters.push(param.ullong("bandwidth", mebibytes(bandwidth)));
  for (const disk of copied) parameters.push(param.string("migrate_disks", disk.target));
  if ((parallel ?? 1) > 1) parameters.push(param.int("parallel.connections", parallel ?? 1));
  if (options.compression !== undefined && options.compression !== "none") {
    parameters.push(param.string("compression", options.compression));
  }
  return parameters;
}

/** libvirt's unit of bandwidth, at least one of it. */
export function mebibytes(bytes: number): bigint {
  return BigInt(Math.max(1, Math.round(bytes / MiB)));
}

/** Why libvirt and QEMU refuse these options together, each in one sentence. */
export function conflictsOf({
  options,
  running,
}: Pick<MoveWords, "options" | "running">): string[] {
  const { compression = "none", parallelConnections: parallel = 1, postCopy } = options;
  const found: string[] = [];
  if (!running) return found;
  if (postCopy && options.kind !== undefined && options.kind !== "live") {
    found.push(
      "Post-copy does not go with copied disks: what is lost with the memory would be lost of them",
    );
  }
  if (postCopy && parallel > 1) found.push("Post-copy does not work over parallel connections");
  if (compression === "xbzrle" && parallel > 1) {
    found.push("XBZRLE compression does not work over parallel connections");
  }
  if (["zlib", "zstd"].includes(compression) && parallel < 2) {
    found.push(`${compression} compression needs parallel connections`);
  }
  return found;
}
