import { MemoryAuditSeal } from "@novacron/control-plane/adapters/memory/memory-audit-seal";
import { MemoryAuthority } from "@novacron/control-plane/adapters/memory/memory-authority";
import { MemoryMetricStore } from "@novacron/control-plane/adapters/memory/memory-metric-store";
import {
  MemorySigningKeys,
  memorySigningDisk,
} from "@novacron/control-plane/adapters/memory/memory-signing-keys";
import { MemoryStateStore } from "@novacron/control-plane/adapters/memory/memory-state-store";
import { InlinePlanner } from "@novacron/control-plane/adapters/planner/inline-planner";
import { plainBox } from "@novacron/control-plane/adapters/seal/plain-box";
import { ControlPlaneApp } from "@novacron/control-plane/app/app";
import type { AppPorts } from "@novacron/control-plane/app/app-ports";
import type { LiveFeed } from "@novacron/control-plane/ports/live-feed";
import type { SimulatedBus } from "./bus.ts";
import { type CrashPlan, crashable } from "./crash-points.ts";
import type { Emissions } from "./emissions.ts";
import { NodeClock, SeededIds } from "./node-clock.ts";
import type { Obedience } from "./obedience.ts";
import { plainHasher, plainSecrets, refusingTunnels, silentLog } from "./plain-ports.ts";
import type { Random } from "./random.ts";
import type { Life, Scheduler } from "./scheduler.ts";
import { SimAgentLink } from "./sim-agent-link.ts";
import type { Trace } from "./trace.ts";
import { WatchedDisk } from "./watched-disk.ts";

export interface ControlParts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: Trace;
  readonly bus: SimulatedBus;
  readonly emissions: Emissions;
  readonly obedience: Obedience;
}

/** The control plane's computer: its disk outlives the process, which may die and be started again. */
export class ControlNode {
  readonly disk = new WatchedDisk();
  readonly #signingDisk = memorySigningDisk();
  readonly skew = { ms: 0 };
  readonly #parts: ControlParts;
  #life: Life = { name: "control-plane", alive: false };
  #app: ControlPlaneApp | null = null;
  #plan: CrashPlan | null = null;
  deaths = 0;

  constructor(parts: ControlParts) {
    this.#parts = parts;
  }

  /** The running application, or null while it is down. */
  get app(): ControlPlaneApp | null {
    return this.#life.alive ? this.#app : null;
  }

  /** For the invariants, which look at the stores and not at what the application remembers. */
  openStores(): { metrics: MemoryMetricStore; state: MemoryStateStore } {
    return { metrics: new MemoryMetricStore(this.disk), state: new MemoryStateStore(this.disk) };
  }

  boot(): void {
    if (this.#life.alive) return;
    const life: Life = { name: "control-plane", alive: true };
    const plan: CrashPlan = {
      countdown: null,
      afterEffect: false,
      die: (at) => this.die(at, 0),
    };
    this.#life = life;
    this.#plan = plan;
    const app = new ControlPlaneApp(this.#ports(life, plan), {
      version: "simulated",
      name: "simulation",
      bus: { url: "sim:", embedded: true },
      storeUrls: { state: "memory:", metrics: "memory:" },
      adminPassword: "simulated",
    });
    this.#app = app;
    this.#note("starts");
    app.start(new AbortController().signal).catch((error: unknown) => {
      // A disk that is full or dead at the start ends the process, as main.ts does; it is started again.
      if (life.alive) this.die(`start failed: ${String(error)}`, 2_000);
    });
  }

  /** Dies at once, as by kill -9; started again after a while. */
  die(at: string, downMs: number): void {
    if (!this.#life.alive) return;
    this.#life.alive = false;
    this.#app = null;
    this.deaths += 1;
    this.#note(`dies ${at}`);
    this.#parts.bus.disconnect("control-plane", "died", true);
    const pauseMs = downMs > 0 ? downMs : this.#parts.random.between(100, 8_000);
    this.#parts.scheduler.after(pauseMs, null, () => this.boot());
  }

  losePower(downMs: number): void {
    this.die("power lost", downMs);
    this.disk.losePower();
  }

  /** The next death: at this many port calls from now. */
  plantCrash(calls: number, afterEffect: boolean): void {
    if (this.#plan === null || !this.#life.alive) return;
    this.#plan.countdown = calls;
    this.#plan.afterEffect = afterEffect;
  }

  clearCrash(): void {
    if (this.#plan !== null) this.#plan.countdown = null;
  }

  #ports(life: Life, plan: CrashPlan): AppPorts {
    const { scheduler, random, bus, emissions, obedience } = this.#parts;
    const clock = new NodeClock(scheduler, life, this.skew);
    const signing = new MemorySigningKeys(this.#signingDisk);
    const link = new SimAgentLink({ bus, clock, emissions, obedience, signer: signing });
    return {
      clock,
      ids: new SeededIds(random.fork()),
      log: silentLog,
      state: crashable(new MemoryStateStore(this.disk), "state", life, plan),
      metrics: crashable(new MemoryMetricStore(this.disk), "metrics", life, plan),
      link: crashable(link, "link", life, plan),
      signing,
      feed: silentFeed,
      tunnels: refusingTunnels,
      hasher: plainHasher,
      secrets: plainSecrets(random.fork()),
      auditSeal: new MemoryAuditSeal(),
      sealing: plainBox,
      planner: new InlinePlanner(),
      ca: new MemoryAuthority(),
    };
  }

  #note(text: string): void {
    this.#parts.trace.note(this.#parts.scheduler.nowMs, `control-plane ${text}`);
  }
}

const silentFeed: LiveFeed = {
  machineChanged: () => {},
  hostChanged: () => {},
  operationChanged: () => {},
  planChanged: () => {},
  recorded: () => {},
  sampled: () => {},
};
