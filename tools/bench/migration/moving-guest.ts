import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type MachineId, operationId } from "@novacron/protocol/domain/ids";
import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import type { StackHost } from "@novacron/test/framework/stack-host";
import type { StackUnderTest } from "@novacron/test/framework/stack-under-test";
import { type BeaconObserver, longestGap } from "@novacron/test/lab/beacons";
import { placeGuestFiles } from "@novacron/test/lab/guest-files";
import type { LabHost } from "@novacron/test/lab/lab-host";
import { childrenOf, commandLine, signalProcess } from "@novacron/test/lab/processes";
import { guestDomainXml } from "../../guest/domain-xml.ts";

export interface Moved {
  /** From the request to the moment at which whoever asked knows that it is done. */
  readonly durationMs: number;
  /** As libvirt measured it, on the target. */
  readonly pauseMs: number;
  /** Longest silence of the guest, heard from outside; null where it never spoke again. */
  readonly silenceMs: number | null;
  /** Of a move by NovaCron: what passed until its act began, and until it ended. */
  readonly steps: readonly { readonly name: string; readonly ms: number }[];
}

export interface GuestPlan {
  readonly name: string;
  readonly id: number;
  readonly memoryMib: number;
  readonly setMib: number;
  readonly dirtyKibPerSecond: number;
}

/** A guest that says nothing for so long after its move was damaged by it (decision 0045). */
const silentMs = 2_000;
const bootMs = 120_000;

/** A guest with measured work that moves to and fro between two hosts of a lab. */
export class MovingGuest {
  readonly #stack: StackUnderTest;
  readonly #observer: BeaconObserver;
  readonly #plan: GuestPlan;
  #machine: MachineId | null = null;
  #at = 0;
  /** How often it had to be started anew, since QEMU's move had damaged it. */
  damagedCount = 0;

  constructor(stack: StackUnderTest, observer: BeaconObserver, plan: GuestPlan) {
    this.#stack = stack;
    this.#observer = observer;
    this.#plan = plan;
  }

  /** What it has looked at since it was booted last, and what of it was not as it had written it. */
  get checked(): { readonly pages: number; readonly wrong: number } {
    const { pagesChecked = 0, pagesWrong = 0 } = this.#observer.last(this.#plan.id) ?? {};
    return { pages: pagesChecked, wrong: pagesWrong };
  }

  async start(port: number): Promise<void> {
    const { name, id, memoryMib, setMib, dirtyKibPerSecond } = this.#plan;
    const gateway = this.#stack.lab?.gateway ?? "";
    const xml = guestDomainXml(await placeGuestFiles(this.#stack.hosts.map(({ lab }) => lab)), {
      name,
      virtType: "qemu",
      memoryMib,
      nic: { network: "lan" },
      measured: {
        beaconTo: { address: gateway, port },
        id,
        address: `${gateway.replace(/\.1$/, `.${100 + id}`)}/24`,
        setMib,
        dirtyKibPerSecond,
        verifyKibPerSecond: 4_096,
      },
    });
    this.#machine = (await this.#source.lab.define(xml, name)) as MachineId;
    await this.#boot();
  }

  /** By NovaCron's API, as a person or script asks for it: for one move, and not for the next of many. */
  async byNovaCron(): Promise<Moved> {
    await this.#endLeftGates();
    const { api } = this.#stack;
    const id = operationId.parse(randomUUID());
    const params = { migration: { target: this.#target.id } };
    const machine = this.#machine as MachineId;
    const body = { id, kind: "machine.migrate" as const, machine, params };
    return await this.#measured(async () => {
      await api.call("requestOperation", { body });
      for (;;) {
        const operation = await api.call("showOperation", { params: { operation: id } });
        if (operation.state === "succeeded") return stepTimes(operation);
        if (hasEnded(operation.state)) {
          throw new RangeError(`${operation.sentence}: ${JSON.stringify(operation.problem)}`);
        }
        await pause(20);
      }
    });
  }

  async byVirsh(tls: boolean): Promise<Moved> {
    const { name } = this.#plan;
    const target: LabHost = this.#target.lab;
    const uri = `qemu+unix:///system?socket=${target.socketPath}`;
    const flags = ["--live", "--p2p", "--persistent", "--undefinesource"];
    const safe = tls ? ["--tls", "--tls-destination", this.#target.id] : [];
    const to = ["--migrateuri", `tcp://${target.address}`];
    const words = ["migrate", ...flags, ...safe, name, uri, ...to];
    return await this.#measured(async () => {
      await this.#source.lab.virsh(words, { timeoutMs: 120_000 });
      return [];
    });
  }

  /** A gate's process that a move has left serves the next within half a minute (decision 0067). */
  async #endLeftGates(): Promise<void> {
    const left = () =>
      [this.#source, this.#target]
        .flatMap(({ agent }) => (agent.pid === undefined ? [] : childrenOf(agent.pid)))
        .filter((pid) => commandLine(pid).at(-1) === "gate");
    for (const pid of left()) signalProcess(pid, "SIGKILL");
    await this.#stack.until("no gate is left", () => left().length === 0);
  }

  get #source(): StackHost {
    return this.#stack.hosts[this.#at] as StackHost;
  }

  get #target(): StackHost {
    return this.#stack.hosts[1 - this.#at] as StackHost;
  }

  async #measured(move: () => Promise<Moved["steps"]>): Promise<Moved> {
    const fromMs = performance.now();
    const steps = await move();
    const toMs = performance.now();
    this.#at = 1 - this.#at;
    const pauseMs = await this.#pauseMs();
    const { id } = this.#plan;
    const speaks = () => (this.#observer.last(id)?.arrivedMs ?? 0) > toMs + 50;
    while (!speaks() && performance.now() < toMs + silentMs) await pause(20);
    const isWhole = speaks();
    const silenceMs = isWhole ? longestGap(this.#observer.of(id), fromMs, toMs).ms : null;
    if (!isWhole) await this.#startAnew();
    return { durationMs: toMs - fromMs, pauseMs, silenceMs, steps };
  }

  async #pauseMs(): Promise<number> {
    const words = ["domjobinfo", this.#plan.name, "--completed", "--rawstats"];
    const { stdout } = await this.#source.lab.virsh(words);
    return Number(/^\s*downtime:\s*(\d+)/m.exec(stdout)?.[1] ?? Number.NaN);
  }

  async #startAnew(): Promise<void> {
    this.damagedCount += 1;
    await this.#source.lab.virsh(["destroy", this.#plan.name]);
    await this.#boot();
  }

  async #boot(): Promise<void> {
    const { name, id } = this.#plan;
    this.#observer.forget(id);
    await this.#source.lab.virsh(["start", name]);
    const speaks = () => this.#observer.of(id).length > 400;
    await this.#stack.until(`guest ${name} sends beacons`, speaks, bootMs);
  }
}

function stepTimes({ requestedAt, steps }: Operation): Moved["steps"] {
  let beforeMs = requestedAt;
  return steps.flatMap(({ name, startedAt, endedAt }) => {
    const times = [
      { name: `until ${name}`, ms: (startedAt ?? beforeMs) - beforeMs },
      { name, ms: (endedAt ?? beforeMs) - (startedAt ?? beforeMs) },
    ];
    beforeMs = endedAt ?? beforeMs;
    return times;
  });
}
