import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Command } from "@novacron/protocol/messages/command";
import type { MigrationAnswer } from "@novacron/protocol/messages/migration-answer";
import { descriptionOf, inventoryOf, machineOf, TestHost } from "./fleet.ts";
import type { TestControl } from "./kit.ts";

/** A host whose agent moves machines: it answers what it is asked, and reports what has become of it. */
export class MoverHost extends TestHost {
  readonly #answered = new Set<string>();
  /** Commands that stay without an answer. */
  readonly silent = new Set<string>();
  readonly asked: string[] = [];

  constructor(control: TestControl, number: number, machines: MachineReport[] = []) {
    super(control, number, machines);
    this.inventory = inventoryOf(this.id, {
      capabilities: [...inventoryOf(this.id).capabilities, "machine.move"],
      migration: {
        addresses: [`10.0.0.${number}`],
        tlsProblem: null,
        machineTypes: [],
        emulators: [],
        hugePagesFreeBytes: null,
      },
    });
  }

  /** Answers what was asked since; says whether there was anything. */
  async work(others: readonly MoverHost[]): Promise<boolean> {
    const open = this.commands().filter(({ id, action }) => {
      return !this.#answered.has(id) && !this.silent.has(action.kind);
    });
    for (const command of open) {
      if (this.#answered.has(command.id)) continue;
      this.#answered.add(command.id);
      this.asked.push(command.action.kind.replace("migration.", ""));
      await this.#obey(command, others);
    }
    return open.length > 0;
  }

  async #obey(command: Command, others: readonly MoverHost[]): Promise<void> {
    const { action } = command;
    const machine = "machine" in action ? action.machine : null;
    const mine = this.machines.find(({ id }) => id === machine);
    if (action.kind === "migration.perform" && mine !== undefined) {
      const other = others.find(({ id }) => id === action.target);
      if (other !== undefined) await other.#put({ ...mine });
      await this.#put({ ...mine, state: "shutoff", reason: "migrated" });
    }
    if (action.kind === "migration.adopt" && mine !== undefined) {
      await this.#put({ ...mine, generation: action.next, owner: this.id });
    }
    if (action.kind === "migration.release" && machine !== null) await this.#drop(machine);
    if (action.kind === "migration.abandon" && machine !== null) await this.#drop(machine);
    const migration = answerOf(command, mine);
    const answer = migration === null ? {} : { migration };
    await this.answer(command, { type: "succeeded", ...answer });
  }

  async #put(machine: MachineReport): Promise<void> {
    this.machines = [...this.machines.filter(({ id }) => id !== machine.id), machine];
    await this.report();
  }

  async #drop(machine: MachineId): Promise<void> {
    this.machines = this.machines.filter(({ id }) => id !== machine);
    await this.report();
  }
}

/** Lets all hosts answer until none is asked anything more. */
export async function workAll(...hosts: readonly MoverHost[]): Promise<void> {
  for (let i = 0; i < 40; i += 1) {
    const did: boolean[] = [];
    for (const host of hosts) did.push(await host.work(hosts));
    if (!did.includes(true)) return;
  }
}

function answerOf({ action }: Command, mine: MachineReport | undefined): MigrationAnswer | null {
  switch (action.kind) {
    case "migration.describe":
      return { kind: action.kind, description: descriptionOf(mine ?? machineOf(action.machine)) };
    case "migration.check":
      return { kind: action.kind, findings: [], port: 49_152 };
    case "migration.reach":
      return {
        kind: action.kind,
        findings: [],
        address: action.addresses[0] ?? null,
        roundTripMs: 0.4,
      };
    case "migration.prepare":
      return { kind: action.kind, port: 49_153, disks: [] };
    case "migration.perform":
      return {
        kind: action.kind,
        postCopy: false,
        measured: {
          durationMs: 4_000,
          pauseMs: 130,
          iterations: 3,
          memoryBytes: 1e9,
          diskBytes: null,
          bytesPerSecond: 2.5e8,
        },
      };
    default:
      return null;
  }
}
