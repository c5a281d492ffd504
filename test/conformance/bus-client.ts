import { connect, type IClientOptions, type MqttClient } from "mqtt";

export interface BusCredentials {
  readonly username: string;
  readonly password: string;
}

export interface BusClientOptions {
  readonly will?: { readonly topic: string; readonly payload: object };
}

interface Received {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** A plain MQTT 3.1.1 client that keeps what it gets. */
export class BusClient {
  readonly messages: Received[] = [];
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("error", () => undefined);
    client.on("message", (topic, payload, packet) => {
      this.messages.push({ topic, payload: payload.toString(), retain: packet.retain });
    });
  }

  static async open(
    url: string,
    login: BusCredentials | null,
    { will }: BusClientOptions = {},
  ): Promise<BusClient> {
    const options: IClientOptions = { protocolVersion: 4, reconnectPeriod: 0, ...login };
    if (will !== undefined) {
      const payload = Buffer.from(JSON.stringify(will.payload));
      options.will = { topic: will.topic, payload, qos: 1, retain: true };
    }
    const client = connect(url, options);
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
      client.once("close", () => reject(new Error("closed before it was connected")));
    });
    return new BusClient(client);
  }

  /** An object is sent as JSON, a text as it stands. */
  async publish(topic: string, payload: object | string, retain?: boolean): Promise<void> {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    const kept = retain ?? /\/(status|report)$/.test(topic);
    await this.#client.publishAsync(topic, text, { qos: 1, retain: kept });
  }

  async subscribe(filters: readonly string[]): Promise<void> {
    await this.#client.subscribeAsync([...filters], { qos: 1 });
  }

  /** A broker may refuse the filter or give nothing for it: both will do. */
  async trySubscribe(filters: readonly string[]): Promise<void> {
    for (const filter of filters) {
      await this.#client.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
    }
  }

  texts(): string[] {
    return this.messages.map(({ payload }) => payload);
  }

  last(topic: string): Received | undefined {
    return this.messages.findLast((message) => message.topic === topic);
  }

  /** Without DISCONNECT, as a crash does. */
  breakConnection(): void {
    this.#client.stream.destroy();
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
