import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineFigures } from "@novacron/protocol/http/live";
import type { StoredBatch, StoredBlock } from "@novacron/protocol/messages/batch";
import { memorySourceName } from "@novacron/protocol/metrics/machine";

export type Values = Readonly<Record<string, number | null>>;

interface Sample {
  readonly at: number;
  /** Shared by all rows of a block; the row is read when somebody asks. */
  readonly columns: ReadonlyMap<string, number>;
  readonly row: readonly (string | number | null)[];
}

/** Where samples come faster than libvirt's bulk call, those between two calls do not know what it says. */
const heldMs = 30_000;
/** Of these each sample knows one that came with an answer of the call. */
const ofTheCall = ["memoryUsedBytes", "diskReadBytesPerSecond", "nicReceiveBytesPerSecond"];

export type Figures = Omit<MachineFigures, "id">;

/**
 * The newest stored sample of each host and of each machine that the inventory knows: bounded by them. The
 * last one stored counts, not the one with the highest time, because a host's clock may be set back.
 */
export class LatestValues {
  readonly #hosts = new Map<HostId, Sample>();
  readonly #machines = new Map<MachineId, Sample>();
  /** The last one that knew what the bulk call says. */
  readonly #called = new Map<MachineId, Sample>();
  readonly #isKnown: (machine: MachineId) => boolean;
  #newestAt: number | null = null;

  constructor(isKnown: (machine: MachineId) => boolean) {
    this.#isKnown = isKnown;
  }

  /** Gives the machines that have a new sample. */
  take(batch: StoredBatch): readonly MachineId[] {
    const changed: MachineId[] = [];
    for (const block of batch.samples) {
      if (block.rows.length > 0) this.#newestAt = batch.at;
      if (block.target === "host") this.#takeHost(batch, block);
      if (block.target === "machine") changed.push(...this.#takeMachines(batch.at, block));
    }
    return changed;
  }

  warm(target: "host" | "machine", key: string, sample: { at: number; values: Values }): void {
    const names = Object.keys(sample.values);
    const columns = new Map(names.map((name, index) => [name, index]));
    const row = names.map((name) => sample.values[name] ?? null);
    const entry = { at: sample.at, columns, row };
    if (target === "host") this.#hosts.set(key as HostId, entry);
    else if (this.#isKnown(key as MachineId)) this.#put(key as MachineId, entry);
    this.#newestAt = Math.max(this.#newestAt ?? 0, sample.at);
  }

  forgetMachine(id: MachineId): void {
    this.#machines.delete(id);
    this.#called.delete(id);
  }

  forgetHost(id: HostId): void {
    this.#hosts.delete(id);
  }

  newestAt(): number | null {
    return this.#newestAt;
  }

  host(id: HostId): { readonly at: number; readonly values: Values } | null {
    return whole(this.#hosts.get(id));
  }

  machine(id: MachineId): { readonly at: number; readonly values: Values } | null {
    return whole(this.#machines.get(id), this.#calledOf(id));
  }

  hostValue(id: HostId, field: string): number | null {
    return cellOf(this.#hosts.get(id), field);
  }

  figures(id: MachineId): Figures | null {
    const sample = this.#machines.get(id);
    if (sample === undefined) return null;
    const called = this.#calledOf(id);
    const of = (field: string): number | null => cellOf(sample, field) ?? cellOf(called, field);
    return {
      cpuUsed: of("cpuUsed"),
      memoryUsedBytes: of("memoryUsedBytes"),
      memorySource: memorySourceName(of("memorySource")),
      diskBytesPerSecond: sum(of("diskReadBytesPerSecond"), of("diskWriteBytesPerSecond")),
      nicBytesPerSecond: sum(of("nicReceiveBytesPerSecond"), of("nicTransmitBytesPerSecond")),
      sampledAt: sample.at,
    };
  }

  #calledOf(id: MachineId): Sample | undefined {
    const [newest, called] = [this.#machines.get(id), this.#called.get(id)];
    if (newest === undefined || called === undefined) return undefined;
    return Math.abs(newest.at - called.at) <= heldMs ? called : undefined;
  }

  #takeHost(batch: StoredBatch, block: StoredBlock): void {
    const row = block.rows.at(-1);
    if (row === undefined) return;
    this.#hosts.set(batch.host, { at: batch.at, columns: indexOf(block), row });
  }

  #put(id: MachineId, sample: Sample): void {
    this.#machines.set(id, sample);
    if (ofTheCall.some((field) => cellOf(sample, field) !== null)) this.#called.set(id, sample);
  }

  #takeMachines(at: number, block: StoredBlock): MachineId[] {
    const columns = indexOf(block);
    const changed: MachineId[] = [];
    for (const row of block.rows) {
      const id = row[0] as MachineId;
      if (!this.#isKnown(id)) continue;
      this.#put(id, { at, columns, row });
      changed.push(id);
    }
    return changed;
  }
}

function indexOf(block: StoredBlock): ReadonlyMap<string, number> {
  return new Map(block.columns.map((name, index) => [name, index]));
}

function cellOf(sample: Sample | undefined, field: string): number | null {
  const index = sample?.columns.get(field);
  const value = index === undefined ? null : sample?.row[index];
  return typeof value === "number" ? value : null;
}

function whole(sample: Sample | undefined, called?: Sample): { at: number; values: Values } | null {
  if (sample === undefined) return null;
  const values: Record<string, number | null> = {};
  for (const name of [...(called?.columns.keys() ?? []), ...sample.columns.keys()]) {
    if (name !== "machine" && name !== "device") {
      values[name] = cellOf(sample, name) ?? cellOf(called, name);
    }
  }
  return { at: sample.at, values };
}

/** Null is "not known": with both unknown the sum is not known either. */
function sum(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}
