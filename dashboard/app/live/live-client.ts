import { type LiveMessage, type LiveRequest, livePath } from "@novacron/protocol/http/live";

/**
 *   idle ──> connecting ──> live ──> lost ──> connecting ...
 *
 * `lost` begins when the socket closes or nothing came for `silentMs`; it keeps the time since when, and the
 * next attempt follows after a wait that doubles up to `waitMsMax`, with jitter.
 */
export interface LiveStatus {
  readonly state: "idle" | "connecting" | "live" | "lost";
  /** When the present trouble began; null while there is none. */
  readonly lostSince: number | null;
  readonly newestSampleAt: number | null;
  /** Server's clock minus ours, so that ages are right on a machine whose clock is wrong. */
  readonly clockOffsetMs: number;
}
export type Watch = Partial<Omit<LiveRequest, "type">>;

const silentMs = 15_000;
/** Close code of the server when the login behind the feed has ended. */
const loginEndedCode = 4401;
const waitMsMin = 500;
const waitMsMax = 15_000;

export class LiveClient {
  /** There is no use in trying again without a new login. */
  onLoginEnded = (): void => {};
  private status: LiveStatus = {
    state: "idle",
    lostSince: null,
    newestSampleAt: null,
    clockOffsetMs: 0,
  };
  private readonly watches = new Map<symbol, Watch>();
  private readonly statusListeners = new Set<() => void>();
  private readonly messageListeners = new Set<(message: LiveMessage) => void>();
  private readonly resumeListeners = new Set<() => void>();
  private socket: WebSocket | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;
  private silenceTimer: ReturnType<typeof setTimeout> | null = null;
  private failures = 0;
  private wanted = false;
  private skipped = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.statusListeners.add(listener);
    return () => this.statusListeners.delete(listener);
  };

  readonly getStatus = (): LiveStatus => this.status;

  onMessage(listener: (message: LiveMessage) => void): () => void {
    this.messageListeners.add(listener);
    return () => this.messageListeners.delete(listener);
  }

  /** Called when the feed is back after a gap or has skipped samples: what was missed must be asked again. */
  onResume(listener: () => void): () => void {
    this.resumeListeners.add(listener);
    return () => this.resumeListeners.delete(listener);
  }

  start(): void {
    this.wanted = true;
    if (this.socket === null) this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.drop();
    this.set({ state: "idle", lostSince: null });
  }

  /** Tries at once, for a person who presses "reconnect" or a browser that is online again. */
  retryNow(): void {
    if (!this.wanted || this.status.state !== "lost") return;
    this.failures = 0;
    this.connect();
  }

  /** Adds a wish until the returned function is called; all wishes together are one request. */
  watch(wish: Watch): () => void {
    const key = Symbol("watch");
    this.watches.set(key, wish);
    this.sendWatch();
    return () => {
      this.watches.delete(key);
      this.sendWatch();
    };
  }

  private connect(): void {
    this.drop();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${livePath}`);
    this.socket = socket;
    if (this.status.state !== "lost") this.set({ state: "connecting" });
    socket.onopen = () => this.sendWatch();
    socket.onmessage = (event) => this.receive(String(event.data));
    socket.onclose = (event) => {
      if (event.code === loginEndedCode && socket === this.socket) this.onLoginEnded();
      else this.lose(socket);
    };
    this.listenForSilence(socket);
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as LiveMessage;
    if (this.socket !== null) this.listenForSilence(this.socket);
    if (message.type === "hello") this.greeted(message.at);
    if (message.type === "beat") {
      const clockOffsetMs = message.at - Date.now();
      this.set({ newestSampleAt: message.newestSampleAt, clockOffsetMs });
      if (message.skipped > this.skipped) for (const tell of this.resumeListeners) tell();
      this.skipped = message.skipped;
    }
    for (const listener of this.messageListeners) listener(message);
  }

  private greeted(at: number): void {
    const back = this.status.state === "lost";
    this.failures = 0;
    this.skipped = 0;
    this.set({ state: "live", lostSince: null, clockOffsetMs: at - Date.now() });
    if (back) for (const listener of this.resumeListeners) listener();
  }

  private lose(socket: WebSocket): void {
    if (socket !== this.socket || !this.wanted) return;
    this.drop();
    this.set({ state: "lost", lostSince: this.status.lostSince ?? Date.now() });
    const wait = Math.min(waitMsMax, waitMsMin * 2 ** this.failures);
    this.failures += 1;
    this.retryTimer = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
  }

  private listenForSilence(socket: WebSocket): void {
    if (this.silenceTimer !== null) clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.lose(socket), silentMs);
  }

  private drop(): void {
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    if (this.silenceTimer !== null) clearTimeout(this.silenceTimer);
    this.retryTimer = null;
    this.silenceTimer = null;
    const { socket } = this;
    this.socket = null;
    if (socket !== null) socket.close();
  }

  private sendWatch(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify(mergeWatches([...this.watches.values()])));
  }

  private set(change: Partial<LiveStatus>): void {
    this.status = { ...this.status, ...change };
    for (const listener of this.statusListeners) listener();
  }
}

const samplesMax = 64;
const levels = ["none", "state", "figures"] as const;

/** The one request that fulfils every wish. */
export function mergeWatches(wishes: readonly Watch[]): LiveRequest {
  const level = Math.max(0, ...wishes.map((wish) => levels.indexOf(wish.machines ?? "none")));
  const samples = new Map(
    wishes.flatMap((wish) => wish.samples ?? []).map((one) => [JSON.stringify(one), one]),
  );
  return {
    type: "watch",
    machines: levels[level] ?? "none",
    hosts: wishes.some((wish) => wish.hosts === true),
    operations: wishes.some((wish) => wish.operations === true),
    record: wishes.some((wish) => wish.record === true),
    plans: wishes.some((wish) => wish.plans === true),
    samples: [...samples.values()].slice(0, samplesMax),
  };
}
