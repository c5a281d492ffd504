import type { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PayloadOf } from "@novacron/protocol/messages/topics";
import type { DownlinkMessage, Uplink, UplinkListener, UplinkTopic } from "../ports/uplink.ts";

export interface UplinkState {
  readonly bus: "connected" | "disconnected";
  readonly since: number;
  readonly problem: { readonly code: string; readonly text: string } | null;
  /** Since when the control plane acknowledges what a host that it has a report of says. */
  readonly acknowledgedAt: number | null;
}

export interface WatchedUplinkOptions {
  readonly inner: Uplink & { problem(): NovaError | null };
  readonly now: () => number;
  /** Called at each change, which is seldom: connected, acknowledged for the first time, gone. */
  readonly changed: (state: UplinkState) => void;
}

/** An uplink that tells how it stands, for the status file. */
export class WatchedUplink implements Uplink {
  readonly #options: WatchedUplinkOptions;
  #state: UplinkState;
  /** Batches may go, and be acknowledged, before the first report is ready: until then no screen shows the host. */
  #isReported = false;

  constructor(options: WatchedUplinkOptions) {
    this.#options = options;
    this.#state = {
      bus: "disconnected",
      since: options.now(),
      problem: null,
      acknowledgedAt: null,
    };
  }

  listen(listener: UplinkListener): void {
    const { inner, now } = this.#options;
    inner.listen({
      // What else the port tells passes through as it is.
      ...listener,
      connected: () => {
        this.#set({ bus: "connected", since: now(), problem: null, acknowledgedAt: null });
        listener.connected();
      },
      disconnected: (reason: string) => {
        const problem = { code: inner.problem()?.code ?? "BUS_UNAVAILABLE", text: reason };
        this.#set({ bus: "disconnected", since: now(), problem, acknowledgedAt: null });
        listener.disconnected(reason);
      },
      message: (message: DownlinkMessage) => {
        const isFirst = message.topic === "hostAck" && this.#state.acknowledgedAt === null;
        if (isFirst && this.#isReported) this.#set({ ...this.#state, acknowledgedAt: now() });
        listener.message(message);
      },
    });
  }

  async start(signal: AbortSignal): Promise<void> {
    this.#options.changed(this.#state);
    await this.#options.inner.start(signal);
  }

  stop(): Promise<void> {
    return this.#options.inner.stop();
  }

  isConnected(): boolean {
    return this.#options.inner.isConnected();
  }

  async publish<T extends UplinkTopic>(topic: T, payload: PayloadOf<T>): Promise<void> {
    await this.#options.inner.publish(topic, payload);
    if (topic === "hostReport") this.#isReported = true;
  }

  refused(): number {
    return this.#options.inner.refused();
  }

  #set(state: UplinkState): void {
    this.#state = state;
    this.#options.changed(state);
  }
}
