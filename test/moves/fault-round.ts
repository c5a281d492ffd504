import { join } from "node:path";
import { readGateRecord } from "@novacron/agent/libvirt/gate/process/gate-record";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { hasEnded } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { OperationView } from "@novacron/protocol/http/operations";
import { ask, ended, type Wish } from "../framework/operations.ts";
import type { StackHost } from "../framework/stack-host.ts";
import type { MoveFault, Scene } from "./move-faults.ts";
import type { MoveSite, SiteGuest, Storage } from "./move-site.ts";
import { copyOn, domainRunning, remainsOn, rowsOf } from "./remains.ts";

export interface RoundPlan {
  readonly name: string;
  readonly storage: Storage;
  readonly faults: readonly MoveFault[];
}

export interface RoundResult {
  /** Sentences; none is the aim. */
  readonly findings: readonly string[];
  /** How the move ended, as the API tells it. */
  readonly outcome: string;
  /** Faults whose moment came. */
  readonly struck: number;
  /** Faults that struck while the step was under way that they were meant for. */
  readonly hit: number;
}

/** The slowest pace that may be asked for: the middle of the move is long enough to be hit. */
const slow: MigrationOptions = { bandwidthBytesPerSecond: 1_048_576 };
const lookEveryMs = 4;
const endsWithinMs = 400_000;
const healsAfterMs = 60_000;
const settlesWithinMs = 90_000;

interface Struck {
  readonly fault: MoveFault;
  readonly at: number;
  readonly wallMs: number;
  healed: boolean;
}

/** Moves one machine once while parts break, mends them, and looks at what is left on both hosts. */
export class FaultRound {
  readonly #site: MoveSite;
  readonly #plan: RoundPlan;
  readonly #source: StackHost;
  readonly #target: StackHost;
  #operation: OperationView | null = null;
  #refused: NovaError | null = null;
  readonly #struck: Struck[] = [];

  constructor(site: MoveSite, plan: RoundPlan) {
    this.#site = site;
    this.#plan = plan;
    [this.#source, this.#target] = site.hosts;
  }

  async run(): Promise<RoundResult> {
    const { storage, name, faults } = this.#plan;
    const cpuModel = faults.find((fault) => fault.cpuModel !== undefined)?.cpuModel;
    const options = cpuModel === undefined ? { storage } : { storage, cpuModel };
    const guest = await this.#site.guest(this.#source, name, options);
    const findings: string[] = [];
    try {
      for (const fault of faults) await fault.prepare?.(this.#scene(guest));
      for (const fault of faults.filter(({ at }) => at === "before"))
        await this.#strike(fault, guest);
      await this.#ready();
      await this.#ask(guest);
      findings.push(...(await this.#throughFaults(guest)));
      findings.push(...(await this.#settled(guest)));
      if (findings.length === 0) findings.push(...(await this.#powers(guest)));
    } finally {
      await this.#healAll(guest);
    }
    if (findings.length === 0) await this.#site.forget(guest);
    return { findings, outcome: this.#outcome, struck: this.#struck.length, hit: this.#hits() };
  }

  get #outcome(): string {
    if (this.#refused !== null) return `refused: ${JSON.stringify(this.#refused.details)}`;
    const { state, problem, migration } = this.#operation ?? {};
    return `${state} ${migration?.outcome} undo ${migration?.undo} ${problem?.code ?? ""} ${problem?.message ?? ""}`.trim();
  }

  #scene(guest: SiteGuest): Scene {
    const { stack } = this.#site;
    const [source, target] = [this.#source, this.#target];
    return { stack, source, target, guest, operation: this.#operation };
  }

  async #strike(fault: MoveFault, guest: SiteGuest): Promise<void> {
    const struck = { fault, at: performance.now(), wallMs: Date.now(), healed: false };
    this.#struck.push(struck);
    await fault.strike(this.#scene(guest));
    if (fault.heals === "at once") await this.#heal(struck, guest);
  }

  async #heal(struck: Struck, guest: SiteGuest): Promise<void> {
    if (struck.healed) return;
    struck.healed = true;
    await struck.fault.heal(this.#scene(guest));
  }

  async #healAll(guest: SiteGuest): Promise<void> {
    for (const struck of this.#struck) await this.#heal(struck, guest);
  }

  /** What was broken beforehand does not keep the hosts away: the move itself has to meet it. */
  async #ready(): Promise<void> {
    const { stack } = this.#site;
    await stack.until("hosts are connected", async () => (await this.#away()).length === 0, 60_000);
  }

  async #away(): Promise<string[]> {
    const { items } = await this.#site.stack.api.call("listHosts");
    return items
      .filter(
        ({ state, inventory: { libvirt } }) => state !== "online" || libvirt.state !== "connected",
      )
      .map(({ name }) => name);
  }

  /** A refusal with its reason is one way to end. */
  async #ask({ machine }: SiteGuest): Promise<void> {
    const { stack } = this.#site;
    const params = { migration: { target: this.#target.id, ...slow } };
    try {
      this.#operation = await ask(stack, { kind: "machine.migrate", machine, params });
    } catch (error) {
      if (!(error instanceof NovaError)) throw error;
      this.#refused = error;
    }
  }

  async #look(): Promise<void> {
    if (this.#operation === null) return;
    const params = { operation: this.#operation.id };
    try {
      this.#operation = await this.#site.stack.api.call("showOperation", { params });
    } catch {
      // The control plane is down for a moment: what was seen last stands.
    }
  }

  async #throughFaults(guest: SiteGuest): Promise<string[]> {
    const waiting = this.#plan.faults.filter(({ at }) => at !== "before");
    const untilMs = performance.now() + endsWithinMs;
    while (this.#operation !== null && !hasEnded(this.#operation.state)) {
      const due = waiting.filter((fault) => this.#isDue(fault, guest));
      for (const fault of due) {
        waiting.splice(waiting.indexOf(fault), 1);
        await this.#strike(fault, guest);
      }
      for (const struck of this.#struck) {
        if (performance.now() - struck.at > healsAfterMs) await this.#heal(struck, guest);
      }
      if (performance.now() > untilMs) return [`the move did not end within ${endsWithinMs} ms`];
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      await this.#look();
    }
    const stale = await this.#stale(guest);
    await this.#healAll(guest);
    return stale;
  }

  /** Whoever looks right after a move that was undone, or asks for the next one, meets nothing of it. */
  async #stale({ machine }: SiteGuest): Promise<string[]> {
    const { api } = this.#site.stack;
    if (this.#operation?.migration?.undo !== "done") return [];
    try {
      // A host that is away is shown as it was last heard of.
      if ((await this.#away()).length > 0) return [];
      const { conflict, report } = await api.call("showMachine", { params: { machine } });
      const found = conflict ? ["two copies are shown after the end of the move"] : [];
      return report.job === null
        ? found
        : [...found, `the job ${report.job} is shown after the end`];
    } catch {
      return [];
    }
  }

  #isDue({ at, due }: MoveFault, guest: SiteGuest): boolean {
    if (this.#operation === null || due?.(this.#scene(guest)) === false) return false;
    if (at === "switch") return this.#isSwitching(guest);
    const { steps } = this.#operation;
    const place = steps.findIndex(({ name }) => name === at);
    const now = steps.findIndex(({ state }) => state === "waiting" || state === "running");
    return place >= 0 && now >= place;
  }

  #isSwitching({ machine }: SiteGuest): boolean {
    const gates = join(this.#source.lab.record.dir, "agent/gates");
    return readGateRecord(join(gates, `${machine.slice(0, 13)}-s`))?.finish === "hanging";
  }

  #hits(): number {
    const steps = this.#operation?.steps ?? [];
    return this.#struck.filter(({ fault: { at }, wallMs }) => {
      if (at === "before") return true;
      const name = at === "switch" ? "perform" : at;
      return steps.some(
        (one) =>
          one.name === name &&
          (one.startedAt ?? wallMs) <= wallMs + lookEveryMs &&
          (one.endedAt ?? wallMs) >= wallMs,
      );
    }).length;
  }

  /** Once all is mended nothing may be owed for long, and both hosts show one machine and nothing else. */
  async #settled(guest: SiteGuest): Promise<string[]> {
    const { stack } = this.#site;
    let findings: string[] = ["nothing was seen"];
    const isQuiet = async () => {
      await this.#look();
      findings = await this.#findings(guest).catch((error: Error) => [`cannot look: ${error}`]);
      return findings.length === 0;
    };
    await stack.until("nothing is left", isQuiet, settlesWithinMs).catch(() => undefined);
    return findings;
  }

  async #findings(guest: SiteGuest): Promise<string[]> {
    const { stack } = this.#site;
    const away = await this.#away();
    if (away.length > 0) return [`not back yet: ${away.join(", ")}`];
    const found = [...this.#ending(), ...rowsOf(stack.plane.data, guest.machine)];
    const owner = this.#isMoved ? this.#target : this.#source;
    const running: string[] = [];
    const states: string[] = [];
    for (const host of this.#site.hosts) {
      const copy = await copyOn(host.lab, guest.machine);
      if (copy?.state === domainRunning && host.qemuPids().has(guest.name)) running.push(host.id);
      if (copy !== null) states.push(`${host.lab.name} ${copy.state} for reason ${copy.reason}`);
      found.push(...(await remainsOn(host, guest, host === owner)));
    }
    const mayBeOff = this.#plan.faults.some(({ stops }) => stops === true);
    const isRight =
      running.length === 1 ? running[0] === owner.id : running.length === 0 && mayBeOff;
    if (!isRight) found.push(`it runs on ${running.length} hosts (${states.join(", ")})`);
    const view = await stack.api.call("showMachine", { params: { machine: guest.machine } });
    if (view.host !== owner.id) found.push("the control plane shows it on the other host");
    const wanted = running.length === 1 ? "running" : "shutoff";
    if (view.state !== wanted) found.push(`the control plane shows it ${view.state}`);
    return found;
  }

  get #isMoved(): boolean {
    const outcome = this.#operation?.migration?.outcome;
    return outcome === "moved" || outcome === "moved-source-unconfirmed";
  }

  /** The move has ended for a reason that it tells, and nothing of it is owed. */
  #ending(): string[] {
    const found: string[] = [];
    if (this.#refused !== null) {
      return this.#refused.next === "" ? ["the refusal has no next step"] : [];
    }
    const { state, problem, migration } = this.#operation ?? {};
    if (state === undefined || !hasEnded(state)) found.push(`the move is still ${state}`);
    if (migration?.outcome === "unclear") found.push("it is unclear where the machine is");
    if (migration?.undo === "owed" || migration?.undo === "under-way") {
      found.push(`its undo is ${migration.undo}`);
    }
    if (state !== "succeeded" && (problem?.code === undefined || problem.next === "")) {
      found.push(`it ended ${state} without a reason and a next step`);
    }
    return found;
  }

  /** Nothing holds the machine: its owner's agent acts on it as on any other. */
  async #powers({ machine, name }: SiteGuest): Promise<string[]> {
    const { stack } = this.#site;
    const { state } = await stack.api.call("showMachine", { params: { machine } });
    const wishes = state === "running" ? (["pause", "resume"] as const) : (["start"] as const);
    for (const wish of wishes) {
      const why = await this.#obeys({ kind: `machine.${wish}`, machine });
      if (why !== null) return [`${wish} of ${name} afterwards: ${why}`];
    }
    return [];
  }

  /** Asked again while its agent has yet to reach a libvirtd that was started just now; null once it is done. */
  async #obeys(wish: Wish): Promise<string | null> {
    const { stack } = this.#site;
    let why = "";
    const isDone = async () => {
      try {
        const { state, problem } = await ended(stack, (await ask(stack, wish)).id);
        why = `${state}: ${problem?.message}`;
        return state === "succeeded" || (problem?.code !== "LIBVIRT_UNAVAILABLE" && "failed");
      } catch (error) {
        why = error instanceof NovaError ? `${error.message} ${JSON.stringify(error.details)}` : "";
        return false;
      }
    };
    const done = await stack.until(`${wish.kind} is done`, isDone).catch(() => false);
    return done === true ? null : why;
  }
}
