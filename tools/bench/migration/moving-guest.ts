import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type MachineId, operationId } from "@novacron/protocol/domain/ids";
import { hasEnded } from "@novacron/protocol/domain/operation";
import type { StackHost } from "@novacron/test/framework/stack-host";
import type { StackUnderTest } from "@novacron/test/framework/stack-under-test";
import { type BeaconObserver, countNumbers, longestGap } from "@novacron/test/lab/beacons";
import type { LabHost } from "@novacron/test/lab/lab-host";
import { buildMeasuredGuest } from "../../guest/build-guest.ts";
import { guestDomainXml } from "../../guest/domain-xml.ts";

export interface Moved {
  /** From the request to the moment at which whoever asked knows that it is done. */
  readonly durationMs: number;
  /** Longest silence of the guest, heard from outside. */
  readonly pauseMs: number;
}

export interface GuestPlan {
  readonly name: string;
  readonly id: number;
  readonly memoryMib: number;
  readonly setMib: number;
  readonly dirtyKibPerSecond: number;
}

/** A beacon that was on its way when the move was over. */
const lastBeaconsMs = 1_000;

/** A guest with measured work that moves to and fro between two hosts of a lab. */
export class MovingGuest {
  readonly #stack: StackUnderTest;
  readonly #observer: BeaconObserver;
  readonly #plan: GuestPlan;
  #machine: MachineId | null = null;
  #at = 0;

  constructor(stack: StackUnderTest, observer: BeaconObserver, plan: GuestPlan) {
    this.#stack = stack;
    this.#observer = observer;
    this.#plan = plan;
  }

  async start(port: number): Promise<void> {
    const { name, id, memoryMib, setMib, dirtyKibPerSecond } = this.#plan;
    const gateway = this.#stack.lab?.gateway ?? "";
    const xml = guestDomainXml(await buildMeasuredGuest(), {
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
    await this.#source.lab.virsh(["start", name]);
    const speaks = () => this.#observer.of(id).length > 400;
    await this.#stack.until(`guest ${name} sends beacons`, speaks, 120_000);
  }

  /** By NovaCron's API, as a person or script asks for it. */
  async byNovaCron(): Promise<Moved> {
    const { api } = this.#stack;
    const id = operationId.parse(randomUUID());
    return await this.#measured(async () => {
      const params = { migration: { target: this.#target.id } };
      const machine = this.#machine as MachineId;
      const body = { id, kind: "machine.migrate" as const, machine, params };
      await api.call("requestOperation", { body });
      for (;;) {
        const operation = await api.call("showOperation", { params: { operation: id } });
        if (hasEnded(operation.state)) {
          if (operation.state === "succeeded") return;
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
    });
  }

  /** What of the guest's own work was lost so far. */
  losses(): { readonly wrong: number; readonly repeated: number } {
    const beacons = this.#observer.of(this.#plan.id);
    const last = this.#observer.last(this.#plan.id);
    const wrong = (last?.pagesWrong ?? 0) + (last?.blocksWrong ?? 0);
    return { wrong, repeated: countNumbers(beacons).repeated };
  }

  get #source(): StackHost {
    return this.#stack.hosts[this.#at] as StackHost;
  }

  get #target(): StackHost {
    return this.#stack.hosts[1 - this.#at] as StackHost;
  }

  async #measured(move: () => Promise<void>): Promise<Moved> {
    const fromMs = performance.now();
    await move();
    const toMs = performance.now();
    this.#at = 1 - this.#at;
    await pause(lastBeaconsMs);
    const gap = longestGap(this.#observer.of(this.#plan.id), fromMs, toMs);
    return { durationMs: toMs - fromMs, pauseMs: gap.ms };
  }
}
