import { isUuid, type MachineId } from "@novacron/protocol/domain/ids";
import { splitProof, withProof } from "@novacron/protocol/messages/proof";
import { topicFor } from "@novacron/protocol/messages/topics";
import type { AgentNode } from "./agent-node.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

interface Heard {
  readonly topic: string;
  readonly text: string;
}

const remembered = 64;

/**
 * Somebody with the broker's password: hears everything, sends what was heard again, at other times and to
 * other hosts, and changes it. What they cannot do is sign.
 */
export class Intruder {
  readonly #world: World;
  readonly #random: Random;
  readonly #commands: Heard[] = [];
  readonly #acks = new Map<string, Heard>();

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    world.bus.tap = (name, topic, text) => {
      if (name === "hostAck") this.#acks.set(topic, { topic, text });
      if (name !== "hostCommand") return;
      this.#commands.push({ topic, text });
      if (this.#commands.length > remembered) this.#commands.shift();
    };
  }

  strike(): void {
    const random = this.#random;
    const agent = random.pick(this.#world.agents);
    const strikes = [
      () => this.#replay(agent),
      () => this.#replay(agent),
      () => this.#forgeCommand(agent),
      () => this.#forgeAck(agent),
      () => this.#forgeAssignments(agent),
    ];
    random.pick(strikes)();
  }

  /** As it was, to the host it was for or to another one. */
  #replay(agent: AgentNode): void {
    const heard = this.#heard();
    if (heard === null) return;
    const elsewhere = topicFor("hostCommand", { host: agent.host });
    this.#send(this.#random.chance(0.7) ? heard.topic : elsewhere, heard.text);
  }

  /** A true command made into another one, fresh in all but its signature. */
  #forgeCommand(agent: AgentNode): void {
    const heard = this.#heard();
    const session = this.#sessionOf(agent);
    const signed = heard === null ? null : splitProof(heard.topic, heard.text);
    if (signed === null || session === null) return;
    const command = JSON.parse(signed.json) as { type: string; action?: { kind: string } };
    if (command.action === undefined || command.action.kind === "tunnel.open") return;
    const machine = this.#machineOf(agent);
    const kind = this.#random.pick(["machine.force-off", "machine.start"]);
    const forged = {
      ...command,
      id: `${this.#random.uuid()}:1`,
      host: agent.host,
      session,
      action: { kind, ...machine },
    };
    const text = withProof(JSON.stringify(forged), signed.proof);
    this.#send(topicFor("hostCommand", { host: agent.host }), text);
  }

  /** Would have the agent forget all that is not stored yet. */
  #forgeAck(agent: AgentNode): void {
    const topic = topicFor("hostAck", { host: agent.host });
    const heard = this.#acks.get(topic);
    const signed = heard === undefined ? null : splitProof(topic, heard.text);
    if (signed === null) return;
    const ack = { ...JSON.parse(signed.json), upTo: 2 ** 40 };
    this.#send(topic, withProof(JSON.stringify(ack), signed.proof));
  }

  /** Would lock the true control plane out by a higher epoch. */
  #forgeAssignments(agent: AgentNode): void {
    const topic = topicFor("hostAssignments", { host: agent.host });
    const kept = this.#world.bus.retained(topic);
    const signed = kept === undefined ? null : splitProof(topic, kept);
    if (signed === null) return;
    const forged = { ...JSON.parse(signed.json), epoch: 2 ** 30, turn: 2 ** 50 };
    this.#send(topic, withProof(JSON.stringify(forged), signed.proof));
  }

  #send(topic: string, text: string): void {
    const { trace, scheduler, bus } = this.#world;
    trace.note(scheduler.nowMs, `intruder > ${topic} ${text.length}`);
    bus.inject(topic, text);
  }

  #heard(): Heard | null {
    return this.#commands.length === 0 ? null : this.#random.pick(this.#commands);
  }

  #sessionOf(agent: AgentNode): string | null {
    const kept = this.#world.bus.retained(topicFor("hostStatus", { host: agent.host }));
    if (kept === undefined) return null;
    const { session } = JSON.parse(kept) as { session: string };
    return isUuid(session) ? session : null;
  }

  #machineOf(agent: AgentNode): { readonly machine: MachineId; readonly generation: number } {
    const own = agent.hypervisor.power.all();
    const all = this.#world.agents.flatMap((one) => one.hypervisor.power.all());
    // Where every machine has moved away, one that once was here.
    const { spec } = this.#random.pick(own.length > 0 ? own : all);
    return { machine: spec.id, generation: spec.mark?.generation ?? 0 };
  }
}
