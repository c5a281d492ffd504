import { type OperationId, userId } from "@novacron/protocol/domain/ids";
import { holderOf } from "@novacron/protocol/domain/may";
import type { OperationKind } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import type { AgentNode } from "./agent-node.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** One operation that somebody asked for, as the one who asked knows it. */
export interface Wish {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly machine: string;
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

const anna: Person = {
  id: userId.parse("00000000-0000-4000-8000-00000000a11a"),
  name: "anna",
  role: "operator",
  source: "local",
  secondFactor: false,
  ...holderOf("operator"),
  via: "token",
};

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
    if (random.chance(0.06)) return this.#copy();
    const earlier = this.all.at(-1 - random.between(0, 3));
    if (earlier !== undefined && random.chance(0.2)) return this.#ask(earlier, 1);
    if (earlier !== undefined && random.chance(0.12)) return this.#cancel(earlier);
    const agent = random.pick(this.#world.agents);
    const machine = random.pick(agent.hypervisor.power.all());
    const wish: Wish = {
      id: random.uuid() as OperationId,
      kind: random.pick(kinds),
      machine: machine.spec.id,
      accepted: false,
      refused: false,
      unanswered: 0,
    };
    this.all.push(wish);
    this.#ask(wish, 5);
  }

  /** A guest reboots by itself; each time has a mark by which the record can be searched. */
  guestReboots(): void {
    const { power } = this.#random.pick(this.#world.agents).hypervisor;
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
      params: wish.kind === "machine.autostart" ? { enabled: true } : {},
    };
    app.requestOperation(anna, body).then(
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
    const machine = this.#random.pick(power.all());
    const change = this.#random.pick([
      () => power.crash(machine),
      () => power.ioError(machine),
      () => power.guestShutdown(machine),
      () =>
        machine.isAlive ? power.destroy(machine) : void power.start(machine).catch(() => undefined),
    ]);
    change();
    this.#note(`outside ${machine.spec.name} ${machine.state}`);
  }

  #note(text: string): void {
    this.#world.trace.note(this.#world.scheduler.nowMs, text);
  }
}
