import { join } from "node:path";
import type { LibvirtHealth } from "@novacron/protocol/domain/host";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { MachineDefinition } from "@novacron/protocol/domain/machine-definition";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock, Ids } from "../ports/clock.ts";
import type {
  BulkReading,
  ConsolePower,
  DefinitionPower,
  DemoPower,
  DeviceStream,
  DirtyRatePower,
  DirtyRateReading,
  Hypervisor,
  HypervisorEvent,
  HypervisorInventory,
  MachineMark,
} from "../ports/hypervisor.ts";
import type { MigrationPower } from "../ports/migration.ts";
import { type ClientState, LibvirtClient } from "./client.ts";
import {
  type DaemonAddress,
  type Daemons,
  DEFAULT_RUN_FOLDER,
  discoverDaemons,
} from "./discover.ts";
import { BulkReader } from "./hypervisor/bulk-reader.ts";
import { deviceStream } from "./hypervisor/console.ts";
import { readDefinition } from "./hypervisor/definition.ts";
import { createDemo, type DemoGuest, deleteDemo } from "./hypervisor/demo.ts";
import { DirtyRateSampler } from "./hypervisor/dirty-rate.ts";
import { EventFeed } from "./hypervisor/event-feed.ts";
import * as events from "./hypervisor/events.ts";
import { readInventory } from "./hypervisor/inventory.ts";
import { MachineReader } from "./hypervisor/machine-reader.ts";
import { type Dedicated, Power } from "./hypervisor/power.ts";
import { type ToldMoveOptions, ToldMoves } from "./hypervisor/told-moves.ts";
import { KeptSession } from "./kept-session.ts";
import type { MoveKit } from "./migration/move-kit.ts";
import { MoveRecords } from "./migration/move-record.ts";
import type { ServerEvent } from "./rpc/connection.ts";
import { defaultKeepalive, openSession, type Session, type SessionOptions } from "./session.ts";
import { SpareSessions } from "./spare-sessions.ts";

export interface LibvirtHypervisorOptions {
  readonly clock: Clock;
  readonly random: Ids["random"];
  /** Where libvirt's sockets are; `/run/libvirt` if absent. */
  readonly runFolder?: string;
  /** Time for one try of the bulk statistics call. */
  readonly bulkTimeoutMs?: number;
  /** Without it the adapter has no demo power. */
  readonly demo?: DemoGuest;
  /** Without it machines cannot be moved. */
  readonly moves?: ToldMoveOptions;
}

type Daemon = "qemu" | "network" | "storage";

/** VIR_DOMAIN_CONSOLE_FORCE: closes an older session of the same console. */
const CONSOLE_FORCE = 1;
/** Changes of pools and networks come in bursts; the inventory is told once for each. */
const INVENTORY_SETTLE_MS = 500;
const CULPRITS_MAX = 64;
/** Within which the daemons of networks and pools are there too, once that of machines is. */
const DAEMONS_MS = 3_000;

/**
 * The host's libvirt behind the agent's port. Connections are kept apart, because libvirt works on
 * five requests of one at a time: one for the bulk statistics, which a hung machine may hold; one
 * for events and questions; one each for networks and pools, which modular daemons serve apart; one
 * for samples of dirty-page rates; and one for every act and every console, for as long as it lasts. Those of acts
 * rest a few seconds for the next one.
 */
export class LibvirtHypervisor
  implements Hypervisor, ConsolePower, DefinitionPower, DirtyRatePower
{
  readonly createDemo?: DemoPower["createDemo"];
  readonly deleteDemo?: DemoPower["deleteDemo"];
  readonly migration?: MigrationPower;
  readonly #options: LibvirtHypervisorOptions;
  readonly #runFolder: string;
  readonly #main: LibvirtClient;
  readonly #metrics: LibvirtClient;
  readonly #network: LibvirtClient;
  readonly #storage: LibvirtClient;
  readonly #bulk: BulkReader;
  readonly #reader: MachineReader;
  readonly #power: Power;
  readonly #samples: KeptSession;
  readonly #acts: Readonly<Record<Daemon, SpareSessions>>;
  readonly #dirtyRate: DirtyRateSampler;
  readonly #feed: EventFeed;
  #listener: (event: HypervisorEvent) => void = () => {};
  #health: LibvirtHealth;
  #cancelInventory: (() => void) | undefined;
  readonly #awaiting = new Set<() => void>();

  constructor(options: LibvirtHypervisorOptions) {
    this.#options = options;
    this.#runFolder = options.runFolder ?? DEFAULT_RUN_FOLDER;
    this.#main = this.#client("qemu", (state) => this.#mainState(state));
    this.#metrics = this.#client("qemu");
    const daemonChanged = () => {
      for (const look of [...this.#awaiting]) look();
      this.#inventoryChanged();
    };
    this.#network = this.#client("network", daemonChanged);
    this.#storage = this.#client("storage", daemonChanged);
    this.#bulk = new BulkReader({
      clock: options.clock,
      metrics: this.#metrics,
      queries: this.#main,
      stateFolder: join(this.#runFolder, "qemu"),
      timeoutMs: options.bulkTimeoutMs ?? 2_500,
      jobOver: (id, name) => this.#feed.changed(id, name, "job/ended"),
    });
    this.#reader = new MachineReader(this.#main, this.#bulk);
    const dedicated: Dedicated = (act) => this.#acts.qemu.run(act);
    this.#power = new Power(dedicated);
    this.#samples = new KeptSession((onClose) => this.#open({ onClose }));
    this.#acts = {
      qemu: this.#spare("qemu"),
      network: this.#spare("network"),
      storage: this.#spare("storage"),
    };
    this.#dirtyRate = new DirtyRateSampler(options.clock, (act) => this.#samples.run(act));
    const { demo, moves } = options;
    if (moves) this.migration = new ToldMoves(this.#moveKit(moves), this.#power, moves.gates);
    if (demo) {
      this.createDemo = (id, name) => createDemo(dedicated, demo, { id, name });
      this.deleteDemo = (id) => deleteDemo(dedicated, id);
    }
    this.#feed = new EventFeed({
      clock: options.clock,
      read: (id) => this.#reader.one(id),
      emit: (event) => this.#listener(event),
    });
    this.#health = {
      state: "connecting",
      uri: "qemu:///system",
      since: null,
      problem: null,
      culprits: [],
    };
    this.#listenToLibvirt();
  }

  async start(signal: AbortSignal): Promise<void> {
    for (const client of this.#clients()) void client.start(signal);
  }

  async stop(): Promise<void> {
    this.#cancelInventory?.();
    const clients = this.#clients().map((client) => client.stop());
    const acts = Object.values(this.#acts).map((spare) => spare.close());
    await Promise.all([...clients, ...acts, this.#samples.close()]);
  }

  listen(listener: (event: HypervisorEvent) => void): void {
    this.#listener = listener;
  }

  health(): LibvirtHealth {
    return this.#health;
  }

  inventory(): Promise<HypervisorInventory> {
    const clients = { qemu: this.#main, network: this.#network, storage: this.#storage };
    return readInventory(clients, {
      areThere: this.#daemonsThere(),
      tls: this.#options.moves?.tls,
    });
  }

  /** Each daemon is connected by itself, and what one of them knows would be left out while it is not there yet. */
  #daemonsThere(): Promise<void> {
    const isThere = () => this.#network.connected && this.#storage.connected;
    if (isThere()) return Promise.resolve();
    return new Promise((resolve) => {
      const over = () => {
        cancel();
        this.#awaiting.delete(look);
        resolve();
      };
      const look = () => isThere() && over();
      const cancel = this.#options.clock.after(DAEMONS_MS, over);
      this.#awaiting.add(look);
    });
  }

  machines(): Promise<readonly MachineReport[]> {
    return this.#reader.all();
  }

  machine(id: MachineId): Promise<MachineReport> {
    return this.#reader.one(id);
  }

  async counters(): Promise<BulkReading> {
    const reading = await this.#bulk.read();
    const culprits = reading.skipped.map(({ name, why }) => ({ machine: name.slice(0, 255), why }));
    this.#tellHealth({ culprits: culprits.slice(0, CULPRITS_MAX) });
    return reading;
  }

  startMachine(id: MachineId): Promise<void> {
    return this.#power.start(id);
  }

  shutdownMachine(id: MachineId): Promise<void> {
    return this.#power.shutdown(id);
  }

  rebootMachine(id: MachineId): Promise<void> {
    return this.#power.reboot(id);
  }

  forceOffMachine(id: MachineId): Promise<void> {
    return this.#power.forceOff(id);
  }

  pauseMachine(id: MachineId): Promise<void> {
    return this.#power.pause(id);
  }

  resumeMachine(id: MachineId): Promise<void> {
    return this.#power.resume(id);
  }

  mark(id: MachineId): Promise<MachineMark | null> {
    return this.#power.mark(id);
  }

  setMark(id: MachineId, mark: MachineMark): Promise<void> {
    return this.#power.setMark(id, mark);
  }

  sampleDirtyRate(id: MachineId, seconds: number): Promise<DirtyRateReading> {
    return this.#dirtyRate.sample(id, seconds);
  }

  /** On a connection of its own: a QEMU that hangs holds it. */
  definition(id: MachineId): Promise<MachineDefinition> {
    return this.#acts.qemu.run((session) => readDefinition(session.remote, id));
  }

  async openConsole(id: MachineId): Promise<DeviceStream> {
    // No keepalive: a reader that is slow, as it may be, would look like a dead libvirt.
    const session = await this.#open({});
    try {
      const { dom } = await session.remote.domainLookupByUuid({ uuid: id });
      const args = { dom, devName: null, flags: CONSOLE_FORCE };
      const { stream } = await session.remote.domainOpenConsole(args);
      return deviceStream(stream, session);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  #clients(): LibvirtClient[] {
    return [this.#main, this.#metrics, this.#network, this.#storage];
  }

  #client(daemon: Daemon, onState: (state: ClientState) => void = () => {}): LibvirtClient {
    const { clock, random } = this.#options;
    const address = () => this.#address(daemon);
    return new LibvirtClient({
      clock,
      random,
      address,
      onState,
      // The others serve no question that may hang unseen: a daemon that ends is told by the socket.
      ...(daemon === "qemu" && { keepalive: defaultKeepalive }),
    });
  }

  async #address(daemon: Daemon): Promise<DaemonAddress> {
    const daemons: Daemons | null = await discoverDaemons(this.#runFolder);
    const address = daemons?.[daemon];
    if (address) return address;
    throw new NovaError("LIBVIRT_UNAVAILABLE", `find libvirt's ${daemon} daemon`, {
      cause: new Error(`no socket of it in ${this.#runFolder}`),
    });
  }

  async #open(
    extra: Pick<SessionOptions, "keepalive" | "onEvent" | "onClose">,
    daemon: Daemon = "qemu",
  ): Promise<Session> {
    const address = await this.#address(daemon);
    return await openSession({ clock: this.#options.clock, address, ...extra });
  }

  #moveKit(moves: ToldMoveOptions): MoveKit {
    return {
      ...moves,
      clock: this.#options.clock,
      records: new MoveRecords(moves.folder),
      daemonSocket: async () => (await this.#address("qemu")).socketPath,
      dirtyRate: async (id) => (await this.#dirtyRate.sample(id, 1)).bytesPerSecond,
      unseen: (id, act) => this.#feed.unseen(id, act),
      changed: (id, name, event) => this.#feed.changed(id, name, event),
      jobEnded: (id, name) => this.#bulk.jobEnded(id, name),
      qemu: (act, onEvent) =>
        onEvent === undefined ? this.#acts.qemu.run(act) : this.#hearing(act, onEvent),
      network: (act) => this.#acts.network.run(act),
      storage: (act) => this.#acts.storage.run(act),
    };
  }

  #spare(daemon: Daemon): SpareSessions {
    const { clock } = this.#options;
    const extra = { keepalive: defaultKeepalive };
    return new SpareSessions(clock, (onClose) => this.#open({ ...extra, onClose }, daemon));
  }

  /** One that hears events is opened for them, and ends with them. */
  async #hearing<T>(
    act: (session: Session) => Promise<T>,
    onEvent: (event: ServerEvent) => void,
  ): Promise<T> {
    const session = await this.#open({ keepalive: defaultKeepalive, onEvent });
    try {
      return await act(session);
    } finally {
      await session.close();
    }
  }

  #listenToLibvirt(): void {
    const sink: events.EventSink = {
      changed: (id, name, event) => this.#feed.changed(id, name, event),
      note: (id, note, detail) => this.#listener({ type: "note", id, note, detail }),
      jobRuns: (id, kind) => this.#bulk.jobRuns(id, kind),
      jobEnded: (id, name) => this.#bulk.jobEnded(id, name),
      inventory: () => this.#inventoryChanged(),
    };
    events.listenToMachines(this.#main, sink);
    events.listenToNetworks(this.#network, sink);
    events.listenToPools(this.#storage, sink);
  }

  #inventoryChanged(): void {
    this.#cancelInventory ??= this.#options.clock.after(INVENTORY_SETTLE_MS, () => {
      this.#cancelInventory = undefined;
      this.#listener({ type: "inventory" });
    });
  }

  #mainState(state: ClientState): void {
    const since = Math.round(this.#options.clock.now());
    if (state.state === "connected") {
      this.#tellHealth({ state: "connected", since, problem: null });
    } else if (state.state === "disconnected") {
      const problem = state.reason.message.slice(0, 1_000);
      const began = this.#health.state === "failed" ? this.#health.since : since;
      this.#tellHealth({ state: "failed", since: began, problem, culprits: [] });
    }
  }

  #tellHealth(change: Partial<LibvirtHealth>): void {
    const next = { ...this.#health, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.#health)) return;
    this.#health = next;
    this.#listener({ type: "health", health: next });
  }
}
