import type { HostId } from "@novacron/protocol/domain/ids";
import type { Operation } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import type { HostReport, HostStatus } from "@novacron/protocol/messages/report";
import type { UpMessage } from "../ports/agent-link.ts";
import type { StateTx } from "../ports/state-store.ts";
import type { AppPorts, AppSettings } from "./app-ports.ts";
import { disobedienceOf } from "./audit/disobedience.ts";
import { Outgoing } from "./bus/outgoing.ts";
import type { Touched } from "./inventory/draft.ts";
import type { Parts } from "./parts.ts";
import { backoffMs } from "./support/backoff.ts";
import { Repeating } from "./support/repeating.ts";

/** Pieces of maintenance in a row, so that a store that never finds an end cannot hold the timer for ever. */
const maintainCalls = 2_000;
const pace = {
  tickMs: 1_000,
  maintainMs: 60_000,
  sweepMs: 600_000,
  forgetMs: 5_000,
  reportRetryMs: 2_000,
} as const;
/** How far back the newest samples are looked for after a restart. */
const warmMs = 600_000;
const epochKey = "epoch";

/** Starts and stops the application and carries news from one part to the others. */
export class Lifecycle {
  readonly #ports: AppPorts;
  readonly #settings: AppSettings;
  readonly #parts: Parts;
  readonly #timers: readonly Repeating[];
  readonly #reports: Outgoing<HostId>;
  /** Newest report of a host that a store refused. */
  readonly #refusedReports = new Map<HostId, HostReport>();
  #epoch = 1;
  #startedAt = 0;
  #busSinceMs: number | null = null;
  #metricsDown: { readonly since: number; readonly problem: string } | null = null;
  #isUp = false;
  #isStopped = false;
  #firstLogin: { readonly name: string; readonly password: string } | null = null;

  constructor(ports: AppPorts, settings: AppSettings, parts: Parts) {
    this.#ports = ports;
    this.#settings = settings;
    this.#parts = parts;
    const { clock } = ports;
    this.#timers = [
      new Repeating(clock, pace.tickMs, () => this.#tick()),
      new Repeating(clock, pace.maintainMs, () => this.#maintain()),
      new Repeating(clock, pace.sweepMs, () => this.#quietly(parts.people.sweep(), "sweep")),
      new Repeating(clock, pace.forgetMs, () => this.#quietly(parts.history.step(), "forget")),
    ];
    this.#reports = new Outgoing(clock, pace.reportRetryMs, (host) => this.#retryReport(host));
    parts.committer.listen((touched, entries) => this.#committed(touched, entries));
  }

  /** What fails to start stops what was started before it. */
  async start(signal: AbortSignal): Promise<void> {
    try {
      await this.#start(signal);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #start(signal: AbortSignal): Promise<void> {
    const { state, link, clock } = this.#ports;
    const { views, fleet, assigner, facts, operations, people } = this.#parts;
    this.#startedAt = clock.now();
    await state.start(signal);
    await this.#ports.signing.start();
    await this.#load();
    await this.#parts.audit.start();
    await this.#parts.restoring.start();
    this.#firstLogin = await people.logins.ensureFirst(this.#settings.adminPassword);
    for (const machine of fleet.copies.keys()) views.machineChanged(machine);
    await this.#startMetrics(signal, 1);
    assigner.start();
    facts.start();
    this.#reports.start();
    operations.start();
    this.#parts.rollouts.start();
    for (const timer of this.#timers) timer.start();
    link.listen({
      message: (message) => this.#message(message),
      connected: () => this.#connected(),
      disconnected: (reason) => this.#disconnected(reason),
    });
    await link.start(signal);
    this.#isUp = true;
  }

  /** In reverse; what cannot be said any more is not waited for. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    const { link, metrics, state } = this.#ports;
    const { operations, ingest, assigner, facts, consoles, definitions } = this.#parts;
    this.#isUp = false;
    for (const timer of this.#timers) timer.stop();
    consoles.stop();
    definitions.stop();
    this.#parts.rollouts.stop();
    await this.#quietly(this.#ports.planner.stop(), "stop the planner");
    operations.stop();
    this.#reports.stop();
    facts.stop();
    assigner.stop();
    ingest.stop();
    await this.#quietly(this.#say("offline"), "say goodbye");
    await this.#quietly(link.stop(), "stop the bus");
    await this.#quietly(metrics.stop(), "stop the metric store");
    await this.#quietly(this.#parts.audit.stop(), "close the audit log");
    await this.#quietly(state.stop(), "stop the state store");
  }

  isUp(): boolean {
    return this.#isUp;
  }

  epoch(): number {
    return this.#epoch;
  }

  startedAt(): number {
    return this.#startedAt;
  }

  busSinceMs(): number | null {
    return this.#busSinceMs;
  }

  firstLogin(): { readonly name: string; readonly password: string } | null {
    return this.#firstLogin;
  }

  async readiness() {
    const { state, metrics, link } = this.#ports;
    const health = (store: { health(): Promise<{ state: string }> }): Promise<string> =>
      store.health().then(
        (found) => found.state,
        () => "unavailable",
      );
    const parts = {
      application: this.#isUp ? "ok" : "starting",
      state: this.#isUp ? await health(state) : "starting",
      metrics: this.#isUp ? await health(metrics) : "starting",
      bus: link.isConnected() ? "ok" : "unavailable",
    };
    return { ready: Object.values(parts).every((one) => one === "ok"), parts };
  }

  /** What is wrong with the control plane itself. */
  problems(): readonly ProblemNote[] {
    const found: ProblemNote[] = [];
    const note = (code: string, text: string, since: number | null): void => {
      found.push({ code, severity: "critical", text, since, machine: null, host: null });
    };
    const stuck = this.#metricsDown ?? this.#parts.ingest.state().stuck;
    if (stuck !== null)
      note("samples-wait", `No samples are stored: ${stuck.problem}`, stuck.since);
    const restoring = this.#parts.restoring.note();
    if (restoring !== null) found.push(restoring);
    const log = this.#parts.audit.problem();
    if (log !== null) note("audit-broken", log, this.#startedAt);
    if (this.#isUp && this.#busSinceMs === null) {
      note("bus-away", "The MQTT broker cannot be reached; nothing of the fleet is heard", null);
    }
    return found;
  }

  onReconnected(host: HostId): void {
    this.#parts.assigner.repeat(host);
    this.#parts.operations.onHostReconnected(host);
  }

  /** A host is there, late or gone: that shows on it and on all its machines. */
  onPresence(host: HostId): void {
    const { views, fleet, facts } = this.#parts;
    const { feed } = this.#ports;
    views.hostChanged(host);
    if (!fleet.hosts.has(host)) return;
    feed.hostChanged(host);
    facts.hostChanged(host);
    for (const machine of fleet.machinesByHost.get(host) ?? []) {
      feed.machineChanged(machine);
      facts.machineChanged(machine);
    }
  }

  onOperation(operation: Operation): void {
    const { views, facts } = this.#parts;
    views.machineChanged(operation.machine);
    facts.operationChanged(operation);
    if (operation.migration !== undefined) this.#moveChanged(operation);
    this.#ports.feed.operationChanged(operation.id);
    this.#ports.feed.machineChanged(operation.machine);
  }

  async #load(): Promise<void> {
    const { inventory, operations, busLogins, committer, views, turns } = this.#parts;
    const recent = await committer.runWith(async (_draft, tx) => {
      const known = await tx.getMeta(epochKey);
      this.#epoch = Math.max(Number(known ?? 1), this.#settings.leastEpoch ?? 1);
      if (known !== String(this.#epoch)) await tx.putMeta(epochKey, String(this.#epoch));
      await turns.load(tx);
      await inventory.load(tx);
      await this.#loadMoves(tx);
      await operations.load(tx);
      this.#parts.moving.moves.recall(operations.newest());
      await this.#parts.rollouts.load(tx);
      await busLogins.load(tx);
      await this.#parts.limits.load(tx);
      await this.#parts.projects.load(tx);
      await this.#parts.restoring.load(tx);
      await this.#parts.people.load(tx);
      await this.#parts.trust.load(tx);
      return tx.record({ limit: 50 });
    });
    views.recorded([...recent].reverse());
  }

  #moveChanged(operation: Operation): void {
    const { queue, moves, plans } = this.#parts.moving;
    void queue.look();
    // What is reserved there.
    if (operation.migration !== undefined) {
      this.#ports.feed.hostChanged(operation.migration.target);
    }
    void plans.maintenances.moveChanged(operation);
    void this.#quietly(moves.onEnded(operation), "start a machine whose memory was lost");
  }

  async #loadMoves(tx: StateTx): Promise<void> {
    const { queue, memory, policies, plans } = this.#parts.moving;
    await queue.load(tx);
    await policies.load(tx);
    await memory.load(tx);
    await plans.book.load(tx);
    await plans.runs.load(tx);
    await plans.maintenances.load(tx);
  }

  /** Samples wait in the agents while the metric store is away; all else works meanwhile. */
  async #startMetrics(signal: AbortSignal, tries: number): Promise<void> {
    const { metrics, log, clock } = this.#ports;
    try {
      await metrics.start(signal);
      await this.#parts.ingest.start();
      this.#metricsDown = null;
      await this.#quietly(this.#warm(), "read the newest samples");
    } catch (error) {
      if (!(error instanceof NovaError) || !error.retryable || this.#isStopped) throw error;
      this.#metricsDown ??= { since: clock.now(), problem: error.message };
      log.warn({ error }, "the metric store does not start, again in a moment");
      clock.after(backoffMs(tries, 1_000, 30_000), () => {
        if (this.#isStopped) return;
        void this.#quietly(this.#startMetrics(signal, tries + 1), "start the metric store");
      });
    }
  }

  async #warm(): Promise<void> {
    const { metrics, clock } = this.#ports;
    const { latest, views } = this.#parts;
    const since = clock.now() - warmMs;
    for (const row of await metrics.latest("host", since)) latest.warm("host", row.host, row);
    for (const row of await metrics.latest("machine", since)) {
      if (row.machine !== null) latest.warm("machine", row.machine, row);
    }
    for (const machine of this.#parts.fleet.copies.keys()) views.machineChanged(machine);
  }

  /** Never rejects: what a store refuses now is said again by the agent, or looked at by the timer. */
  #message(message: UpMessage): void | Promise<void> {
    const { inventory, ingest, trust } = this.#parts;
    if (!trust.isHeard(message.host)) return undefined;
    switch (message.topic) {
      case "hostStatus":
        return this.#quietly(this.#status(message.payload), "store a host's status");
      case "hostReport":
        return this.#report(message.payload);
      case "hostBatch":
        return ingest.offer(message.payload, message.bytes);
      case "hostCommandEvent":
        return this.#quietly(
          this.#commandEvent(message.payload).then(() => inventory.onCommandEvent(message.host)),
          "store what an agent says of a command",
        );
    }
  }

  async #commandEvent(event: CommandEvent): Promise<void> {
    const { rollouts, operations, definitions, moving } = this.#parts;
    if (definitions.onCommandEvent(event) || moving.checks.onCommandEvent(event)) return;
    if (await rollouts.onCommandEvent(event)) return;
    if (await moving.plans.maintenances.onCommandEvent(event)) return;
    await operations.onCommandEvent(event);
  }

  async #status(status: HostStatus): Promise<void> {
    await this.#parts.trust.onStatus(status);
    await this.#parts.inventory.onStatus(status);
  }

  async #report(report: HostReport): Promise<void> {
    this.#parts.signing.heard(report);
    this.#parts.authority.heard(report);
    this.#refusedReports.delete(report.host);
    try {
      await this.#parts.inventory.onReport(report);
      await this.#parts.restoring.onReport(report.host);
    } catch (error) {
      this.#ports.log.warn({ host: report.host, error }, "report not stored, again in a moment");
      this.#refusedReports.set(report.host, report);
      this.#reports.add(report.host);
    }
  }

  async #retryReport(host: HostId): Promise<void> {
    const report = this.#refusedReports.get(host);
    if (report === undefined) return;
    await this.#parts.inventory.onReport(report);
    await this.#parts.restoring.onReport(host);
    if (this.#refusedReports.get(host) === report) this.#refusedReports.delete(host);
  }

  #connected(): void {
    const { clock } = this.#ports;
    const { fleet, assigner, facts, operations } = this.#parts;
    this.#busSinceMs = clock.monotonicMs();
    void this.#quietly(this.#say("online"), "say who speaks");
    for (const host of fleet.hosts.keys()) {
      assigner.repeat(host);
      facts.hostChanged(host);
      operations.onHostReconnected(host);
    }
    // Retained facts may be lost with the broker.
    for (const machine of fleet.copies.keys()) facts.machineChanged(machine);
  }

  #disconnected(reason: string): void {
    this.#busSinceMs = null;
    this.#ports.log.warn({ reason }, "the bus is away");
  }

  #say(state: "online" | "offline"): Promise<void> {
    const { link, clock } = this.#ports;
    const { name, version } = this.#settings;
    const at = clock.now();
    return link.sendControlStatus({
      v: 1,
      epoch: this.#epoch,
      controlPlane: name,
      version,
      state,
      at,
    });
  }

  #committed(touched: Touched, entries: readonly RecordEntry[]): void {
    const { views, facts, assigner, operations, fleet } = this.#parts;
    const { feed } = this.#ports;
    for (const host of touched.hostRows) views.hostChanged(host);
    for (const machine of touched.machines) {
      views.machineChanged(machine);
      feed.machineChanged(machine);
      facts.machineChanged(machine);
      for (const host of fleet.copies.get(machine)?.keys() ?? []) assigner.changed(host);
    }
    for (const host of touched.hosts) {
      feed.hostChanged(host);
      facts.hostChanged(host);
      assigner.changed(host);
    }
    for (const entry of entries) {
      const refusal = disobedienceOf(entry);
      if (refusal !== null) this.#parts.audit.refused(refusal);
    }
    if (entries.length > 0) {
      views.recorded(entries);
      feed.recorded(entries);
      facts.recorded(entries);
    }
    operations.onObserved(touched.machines);
  }

  async #tick(): Promise<void> {
    this.#parts.assigner.tick();
    await this.#quietly(
      this.#parts.moving.moves.wakeDue(),
      "look at moves that wait for their time",
    );
    await this.#quietly(
      this.#parts.moving.moves.restartLost(),
      "start machines whose memory was lost",
    );
    await this.#parts.moving.queue.look();
    await this.#parts.moving.plans.maintenances.tick();
    await this.#quietly(this.#parts.moving.plans.advisor.tick(), "look at the placement");
    await this.#quietly(this.#parts.restoring.tick(), "look whether the restore is over");
    await this.#quietly(this.#parts.trust.tick(), "look at the certificates of hosts");
    await this.#quietly(this.#parts.inventory.tick(), "look at the hosts");
  }

  async #maintain(): Promise<void> {
    await this.#quietly(this.#maintainAll(), "maintain the metric store");
  }

  /** Each call does a bounded piece; a large fleet's quarter of an hour takes many. */
  async #maintainAll(): Promise<void> {
    const { metrics, clock } = this.#ports;
    for (let calls = 0; calls < maintainCalls; calls += 1) {
      const { rolledUp, dropped } = await metrics.maintain(clock.now());
      if (rolledUp === 0 && dropped === 0) return;
    }
  }

  async #quietly(work: Promise<unknown>, what: string): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#ports.log.warn({ error }, `could not ${what}`);
    }
  }
}
