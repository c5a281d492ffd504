import type { Virtualisation } from "@novacron/protocol/domain/host";
import type { CommandId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Command } from "@novacron/protocol/messages/command";
import type { HostReport } from "@novacron/protocol/messages/report";
import { TunnelStreams } from "../commands/tunnel-streams.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { HookRunner } from "../ports/hooks.ts";
import type { HostFacts } from "../ports/host-facts.ts";
import type { FullHypervisor, HypervisorEvent, ProbePower } from "../ports/hypervisor.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { OutboxStore } from "../ports/outbox-store.ts";
import type { TunnelDialer } from "../ports/tunnel.ts";
import type { Upgrader } from "../ports/upgrader.ts";
import type { Uplink } from "../ports/uplink.ts";
import { AutostartRunner } from "./autostart-runner.ts";
import { Holders } from "./cause.ts";
import { ClockWatch } from "./clock-watch.ts";
import { type AgentTrust, Downlinks } from "./downlinks.ts";
import { HostEvents } from "./host-events.ts";
import { HypervisorView } from "./hypervisor-view.ts";
import { type AgentIdentity, capabilitiesOf, hostInventoryOf, notProbed } from "./inventory.ts";
import { JournalRunner } from "./journal-runner.ts";
import { KnownFacts } from "./known-facts.ts";
import type { AgentLimits } from "./limits.ts";
import type { MachineChange } from "./machines.ts";
import { OutboxRunner } from "./outbox-runner.ts";
import { OwnProblems } from "./own-problems.ts";
import { Reboots, rebootNote } from "./reboots.ts";
import { Reporter } from "./reporter.ts";
import { Sampler } from "./sampler.ts";
import { Watch } from "./watch.ts";

/** As many as a host report may hold machines. */
const rememberedDepartures = 20_000;

export interface AgentParts {
  readonly hypervisor: FullHypervisor;
  readonly uplink: Uplink;
  readonly outboxStore: OutboxStore;
  readonly journalStore: JournalStore;
  readonly hostFacts: HostFacts;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly limits: AgentLimits;
  readonly identity: AgentIdentity;
  readonly trust: AgentTrust;
  /** Without it consoles are not offered. */
  readonly tunnel?: TunnelDialer;
  /** Without it this host runs no hooks. */
  readonly hooks?: HookRunner;
  /** Without it this agent cannot become another version. */
  readonly upgrader?: Upgrader;
  /** Address for moves; without it all that other hosts may reach are told. */
  readonly moveAddress?: string;
  /** Without it the type of virtualisation stays unknown. */
  readonly probe?: ProbePower;
}

/**
 * The agent of one host, with everything that touches the world injected.
 *
 * It is deterministic where its ports are: it has no time, no timer, no chance and no id of its own, starts
 * no work but in answer to a port (a resolved call, an event, a timer), and each decision is made
 * synchronously by a `step` on the newest state, never across an await. So a simulation may run hundreds in
 * virtual time, and may end one at any port call, before or after its effect, by never answering it and
 * dropping its timers: a new AgentCore on the same stores must go on from there. `start` and `stop` are
 * for ordinary lives; a crash needs neither.
 */
export class AgentCore {
  readonly #parts: AgentParts;
  readonly #outbox: OutboxRunner;
  readonly #journal: JournalRunner;
  readonly #sampler: Sampler;
  readonly #events: HostEvents;
  readonly #reporter: Reporter;
  readonly #view: HypervisorView;
  readonly #watch: Watch;
  readonly #autostart: AutostartRunner;
  readonly #downlinks: Downlinks;
  readonly #streams: TunnelStreams;
  readonly #holders = new Holders();
  readonly #reboots = new Reboots();
  /** Machines that may come in, with the command that prepared for them; as many as the control plane lets. */
  readonly #incoming = new Map<MachineId, CommandId>();
  readonly #problems: OwnProblems;
  readonly #clockWatch: ClockWatch;
  readonly #facts: KnownFacts;
  readonly #stopping = new AbortController();
  #virtualisation: Virtualisation = notProbed;
  #isProbing = false;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    const { hypervisor, uplink, clock, log, limits } = parts;
    this.#streams = new TunnelStreams(limits.tunnels, log);
    this.#clockWatch = new ClockWatch(clock);
    this.#problems = new OwnProblems(
      () => this.#wallMs(),
      () => this.#reporter.changed(),
    );
    this.#watch = new Watch(hypervisor, clock, limits.goalPollMs);
    this.#view = new HypervisorView({
      hypervisor,
      clock,
      log,
      limits,
      onChange: (change) => this.#machineChanged(change),
      onMachines: () => this.#machinesKnown(),
      onUpdate: () => this.#reporter.changed(),
      onLink: (note, detail) => this.#events.note(note, detail),
    });
    this.#facts = new KnownFacts({
      ...parts,
      hooks: parts.hooks ?? null,
      everyMs: limits.inventoryMs,
      onChange: () => this.#reporter.changed(),
    });
    this.#events = this.#makeEvents();
    this.#reporter = new Reporter({
      uplink,
      clock,
      log,
      debounceMs: limits.reportDebounceMs,
      retryMs: limits.reportDebounceMs,
      unheardMs: limits.reportUnheardMs,
      session: parts.identity.session,
      make: () => this.#makeReport(),
    });
    this.#outbox = this.#makeOutbox();
    this.#journal = this.#makeJournal();
    this.#sampler = this.#makeSampler();
    this.#autostart = this.#makeAutostart();
    this.#downlinks = this.#makeDownlinks();
  }

  /** Trouble that another part of the agent has, for the host's report; a null code: it is over. */
  ownProblem(thing: string, code: string | null, text: string): void {
    if (code === null) this.#problems.clear(thing);
    else this.#problems.set(thing, code, text);
  }

  /** Resolves when it runs: stores open, listeners set, first tick under way. Rejects STORE_... */
  async start(signal: AbortSignal): Promise<void> {
    const { hypervisor, uplink, identity } = this.#parts;
    const goOn = await this.#journal.open();
    await this.#outbox.open();
    await this.#facts.read();
    this.#recallVirtualisation();
    this.#tellUndone();
    hypervisor.listen((event) => this.#hypervisorEvent(event));
    uplink.listen({
      connected: () => this.#connected(),
      disconnected: (reason) => this.#disconnected(reason),
      message: (message) => this.#downlinks.received(message),
      refused: (reason, topic) => this.#downlinks.refused(reason, topic),
    });
    this.#events.note("agent-started", `version ${identity.agentVersion}`);
    this.#autostart.start();
    await hypervisor.start(signal);
    this.#view.start();
    goOn();
    this.#sampler.start(this.#downlinks.metricsIntervalMs);
    await uplink.start(signal);
    this.#facts.start();
  }

  /** Ends in the reverse order. Machines go on running; commands under way are looked at next time. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#facts.stop();
    this.#sampler.stop();
    this.#autostart.stop();
    this.#view.stop();
    this.#events.note("agent-stopped", "");
    this.#events.stop();
    this.#reporter.stop();
    this.#downlinks.stop();
    await this.#streams.stop();
    await this.#journal.stop();
    await this.#parts.uplink.stop();
    await this.#outbox.stop();
    await this.#parts.hypervisor.stop();
  }

  /** How guests run here, as far as the probe has found out. */
  get virtualisation(): Virtualisation {
    return this.#virtualisation;
  }

  // Uplink

  #connected(): void {
    this.#parts.log.debug({}, "uplink connected");
    this.#reporter.connected();
    this.#journal.connected();
    this.#outbox.connected();
  }

  #disconnected(reason: string): void {
    this.#parts.log.warn({ reason }, "uplink lost");
    this.#outbox.disconnected();
  }

  // Hypervisor

  #hypervisorEvent(event: HypervisorEvent): void {
    if (event.type === "note") this.#machineNote(event);
    else this.#view.event(event);
  }

  #machineNote({ id, note, detail }: HypervisorEvent & { readonly type: "note" }): void {
    this.#watch.noted(id, note);
    this.#view.noted(id, note);
    const nowMs = this.#parts.clock.monotonicMs();
    if (note === rebootNote && !this.#reboots.isNews(id, this.#holders.of(id), nowMs)) return;
    const at = this.#wallMs();
    const said = { note: note.slice(0, 40), detail: detail.slice(0, 1_000) };
    this.#events.add({ type: "machine.note", at, id, ...said });
  }

  #machineChanged(change: MachineChange): void {
    const { id, name, report } = change;
    const event = change.event.slice(0, 80);
    const nowMs = this.#parts.clock.monotonicMs();
    const { cause, operation } = this.#holders.attribute(id, event, nowMs);
    const common = { at: this.#wallMs(), event, cause, operation };
    this.#events.add(
      report === null
        ? { type: "machine.gone", id, name, ...common }
        : { type: "machine.changed", machine: report, ...common },
    );
    if (report === null || report.state === "shutoff") this.#sampler.machineStopped(id);
    this.#rememberDeparture(change);
    this.#watch.changed(id, report);
    this.#reporter.changed();
  }

  /** Only what could ever be autostarted here need be remembered. */
  #rememberDeparture({ id, event, report }: MachineChange): void {
    if (report !== null && event !== "stopped/migrated") return;
    const { departed } = this.#journal.facts;
    if (departed.includes(id)) return;
    this.#journal.setFacts({ departed: [...departed, id].slice(-rememberedDepartures) });
  }

  #machinesKnown(): void {
    this.#reporter.changed();
    this.#autostart.look();
    this.#probe();
  }

  // Parts

  #makeEvents(): HostEvents {
    const { clock, limits, identity } = this.#parts;
    return new HostEvents({
      clock,
      debounceMs: limits.eventDebounceMs,
      limit: limits.pendingEvents,
      send: (at, samples, events) =>
        this.#outbox.add({
          v: 1,
          host: identity.host,
          at,
          samples: [...samples],
          events: [...events],
        }),
    });
  }

  #makeOutbox(): OutboxRunner {
    const { outboxStore, uplink, clock, log, limits } = this.#parts;
    return new OutboxRunner({
      store: outboxStore,
      uplink,
      clock,
      log,
      limits: limits.outbox,
      onDropped: (seqs, why) => {
        log.warn({ count: seqs.length, first: seqs[0], why }, "outbox: batches dropped");
        this.#events.note("outbox-dropped", `${seqs.length} from ${seqs[0]} (${why})`);
      },
      onRenewed: ({ boot, known, stored, lost }) => {
        log.error({ boot, known, stored, lost }, "outbox: an older copy, a new boot begins");
        const what = `up to batch ${stored} of boot ${boot} is stored, these files knew ${known}`;
        const next = `restored from a backup? A new boot begins, ${lost} batches are lost`;
        this.#events.note("outbox-renewed", `${what}: ${next}`);
        this.#reporter.changed();
      },
      onProblem: (code) => {
        if (code === null) log.info({}, "outbox: writing works again");
        else log.error({ code }, "outbox: batches cannot be written");
        const text = "Batches cannot be written to the outbox; the newest wait in memory";
        if (code === null) this.#problems.clear("outbox");
        else this.#problems.set("outbox", code, text);
      },
    });
  }

  #makeJournal(): JournalRunner {
    const { hypervisor, journalStore, uplink, clock, log, limits, identity, tunnel } = this.#parts;
    return new JournalRunner({
      store: journalStore,
      uplink,
      clock,
      log,
      host: identity.host,
      limits: limits.journal,
      context: {
        host: identity.host,
        hypervisor,
        watch: this.#watch,
        tunnel: tunnel ?? null,
        streams: this.#streams,
        upgrader: this.#parts.upgrader ?? null,
        hooks: this.#parts.hooks ?? null,
        log,
        goalTimeoutMs: limits.goalTimeoutMs,
      },
      generationOf: (machine) => this.#generationOf(machine),
      hypervisorReady: (signal, timeoutMs) => this.#view.ready(signal, timeoutMs),
      foreignManager: () => this.#facts.now?.foreignManager ?? null,
      onBegin: (command) => this.#hold(command),
      onEnd: (command) => this.#release(command),
      onReplayed: (command) => this.#downlinks.replayed(`command ${command.action.kind}`),
    });
  }

  #makeSampler(): Sampler {
    const { hypervisor, hostFacts, clock, log, limits } = this.#parts;
    return new Sampler({
      hypervisor,
      hostFacts,
      clock,
      log,
      limits,
      own: () => ({
        outboxBatches: this.#outbox.waiting,
        outboxDropped: this.#outbox.droppedTotal,
      }),
      emit: (at, blocks) => {
        const jumpMs = this.#clockWatch.jumpMs();
        if (jumpMs !== null) this.#events.note("clock-jump", `${jumpMs} ms`);
        this.#events.tick(at, blocks);
      },
    });
  }

  #makeAutostart(): AutostartRunner {
    const { hypervisor, clock, log, limits, identity } = this.#parts;
    return new AutostartRunner({
      hypervisor,
      clock,
      log,
      limits,
      facts: () => this.#journal.facts,
      given: () => {
        const machines = this.#view.machines();
        const facts = this.#facts.now;
        if (machines === null || facts === null || facts.foreignManager !== null) return null;
        const { kernelBootId, hostBootAt } = facts;
        const wallMs = clock.now();
        const { assignments } = this.#downlinks;
        return { host: identity.host, kernelBootId, hostBootAt, wallMs, machines, assignments };
      },
      done: (kernelBootId) => this.#journal.setFacts({ autostartDoneFor: kernelBootId }),
      note: (note, detail) => this.#events.note(note, detail),
      onBegin: ({ id }) =>
        this.#holders.begin(id, "autostart", { kind: "machine.start", operation: null }),
      onEnd: ({ id }) => this.#holders.end(id, "autostart", clock.monotonicMs()),
    });
  }

  #makeDownlinks(): Downlinks {
    const { identity, trust, clock, log, limits } = this.#parts;
    return new Downlinks({
      identity,
      trust,
      clock,
      log,
      journal: this.#journal,
      outbox: this.#outbox,
      reporter: this.#reporter,
      sampler: this.#sampler,
      problems: this.#problems,
      metricsIntervalMs: limits.metricsIntervalMs,
      note: (note, detail) => this.#events.note(note, detail),
      onAssigned: () => this.#autostart.look(),
    });
  }

  #makeReport(): Omit<HostReport, "revision"> | null {
    const { identity, hypervisor } = this.#parts;
    const { authorities } = this.#parts.trust;
    const facts = this.#facts.now;
    if (facts === null || !this.#view.isKnown) return null;
    const machines: readonly MachineReport[] | null = this.#view.machines();
    return {
      v: 1,
      host: identity.host,
      session: identity.session,
      at: this.#wallMs(),
      inventory: hostInventoryOf({
        identity,
        facts,
        hypervisor: this.#view.inventory,
        health: hypervisor.health(),
        virtualisation: this.#virtualisation,
        capabilities: capabilitiesOf(hypervisor, this.#parts),
        metricsIntervalMs: this.#downlinks.metricsIntervalMs,
        problems: this.#problems.list(),
        moveAddress: this.#parts.moveAddress ?? null,
      }),
      machines: machines === null ? null : [...machines],
      boot: this.#outbox.boot as HostReport["boot"],
      seq: this.#outbox.lastSeq,
      signingKeys: this.#downlinks.keyIds,
      ...(authorities === undefined
        ? {}
        : { authorities: { trusted: [...authorities.known()], issuer: authorities.issuer() } }),
    };
  }

  // Facts

  #generationOf(machine: MachineId): number | null {
    const report = this.#view.machine(machine)?.generation ?? null;
    const fact = this.#journal.facts.generations[machine] ?? null;
    return report === null || fact === null ? (report ?? fact) : Math.max(report, fact);
  }

  #hold({ id, operation, action }: Command): void {
    if (!("machine" in action)) return;
    this.#holders.begin(action.machine, id, { kind: action.kind, operation });
  }

  #release({ id, action }: Command): void {
    if (!("machine" in action)) return;
    // What comes in after `prepare` is its doing until the machine is adopted or the move abandoned.
    if (action.kind === "migration.prepare") {
      this.#incoming.set(action.machine, id);
      return;
    }
    const nowMs = this.#parts.clock.monotonicMs();
    this.#holders.end(action.machine, id, nowMs);
    if (action.kind !== "migration.adopt" && action.kind !== "migration.abandon") return;
    const prepared = this.#incoming.get(action.machine);
    if (prepared !== undefined) this.#holders.end(action.machine, prepared, nowMs);
    this.#incoming.delete(action.machine);
  }

  #tellUndone(): void {
    const undone = this.#parts.upgrader?.undone() ?? null;
    if (undone === null) return;
    const text = `The upgrade to ${undone.version} was undone: ${undone.why}`;
    this.#problems.set("upgrade", "UPGRADE_UNDONE", text, undone.at);
  }

  #recallVirtualisation(): void {
    const recalled = this.#journal.facts.virtualisation;
    if (recalled === undefined || recalled.kernelBootId !== this.#facts.now?.kernelBootId) return;
    const { kernelBootId: _boot, ...verdict } = recalled;
    this.#virtualisation = verdict;
  }

  #probe(): void {
    const { probe, log } = this.#parts;
    const kernelBootId = this.#facts.now?.kernelBootId;
    const isKnown = this.#virtualisation.at !== null || this.#isProbing;
    if (probe === undefined || kernelBootId === undefined || isKnown) return;
    this.#isProbing = true;
    probe.probeVirtualisation(this.#stopping.signal).then(
      (verdict) => {
        this.#virtualisation = verdict;
        this.#journal.setFacts({ virtualisation: { ...verdict, kernelBootId } });
        this.#reporter.changed();
      },
      (error: unknown) => log.warn({ error }, "virtualisation could not be probed"),
    );
  }

  #wallMs(): number {
    return Math.max(0, Math.round(this.#parts.clock.now()));
  }
}
