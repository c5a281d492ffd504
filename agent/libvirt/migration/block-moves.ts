import type { MachineId } from "@novacron/protocol/domain/ids";
import type { PlacedDisk } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PerformControl, Performed, PerformRequest } from "../../ports/migration.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { copyWithin } from "../luggage/copy-within.ts";
import { diskProgress } from "../luggage/disk-progress.ts";
import { param } from "../rpc/typed-parameter.ts";
import { withMovedDisks } from "../xml/moved-domain.ts";
import { element, writeXml } from "../xml/tree.ts";
import { acting, looking, type MoveKit, pass, seconds, xmlFlag } from "./move-kit.ts";
import type { SourceRecord } from "./move-record.ts";
import { originalsOf } from "./originals.ts";

const lookEveryMs = 500;
const shutoff = 5;
/** VIR_DOMAIN_BLOCK_COPY_REUSE_EXT and _TRANSIENT_JOB. */
const copyFlags = 2 | 4;
/** VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT. */
const pivot = 2;

/**
 * Disks of a machine go to another pool of its host: mirrored while it runs, then it goes on on the copy; copied and
 * read again where it is off.
 */
export async function performBlockMove(
  kit: MoveKit,
  { machine, disks, options }: PerformRequest,
  control: PerformControl,
): Promise<Performed> {
  const { clock, records, host } = kit;
  const attempted = `move disks of machine ${machine}`;
  const begunMs = clock.monotonicMs();
  let diskBytes = 0;
  await kit.qemu(async ({ remote }) => {
    const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
    const { state } = await remote.domainGetState({ dom, flags: 0 }, looking);
    const running = state !== shutoff;
    const record = await recordOf(kit, remote, { dom, machine, disks, target: host, running });
    await records.write(record);
    const bandwidth = options.bandwidthBytesPerSecond;
    if (!running) {
      diskBytes = await copyWithin(kit, record, { control, attempted, bandwidth });
      await redefine(remote, dom, disks);
      return;
    }
    for (const disk of disks) {
      const copy = new DiskCopy(kit, remote, { dom, disk, attempted, bandwidth });
      diskBytes += await copy.run(control);
    }
    await redefine(remote, dom, disks);
  });
  const durationMs = Math.round(clock.monotonicMs() - begunMs);
  const bytesPerSecond = durationMs > 0 ? Math.round((diskBytes / durationMs) * 1_000) : null;
  const nothing = { pauseMs: null, iterations: null, memoryBytes: null };
  return { measured: { durationMs, ...nothing, diskBytes, bytesPerSecond }, postCopy: false };
}

interface Moved {
  readonly dom: Domain;
  readonly machine: MachineId;
  readonly disks: readonly PlacedDisk[];
  readonly target: SourceRecord["target"];
  readonly running: boolean;
}

async function recordOf(
  kit: MoveKit,
  remote: RemoteApi,
  { dom, machine, disks, target, running }: Moved,
): Promise<SourceRecord> {
  const { xml } = await remote.domainGetXmlDesc({ dom, flags: xmlFlag.secure }, looking);
  return {
    role: "source",
    machine,
    target,
    begunAt: kit.clock.now(),
    disks: await originalsOf(kit, xml, disks),
    running,
    persistent: true,
    autostart: false,
    stage: "moving",
    snapshots: [],
    nvram: null,
  };
}

interface CopyParts {
  readonly dom: Domain;
  readonly disk: PlacedDisk;
  readonly attempted: string;
  readonly bandwidth: number | undefined;
}

class DiskCopy {
  readonly #kit: MoveKit;
  readonly #remote: RemoteApi;
  readonly #parts: CopyParts;

  constructor(kit: MoveKit, remote: RemoteApi, parts: CopyParts) {
    this.#kit = kit;
    this.#remote = remote;
    this.#parts = parts;
  }

  /** The bytes that were copied. */
  async run({ signal, progress }: PerformControl): Promise<number> {
    const { dom, disk, attempted, bandwidth } = this.#parts;
    const { target: path } = disk;
    const destxml = writeXml(
      element(
        "disk",
        { type: "file" },
        element("source", { file: disk.path }),
        element("driver", { type: disk.format }),
      ),
    );
    const params = bandwidth === undefined ? [] : [param.ullong("bandwidth", BigInt(bandwidth))];
    await this.#remote.domainBlockCopy({ dom, path, destxml, params, flags: copyFlags }, acting);
    for (;;) {
      if (signal.aborted) {
        await this.#end(0);
        throw new NovaError("CANCELLED", attempted);
      }
      const info = await this.#remote.domainGetBlockJobInfo({ dom, path, flags: 0 }, looking);
      if (info.found === 0) {
        const cause = new Error(`the copy of ${path} ended by itself`);
        throw new NovaError("MIGRATION_FAILED", attempted, { cause });
      }
      const remaining = Number(info.end > info.cur ? info.end - info.cur : 0n);
      const bytesPerSecond = info.bandwidth > 0n ? Number(info.bandwidth) : null;
      const figures = { total: Number(info.end), remaining, bytesPerSecond };
      progress(diskProgress(this.#kit.clock.now(), figures));
      if (info.end > 0n && info.cur >= info.end && (await this.#pivoted())) return Number(info.end);
      await pass(this.#kit.clock, lookEveryMs);
    }
  }

  /** False while libvirt says that the two are not alike yet. */
  async #pivoted(): Promise<boolean> {
    try {
      await this.#end(pivot);
      return true;
    } catch {
      return false;
    }
  }

  #end(flags: number): Promise<void> {
    const { dom, disk } = this.#parts;
    return this.#remote.domainBlockJobAbort({ dom, path: disk.target, flags }, seconds(300));
  }
}

/** A transient job changes the live definition only; the kept one has to follow. */
async function redefine(
  remote: RemoteApi,
  dom: Domain,
  disks: readonly PlacedDisk[],
): Promise<void> {
  const { persistent } = await remote.domainIsPersistent({ dom }, looking);
  if (persistent === 0) return;
  const flags = xmlFlag.inactive | xmlFlag.secure;
  const { xml } = await remote.domainGetXmlDesc({ dom, flags }, looking);
  const moves = disks.map(({ target, path }) => ({ target, path, keepsBacking: false }));
  await remote.domainDefineXmlFlags({ xml: withMovedDisks(xml, moves), flags: 0 }, acting);
}
