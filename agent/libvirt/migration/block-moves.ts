import type { MachineId } from "@novacron/protocol/domain/ids";
import type { PlacedDisk } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PerformControl, Performed, PerformRequest } from "../../ports/migration.ts";
import { isNoDomain } from "../errors.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { copyWithin } from "../luggage/copy-within.ts";
import { diskPathOf, mirrorOf, withMovedDisks } from "../xml/moved-domain.ts";
import { DiskCopy } from "./disk-copy.ts";
import { acting, looking, type MoveKit, xmlFlag } from "./move-kit.ts";
import type { SourceRecord } from "./move-record.ts";
import { originalsOf } from "./originals.ts";

const shutoff = 5;

/**
 * Disks of a machine go to another pool of its host: mirrored while it runs, then it goes on on the copies; copied and
 * read again where it is off. Where it fails, every disk is where the definition says, and none is copied any more.
 */
export async function performBlockMove(
  kit: MoveKit,
  { machine, disks, options }: PerformRequest,
  control: PerformControl,
): Promise<Performed> {
  const { clock, records } = kit;
  const attempted = `move disks of machine ${machine}`;
  const begunMs = clock.monotonicMs();
  const record = await recordOf(kit, machine, disks);
  await records.write(record);
  const { bandwidthBytesPerSecond: bandwidth, giveUpAfterMs } = options;
  const giveUpAtMs = giveUpAfterMs === undefined ? null : begunMs + giveUpAfterMs;
  let diskBytes = 0;
  try {
    if (record.running) {
      diskBytes = await mirror(kit, record, { attempted, giveUpAtMs, control }, async (copy, to) =>
        copy.begin({ format: disks.find(({ path }) => path === to)?.format ?? "raw" }, bandwidth),
      );
    } else {
      diskBytes = await copyWithin(kit, record, { control, attempted, bandwidth });
      await putOff(kit, record, attempted);
    }
  } catch (error) {
    if ((await settleBlockMove(kit, record).catch(() => null)) !== true) throw error;
  }
  return performed(clock.monotonicMs() - begunMs, diskBytes);
}

/** After a crash of the agent: copies of a running machine went on without it. Null where the disks are where they were. */
export async function followBlockMove(
  kit: MoveKit,
  record: SourceRecord,
  control: PerformControl,
): Promise<Performed | null> {
  const attempted = `move disks of machine ${record.machine}`;
  let diskBytes = 0;
  try {
    if (record.running && (await isUnderWay(kit, record))) {
      const parts = { attempted, giveUpAtMs: null, control };
      diskBytes = await mirror(kit, record, parts, async () => undefined);
    }
  } catch (error) {
    if ((await settleBlockMove(kit, record).catch(() => null)) !== true) throw error;
  }
  if ((await settleBlockMove(kit, record)) !== true) return null;
  return performed(kit.clock.now() - record.begunAt, diskBytes);
}

/**
 * No copy is under way any more, the definition that is kept says where each disk is now, and the file that it came from or
 * was to go to is not needed. True where all of them are where they were to go, null where the machine is gone. As often as
 * it is asked.
 */
export async function settleBlockMove(kit: MoveKit, record: SourceRecord): Promise<boolean | null> {
  return await kit.qemu(async ({ remote }) => {
    const dom = await remote
      .domainLookupByUuid({ uuid: record.machine }, looking)
      .then((found) => found.dom, unlessGone);
    if (dom === null) return null;
    const { state } = await remote.domainGetState({ dom, flags: 0 }, looking);
    if (state !== shutoff) {
      const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, looking);
      for (const { target, placed } of record.disks) {
        if (mirrorOf(xml, target)?.path !== placed) continue;
        await copyOf(kit, remote, { dom, target, placed }).abort();
      }
    }
    const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, looking);
    const moved = record.disks.filter(({ target, placed }) => diskPathOf(xml, target) === placed);
    if (state !== shutoff && moved.length > 0) await redefine(remote, dom, moved);
    return moved.length === record.disks.length;
  });
}

type Begin = (copy: DiskCopy, to: string) => Promise<void>;

interface How {
  readonly attempted: string;
  readonly giveUpAtMs: number | null;
  readonly control: PerformControl;
}

/** One after the other, so that a limit of bandwidth holds; all of them go over at the end. */
async function mirror(
  kit: MoveKit,
  { machine, disks }: SourceRecord,
  { control, ...how }: How,
  begin: Begin,
): Promise<number> {
  let bytes = 0;
  await kit.qemu(async ({ remote }) => {
    const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
    const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, looking);
    const open = disks.filter(({ target, placed }) => diskPathOf(xml, target) !== placed);
    const copies = open.map(({ target, placed }) => ({
      copy: new DiskCopy(kit, remote, { dom, disk: { target, path: placed }, ...how }),
      placed,
    }));
    for (const { copy, placed } of copies) {
      await begin(copy, placed);
      bytes += await copy.alike(control);
    }
    for (const { copy } of copies) await copy.pivot();
    await redefine(remote, dom, disks);
  });
  return bytes;
}

/** Each disk is on its way, or there. */
function isUnderWay(kit: MoveKit, { machine, disks }: SourceRecord): Promise<boolean> {
  return kit.qemu(async ({ remote }) => {
    const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
    const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, looking);
    return disks.every(
      ({ target, placed }) =>
        mirrorOf(xml, target)?.path === placed || diskPathOf(xml, target) === placed,
    );
  });
}

/** Of a machine that is off: one definition, so all of its disks at once. */
async function putOff(kit: MoveKit, record: SourceRecord, attempted: string): Promise<void> {
  await kit.qemu(async ({ remote }) => {
    const { dom } = await remote.domainLookupByUuid({ uuid: record.machine }, looking);
    const kept = await inactiveOf(remote, dom);
    await redefine(remote, dom, record.disks);
    const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, looking);
    const isOnOriginals = record.disks.some(({ target, path }) => diskPathOf(xml, target) === path);
    if (!isOnOriginals) return;
    // Somebody started it in that moment, on the disks that it had.
    await remote.domainDefineXmlFlags({ xml: kept, flags: 0 }, acting);
    const cause = new Error("it was started while its disks were copied");
    throw new NovaError("MIGRATION_FAILED", attempted, { cause });
  });
}

/** libvirt itself changes the kept definition only where its disk was the same as the live one's. */
async function redefine(
  remote: RemoteApi,
  dom: Domain,
  disks: SourceRecord["disks"],
): Promise<void> {
  const { persistent } = await remote.domainIsPersistent({ dom }, looking);
  if (persistent === 0) return;
  const kept = await inactiveOf(remote, dom);
  const moves = disks
    .filter(({ target, path }) => diskPathOf(kept, target) === path)
    .map(({ target, placed }) => ({ target, path: placed, keepsBacking: false }));
  if (moves.length === 0) return;
  await remote.domainDefineXmlFlags({ xml: withMovedDisks(kept, moves), flags: 0 }, acting);
}

async function inactiveOf(remote: RemoteApi, dom: Domain): Promise<string> {
  const flags = xmlFlag.inactive | xmlFlag.secure;
  return (await remote.domainGetXmlDesc({ dom, flags }, looking)).xml;
}

async function recordOf(
  kit: MoveKit,
  machine: MachineId,
  disks: readonly PlacedDisk[],
): Promise<SourceRecord> {
  return await kit.qemu(async ({ remote }) => {
    const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
    const { state } = await remote.domainGetState({ dom, flags: 0 }, looking);
    const { xml } = await remote.domainGetXmlDesc({ dom, flags: xmlFlag.secure }, looking);
    return {
      role: "source",
      machine,
      target: kit.host,
      begunAt: kit.clock.now(),
      disks: await originalsOf(kit, xml, disks),
      running: state !== shutoff,
      persistent: true,
      autostart: false,
      stage: "moving",
      snapshots: [],
      nvram: null,
    };
  });
}

function copyOf(
  kit: MoveKit,
  remote: RemoteApi,
  { dom, target, placed }: { readonly dom: Domain; readonly target: string; placed: string },
): DiskCopy {
  const attempted = `end the copy of ${target}`;
  return new DiskCopy(kit, remote, {
    dom,
    disk: { target, path: placed },
    attempted,
    giveUpAtMs: null,
  });
}

function performed(tookMs: number, diskBytes: number): Performed {
  const durationMs = Math.max(0, Math.round(tookMs));
  const bytesPerSecond = durationMs > 0 ? Math.round((diskBytes / durationMs) * 1_000) : null;
  const nothing = { pauseMs: null, iterations: null, memoryBytes: null };
  return { measured: { durationMs, ...nothing, diskBytes, bytesPerSecond }, postCopy: false };
}

function unlessGone(error: unknown): null {
  if (isNoDomain(error)) return null;
  throw error;
}
