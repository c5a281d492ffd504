import type { MachineId } from "@novacron/protocol/domain/ids";
import type { SampleBlock } from "@novacron/protocol/messages/batch";
import { collectMachine } from "../collectors/machine.ts";
import { collectMachineDisks } from "../collectors/machine-disk.ts";
import { collectMachineNics } from "../collectors/machine-nic.ts";
import type { Clock } from "../ports/clock.ts";
import type { HostFacts, HostReading } from "../ports/host-facts.ts";
import type { FullHypervisor } from "../ports/hypervisor.ts";
import type { Log } from "../ports/log.ts";
import { type SampleRow, sampleBlock } from "./blocks.ts";
import { DirtyRates } from "./dirty-rates.ts";
import { type MachineFigures, Readings } from "./readings.ts";
import {
  startTicks,
  stepTick,
  type TickEvent,
  type TickLimits,
  type TickState,
  tickWakeMs,
} from "./tick.ts";
import { WakeTimer } from "./wake-timer.ts";

/** Figures of the agent itself that go into the host's sample. */
export interface OwnFigures {
  readonly outboxBatches: number;
  readonly outboxDropped: number;
}

export interface SamplerPorts {
  readonly hypervisor: FullHypervisor;
  readonly hostFacts: HostFacts;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: TickLimits;
  readonly own: () => OwnFigures;
  /** One finished tick: blocks ready for a batch, `at` the wall clock when it began. */
  readonly emit: (at: number, blocks: readonly SampleBlock[]) => void;
}

interface OpenTick {
  readonly at: number;
  readonly monotonicMs: number;
  readonly lateMs: number;
  readonly reading: HostReading | null;
}

/** Carries out the ticks: reads the host, the processes and the hypervisor, and makes sample blocks. */
export class Sampler {
  readonly #ports: SamplerPorts;
  readonly #wake: WakeTimer;
  readonly #readings = new Readings();
  readonly #dirtyRates: DirtyRates;
  #state: TickState | null = null;
  #tick: OpenTick | null = null;
  #bulkTookMs: number | null = null;
  #skipped = 0;
  #detail: ReadonlySet<MachineId> = new Set();

  constructor(ports: SamplerPorts) {
    this.#ports = ports;
    this.#dirtyRates = new DirtyRates(ports);
    this.#wake = new WakeTimer(ports.clock, () => this.#dispatch({ type: "wake" }));
  }

  start(intervalMs: number): void {
    this.#state = startTicks(intervalMs, this.#ports.clock.monotonicMs());
    this.#wake.set(tickWakeMs(this.#state));
  }

  stop(): void {
    this.#state = null;
    this.#wake.set(null);
  }

  get missedTicks(): number {
    return this.#state?.missed ?? 0;
  }

  setInterval(intervalMs: number): void {
    this.#dispatch({ type: "interval", intervalMs });
  }

  /** Machines whose disks and interfaces are sampled one by one from now on. */
  setDetail(machines: readonly MachineId[]): void {
    this.#detail = new Set(machines);
  }

  machineStopped(id: MachineId): void {
    this.#readings.stopped(id);
  }

  #dispatch(event: TickEvent): void {
    if (this.#state === null) return;
    const { clock, limits } = this.#ports;
    const [state, effects] = stepTick(this.#state, event, { nowMs: clock.monotonicMs(), limits });
    this.#state = state;
    for (const effect of effects) {
      if (effect.type === "read") this.#read(effect.lateMs);
      else if (effect.type === "bulk") void this.#bulk();
      else this.#emit();
    }
    if (this.#state !== null) this.#wake.set(tickWakeMs(this.#state));
  }

  #read(lateMs: number): void {
    const { clock, hostFacts, log } = this.#ports;
    const monotonicMs = clock.monotonicMs();
    let reading: HostReading | null = null;
    try {
      reading = hostFacts.read();
      this.#readings.processes(hostFacts, monotonicMs);
    } catch (error) {
      log.error({ error }, "host figures could not be read");
    }
    this.#tick = { at: Math.round(clock.now()), monotonicMs, lateMs, reading };
  }

  async #bulk(): Promise<void> {
    const { hypervisor, clock, log } = this.#ports;
    try {
      const reading = await hypervisor.counters();
      // The moment of the answer is the best there is: libvirt gives no times.
      this.#readings.bulk(reading, clock.monotonicMs());
      this.#bulkTookMs = reading.tookMs;
      this.#skipped = reading.skipped.length;
    } catch (error) {
      this.#bulkTookMs = null;
      log.debug({ error }, "bulk statistics call failed");
    }
    this.#dispatch({ type: "bulk-ended" });
  }

  #emit(): void {
    const tick = this.#tick;
    if (tick === null) return;
    this.#tick = null;
    const figures = this.#readings.take(tick.monotonicMs, Math.floor(tick.at / 1000));
    const blocks = [...this.#hostBlocks(tick), ...this.#machineBlocks(figures)];
    this.#ports.emit(
      tick.at,
      blocks.filter((block) => block !== null),
    );
  }

  #hostBlocks({ reading, lateMs }: OpenTick): (SampleBlock | null)[] {
    const { hypervisor, own } = this.#ports;
    const values = {
      ...reading?.host,
      ...own(),
      libvirtUp: hypervisor.health().state === "connected" ? 1 : 0,
      libvirtCallMs: this.#bulkTookMs,
      machinesSkipped: this.#skipped,
      tickLateMs: lateMs,
    };
    return [
      sampleBlock("host", [{ keys: [], values }]),
      sampleBlock("hostDisk", (reading?.disks ?? []).map(deviceRow)),
      sampleBlock("hostNic", (reading?.nics ?? []).map(deviceRow)),
    ];
  }

  #machineBlocks(figures: readonly MachineFigures[]): (SampleBlock | null)[] {
    this.#dirtyRates.tick(figures.map(({ id }) => id));
    const rows = figures.map((one) => ({
      keys: [one.id],
      values: { ...collectMachine(one), ...this.#dirtyRates.take(one.id) },
    }));
    const disks: SampleRow[] = [];
    const nics: SampleRow[] = [];
    for (const { id, bulk } of figures) {
      if (bulk === null || !this.#detail.has(id)) continue;
      for (const { device, values } of collectMachineDisks(bulk)) {
        disks.push({ keys: [id, device], values });
      }
      for (const { device, values } of collectMachineNics(bulk)) {
        nics.push({ keys: [id, device], values });
      }
    }
    return [
      sampleBlock("machine", rows),
      sampleBlock("machineDisk", disks),
      sampleBlock("machineNic", nics),
    ];
  }
}

function deviceRow(row: {
  readonly device: string;
  readonly values: SampleRow["values"];
}): SampleRow {
  return { keys: [row.device], values: row.values };
}
