import type { HostId } from "@novacron/protocol/domain/ids";
import { holderOf } from "@novacron/protocol/domain/may";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PlanKind } from "@novacron/protocol/http/live";
import type { Person } from "@novacron/protocol/http/session";
import type { StoredBatch } from "@novacron/protocol/messages/batch";
import type { PayloadOf, TopicName } from "@novacron/protocol/messages/topics";
import { NodeSecrets } from "../adapters/hasher/node-secrets.ts";
import { MemoryAuditSeal } from "../adapters/memory/memory-audit-seal.ts";
import { MemoryAuthority } from "../adapters/memory/memory-authority.ts";
import { MemoryDisk } from "../adapters/memory/memory-disk.ts";
import { MemoryMetricStore } from "../adapters/memory/memory-metric-store.ts";
import { MemorySigningKeys } from "../adapters/memory/memory-signing-keys.ts";
import { MemoryStateStore } from "../adapters/memory/memory-state-store.ts";
import { InlinePlanner } from "../adapters/planner/inline-planner.ts";
import { plainBox } from "../adapters/seal/plain-box.ts";
import type { AccessSettings } from "../app/access/access-model.ts";
import type { SessionLimits } from "../app/access/access-ports.ts";
import { ControlPlaneApp } from "../app/app.ts";
import type { AppPorts } from "../app/app-ports.ts";
import type { HistoryRetention } from "../app/record/history-retention.ts";
import type { TrustSettings } from "../app/trust/trust-ports.ts";
import type { AgentLink, AgentLinkListener, UpMessage } from "../ports/agent-link.ts";
import type { RotatingAuthority } from "../ports/certificate-authority.ts";
import type { LiveFeed } from "../ports/live-feed.ts";
import type { LoginProvider } from "../ports/login-provider.ts";
import type { TunnelHub, TunnelStream } from "../ports/tunnel-hub.ts";
import { CountingIds, settled, VirtualClock } from "./virtual-clock.ts";

export interface Sent {
  readonly topic: TopicName;
  readonly host: HostId | null;
  readonly payload: unknown;
}

/** The bus as a list of what was sent; a test is the agents. */
export class TestLink implements AgentLink {
  readonly sent: Sent[] = [];
  #listener: AgentLinkListener | null = null;
  #isConnected = false;

  listen(listener: AgentLinkListener): void {
    this.#listener = listener;
  }

  async start(): Promise<void> {
    this.connect();
  }

  async stop(): Promise<void> {
    this.#isConnected = false;
  }

  connect(): void {
    this.#isConnected = true;
    this.#listener?.connected();
  }

  cut(): void {
    this.#isConnected = false;
    this.#listener?.disconnected("cut by the test");
  }

  isConnected(): boolean {
    return this.#isConnected;
  }

  async deliver<T extends UpMessage["topic"]>(
    topic: T,
    payload: PayloadOf<T> & { readonly host: HostId },
  ): Promise<void> {
    const message = { topic, host: payload.host, payload, bytes: JSON.stringify(payload).length };
    await this.#listener?.message(message as unknown as UpMessage);
  }

  async send(topic: TopicName, host: HostId, payload: unknown): Promise<void> {
    this.#keep({ topic, host, payload });
  }

  async sendControlStatus(payload: PayloadOf<"controlStatus">): Promise<void> {
    this.#keep({ topic: "controlStatus", host: null, payload });
  }

  async sendFact(topic: TopicName, _params: object, payload: unknown): Promise<void> {
    this.#keep({ topic, host: null, payload });
  }

  async disconnectLogin(): Promise<void> {}

  readonly cutHosts: HostId[] = [];

  async disconnectHost(host: HostId): Promise<void> {
    this.cutHosts.push(host);
  }

  refusals(): readonly [] {
    return [];
  }

  clients(): number | null {
    return null;
  }

  of<T extends TopicName>(topic: T): readonly PayloadOf<T>[] {
    return this.sent.filter((one) => one.topic === topic).map((one) => one.payload as PayloadOf<T>);
  }

  #keep(sent: Sent): void {
    if (!this.#isConnected) throw new NovaError("BUS_UNAVAILABLE", `send ${sent.topic}`);
    this.sent.push(structuredClone(sent));
  }
}

export class TestFeed implements LiveFeed {
  readonly batches: StoredBatch[] = [];
  readonly sentences: string[] = [];
  readonly plans: PlanKind[] = [];
  machineChanged(): void {}
  hostChanged(): void {}
  operationChanged(): void {}
  planChanged(kind: PlanKind): void {
    this.plans.push(kind);
  }
  recorded(entries: readonly { readonly sentence: string }[]): void {
    this.sentences.push(...entries.map((entry) => entry.sentence));
  }
  sampled(batch: StoredBatch): void {
    this.batches.push(batch);
  }
}

/** Tunnels that the test dials. */
export class TestTunnels implements TunnelHub {
  readonly #waiting = new Map<string, (stream: TunnelStream) => void>();

  expect(ticket: { readonly id: string }, signal: AbortSignal): Promise<TunnelStream> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(ticket.id, resolve);
      signal.addEventListener("abort", () => reject(new NovaError("TICKET_REFUSED", "wait")));
    });
  }

  dial(id: string, stream: TunnelStream): void {
    this.#waiting.get(id)?.(stream);
  }

  closeHost(): void {}

  open(): number {
    return 0;
  }
}

/** While `alive`, a process; afterwards its calls do nothing and never answer. */
export interface Life {
  alive: boolean;
}

/** A port of a process that may die in the middle of a call. */
function mortal<T extends object>(port: T, life: Life): T {
  const never = new Promise<never>(() => {});
  return new Proxy(port, {
    get(target, key): unknown {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        if (!life.alive) return never;
        const result: unknown = value.apply(target, args);
        if (!(result instanceof Promise)) return result;
        return result.then(
          (done) => (life.alive ? done : never),
          (error) => (life.alive ? Promise.reject(error) : never),
        );
      };
    },
  });
}

/** Trouble of one port alone. */
export interface Faults {
  /** The metric store does not start. */
  metricsDown: boolean;
}

class StubbornMetricStore extends MemoryMetricStore {
  readonly #faults: Faults;

  constructor(disk: MemoryDisk, faults: Faults) {
    super(disk);
    this.#faults = faults;
  }

  override async start(signal: AbortSignal): Promise<void> {
    if (this.#faults.metricsDown)
      throw new NovaError("STORE_UNAVAILABLE", "start the metric store");
    await super.start(signal);
  }
}

export interface TestControl {
  readonly faults: Faults;
  readonly life: Life;
  readonly app: ControlPlaneApp;
  readonly clock: VirtualClock;
  readonly link: TestLink;
  readonly feed: TestFeed;
  readonly tunnels: TestTunnels;
  readonly disk: MemoryDisk;
}

/** A control plane on a memory disk, started. A second one on the same disk is a restart. */
export async function startControl(
  given: {
    readonly disk?: MemoryDisk;
    readonly clock?: VirtualClock;
    readonly metricsDown?: boolean;
    readonly openOperations?: number;
    readonly history?: HistoryRetention;
    readonly leastEpoch?: number;
    readonly trust?: TrustSettings;
    readonly ca?: RotatingAuthority;
    readonly loginProvider?: LoginProvider;
    readonly access?: AccessSettings;
    readonly sessionLimits?: SessionLimits;
  } = {},
): Promise<TestControl> {
  const disk = given.disk ?? new MemoryDisk();
  const clock = given.clock ?? new VirtualClock();
  const link = new TestLink();
  const feed = new TestFeed();
  const tunnels = new TestTunnels();
  const life = { alive: true };
  const faults = { metricsDown: given.metricsDown === true };
  const parts = { faults, life, disk, clock, link, feed, tunnels };
  const app = new ControlPlaneApp(
    {
      ...testPorts(parts),
      loginProvider: given.loginProvider,
      ...(given.ca === undefined ? {} : { ca: given.ca }),
    },
    {
      ...testSettings,
      ...(given.openOperations === undefined ? {} : { openOperations: given.openOperations }),
      ...(given.history === undefined ? {} : { history: given.history }),
      ...(given.leastEpoch === undefined ? {} : { leastEpoch: given.leastEpoch }),
      ...(given.trust === undefined ? {} : { trust: given.trust }),
      ...(given.access === undefined ? {} : { access: given.access }),
      ...(given.sessionLimits === undefined ? {} : { sessionLimits: given.sessionLimits }),
    },
  );
  await Promise.race([app.start(new AbortController().signal), settled()]);
  await settled();
  return { faults, life, app, clock, link, feed, tunnels, disk };
}

export const testSettings = {
  version: "test",
  name: "test",
  bus: { url: "mqtt://test", embedded: true },
  storeUrls: { state: "memory:", metrics: "memory:" },
  adminPassword: "correct horse battery",
} as const;

function testPorts(parts: Omit<TestControl, "app">): AppPorts {
  let secrets = 0;
  const quiet = (): void => {};
  return {
    clock: parts.clock,
    ids: new CountingIds(),
    log: { debug: quiet, info: quiet, notice: quiet, warn: quiet, error: quiet },
    state: mortal(new MemoryStateStore(parts.disk), parts.life),
    metrics: mortal(new StubbornMetricStore(parts.disk, parts.faults), parts.life),
    link: mortal(parts.link, parts.life),
    feed: parts.feed,
    tunnels: parts.tunnels,
    hasher: {
      hash: async (password) => `hash of ${password}`,
      verify: async (hash, password) => hash === `hash of ${password}`,
    },
    auditSeal: new MemoryAuditSeal(),
    sealing: plainBox,
    planner: new InlinePlanner(),
    ca: new MemoryAuthority(),
    signing: new MemorySigningKeys(),
    secrets: {
      make: () => {
        secrets += 1;
        return `secret${secrets}`.padEnd(43, "x");
      },
      bytes: (count) => {
        secrets += 1;
        return Uint8Array.from({ length: count }, (_, index) => (secrets * 31 + index * 7) & 255);
      },
      hmacSha1: (key, message) => new NodeSecrets().hmacSha1(key, message),
      digest: (secret) => `digest of ${secret}`,
      same: (one, other) => one === other,
    },
  };
}

export const anna: Person = {
  id: "eeeeeeee-0000-4000-8000-000000000001" as Person["id"],
  name: "anna",
  role: "operator",
  via: "session",
  token: null,
  tokenExpiresAt: null,
  source: "local",
  secondFactor: false,
  ...holderOf("operator"),
};
