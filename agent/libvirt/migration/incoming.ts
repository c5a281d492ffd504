import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { PlacedDisk } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PrepareAnswer, PrepareRequest } from "../../ports/migration.ts";
import { isNoDomain, isNoStoragePool, isNoStorageVolume, isVolumeThere } from "../errors.ts";
import { migrateFlag } from "../gate/gate-ticket.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { defineKept } from "../luggage/kept-metadata.ts";
import { isNvramPath } from "../luggage/nvram-file.ts";
import { LuggageDesk } from "../luggage/take-luggage.ts";
import { parseCapabilities } from "../xml/capabilities.ts";
import { diskPathsOf } from "../xml/moved-domain.ts";
import { createVolume } from "../xml/storage.ts";
import { findObstacles } from "./find-obstacles.ts";
import { moveFlags } from "./move-flags.ts";
import { acting, type Gates, looking, type MoveKit, pass, seconds } from "./move-kit.ts";
import type { TargetRecord } from "./move-record.ts";
import { type Placement, type PoolSeen, placeDisks, poolsOf } from "./place-disks.ts";
import { destroyHalf } from "./post-copy.ts";
import { wasStarted } from "./told-to-start.ts";

const gateValidForMs = 600_000;
const goneWithinMs = 30_000;
const lookEveryMs = 200;
/** virDomainState and virDomainPausedReason. */
const paused = 3;
const pausedForMigration = 2;
const pausedToStart = 11;
/** VIR_DOMAIN_NOSTATE, _SHUTDOWN, _SHUTOFF and _CRASHED. */
const atRest: ReadonlySet<number> = new Set([0, 4, 5, 6]);

/** The target's side: makes room, lets in, takes over or forgets. */
export class Incoming {
  readonly #kit: MoveKit;
  readonly #desk: LuggageDesk;

  constructor(kit: MoveKit) {
    this.#kit = kit;
    this.#desk = new LuggageDesk(kit);
  }

  async prepare(request: PrepareRequest): Promise<PrepareAnswer> {
    const { records, gates, host } = this.#kit;
    const { machine, source, next, secret } = request;
    const within = source === host;
    const ticket = createHash("sha256").update(secret).digest("base64url");
    const known = await records.target(machine);
    const gate = gates.look(machine, "target");
    const luggagePort = this.#desk.portOf(machine) ?? undefined;
    const hasDesk = known?.luggage === null || luggagePort !== undefined;
    if (known?.ticket === ticket && hasDesk && (within || (gate?.isAlive && gate.port !== null))) {
      return { port: within ? null : (gate?.port ?? null), luggagePort, disks: known.volumes };
    }
    if (known !== null) await this.abandon(machine, known.source);
    const [[obstacle], emulators] = await Promise.all([
      findObstacles(this.#kit, request),
      within ? [] : this.#emulators(),
    ]);
    if (obstacle !== undefined) {
      throw new NovaError("ACTION_NOT_POSSIBLE", `prepare for machine ${request.name}`, {
        cause: new Error(obstacle.text),
        next: obstacle.remedy,
      });
    }
    const volumes = await this.#planVolumes(request);
    const luggage = within || !hasLuggage(request, volumes) ? null : nothingTaken;
    const nvram = within ? null : this.#newNvram(request);
    const record = { role: "target", machine, source, next, ticket, nvram, luggage } as const;
    await this.#makeVolumes(request, { ...record, volumes });
    if (within) return { port: null, disks: volumes };
    const opens = ticketFor(request, { volumes, emulators });
    const port = await this.#openGate(request, opens);
    if (luggage === null) return { port, disks: volumes };
    const isOff = !request.description.running;
    const expected = { machine, source, secret, ticket: opens, isOff };
    return { port, luggagePort: await this.#desk.open(expected), disks: volumes };
  }

  /** Defines here what the source knew besides; before the machine is taken over, and as often as it is asked. */
  async unpack(machine: MachineId): Promise<void> {
    const luggage = (await this.#kit.records.target(machine))?.luggage;
    if (luggage == null) return;
    if (!luggage.taken) {
      throw new NovaError("ACTION_NOT_POSSIBLE", `adopt machine ${machine}`, {
        cause: new Error("what goes along with it has not come"),
      });
    }
    await this.#kit.qemu(async ({ remote }) => {
      const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
      await defineKept(remote, dom, luggage);
    });
  }

  /**
   * The gate is closed first: a Finish that has not come through then never will. What is here after that has either been
   * told to start, which is no business of ours, or ends with its connection.
   */
  async abandon(machine: MachineId, source: HostId, memoryLost = false): Promise<void> {
    const { gates, records, host } = this.#kit;
    const record = await records.target(machine);
    if (record !== null && record.source !== source)
      throw refusal("MACHINE_CONFLICT", machine, "another move's");
    await this.#desk.close(machine);
    if (source !== host) {
      if (memoryLost) await destroyHalf(this.#kit, machine);
      const before = gates.look(machine, "target");
      if (before?.finish === "hanging" || before?.finish === "answered") {
        // Told to start: whether it did is seen by what is here.
        const isAnswered = before.finish === "answered";
        if (await (isAnswered ? this.#isHere(machine) : wasStarted(this.#kit, machine)))
          throw refusal("MIGRATION_ARRIVED", machine, "it was switched over");
        await gates.close(machine, "target", true);
      } else await gates.close(machine, "target");
      await this.#untilGone(machine, record);
      // A libvirtd that starts anew takes such a copy away without an event.
      this.#kit.changed(machine, machine, "undefined/removed");
    }
    if (record === null) return;
    if (record.nvram !== null) {
      await rm(this.#kit.seen?.(record.nvram) ?? record.nvram, { force: true });
    }
    for (const disk of record.volumes) await this.#removeVolume(machine, disk);
    await records.remove(machine, "target");
  }

  /** What `prepare` made belongs to the machine now. */
  async adopted(machine: MachineId): Promise<void> {
    const { gates, records } = this.#kit;
    const sight = gates.look(machine, "target");
    if (sight !== null) await gates.close(machine, "target", true);
    await this.#desk.close(machine);
    await records.remove(machine, "target");
  }

  /** The file of the firmware's variables that will be made here for this move. */
  #newNvram({ description: { nvram } }: PrepareRequest): string | null {
    if (nvram == null || !isNvramPath(nvram)) return null;
    return existsSync(this.#kit.seen?.(nvram) ?? nvram) ? null : nvram;
  }

  async #openGate(
    request: PrepareRequest,
    ticket: Parameters<Gates["openTarget"]>[0]["ticket"],
  ): Promise<number> {
    const { gates, identity, listen, daemonSocket } = this.#kit;
    return await gates.openTarget({
      peer: request.source,
      ticket,
      secret: request.secret,
      identity: identity(),
      listen,
      daemonSocket: await daemonSocket(),
      validForMs: validFor(request),
    });
  }

  async #emulators(): Promise<string[]> {
    const { capabilities } = await this.#kit.qemu(({ remote }) =>
      remote.connectGetCapabilities(seconds(120)),
    );
    return parseCapabilities(capabilities).guests.flatMap(({ emulator }) =>
      emulator === null ? [] : [emulator],
    );
  }

  /** Where the copied disks go, by name: nothing is made yet. */
  async #planVolumes({ description, options }: PrepareRequest): Promise<PlacedDisk[]> {
    if (placeDisks(description, options, []).length === 0) return [];
    return await this.#kit.storage(async ({ remote }) => {
      const pools = await poolsOf(remote);
      return placeDisks(description, options, pools).map(({ disk, pool, volume }) => {
        const folder = pools.find((one) => one.name === pool)?.path ?? "";
        const path = `${folder}/${volume}`;
        return { target: disk.target, pool, volume, path, format: disk.format };
      });
    });
  }

  /** Each is written down before it is made, and struck out again where somebody else was first. */
  async #makeVolumes(request: PrepareRequest, record: TargetRecord): Promise<void> {
    const { records, storage } = this.#kit;
    const { incremental } = request.options;
    await records.write({ ...record, volumes: [] });
    if (record.volumes.length === 0) return;
    await storage(async ({ remote }) => {
      const pools = await poolsOf(remote);
      for (const [index, volume] of record.volumes.entries()) {
        const disk = request.description.disks.find(({ target }) => target === volume.target);
        const pool = pools.find(({ name }) => name === volume.pool);
        if (disk === undefined || pool === undefined) continue;
        await records.write({ ...record, volumes: record.volumes.slice(0, index + 1) });
        try {
          await makeVolume(remote, pool, { ...volume, disk, incremental });
        } catch (error) {
          if (isVolumeThere(error)) {
            await records.write({ ...record, volumes: record.volumes.slice(0, index) });
          }
          throw error;
        }
      }
    });
  }

  async #removeVolume(machine: MachineId, { pool, volume, path }: PlacedDisk): Promise<void> {
    if (await this.#isUsed(machine, path)) return;
    await this.#kit.storage(async ({ remote }) => {
      try {
        const found = await remote.storagePoolLookupByName({ name: pool }, looking);
        const call = { pool: found.pool, name: volume };
        const { vol } = await remote.storageVolLookupByName(call, looking);
        await remote.storageVolDelete({ vol, flags: 0 }, acting);
      } catch (error) {
        if (!isNoStoragePool(error) && !isNoStorageVolume(error)) throw error;
      }
    });
  }

  /** A move within the host that came to its end: the machine's disk lies there now. */
  #isUsed(machine: MachineId, path: string): Promise<boolean> {
    return this.#kit.qemu(async ({ remote }) => {
      const dom = await find(remote, machine);
      if (dom === null) return false;
      const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, looking);
      return diskPathsOf(xml).includes(path);
    });
  }

  async #isHere(machine: MachineId): Promise<boolean> {
    return await this.#kit.qemu(async ({ remote }) => (await find(remote, machine)) !== null);
  }

  async #untilGone(machine: MachineId, record: TargetRecord | null): Promise<void> {
    const { clock } = this.#kit;
    const untilMs = clock.monotonicMs() + goneWithinMs;
    await this.#kit.qemu(async ({ remote }) => {
      for (;;) {
        const dom = await find(remote, machine);
        if (dom === null) return;
        const waits = await isIncoming(remote, dom);
        if (!waits || record === null) throw refusal("MIGRATION_ARRIVED", machine, "it is here");
        if (clock.monotonicMs() > untilMs) {
          // libvirtd was restarted meanwhile and no longer knows whose connection it was.
          await remote.domainDestroyFlags({ dom, flags: 0 }, acting);
        }
        await pass(clock, lookEveryMs);
      }
    });
  }
}

/** libvirt comes after the disks of a machine that is off, which may take as long as the move may. */
function validFor({ description, options }: PrepareRequest): number {
  return description.running ? gateValidForMs : gateValidForMs + (options.giveUpAfterMs ?? 0);
}

const nothingTaken = { taken: false, snapshots: [], checkpoints: [] };

/** What libvirt's migration would leave behind. */
function hasLuggage({ description }: PrepareRequest, volumes: readonly PlacedDisk[]): boolean {
  const { internalSnapshots, externalSnapshots, checkpoints, running, nvram } = description;
  const kept = [...internalSnapshots, ...externalSnapshots, ...checkpoints];
  return (
    kept.length > 0 || (!running && volumes.length > 0) || (nvram != null && isNvramPath(nvram))
  );
}

interface MadeFor {
  readonly volumes: readonly PlacedDisk[];
  /** The target's own. */
  readonly emulators: readonly string[];
}

function ticketFor(
  { machine, name, description, options }: PrepareRequest,
  { volumes, emulators }: MadeFor,
): Parameters<Gates["openTarget"]>[0]["ticket"] {
  const isPath = (text: string | null): text is string => text?.startsWith("/") === true;
  const { disks, paths, networks, running, persistent } = description;
  const ofDisks = disks.flatMap(({ source, backing }) => [source, ...backing]).filter(isPath);
  const resume = options.postCopy === true ? migrateFlag.postcopyResume : 0;
  // A machine that a person has paused stays so: libvirt's source says it by itself.
  const stands = running ? migrateFlag.paused : 0;
  return {
    machine,
    name,
    paths: [...new Set([...paths, ...ofDisks, ...volumes.map(({ path }) => path)])],
    emulators: [...new Set(emulators)],
    networks: networks.map((one) => one.name),
    allowHostDevices: false,
    requireTls: true,
    flags: moveFlags({ options, running, persistent, copied: volumes }) | resume | stands,
  };
}

async function find(remote: RemoteApi, machine: MachineId): Promise<Domain | null> {
  try {
    return (await remote.domainLookupByUuid({ uuid: machine }, looking)).dom;
  } catch (error) {
    if (isNoDomain(error)) return null;
    throw error;
  }
}

/**
 * A copy that was never told to start: transient, and it stands still for the migration, or its QEMU begins just now. One
 * that libvirtd is taking away is shut off for a moment, and runs nowhere either.
 */
async function isIncoming(remote: RemoteApi, dom: Domain): Promise<boolean> {
  try {
    const { persistent } = await remote.domainIsPersistent({ dom }, looking);
    const { state, reason } = await remote.domainGetState({ dom, flags: 0 }, looking);
    if (persistent !== 0) return false;
    if (state === paused) return reason === pausedForMigration || reason === pausedToStart;
    return atRest.has(state);
  } catch (error) {
    // Gone between two questions: the next look says so.
    if (isNoDomain(error)) return true;
    throw error;
  }
}

interface NewCopy extends PlacedDisk {
  readonly disk: Placement["disk"];
  readonly incremental: boolean | undefined;
}

async function makeVolume(remote: RemoteApi, { pool }: PoolSeen, copy: NewCopy): Promise<void> {
  const { disk, incremental, volume: name, format } = copy;
  const [base] = incremental === true ? disk.backing : [];
  const xml = createVolume({
    name,
    format,
    capacityBytes: disk.capacityBytes,
    allocationBytes: 0,
    ...(base !== undefined && { backing: { path: base, format: disk.backingFormat ?? "qcow2" } }),
  });
  await remote.storageVolCreateXml({ pool, xml, flags: 0 }, seconds(600));
}

function refusal(
  code: "MACHINE_CONFLICT" | "MIGRATION_ARRIVED",
  machine: MachineId,
  why: string,
): NovaError {
  const cause = new Error(why);
  return new NovaError(code, `abandon the move of machine ${machine}`, { cause });
}
