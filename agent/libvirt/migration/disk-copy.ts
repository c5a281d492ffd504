import type { PlacedDisk } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PerformControl } from "../../ports/migration.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { diskProgress } from "../luggage/disk-progress.ts";
import { param } from "../rpc/typed-parameter.ts";
import { mirrorOf } from "../xml/moved-domain.ts";
import { element, writeXml } from "../xml/tree.ts";
import { acting, looking, type MoveKit, pass, seconds } from "./move-kit.ts";

const lookEveryMs = 500;
/** VIR_DOMAIN_BLOCK_COPY_REUSE_EXT and _TRANSIENT_JOB. */
const copyFlags = 2 | 4;
/** VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT. */
const pivot = 2;

export interface DiskCopyParts {
  readonly dom: Domain;
  readonly disk: { readonly target: string; readonly path: string };
  readonly attempted: string;
  /** By the clock that does not jump; null: never. */
  readonly giveUpAtMs: number | null;
}

/** One disk of a running machine, mirrored to a volume of the same host. */
export class DiskCopy {
  readonly #kit: MoveKit;
  readonly #remote: RemoteApi;
  readonly #parts: DiskCopyParts;

  constructor(kit: MoveKit, remote: RemoteApi, parts: DiskCopyParts) {
    this.#kit = kit;
    this.#remote = remote;
    this.#parts = parts;
  }

  async begin(
    { format }: Pick<PlacedDisk, "format">,
    bandwidth: number | undefined,
  ): Promise<void> {
    const { dom, disk } = this.#parts;
    const source = element("source", { file: disk.path });
    const driver = element("driver", { type: format });
    const destxml = writeXml(element("disk", { type: "file" }, source, driver));
    const params = bandwidth === undefined ? [] : [param.ullong("bandwidth", BigInt(bandwidth))];
    const call = { dom, path: disk.target, destxml, params, flags: copyFlags };
    await this.#remote.domainBlockCopy(call, acting);
  }

  /** Resolves with its bytes when both are alike, and stay so. */
  async alike({ signal, progress }: PerformControl): Promise<number> {
    const { dom, disk, attempted, giveUpAtMs } = this.#parts;
    const { target: path } = disk;
    const { clock } = this.#kit;
    for (;;) {
      if (signal.aborted) throw new NovaError("CANCELLED", attempted);
      if (giveUpAtMs !== null && clock.monotonicMs() > giveUpAtMs) {
        throw new NovaError("MIGRATION_NOT_CONVERGED", attempted, {
          cause: new Error(`${path} was not copied in the time that it may take`),
        });
      }
      const info = await this.#remote.domainGetBlockJobInfo({ dom, path, flags: 0 }, looking);
      if (info.found === 0) {
        const cause = new Error(`the copy of ${path} ended by itself`);
        throw new NovaError("MIGRATION_FAILED", attempted, { cause });
      }
      const remaining = Number(info.end > info.cur ? info.end - info.cur : 0n);
      const bytesPerSecond = info.bandwidth > 0n ? Number(info.bandwidth) : null;
      const figures = { total: Number(info.end), remaining, bytesPerSecond };
      progress(diskProgress(clock.now(), figures));
      if (info.end > 0n && remaining === 0 && (await this.#isReady())) return Number(info.end);
      await pass(clock, lookEveryMs);
    }
  }

  async #isReady(): Promise<boolean> {
    const { dom, disk } = this.#parts;
    const { xml } = await this.#remote.domainGetXmlDesc({ dom, flags: 0 }, looking);
    return mirrorOf(xml, disk.target)?.isReady === true;
  }

  /** The machine goes on on the copy. */
  async pivot(): Promise<void> {
    await this.#end(pivot);
  }

  /** The machine stays on the original. */
  async abort(): Promise<void> {
    await this.#end(0);
  }

  #end(flags: number): Promise<void> {
    const { dom, disk } = this.#parts;
    return this.#remote.domainBlockJobAbort({ dom, path: disk.target, flags }, seconds(300));
  }
}
