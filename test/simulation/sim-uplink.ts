import type { Uplink, UplinkListener, UplinkTopic } from "@novacron/agent/ports/uplink";
import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { matchTopic, type PayloadOf, topicFor } from "@novacron/protocol/messages/topics";
import type { BusClient, SimulatedBus } from "./bus.ts";
import type { NodeClock } from "./node-clock.ts";

const reconnectMs = 700;

export interface SimUplinkParts {
  readonly bus: SimulatedBus;
  readonly clock: NodeClock;
  readonly host: HostId;
  readonly session: string;
  /** False while the network between this host and the broker is cut. */
  readonly reachable: () => boolean;
  /** Told of each host report that is given to the bus. */
  readonly reported: (report: PayloadOf<"hostReport">) => void;
}

/** The agent's way to the simulated bus, with reconnect, online status and last will as the real one. */
export class SimUplink implements Uplink {
  readonly #parts: SimUplinkParts;
  #listener: UplinkListener | null = null;
  #connected = false;
  #stopped = false;

  constructor(parts: SimUplinkParts) {
    this.#parts = parts;
  }

  listen(listener: UplinkListener): void {
    this.#listener = listener;
  }

  start(): Promise<void> {
    this.#connect();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#parts.bus.disconnect(this.#name, "stopped", true);
    return Promise.resolve();
  }

  isConnected(): boolean {
    return this.#connected;
  }

  async publish<T extends UplinkTopic>(topic: T, payload: PayloadOf<T>): Promise<void> {
    const { bus, host } = this.#parts;
    const text = JSON.stringify(payload);
    if (!(await bus.publish(this.#name, topicFor(topic, { host }), text))) {
      throw new NovaError("BUS_UNAVAILABLE", `publish ${topic}`);
    }
    if (topic === "hostReport") this.#parts.reported(payload as PayloadOf<"hostReport">);
  }

  refused(): number {
    return 0;
  }

  get #name(): string {
    return `agent-${this.#parts.host}`;
  }

  #connect(): void {
    if (this.#stopped || this.#connected) return;
    const { bus, host, session, clock } = this.#parts;
    const status = (state: "online" | "offline") =>
      JSON.stringify({ v: 1, host, state, session, at: clock.now() });
    const will = { topic: topicFor("hostStatus", { host }), payload: status("offline") };
    if (!this.#parts.reachable() || !bus.connect(this.#client(), will)) {
      clock.after(reconnectMs, () => this.#connect());
      return;
    }
    this.#connected = true;
    void bus.publish(this.#name, will.topic, status("online"));
    this.#listener?.connected();
  }

  #client(): BusClient {
    return {
      name: this.#name,
      host: this.#parts.host,
      receives: ["hostAck", "hostAssignments", "hostCommand", "controlStatus"],
      deliver: (topic, payload, _bytes, proof) => {
        const row = matchTopic(topic);
        if (row === null || proof === null || !this.#connected) return;
        this.#listener?.message({ topic: row.name, payload, proof } as Parameters<
          UplinkListener["message"]
        >[0]);
      },
      disconnected: (reason) => {
        this.#connected = false;
        this.#listener?.disconnected(reason);
        this.#parts.clock.after(reconnectMs, () => this.#connect());
      },
    };
  }
}
