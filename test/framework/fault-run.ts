import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { OperationView } from "@novacron/protocol/http/operations";
import { Random } from "../simulation/random.ts";
import type { BatchWitness } from "./batch-witness.ts";
import type { Victim } from "./kills.ts";
import { ended, newOperationId } from "./operations.ts";
import type { StackUnderTest } from "./stack-under-test.ts";
import type { StoredSamples } from "./stored-samples.ts";

export interface FaultRunOptions {
  readonly stack: StackUnderTest;
  readonly seed: number;
  readonly witness: BatchWitness;
  readonly victims: readonly Victim[];
  readonly stored: (host: HostId) => StoredSamples | Promise<StoredSamples>;
}

interface Outage {
  readonly victim: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Longest time from kill to start, and from one fault to the next. */
const restMs = 3_000;

/**
 * Kills each victim once, in an order and at moments that the seed chooses, with operations asked for around
 * each kill; then checks what was promised. Every finding is a sentence; none is the aim.
 */
export class FaultRun {
  readonly #options: FaultRunOptions;
  readonly #random: Random;
  readonly #outages: Outage[] = [];
  readonly #startedMs = Date.now();
  readonly #asked: { readonly id: OperationId; readonly during: string }[] = [];

  constructor(options: FaultRunOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  async run(): Promise<readonly string[]> {
    const { stack } = this.#options;
    const pidsBefore = stack.hosts.map((host) => [...host.qemuPids()].sort());
    const left = [...this.#options.victims];
    while (left.length > 0) {
      const [victim] = left.splice(Math.floor(this.#random.next() * left.length), 1);
      if (victim !== undefined) await this.#strike(victim);
    }
    const outcomes = await this.#outcomes();
    await this.#settle();
    const pidsAfter = stack.hosts.map((host) => [...host.qemuPids()].sort());
    const findings = [...outcomes, ...(await this.#samples())];
    if (JSON.stringify(pidsBefore) !== JSON.stringify(pidsAfter)) {
      findings.push(
        `machines did not run on: ${JSON.stringify(pidsBefore)}, ${JSON.stringify(pidsAfter)}`,
      );
    }
    return findings;
  }

  async #strike(victim: Victim): Promise<void> {
    const { stack } = this.#options;
    await this.#wait(this.#random.next() * restMs);
    const machine = await this.#somePausable();
    const first = this.#ask(machine, victim.name);
    const fromMs = Date.now();
    await victim.kill();
    const second = this.#ask(await this.#somePausable().catch(() => machine), victim.name);
    await this.#wait(this.#random.next() * restMs);
    await victim.revive();
    this.#outages.push({ victim: victim.name, fromMs, toMs: Date.now() });
    await Promise.all([first, second]);
    await stack.until(`${victim.name} is found again`, () => victim.isFound(fromMs), 90_000);
    await stack.waitForHosts((await stack.api.call("listHosts")).items.length, 90_000);
  }

  /** A moment that the seed chose: what is tested is that any moment will do. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  async #somePausable(): Promise<MachineId | null> {
    const query = { filter: "state:running", limit: 1_000 };
    const { items } = await this.#options.stack.api.call("listMachines", { query });
    return items[Math.floor(this.#random.next() * items.length)]?.id ?? null;
  }

  /** The same request under one id until it is taken or refused: what a careful script does. */
  async #ask(machine: MachineId | null, during: string): Promise<void> {
    if (machine === null) return;
    const { stack } = this.#options;
    const id = newOperationId();
    const body = { id, kind: "machine.pause", machine, params: {} } as const;
    await stack.until(
      `operation ${id} is taken`,
      async () => {
        try {
          await stack.api.call("requestOperation", { body });
          this.#asked.push({ id, during });
          return true;
        } catch (error) {
          const code = (error as { code?: string }).code ?? "";
          if (["ACTION_NOT_POSSIBLE", "HOST_OFFLINE", "NOT_FOUND"].includes(code)) return true;
          throw error;
        }
      },
      60_000,
    );
  }

  async #outcomes(): Promise<string[]> {
    const findings: string[] = [];
    for (const { id, during } of this.#asked) {
      const view: OperationView | Error = await ended(this.#options.stack, id, 150_000).catch(
        (error: Error) => error,
      );
      if (view instanceof Error) findings.push(`asked during ${during}: ${view.message}`);
      else if (view.state !== "succeeded" && view.problem === null) {
        findings.push(`${view.sentence}: it ended as ${view.state} and does not say why`);
      }
    }
    return findings;
  }

  /** Every host reports, libvirt is connected, nothing waits in any outbox. */
  async #settle(): Promise<void> {
    const { stack } = this.#options;
    const fromMs = Date.now();
    await stack.until(
      "every host is back and has told all it kept",
      async () => {
        const { items } = await stack.api.call("listHosts");
        return items.every(
          (host) =>
            host.state === "online" &&
            host.inventory.libvirt.state === "connected" &&
            (host.latestAt ?? 0) > fromMs + 2 * stack.intervalMs &&
            (host.latest.outboxBatches ?? 1) <= 2,
        );
      },
      90_000,
    );
  }

  async #samples(): Promise<string[]> {
    const { stack, witness, stored } = this.#options;
    const findings: string[] = [];
    const { items } = await stack.api.call("listHosts");
    for (const { id, name, inventory } of items) {
      const { times, doubles } = await stored(id);
      if (doubles.length > 0) findings.push(`${name}: stored twice: ${doubles.join(", ")}`);
      const newest = times.at(-1) ?? 0;
      const kept = new Set(times);
      const lost = witness
        .of(id)
        .filter((one) => one.hasSamples && one.at <= newest && !kept.has(one.at));
      if (lost.length > 0) {
        findings.push(`${name}: sent and not stored: ${lost.map((one) => one.seq).join(", ")}`);
      }
      findings.push(...this.#gaps(name, times, inventory.simulated));
    }
    return findings;
  }

  /** Nothing but the death of its own agent may leave a hole in a host's samples. */
  #gaps(name: string, times: readonly number[], isSimulated: boolean): string[] {
    const limitMs = 2 * this.#options.stack.intervalMs + 500;
    const excuses = this.#outages.filter((one) => !isSimulated && one.victim === "agent");
    return times.flatMap((at, index) => {
      const before = times[index - 1] ?? at;
      if (at - before <= limitMs || at < this.#startedMs) return [];
      if (excuses.some((one) => before <= one.toMs + 10_000 && at >= one.fromMs)) return [];
      return [`${name}: no sample for ${at - before} ms before ${new Date(at).toISOString()}`];
    });
  }
}
