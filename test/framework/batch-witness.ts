import type { HostId } from "@novacron/protocol/domain/ids";
import { batch } from "@novacron/protocol/messages/batch";
import { filterFor } from "@novacron/protocol/messages/topics";
import { connect, type MqttClient } from "mqtt";
import type { BusLogin } from "./logins.ts";

export interface WitnessedBatch {
  readonly host: HostId;
  readonly boot: string;
  readonly seq: number;
  readonly at: number;
  /** False for a batch of events only, of which the metric store keeps nothing. */
  readonly hasSamples: boolean;
}

/**
 * Follows the batches of all hosts on the bus as an outside tool would, and comes back by itself when the
 * broker was away: an account of what was sent that owes nothing to the control plane.
 */
export class BatchWitness {
  readonly #client: MqttClient;
  readonly #seen = new Map<string, WitnessedBatch>();
  #malformed = 0;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("error", () => undefined);
    client.on("connect", () => client.subscribe(filterFor("hostBatch"), { qos: 1 }));
    client.on("message", (_topic, payload) => this.#take(payload));
  }

  static open({ url, username, password }: BusLogin): BatchWitness {
    const login = { username, password };
    const client = connect(url, {
      ...login,
      protocolVersion: 4,
      reconnectPeriod: 200,
      resubscribe: false,
    });
    return new BatchWitness(client);
  }

  /** In the order in which each was first seen. */
  get batches(): readonly WitnessedBatch[] {
    return [...this.#seen.values()];
  }

  of(host: HostId): readonly WitnessedBatch[] {
    return this.batches.filter((one) => one.host === host);
  }

  get malformed(): number {
    return this.#malformed;
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }

  #take(payload: Buffer): void {
    const parsed = batch.safeParse(JSON.parse(payload.toString()));
    if (!parsed.success) {
      this.#malformed += 1;
      return;
    }
    const { host, boot, seq, at, samples } = parsed.data;
    const key = `${host} ${boot} ${seq}`;
    if (!this.#seen.has(key)) {
      this.#seen.set(key, { host, boot, seq, at, hasSamples: samples.length > 0 });
    }
  }
}
