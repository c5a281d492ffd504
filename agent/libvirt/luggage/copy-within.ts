import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PerformControl } from "../../ports/migration.ts";
import { looking, type MoveKit, pass } from "../migration/move-kit.ts";
import type { SourceRecord } from "../migration/move-record.ts";
import { markOf } from "../migration/originals.ts";
import type { StreamPacket } from "../rpc/stream.ts";
import { BlockDigest } from "./block-digest.ts";
import { DiskProgress } from "./disk-progress.ts";
import { allocationOf, proveVolume, readVolume, writeVolume } from "./volume-copy.ts";

interface How {
  readonly control: PerformControl;
  readonly attempted: string;
  readonly bandwidth: number | undefined;
}

const shutoff = 5;

/** Copies the disks of a machine that is off to the volumes made for them on this host. Resolves with the bytes. */
export async function copyWithin(
  kit: MoveKit,
  { machine, disks }: SourceRecord,
  { control, attempted, bandwidth }: How,
): Promise<number> {
  const total = await allocationOf(kit, disks);
  const progress = new DiskProgress(kit.clock, total, control.progress);
  async function* paced(packets: AsyncIterable<StreamPacket>) {
    for await (const packet of packets) {
      if (control.signal.aborted) throw new NovaError("CANCELLED", attempted);
      const aheadMs = packet.kind === "data" ? progress.add(packet.bytes.length, bandwidth) : 0;
      if (aheadMs > 0) await pass(kit.clock, aheadMs);
      yield packet;
    }
  }
  for (const { path, placed, mark } of disks) {
    await kit.storage(({ remote: from }) =>
      kit.storage(async ({ remote: to }) => {
        const packets = readVolume(from, path, new BlockDigest());
        await proveVolume(to, placed, await writeVolume(to, placed, paced(packets)));
      }),
    );
    const state = await kit.qemu(async ({ remote }) => {
      const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
      return (await remote.domainGetState({ dom, flags: 0 }, looking)).state;
    });
    if (state === shutoff && (await markOf(kit, path)) === mark) continue;
    const cause = new Error(`${path} was written while it was copied`);
    throw new NovaError("MIGRATION_FAILED", attempted, { cause });
  }
  return progress.doneBytes;
}
