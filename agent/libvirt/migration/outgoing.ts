import { rename, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationAdjustment } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  GateAddress,
  PerformControl,
  Performed,
  PerformRequest,
  SourceFate,
} from "../../ports/migration.ts";
import { isNoDomain, isNoStorageVolume } from "../errors.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { defineKept, forgetSnapshots, readSnapshots } from "../luggage/kept-metadata.ts";
import { isNvramPath } from "../luggage/nvram-file.ts";
import { carryLuggage, type Outbound } from "../luggage/send-luggage.ts";
import { diskPathsOf, nvramOf } from "../xml/moved-domain.ts";
import { parseXml } from "../xml/tree.ts";
import { measuredOf } from "./job-stats.ts";
import { MoveJob, type MoveJobParts } from "./move-job.ts";
import { acting, looking, type MoveKit, pass, xmlFlag } from "./move-kit.ts";
import type { SourceRecord } from "./move-record.ts";
import { markOf, originalsOf } from "./originals.ts";
import { endLeftJob, postCopyOf, postCopyStage } from "./post-copy.ts";

const dialMs = 5_000;
const settleMs = 15_000;
const lookEveryMs = 250;
/** VIR_DOMAIN_UNDEFINE_MANAGED_SAVE, _SNAPSHOTS_METADATA, _NVRAM and _CHECKPOINTS_METADATA. */
const undefineAll = 1 | 2 | 4 | 16;
/** virDomainState. */
const running = 1;
const shutoff = 5;

type OutRequest = MoveJobParts["request"];

/** The source's side of moves to other hosts. */
export class Outgoing {
  readonly #kit: MoveKit;
  readonly #jobs = new Map<MachineId, MoveJob>();

  constructor(kit: MoveKit) {
    this.#kit = kit;
  }

  async perform(request: OutRequest, control: PerformControl): Promise<Performed> {
    const { machine, gate } = request;
    const { gates, clock } = this.#kit;
    const attempted = `move machine ${machine} to host ${gate.target}`;
    if (gates.look(machine, "source") !== null) await gates.close(machine, "source");
    const address = await firstThatAnswers(gate).catch((cause: unknown) => {
      throw new NovaError("MIGRATION_FAILED", attempted, { cause });
    });
    const record = await this.#setAside(request);
    const begunMs = clock.monotonicMs();
    const carriedBytes = await this.#carry({ request, record, attempted }, control);
    const parts = this.#partsOf(request, address, record);
    const uri = await parts.openGate();
    const performed = await this.#ended({ ...parts, uri }, (job) => job.run(control));
    if (carriedBytes === null) return performed;
    const durationMs = Math.max(1, Math.round(clock.monotonicMs() - begunMs));
    const bytesPerSecond = Math.round((carriedBytes / durationMs) * 1_000);
    const measured = { ...performed.measured, durationMs, diskBytes: carriedBytes };
    return { ...performed, measured: { ...measured, bytesPerSecond } };
  }

  #partsOf(request: OutRequest, address: string, record: SourceRecord): MoveJobParts {
    const { gates, identity } = this.#kit;
    const { machine, gate } = request;
    const order = { machine, peer: gate.target, target: { host: address, port: gate.port } };
    const openGate = () =>
      gates.openSource({ ...order, secret: gate.secret, identity: identity() });
    const attempted = `move machine ${machine} to host ${gate.target}`;
    return { request, address, uri: "", openGate, record, attempted };
  }

  /** A job to its end, whatever it is. */
  async #ended(parts: MoveJobParts, run: (job: MoveJob) => Promise<Performed>): Promise<Performed> {
    const { request, record, attempted } = parts;
    const { machine } = request;
    const job = new MoveJob(this.#kit, parts);
    this.#jobs.set(machine, job);
    try {
      const performed = await run(job);
      await this.#kit.records.write({ ...record, stage: "done" });
      // libvirt sends no event of a definition that goes with a move, and the one of its stop may come before it is gone.
      this.#kit.changed(machine, record.name ?? machine, "undefined/removed");
      return performed;
    } catch (error) {
      throw await this.#failure(machine, error, { record, attempted });
    } finally {
      this.#jobs.delete(machine);
    }
  }

  /** Null where the disks go by libvirt, or not at all. Where it fails, the machine is as it was. */
  async #carry(
    {
      request,
      record,
      attempted,
    }: Pick<Outbound, "request" | "record"> & { readonly attempted: string },
    control: PerformControl,
  ): Promise<number | null> {
    const { luggagePort: port, machine } = request;
    const { qemu } = this.#kit;
    try {
      const isDiskless = record.running || record.disks.length === 0;
      if (port === undefined) {
        // Variables of a running machine libvirt makes anew from its template, as it did before.
        const hasVariables = !record.running && record.nvram !== null && isNvramPath(record.nvram);
        if (isDiskless && record.snapshots.length === 0 && !hasVariables) return null;
        throw failed(attempted, "the target or the control plane is too old for what goes along");
      }
      const address = await firstThatAnswers({ addresses: request.gate.addresses, port });
      const bytes = await carryLuggage(this.#kit, { request, address, port, record }, control);
      if (!isDiskless) await this.#mustBeUnchanged(record, attempted);
      await qemu(async ({ remote }) => {
        const dom = await find(remote, machine);
        if (dom !== null && record.snapshots.length > 0) await forgetSnapshots(remote, dom);
      });
      return isDiskless ? null : bytes;
    } catch (error) {
      await this.#putBack(record);
      if (error instanceof NovaError && isJudged(error)) throw error;
      throw new NovaError("MIGRATION_FAILED", attempted, { cause: error });
    }
  }

  /** Somebody started it while its disks were read: what was read is no disk then. */
  async #mustBeUnchanged({ machine, disks }: SourceRecord, attempted: string): Promise<void> {
    const found = await this.#look(machine);
    const marks = await Promise.all(disks.map(({ path }) => markOf(this.#kit, path)));
    const isSame = disks.every(({ mark }, index) => mark === (marks[index] ?? null));
    if (found?.state === shutoff && isSame) return;
    throw failed(attempted, "it was started, or its disks were written, while they were copied");
  }

  /** The gate and libvirt have gone on without an agent: what they came to is read off them. */
  async follow(
    machine: MachineId,
    control: PerformControl,
    asked?: PerformRequest,
  ): Promise<Performed | null> {
    const { gates, records, clock } = this.#kit;
    const record = await records.source(machine);
    if (record === null) return null;
    const sight = gates.look(machine, "source");
    if (record.postCopy === true && record.stage === "moving") {
      const stage = await postCopyOf(this.#kit, machine);
      const gate = asked?.gate ?? null;
      if (gate !== null && asked !== undefined && (stage === "moving" || stage === "cut")) {
        // By the address that was reached when the move began: just now none may answer.
        const parts = this.#partsOf({ ...asked, gate }, gate.addresses[0] ?? "", record);
        return await this.#ended(parts, (job) => job.goOn(control));
      }
      // Its target says whether it has all of the memory.
      if (stage === "ended" && sight?.finish !== "answered") {
        throw new NovaError("MIGRATION_MEMORY_LOST", `move machine ${machine} to ${record.target}`);
      }
    }
    while (gates.look(machine, "source")?.isAlive === true) {
      if (control.signal.aborted || gates.look(machine, "source")?.held === true) return null;
      await pass(clock, lookEveryMs);
    }
    const finish = gates.look(machine, "source")?.finish ?? sight?.finish;
    if (finish !== "answered") return null;
    const untilMs = clock.monotonicMs() + settleMs;
    for (;;) {
      const found = await this.#look(machine);
      if (found === null || found.state === shutoff) break;
      // libvirt's own confirmation comes a moment after its last word through the gate.
      if (found.state === running || clock.monotonicMs() > untilMs) return null;
      await pass(clock, lookEveryMs);
    }
    await records.write({ ...record, stage: "done" });
    return { measured: measuredOf(null, clock.now() - record.begunAt), postCopy: false };
  }

  async adjust(machine: MachineId, adjustment: MigrationAdjustment): Promise<void> {
    const job = this.#jobs.get(machine);
    if (job !== undefined) return await job.adjust(adjustment);
    throw new NovaError("ACTION_NOT_POSSIBLE", `adjust the move of machine ${machine}`, {
      next: "No move of it is under way by this agent",
    });
  }

  /** Where Finish went out and no answer is known, nobody may take this copy for the only one. */
  async fate(machine: MachineId): Promise<SourceFate> {
    const { gates, records } = this.#kit;
    const sight = gates.look(machine, "source");
    const found = await this.#look(machine);
    if (sight?.finish === "hanging" || (sight?.isAlive === true && !sight.ended)) return "held";
    // The target may run it: a libvirtd that was killed before it confirmed leaves its copy standing.
    if (sight?.finish === "answered" && found?.state === paused) return "held";
    const record = await records.source(machine);
    const isOver = record?.stage === "done";
    // Part of its memory is elsewhere, or was.
    if (record?.postCopy === true && !isOver) return "held";
    return found === null || (isOver && found.state === shutoff) ? "gone" : "here";
  }

  async release(machine: MachineId, { keepDisks }: { readonly keepDisks: boolean }): Promise<void> {
    const { gates, records, qemu } = this.#kit;
    const sight = gates.look(machine, "source");
    const record = await records.source(machine);
    // With the answer known, only a libvirtd that was killed before it confirmed leaves a copy of this move standing.
    const isLeft = sight?.finish === "answered" && record !== null;
    const isHeld = sight?.finish === "hanging" || isLeft;
    await qemu(async ({ remote }) => {
      const dom = await find(remote, machine);
      if (dom === null) return;
      const { state, reason } = await remote.domainGetState({ dom, flags: 0 }, looking);
      const isActive = state !== shutoff;
      if (["moving", "cut"].includes(postCopyStage(state, reason))) {
        const next =
          "It holds part of the memory of the copy that runs: resume the move, or destroy both";
        throw new NovaError("MACHINE_CONFLICT", `release machine ${dom.name}`, { next });
      }
      if (isActive && (!isHeld || state === running)) {
        throw new NovaError("MACHINE_CONFLICT", `release machine ${dom.name}, which runs here`);
      }
      // Before its gate lets go: libvirtd would wake it.
      if (isActive) await remote.domainDestroyFlags({ dom, flags: 0 }, acting);
    });
    // Before it is undefined: libvirtd keeps it busy while it waits for its gate.
    if (sight !== null) await gates.close(machine, "source", true);
    await qemu(({ remote }) => undefine(remote, machine));
    if (record === null) return;
    for (const disk of record.disks) await this.#letGo(disk, keepDisks);
    // libvirt's own undefining leaves it.
    if (record.nvram !== null && isNvramPath(record.nvram)) {
      await this.#letGo({ path: record.nvram }, keepDisks);
    }
    await records.remove(machine, "source");
  }

  /** A move within the host: the machine stays, the disks it came from go. */
  async releaseOriginals(
    machine: MachineId,
    { keepDisks }: { readonly keepDisks: boolean },
  ): Promise<void> {
    const record = await this.#kit.records.source(machine);
    if (record?.target !== this.#kit.host) return;
    const used = await this.#kit.qemu(async ({ remote }) => {
      const dom = await find(remote, machine);
      if (dom === null) return [];
      const { persistent } = await remote.domainIsPersistent({ dom }, looking);
      const read = (flags: number) => remote.domainGetXmlDesc({ dom, flags }, looking);
      const all = [await read(0), ...(persistent === 1 ? [await read(xmlFlag.inactive)] : [])];
      return all.flatMap(({ xml }) => diskPathsOf(xml));
    });
    for (const disk of record.disks) {
      if (!used.includes(disk.path)) await this.#letGo(disk, keepDisks);
    }
    await this.#kit.records.remove(machine, "source");
  }

  async resume(machine: MachineId): Promise<void> {
    const { gates, records, clock } = this.#kit;
    const sight = gates.look(machine, "source");
    if (sight !== null) await gates.close(machine, "source", true);
    const record = await records.source(machine);
    if (record === null) return;
    // libvirtd lets its copy run on by itself once it knows that nothing came of the move.
    const untilMs = clock.monotonicMs() + settleMs;
    const wasHeld = sight?.finish === "hanging";
    while (wasHeld && record.running && clock.monotonicMs() < untilMs) {
      if ((await this.#look(machine))?.state !== paused) break;
      await pass(clock, lookEveryMs);
    }
    if (record.postCopy === true) await endLeftJob(this.#kit, record);
    if (record.running) await this.#wake(machine);
    await this.#putBack(record);
    this.#kit.jobEnded(machine, record.name ?? machine);
  }

  /** A libvirtd that was started anew meanwhile knows nothing of it, and leaves its copy standing. */
  async #wake(machine: MachineId): Promise<void> {
    if ((await this.#look(machine))?.state !== paused) return;
    await this.#kit.qemu(async ({ remote }) => {
      const dom = await find(remote, machine);
      if (dom !== null) await remote.domainResume({ dom }, acting);
    });
  }

  /** What the move will change is written down, then libvirt's own autostart goes: a copy left here must not start. */
  async #setAside({ machine, gate, disks }: PerformRequest): Promise<SourceRecord> {
    const { records, clock, qemu } = this.#kit;
    return await qemu(async ({ remote }) => {
      const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
      const { state } = await remote.domainGetState({ dom, flags: 0 }, looking);
      const persistent = (await remote.domainIsPersistent({ dom }, looking)).persistent === 1;
      const { autostart } = persistent
        ? await remote.domainGetAutostart({ dom }, looking)
        : { autostart: 0 };
      const { xml } = await remote.domainGetXmlDesc({ dom, flags: xmlFlag.secure }, looking);
      const originals = await originalsOf(this.#kit, xml, disks);
      const record: SourceRecord = {
        role: "source",
        machine,
        name: dom.name,
        target: gate?.target as SourceRecord["target"],
        begunAt: clock.now(),
        disks: originals,
        running: state !== shutoff,
        persistent,
        autostart: autostart === 1,
        stage: "moving",
        snapshots: await readSnapshots(remote, dom),
        nvram: nvramOf(parseXml(xml)),
      };
      await records.write(record);
      if (autostart === 1) await remote.domainSetAutostart({ dom, autostart: 0 }, looking);
      return record;
    });
  }

  async #putBack(record: SourceRecord): Promise<void> {
    await this.#kit.qemu(async ({ remote }) => {
      const dom = await find(remote, record.machine);
      if (dom === null) return;
      if (record.autostart) await remote.domainSetAutostart({ dom, autostart: 1 }, looking);
      await defineKept(remote, dom, { snapshots: record.snapshots, checkpoints: [] });
    });
    await this.#kit.records.remove(record.machine, "source");
  }

  /** Which failure it was: the gate proves whether the target's copy can ever have been told to start. */
  async #failure(
    machine: MachineId,
    error: unknown,
    { record, attempted }: { readonly record: SourceRecord; readonly attempted: string },
  ): Promise<unknown> {
    const { gates, clock } = this.#kit;
    // Told by what came of post-copy: a gate that was opened to resume says nothing of what was told before it.
    if (error instanceof NovaError && isOfPostCopy(error)) return error;
    const sight = gates.look(machine, "source");
    if (sight?.finish === "hanging" || sight?.held === true) {
      return new NovaError("MIGRATION_UNCLEAR", attempted, { cause: error });
    }
    const untilMs = clock.monotonicMs() + settleMs;
    // Never told to start there: a copy that stopped here meanwhile (its QEMU died, the guest shut down) is the only one.
    const isOnly = sight?.finish === "none" || sight?.finish === "cancelled";
    const asItWas = record.running ? [running, userPaused] : [shutoff];
    const wanted = isOnly ? [...asItWas, shutoff] : asItWas;
    let left = shutoff;
    for (;;) {
      // A libvirtd that was killed in the middle is back in a moment, and only it can tell.
      const found = await this.#look(machine).catch(() => null);
      left = found?.state ?? shutoff;
      if (found !== null && wanted.includes(found.state) && !found.isBusy) break;
      if (clock.monotonicMs() > untilMs) return error;
      await pass(clock, lookEveryMs);
    }
    if (sight !== null) await gates.close(machine, "source", true).catch(() => undefined);
    await this.#putBack(record);
    this.#kit.jobEnded(machine, record.name ?? machine);
    if (error instanceof NovaError && isJudged(error)) return error;
    const next = record.running && left === shutoff ? stopped : undefined;
    return new NovaError("MIGRATION_FAILED", attempted, { cause: error, ...(next && { next }) });
  }

  #look(machine: MachineId): Promise<{ state: number; isBusy: boolean } | null> {
    return this.#kit.qemu(async ({ remote }) => {
      const dom = await find(remote, machine);
      if (dom === null) return null;
      try {
        const { state, reason } = await remote.domainGetState({ dom, flags: 0 }, looking);
        const info = await remote.domainGetJobInfo({ dom }, looking).catch(() => ({ type: 0 }));
        const isPausedByUser = state === paused && reason === byUser;
        return { state: isPausedByUser ? userPaused : state, isBusy: info.type !== 0 };
      } catch (error) {
        if (isNoDomain(error)) return null;
        throw error;
      }
    });
  }

  async #letGo(
    { path }: Pick<SourceRecord["disks"][number], "path">,
    keepDisks: boolean,
  ): Promise<void> {
    const seen = this.#kit.seen?.(path) ?? path;
    if (keepDisks) {
      await rename(seen, `${seen}.moved`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
      return;
    }
    const isVolume = await this.#kit.storage(async ({ remote }) => {
      try {
        const { vol } = await remote.storageVolLookupByPath({ path }, looking);
        await remote.storageVolDelete({ vol, flags: 0 }, acting);
        return true;
      } catch (error) {
        if (isNoStorageVolume(error)) return false;
        throw error;
      }
    });
    if (!isVolume && path.startsWith("/")) await rm(seen, { force: true });
  }
}

const paused = 3;
/** VIR_DOMAIN_PAUSED_USER. */
const byUser = 1;
/** Ours: a guest that a person has paused stands as it should. */
const userPaused = -3;

const stopped = "It stopped while it was moved: start it, and look into QEMU's log on its host";

function isOfPostCopy({ code }: NovaError): boolean {
  return code === "MIGRATION_MEMORY_LOST" || code === "MIGRATION_UNCLEAR";
}

function isJudged({ code }: NovaError): boolean {
  return code === "CANCELLED" || code === "MIGRATION_NOT_CONVERGED" || code === "MIGRATION_FAILED";
}

function failed(attempted: string, why: string): NovaError {
  return new NovaError("MIGRATION_FAILED", attempted, { cause: new Error(why) });
}

async function find(remote: RemoteApi, machine: MachineId): Promise<Domain | null> {
  try {
    return (await remote.domainLookupByUuid({ uuid: machine }, looking)).dom;
  } catch (error) {
    if (isNoDomain(error)) return null;
    throw error;
  }
}

async function undefine(remote: RemoteApi, machine: MachineId): Promise<void> {
  const dom = await find(remote, machine);
  if (dom === null) return;
  try {
    await remote.domainUndefineFlags({ dom, flags: undefineAll }, acting);
  } catch (error) {
    // A transient one was gone with its end.
    if (!isNoDomain(error)) throw error;
  }
}

/** The first address behind which something listens; a gate counts it, and lets nobody in without its ticket. */
export async function firstThatAnswers({
  addresses,
  port,
}: Pick<GateAddress, "addresses" | "port">): Promise<string> {
  let last: unknown = new Error("the target has no address");
  for (const host of addresses) {
    try {
      await answers(host, port);
      return host;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function answers(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, timeout: dialMs });
    const end = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.once("connect", () => end(resolve));
    socket.once("error", (error) => end(() => reject(error)));
    socket.once("timeout", () => end(() => reject(new Error(`${host}:${port} does not answer`))));
  });
}
