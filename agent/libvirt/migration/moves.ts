import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type {
  MigrationAdjustment,
  MigrationDescription,
} from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  CheckAnswer,
  CheckRequest,
  MigrationPower,
  PerformControl,
  Performed,
  PerformRequest,
  PrepareAnswer,
  PrepareRequest,
  ReachAnswer,
  ReachRequest,
  SourceFate,
} from "../../ports/migration.ts";
import { ReachGate, tryReachGate } from "../gate/reach-gate.ts";
import type { Power } from "../hypervisor/power.ts";
import { followBlockMove, performBlockMove, settleBlockMove } from "./block-moves.ts";
import { describeMachine } from "./describe.ts";
import { findObstacles } from "./find-obstacles.ts";
import { Incoming } from "./incoming.ts";
import { looking, type MoveKit } from "./move-kit.ts";
import type { SourceRecord } from "./move-record.ts";
import { Outgoing } from "./outgoing.ts";
import { type Tried, whyNotReached } from "./why-not-reached.ts";

const checkValidForMs = 120_000;

/** Moves by libvirt's peer-to-peer migration through the two ends of a gate. */
export class LibvirtMoves implements MigrationPower {
  readonly #kit: MoveKit;
  readonly #power: Power;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;

  constructor(kit: MoveKit, power: Power) {
    this.#kit = kit;
    this.#power = power;
    this.#incoming = new Incoming(kit);
    this.#outgoing = new Outgoing(kit);
  }

  describe(id: MachineId, withSample = true): Promise<MigrationDescription> {
    return describeMachine(this.#kit, id, withSample);
  }

  async reach({ machine, target, addresses, port, secret }: ReachRequest): Promise<ReachAnswer> {
    const { clock, identity, host, gates } = this.#kit;
    // Not with the description: machines that wait for their turn are described, too.
    gates.expect(machine);
    const tried: Tried[] = [];
    for (const address of addresses) {
      const begunMs = clock.monotonicMs();
      try {
        const how = { host: address, port, peer: target, secret, identity: identity() };
        await tryReachGate(how);
        const roundTripMs = Math.max(0, clock.monotonicMs() - begunMs);
        return { findings: [], address, roundTripMs };
      } catch (error) {
        tried.push({ address, error });
      }
    }
    const findings = [whyNotReached(host, target, tried)];
    return { findings, address: null, roundTripMs: null };
  }

  async perform(request: PerformRequest, control: PerformControl): Promise<Performed> {
    const { gate } = request;
    if (gate === null) return await performBlockMove(this.#kit, request, control);
    return await this.#outgoing.perform({ ...request, gate }, control);
  }

  async follow(
    id: MachineId,
    control: PerformControl,
    asked?: PerformRequest,
  ): Promise<Performed | null> {
    const within = await this.#within(id);
    if (within !== null) return await followBlockMove(this.#kit, within, control);
    return await this.#outgoing.follow(id, control, asked);
  }

  /** Of a move of disks within this host. */
  async #within(id: MachineId): Promise<SourceRecord | null> {
    const record = await this.#kit.records.source(id);
    return record?.target === this.#kit.host ? record : null;
  }

  adjust(id: MachineId, adjustment: MigrationAdjustment): Promise<void> {
    return this.#outgoing.adjust(id, adjustment);
  }

  fate(id: MachineId): Promise<SourceFate> {
    return this.#outgoing.fate(id);
  }

  release(id: MachineId, options: { readonly keepDisks: boolean }): Promise<void> {
    return this.#outgoing.release(id, options);
  }

  async releaseOriginals(id: MachineId, options: { readonly keepDisks: boolean }): Promise<void> {
    if ((await this.#within(id)) !== null) await this.#incoming.adopted(id);
    await this.#outgoing.releaseOriginals(id, options);
  }

  resume(id: MachineId): Promise<void> {
    return this.#outgoing.resume(id);
  }

  async check(request: CheckRequest): Promise<CheckAnswer> {
    const isWithin = request.options.kind === "storage";
    if (!isWithin) this.#kit.gates.expect(request.machine);
    const findings = await findObstacles(this.#kit, request);
    if (isWithin) return { findings, port: null };
    const { clock, identity, listen } = this.#kit;
    const { source: peer, secret } = request;
    const how = { peer, secret, identity: identity(), listen, clock, validForMs: checkValidForMs };
    try {
      return { findings, port: await new ReachGate(how).start() };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = `The target cannot listen for the source: ${why}`.slice(0, 1_000);
      const remedy = "Look at the target's network and its limits of open files";
      return { findings: [...findings, { code: "no-gate", text, remedy }], port: null };
    }
  }

  prepare(request: PrepareRequest): Promise<PrepareAnswer> {
    return this.#incoming.prepare(request);
  }

  async abandon(id: MachineId, source: HostId, memoryLost = false): Promise<void> {
    const within = source === this.#kit.host ? await this.#within(id) : null;
    if (within !== null) {
      const isGone = (await settleBlockMove(this.#kit, within)) === null;
      if (isGone) await this.#kit.records.remove(id, "source");
      else await this.#outgoing.releaseOriginals(id, { keepDisks: false });
    }
    await this.#incoming.abandon(id, source, memoryLost);
  }

  async adopt(id: MachineId, mark: { owner: HostId; generation: number }): Promise<void> {
    const { qemu } = this.#kit;
    const isIncoming = await qemu(async ({ remote }) => {
      const { dom } = await remote.domainLookupByUuid({ uuid: id }, looking);
      const { state, reason } = await remote.domainGetState({ dom, flags: 0 }, looking);
      return state === paused && reason === pausedForMigration;
    });
    if (isIncoming) {
      throw new NovaError("ACTION_NOT_POSSIBLE", `adopt machine ${id}, still on its way`);
    }
    await this.#incoming.unpack(id);
    await this.#incoming.adopted(id);
    // As the last thing: whoever is asked again sees by it that all of the above was done.
    const old = await this.#power.mark(id);
    await this.#power.setMark(id, { ...mark, autostart: old?.autostart ?? false });
  }
}

const paused = 3;
const pausedForMigration = 2;
