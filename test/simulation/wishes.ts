import type { SimMachine } from "@novacron/agent/sim/sim-machine";
import type { ControlPlaneApp } from "@novacron/control-plane/app/app";
import { type MachineId, type OperationId, userId } from "@novacron/protocol/domain/ids";
import { holderOf } from "@novacron/protocol/domain/may";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import type { OperationKind, OperationParams } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import type { AgentNode } from "./agent-node.ts";
import { wallStartMs } from "./node-clock.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** One operation that somebody asked for, as the one who asked knows it. */
export interface Wish {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly machine: string;
  readonly params: OperationParams;
  /** The control plane answered 202 at least once: from then on the operation must end. */
  accepted: boolean;
  /** Refused when it was asked: but for what stays unanswered it must never be acted on. */
  refused: boolean;
  /** Times it was asked without an answer, as where the control plane died over it: it may have been heard. */
  unanswered: number;
}

const kinds: readonly OperationKind[] = [
  "machine.start",
  "machine.start",
  "machine.shutdown",
  "machine.reboot",
  "machine.reboot",
  "machine.force-off",
  "machine.pause",
  "machine.resume",
  "machine.autostart",
];

/** In fleets in which machines move most of what is asked are moves. */
const movingKinds: readonly OperationKind[] = [
  ...Array.from({ length: 8 }, () => "machine.migrate" as const),
  "machine.start",
  "machine.start",
  "machine.shutdown",
  "machine.force-off",
  "machine.pause",
  "machine.resume",
];

const timesMs = [5_000, 20_000, 60_000, 120_000];

const anna: Person = {
  id: userId.parse("00000000-0000-4000-8000-00000000a11a"),
  name: "anna",
  role: "operator",
  source: "local",
  secondFactor: false,
  ...holderOf("operator"),
  via: "token",
  token: null,
  tokenExpiresAt: null,
};

/** Machines may all have moved away. */
const hasMachines = (agent: AgentNode): boolean => agent.hypervisor.power.all().length > 0;

/** People who ask, ask again, cancel; guests and virsh that change things behind everybody's back. */
export class Wishes {
  readonly all: Wish[] = [];
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  next(): void {
    const random = this.#random;
    if (random.chance(0.25)) return this.#outside(random.pick(this.#world.agents));
    const { moves } = this.#world.plan;
    if (!moves && random.chance(0.06)) return this.#copy();
    const earlier = this.all.at(-1 - random.between(0, 3));
    if (earlier !== undefined && random.chance(0.2)) return this.#ask(earlier, 1);
    if (earlier !== undefined && random.chance(0.12)) return this.#cancel(earlier);
    if (moves && earlier !== undefined && random.chance(0.1)) return this.#adjust(earlier);
    const agent = random.pick(this.#world.agents.filter(hasMachines));
    const machine = random.pick(agent.hypervisor.power.all());
    const kind = random.pick(moves ? movingKinds : kinds);
    const id = random.uuid() as OperationId;
    const wish: Wish = {
      id,
      kind,
      machine: machine.spec.id,
      params: this.#paramsOf(kind, agent, id),
      accepted: false,
      refused: false,
      unanswered: 0,
    };
    this.all.push(wish);
    this.#ask(wish, 5);
  }

  #paramsOf(kind: OperationKind, at: AgentNode, id: OperationId): OperationParams {
    const random = this.#random;
    if (kind === "machine.autostart") return { enabled: true };
    if (kind !== "machine.migrate") return {};
    const others = this.#world.agents.filter((one) => one !== at);
    const target = random.pick(random.chance(0.9) ? others : this.#world.agents).host;
    const migration: MigrationOptions = {
      target,
      ...(target === at.host && { disks: [{ target: "vda", pool: "fast" }] }),
      giveUpAfterMs: random.pick([10_000, 30_000, 60_000]),
      ...(random.chance(0.3) && { autoConverge: true }),
      ...(random.chance(0.15) && { postCopy: true }),
      ...(random.chance(0.3) && {
        bandwidthBytesPerSecond: random.pick([40_000_000, 200_000_000, 1_000_000_000]),
      }),
      ...(random.chance(0.2) && { maxPauseMs: random.pick([50, 300, 2_000]) }),
      ...this.#timeOf(id),
    };
    return { migration };
  }

  /** One of eight moves waits for a time; its id says which, so that no seed draws otherwise for it. */
  #timeOf(id: OperationId): Pick<MigrationOptions, "notBefore"> {
    const [first = 0, second = 0] = [...id].map((digit) => Number.parseInt(digit, 16));
    if (first > 1) return {};
    const { scheduler, control } = this.#world;
    const afterMs = timesMs[second % timesMs.length] ?? 0;
    return { notBefore: Math.round(wallStartMs + scheduler.nowMs + control.skew.ms + afterMs) };
  }

  /** A guest reboots by itself; each time has a mark by which the record can be searched. */
  guestReboots(): void {
    const { power } = this.#random.pick(this.#world.agents.filter(hasMachines)).hypervisor;
    const machine = this.#random.pick(power.all());
    if (machine.isAlive) power.note(machine, "guest-reboot", `boot ${this.#random.uuid()}`);
  }

  /** Asks as a client does: where no answer comes, again, with the same id. */
  #ask(wish: Wish, tries: number): void {
    const { app } = this.#world.control;
    const again = (): void => {
      if (tries > 1) this.#world.scheduler.after(3_000, null, () => this.#ask(wish, tries - 1));
    };
    if (app === null) return again();
    let answered = false;
    wish.unanswered += 1;
    const body = {
      id: wish.id,
      kind: wish.kind,
      machine: wish.machine as never,
      params: wish.params,
    };
    // Who is to have rights at another time needs an account.
    const by = wish.params.migration?.notBefore === undefined ? anna : { ...anna, name: "admin" };
    this.#allowed(app, wish)
      .then(() => app.requestOperation(by, body))
      .then(
        () => {
          answered = true;
          wish.unanswered -= 1;
          wish.accepted = true;
          this.#note(`accepted ${wish.id} ${wish.kind}`);
        },
        (error: unknown) => {
          answered = true;
          wish.unanswered -= 1;
          const code = error instanceof NovaError ? error.code : String(error);
          this.#note(`refused ${wish.id} ${wish.kind} ${code}`);
          if (code === "NOT_READY" || code === "STORE_UNAVAILABLE" || code === "DISK_FULL") again();
          else wish.refused = true;
        },
      );
    // A client that gets no answer does not know whether it was heard.
    this.#world.scheduler.after(2_500, null, () => {
      if (!answered) again();
    });
  }

  /** Post-copy needs the word of the machine's policy. */
  async #allowed(app: ControlPlaneApp, { machine, params }: Wish): Promise<void> {
    if (params.migration?.postCopy !== true) return;
    await app.moves.setPolicy(anna, machine as MachineId, { postCopy: true });
  }

  #adjust(wish: Wish): void {
    const random = this.#random;
    const change = random.pick([
      { maxPauseMs: 3_000 },
      { bandwidthBytesPerSecond: 1_000_000_000 },
      { postCopy: true as const },
    ]);
    this.#world.control.app?.moves.adjust(anna, wish.id, change).catch(() => undefined);
  }

  #cancel(wish: Wish): void {
    this.#world.control.app?.cancelOperation(anna, wish.id).catch(() => undefined);
  }

  /** Somebody copies a definition to another host; later a person says which one is the true machine. */
  #copy(): void {
    const random = this.#random;
    const [from, to] = [random.pick(this.#world.agents), random.pick(this.#world.agents)];
    const asked = from.hypervisor.power
      .all()
      .find(({ spec }) => spec.id === this.all.at(-1)?.machine);
    const machine = asked ?? random.pick(from.hypervisor.power.all());
    if (from === to || to.has(machine.spec.id)) return;
    const { mark: _mark, ...spec } = machine.spec;
    to.hypervisor.define({ ...spec, state: "shutoff", autostart: "off" });
    this.#note(`copied ${machine.spec.name} to ${to.name}`);
    const choose = (tries: number): void => {
      const again = (): void => {
        if (tries > 1) this.#world.scheduler.after(2_000, null, () => choose(tries - 1));
      };
      const { app } = this.#world.control;
      if (app === null) return again();
      app.resolveConflict(anna, machine.spec.id, from.host).then(() => undefined, again);
    };
    this.#world.scheduler.after(random.between(300, 6_000), null, () => choose(8));
  }

  #outside(agent: AgentNode): void {
    const { power } = agent.hypervisor;
    if (!hasMachines(agent)) return;
    const machine = this.#random.pick(power.all());
    const change = this.#random.pick([
      () => power.crash(machine),
      () => power.ioError(machine),
      () => power.guestShutdown(machine),
      () => {
        if (machine.isAlive) power.destroy(machine);
        else if (this.#isOnly(agent, machine)) power.start(machine).catch(() => undefined);
      },
    ]);
    change();
    this.#note(`outside ${machine.spec.name} ${machine.state}`);
  }

  /** Who starts a copy of a machine behind everybody's back while another host has one asks for two of them. */
  #isOnly(agent: AgentNode, { spec, job }: SimMachine): boolean {
    if (!this.#world.plan.moves) return true;
    return job === null && !this.#world.agents.some((one) => one !== agent && one.has(spec.id));
  }

  #note(text: string): void {
    this.#world.trace.note(this.#world.scheduler.nowMs, text);
  }
}
