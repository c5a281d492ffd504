import type { Holder } from "@novacron/protocol/domain/may";
import type { LiveRequest } from "@novacron/protocol/http/live";
import type { WebSocket } from "ws";
import type { LiveLimits } from "./limits.ts";
import {
  type Changes,
  isEmpty,
  type LiveKind,
  type LiveSeen,
  liveKinds,
  noChanges,
} from "./live-views.ts";
import type { RowCache } from "./row-cache.ts";

export interface LiveLogin {
  readonly personId: string;
  /** As the person stands now; another object when something changed. */
  readonly person: () => Holder;
  /** Whether the session or token still stands. */
  readonly stands: () => Promise<boolean>;
}

const nothingWatched: LiveRequest = {
  type: "watch",
  machines: "none",
  hosts: false,
  operations: false,
  record: false,
  plans: false,
  samples: [],
};

/** One open feed: what it watches, what waits for it, what was merged or skipped. */
export class LiveClient {
  readonly login: LiveLogin;
  readonly #seenBy: (who: Holder) => LiveSeen;
  #who: Holder;
  #seen: LiveSeen;
  #sightKey: string;
  readonly #socket: WebSocket;
  readonly #limits: LiveLimits;
  watch: LiveRequest = nothingWatched;
  #waiting = noChanges();
  #records: string[] = [];
  #conflated = 0;
  #skipped = 0;
  #requests = 0;
  #stuckSinceMs: number | null = null;
  #answered = true;

  constructor(
    socket: WebSocket,
    login: LiveLogin,
    more: { readonly limits: LiveLimits; readonly seenBy: (who: Holder) => LiveSeen },
  ) {
    this.#socket = socket;
    this.login = login;
    this.#limits = more.limits;
    this.#seenBy = more.seenBy;
    this.#who = login.person();
    this.#seen = more.seenBy(this.#who);
    this.#sightKey = keyOf(this.#who);
  }

  /** What its person may see now. */
  seen(): LiveSeen {
    const who = this.login.person();
    if (who !== this.#who) {
      this.#who = who;
      this.#seen = this.#seenBy(who);
      this.#sightKey = keyOf(who);
    }
    return this.#seen;
  }

  /** The same for all who see the same. */
  sightKey(): string {
    this.seen();
    return this.#sightKey;
  }

  /** False where it asks too often. */
  countRequest(): boolean {
    this.#requests += 1;
    return this.#requests <= this.#limits.requestsPerBeat;
  }

  answered(): void {
    this.#answered = true;
  }

  hasWaiting(): boolean {
    return this.#records.length > 0 || !isEmpty(this.#waiting);
  }

  /** Sends what changed, together with what waited; keeps only the ids where the client is slow. */
  flush(changes: Changes, cache: RowCache): void {
    if (this.#isSlow()) {
      this.#keep(changes);
      return;
    }
    for (const kind of liveKinds) {
      if (!this.#wants(kind)) continue;
      const message = cache.message(kind, this.#merged(kind, changes));
      if (message !== null) this.#socket.send(message);
    }
    this.#waiting = noChanges();
    for (const text of this.#records.splice(0)) this.#socket.send(text);
  }

  record(text: string): void {
    if (!this.watch.record) return;
    if (this.#isSlow()) {
      if (this.#records.length >= this.#limits.recordsWaiting) this.#skipped += 1;
      else this.#records.push(text);
    } else this.#socket.send(text);
  }

  /** A sample is for the chart of this moment: a slow client asks the range again instead. */
  sample(text: string): void {
    if (this.#isSlow()) this.#skipped += 1;
    else this.#socket.send(text);
  }

  hello(text: string): void {
    this.#socket.send(text);
  }

  /** Returns false where the client takes nothing any more. */
  beat(atMs: number, newestSampleAt: number | null): boolean {
    this.#requests = 0;
    if (!this.#answered || this.#isStuck(atMs)) return false;
    this.#answered = false;
    this.#socket.ping();
    const conflated = this.#conflated;
    const skipped = this.#skipped;
    this.#socket.send(
      JSON.stringify({ type: "beat", at: atMs, newestSampleAt, conflated, skipped }),
    );
    return true;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #isSlow(): boolean {
    return this.#socket.bufferedAmount > this.#limits.highWaterBytes;
  }

  #isStuck(atMs: number): boolean {
    if (!this.#isSlow()) this.#stuckSinceMs = null;
    else this.#stuckSinceMs ??= atMs;
    return this.#stuckSinceMs !== null && atMs - this.#stuckSinceMs > this.#limits.stuckMs;
  }

  /** The same set object for all clients that have nothing of their own waiting. */
  #merged(kind: LiveKind, changes: Changes): Set<string> {
    const own = this.#waiting[kind];
    return own.size === 0 ? changes[kind] : new Set([...own, ...changes[kind]]);
  }

  #keep(changes: Changes): void {
    for (const kind of liveKinds) {
      if (!this.#wants(kind)) continue;
      const own = this.#waiting[kind];
      for (const id of changes[kind]) {
        if (own.has(id)) this.#conflated += 1;
        else own.add(id);
      }
    }
  }

  #wants(kind: LiveKind): boolean {
    if (kind === "machines") return this.watch.machines !== "none";
    if (kind === "figures") return this.watch.machines === "figures";
    return this.watch[kind];
  }
}

function keyOf({ grants, limits, duties }: Holder): string {
  return JSON.stringify([
    grants.map(({ permissions, scope }) => [permissions, scope]),
    limits,
    duties,
  ]);
}
