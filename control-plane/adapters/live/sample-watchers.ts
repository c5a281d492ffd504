import type { MachineId } from "@novacron/protocol/domain/ids";
import type { LiveRequest } from "@novacron/protocol/http/live";
import type { StoredBatch, StoredBlock } from "@novacron/protocol/messages/batch";
import { targetOf } from "@novacron/protocol/metrics/targets";
import type { LiveClient } from "./live-client.ts";

type Watch = LiveRequest["samples"][number];

/** Who watches the samples of which machine or host. A batch finds its watchers by lookup, not by search. */
export class SampleWatchers {
  readonly #byObject = new Map<string, Map<LiveClient, readonly Watch[]>>();

  set(client: LiveClient, watches: readonly Watch[]): void {
    this.remove(client);
    for (const watch of watches) {
      const object = watch.machine ?? watch.host;
      if (object === undefined) continue;
      const clients = this.#byObject.get(object) ?? new Map<LiveClient, readonly Watch[]>();
      clients.set(client, [...(clients.get(client) ?? []), watch]);
      this.#byObject.set(object, clients);
    }
  }

  remove(client: LiveClient): void {
    for (const [object, clients] of this.#byObject) {
      clients.delete(client);
      if (clients.size === 0) this.#byObject.delete(object);
    }
  }

  deliver(batch: StoredBatch): void {
    if (this.#byObject.size === 0) return;
    for (const block of batch.samples) {
      for (const row of block.rows) this.#deliverRow(batch, block, row);
    }
  }

  #deliverRow(batch: StoredBatch, block: StoredBlock, row: StoredBlock["rows"][number]): void {
    const key = targetOf(block.target).key;
    const machine = key[0] === "machine" ? String(row[0]) : null;
    const clients = [
      ...this.#watching(block, { machine, host: batch.host }, machine),
      ...this.#watching(block, { machine, host: batch.host }, batch.host),
    ];
    if (clients.length === 0) return;
    const device = key.includes("device") ? String(row[key.indexOf("device")]) : null;
    const values: Record<string, unknown> = {};
    for (let at = key.length; at < block.columns.length; at += 1) {
      values[block.columns[at] ?? ""] = row[at] ?? null;
    }
    const { target } = block;
    const { host, at } = batch;
    const text = JSON.stringify({ type: "samples", target, machine, host, device, at, values });
    for (const client of new Set(clients)) {
      const seen = client.seen();
      const isSeen = machine === null ? seen.seesHosts() : seen.sees(machine as MachineId);
      if (isSeen) client.sample(text);
    }
  }

  *#watching(
    block: StoredBlock,
    of: { readonly machine: string | null; readonly host: string },
    object: string | null,
  ): Generator<LiveClient> {
    const found = object === null ? undefined : this.#byObject.get(object);
    for (const [client, watches] of found ?? []) {
      const fits = watches.some(
        (watch) =>
          watch.target === block.target &&
          (watch.machine === undefined || watch.machine === of.machine) &&
          (watch.host === undefined || watch.host === of.host),
      );
      if (fits) yield client;
    }
  }
}
