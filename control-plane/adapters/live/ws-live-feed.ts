import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { livePath, liveRequest, type PlanKind } from "@novacron/protocol/http/live";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type { StoredBatch } from "@novacron/protocol/messages/batch";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../../ports/clock.ts";
import type { LiveFeed } from "../../ports/live-feed.ts";
import type { Log } from "../../ports/log.ts";
import { type LiveLimits, liveLimits } from "./limits.ts";
import { LiveClient, type LiveLogin } from "./live-client.ts";
import { isEmpty, type LiveViews, noChanges } from "./live-views.ts";
import { RowCache } from "./row-cache.ts";
import { SampleWatchers } from "./sample-watchers.ts";

export interface WsLiveFeedOptions {
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked only after `start`: the application is built after its feed. */
  readonly views: () => LiveViews;
  /** Proves the login and the origin of an upgrade; rejects with a NovaError. */
  readonly admit: (request: IncomingMessage) => Promise<LiveLogin>;
  readonly limits?: LiveLimits;
}

/** Close codes: 1008 is "policy violation" (RFC 6455, 7.4.1); those from 4000 on are ours. */
const closeCodes = { policy: 1008, goingAway: 1001, loginEnded: 4401 } as const;

/** The live feed over WebSockets: gathers changes for a moment, then sends each client the newest state. */
export class WsLiveFeed implements LiveFeed {
  readonly #options: WsLiveFeedOptions;
  readonly #limits: LiveLimits;
  readonly #server: WebSocketServer;
  readonly #clients = new Set<LiveClient>();
  readonly #samples = new SampleWatchers();
  #changes = noChanges();
  #cancelRound: (() => void) | null = null;
  #cancelBeat: (() => void) | null = null;
  #opening = 0;

  constructor(options: WsLiveFeedOptions) {
    this.#options = options;
    this.#limits = options.limits ?? liveLimits;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: this.#limits.requestBytes,
      perMessageDeflate: false,
      clientTracking: false,
    });
  }

  start(): void {
    this.#planBeat();
  }

  async stop(): Promise<void> {
    this.#cancelBeat?.();
    this.#cancelRound?.();
    for (const client of this.#clients) {
      client.close(closeCodes.goingAway, "the control plane stops");
      client.terminate();
    }
    this.#clients.clear();
  }

  clients(): number {
    return this.#clients.size;
  }

  matches(path: string): boolean {
    return path === livePath;
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (this.#clients.size + this.#opening >= this.#limits.clients) throw tooMany();
    this.#opening += 1;
    try {
      const login = await this.#options.admit(request);
      const own = [...this.#clients].filter((one) => one.login.personId === login.personId);
      if (own.length >= this.#limits.clientsPerPerson) throw tooMany();
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#open(ws, login));
    } finally {
      this.#opening -= 1;
    }
  }

  /** Sessions or tokens of a person ended: those of its feeds that hang on one close. */
  loginEnded(personId: string): void {
    for (const client of this.#clients) {
      if (client.login.personId === personId) void this.#check(client);
    }
  }

  machineChanged(id: MachineId): void {
    this.#changes.machines.add(id);
    this.#planRound();
  }

  hostChanged(id: HostId): void {
    this.#changes.hosts.add(id);
    this.#planRound();
  }

  operationChanged(id: OperationId): void {
    this.#changes.operations.add(id);
    this.#planRound();
  }

  planChanged(kind: PlanKind): void {
    this.#changes.plans.add(kind);
    this.#planRound();
  }

  recorded(entries: readonly RecordEntry[]): void {
    if (this.#clients.size === 0) return;
    const textOf = (seen: readonly RecordEntry[]) =>
      JSON.stringify({ type: "record", entries: seen });
    const whole = textOf(entries);
    for (const client of this.#clients) {
      if (!client.watch.record) continue;
      const seen = entries.filter((entry) => client.seen().seesRecord(entry));
      if (seen.length === entries.length) client.record(whole);
      else if (seen.length > 0) client.record(textOf(seen));
    }
    this.#planRound();
  }

  sampled(batch: StoredBatch): void {
    if (this.#clients.size === 0) return;
    this.#samples.deliver(batch);
    for (const block of batch.samples) {
      if (block.target !== "machine") continue;
      for (const row of block.rows) this.#changes.figures.add(String(row[0]));
    }
    this.#planRound();
  }

  #open(socket: WebSocket, login: LiveLogin): void {
    const client = new LiveClient(socket, login, {
      limits: this.#limits,
      seenBy: (who) => this.#options.views().seenBy(who),
    });
    this.#clients.add(client);
    socket.on("message", (data, isBinary) => this.#request(client, data, isBinary));
    socket.on("pong", () => client.answered());
    socket.on("error", () => client.terminate());
    socket.on("close", () => {
      this.#clients.delete(client);
      this.#samples.remove(client);
    });
    const at = this.#options.clock.now();
    const { version, views } = this.#options;
    client.hello(JSON.stringify({ type: "hello", at, version, epoch: views().epoch() }));
  }

  #request(client: LiveClient, data: RawData, isBinary: boolean): void {
    const watch = isBinary ? null : requestOf(data.toString());
    if (watch === null || !client.countRequest()) {
      client.close(closeCodes.policy, watch === null ? "not a request" : "too many requests");
      return;
    }
    client.watch = watch;
    this.#samples.set(client, watch.samples);
  }

  #planRound(): void {
    if (this.#clients.size === 0) {
      if (!isEmpty(this.#changes)) this.#changes = noChanges();
      return;
    }
    this.#cancelRound ??= this.#options.clock.after(this.#limits.gatherMs, () => this.#round());
  }

  #round(): void {
    this.#cancelRound = null;
    const changes = this.#changes;
    this.#changes = noChanges();
    const caches = new Map<string, RowCache>();
    let waiting = false;
    for (const client of this.#clients) {
      const key = client.sightKey();
      const cache = caches.get(key) ?? new RowCache(client.seen());
      caches.set(key, cache);
      client.flush(changes, cache);
      waiting ||= client.hasWaiting();
    }
    if (waiting) this.#planRound();
  }

  #planBeat(): void {
    this.#cancelBeat = this.#options.clock.after(this.#limits.beatMs, () => {
      this.#beat();
      this.#planBeat();
    });
  }

  #beat(): void {
    const at = this.#options.clock.now();
    const newest = this.#options.views().newestSampleAt();
    for (const client of this.#clients) {
      if (client.beat(at, newest)) void this.#check(client);
      else client.terminate();
    }
  }

  async #check(client: LiveClient): Promise<void> {
    try {
      if (!(await client.login.stands())) client.close(closeCodes.loginEnded, "the login ended");
    } catch (error) {
      // The store does not answer: the login stood a moment ago, and the next beat asks again.
      this.#options.log.warn({ error }, "the login of a live feed could not be checked");
    }
  }
}

function tooMany(): NovaError {
  return new NovaError("OVERLOADED", "open a live feed", {
    next: "Close other tabs of the console and try again",
  });
}

function requestOf(text: string) {
  try {
    const checked = liveRequest.safeParse(JSON.parse(text));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
