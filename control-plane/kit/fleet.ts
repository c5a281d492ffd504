import type { HostInventory } from "@novacron/protocol/domain/host";
import type {
  BootId,
  CommandId,
  HostId,
  MachineId,
  OperationId,
} from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { MigrationDescription } from "@novacron/protocol/domain/migration";
import { sampleInventory, sampleMachine } from "@novacron/protocol/domain/testing/samples";
import type { Batch, HostEvent, SampleBlock } from "@novacron/protocol/messages/batch";
import type { Command, CommandEvent } from "@novacron/protocol/messages/command";
import type { MigrationAnswer } from "@novacron/protocol/messages/migration-answer";
import type { HostReport } from "@novacron/protocol/messages/report";
import type { TestControl } from "./kit.ts";
import { settled, testUuid } from "./virtual-clock.ts";

export const hostNumber = (number: number): HostId => testUuid("a", number) as HostId;
export const machineNumber = (number: number): MachineId => testUuid("b", number) as MachineId;
export const bootNumber = (number: number): BootId => testUuid("c", number) as BootId;
export const operationNumber = (number: number): OperationId =>
  testUuid("d", number) as OperationId;

export function inventoryOf(host: HostId, more: Partial<HostInventory> = {}): HostInventory {
  return sampleInventory(host, {
    name: `h${Number.parseInt(host.slice(-4), 16)}`,
    simulated: false,
    capabilities: ["machine.power", "machine.autostart", "machine.demo", "machine.console"],
    ...more,
  });
}

export function machineOf(id: MachineId, more: Partial<MachineReport> = {}): MachineReport {
  return sampleMachine(id, { name: `web-${Number.parseInt(id.slice(-4), 16)}`, ...more });
}

/** The machine as its agent describes it before a move. */
export function descriptionOf(report: MachineReport): MigrationDescription {
  return {
    generation: report.generation,
    running: report.state === "running",
    persistent: report.persistent,
    memoryBytes: report.memoryBytes,
    memoryMaxBytes: report.memoryMaxBytes,
    memoryUsedBytes: null,
    vcpus: report.vcpus,
    machineType: report.machineType,
    arch: report.arch,
    virtType: "kvm",
    emulator: null,
    cpuXml: null,
    hugePages: false,
    disks: [],
    networks: [],
    paths: [],
    hostDevices: [],
    internalSnapshots: [],
    externalSnapshots: [],
    checkpoints: [],
    job: null,
    dirtyBytesPerSecond: 4e6,
  };
}

/** One host as the control plane hears it; the test says what its agent says. */
export class TestHost {
  readonly id: HostId;
  readonly boot: BootId;
  session = "session-1";
  machines: MachineReport[];
  inventory: HostInventory;
  seq = 0;
  #revision = 0;
  #control: TestControl;

  constructor(control: TestControl, number: number, machines: MachineReport[] = []) {
    this.#control = control;
    this.id = hostNumber(number);
    this.boot = bootNumber(number);
    this.machines = machines;
    this.inventory = inventoryOf(this.id);
  }

  /** The control plane was started anew. */
  moveTo(control: TestControl): void {
    this.#control = control;
  }

  async join(): Promise<void> {
    await this.status("online");
    await this.report();
    await this.batch();
  }

  async status(state: "online" | "offline", session = this.session): Promise<void> {
    const at = this.#control.clock.now();
    await this.#control.link.deliver("hostStatus", { v: 1, host: this.id, state, session, at });
    await settled();
  }

  makeReport(): HostReport {
    this.#revision += 1;
    const { id: host, session, inventory, machines, boot, seq } = this;
    const at = this.#control.clock.now();
    return { v: 1, host, session, revision: this.#revision, at, inventory, machines, boot, seq };
  }

  async report(report = this.makeReport()): Promise<void> {
    await this.#control.link.deliver("hostReport", structuredClone(report));
    await settled();
  }

  makeBatch(events: HostEvent[] = [], samples: SampleBlock[] = []): Batch {
    this.seq += 1;
    const { id: host, boot, seq } = this;
    const at = this.#control.clock.now();
    return { v: 1, host, boot, seq, floor: seq - 1, at, samples, events };
  }

  async send(batch: Batch): Promise<void> {
    await this.#control.link.deliver("hostBatch", batch);
    await settled();
  }

  async batch(events: HostEvent[] = [], samples: SampleBlock[] = []): Promise<Batch> {
    const batch = this.makeBatch(events, samples);
    await this.send(batch);
    return batch;
  }

  /** A machine changes, and the agent tells it by an event. */
  async change(
    id: MachineId,
    more: Partial<MachineReport>,
    why: Partial<Extract<HostEvent, { type: "machine.changed" }>> = {},
  ): Promise<void> {
    const machine = { ...(this.machines.find((one) => one.id === id) ?? machineOf(id)), ...more };
    this.machines = [...this.machines.filter((one) => one.id !== id), machine];
    const at = this.#control.clock.now();
    const said = { event: "changed/test", cause: "external", operation: null } as const;
    await this.batch([{ type: "machine.changed", at, machine, ...said, ...why }]);
  }

  commands(): readonly Command[] {
    const all = this.#control.link.of("hostCommand").filter((one) => one.host === this.id);
    return all.flatMap((one) => (one.type === "do" ? [one] : []));
  }

  cancels(): readonly CommandId[] {
    const all = this.#control.link.of("hostCommand").filter((one) => one.host === this.id);
    return all.flatMap((one) => (one.type === "cancel" ? [one.id] : []));
  }

  async answer(
    command: Pick<Command, "id" | "operation">,
    how:
      | { readonly type: "accepted" }
      | { readonly type: "progress"; readonly ratio: number }
      | {
          readonly type: "succeeded";
          readonly migration?: MigrationAnswer;
          readonly result?: (CommandEvent & { type: "succeeded" })["result"];
        }
      | { readonly type: "failed"; readonly code: string },
  ): Promise<void> {
    const at = this.#control.clock.now();
    const { id, operation } = command;
    const about = { v: 1, id, operation, host: this.id, epoch: 1, at } as const;
    await this.#control.link.deliver("hostCommandEvent", eventOf(about, how));
    await settled();
  }

  acks(): readonly number[] {
    return this.#control.link
      .of("hostAck")
      .filter((one) => one.host === this.id)
      .map((one) => one.upTo);
  }
}

type About = Pick<CommandEvent, "v" | "id" | "operation" | "host" | "epoch" | "at">;

export function eventOf(about: About, how: Parameters<TestHost["answer"]>[1]): CommandEvent {
  switch (how.type) {
    case "accepted":
      return { ...about, type: "accepted" };
    case "progress":
      return { ...about, type: "progress", step: "act", ratio: how.ratio };
    case "succeeded":
      return {
        ...about,
        type: "succeeded",
        result: how.result ?? {},
        ...(how.migration === undefined ? {} : { migration: how.migration }),
      };
    case "failed":
      return { ...about, type: "failed", problem: problemOf(how.code) };
  }
}

export function problemOf(code: string) {
  return { code, message: `${code} in a test`, attempted: "test", next: "", retryable: false };
}

/** A block of samples of some machines. */
export function machineBlock(values: Readonly<Record<string, number>>): SampleBlock {
  const rows = Object.entries(values).map(([id, cpuUsed]) => [id, cpuUsed]);
  return { target: "machine", columns: ["machine", "cpuUsed"], rows };
}
