import type { MachineId } from "@novacron/protocol/domain/ids";
import { isNoDomain, LIBVIRT_CODE, LibvirtError } from "../errors.ts";
import { migrateFlag } from "../gate/gate-ticket.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { defineKept, readCheckpoints } from "../luggage/kept-metadata.ts";
import { find, parseXml } from "../xml/tree.ts";
import { acting, looking, type MoveKit, pass, xmlFlag } from "./move-kit.ts";
import type { SourceRecord } from "./move-record.ts";

/**
 * In post-copy the machine runs on its target while part of its memory is still on its source: neither copy is whole, and
 * the source's never runs again. `moving`: the rest flows. `cut`: both wait until the move is resumed. `ended`: this
 * host's part is gone, its definition is left. `gone`: so is that. `none`: it is in no post-copy.
 */
export type PostCopyStage = "none" | "moving" | "cut" | "ended" | "gone";

/** virDomainState, and its reasons of post-copy. */
const running = 1;
const runningReasons = { moving: 10, cut: 11 } as const;
const paused = 3;
const pausedReasons = { moving: 12, cut: 13 } as const;
const shutoff = 5;
/** VIR_DOMAIN_SHUTOFF_DESTROYED, _CRASHED, _FAILED and _DAEMON: it did not end by its own will. */
const killedReasons: readonly number[] = [2, 3, 6, 8];
/** VIR_DOMAIN_ABORT_JOB_POSTCOPY: QEMU lets go of a connection that may be dead, and both sides wait. */
const pausePostCopy = 1;
/** VIR_DOMAIN_UNDEFINE_MANAGED_SAVE, _SNAPSHOTS_METADATA, _KEEP_NVRAM and _CHECKPOINTS_METADATA. */
export const undefineHalf = 1 | 2 | 8 | 16;
const noticedWithinMs = 60_000;
const lookEveryMs = 500;

export function postCopyStage(state: number, reason: number): PostCopyStage {
  if (state === shutoff) return "ended";
  const reasons = state === running ? runningReasons : pausedReasons;
  if (state !== running && state !== paused) return "none";
  if (reason === reasons.cut) return "cut";
  return reason === reasons.moving ? "moving" : "none";
}

export async function postCopyOf(kit: MoveKit, machine: MachineId): Promise<PostCopyStage> {
  return await kit.qemu(async ({ remote }) => (await lookAt(remote, machine)).stage);
}

/** At the source, where nothing flows any more: a connection that may be dead is given up, so that it can be resumed. */
export async function cutPostCopy(kit: MoveKit, machine: MachineId): Promise<void> {
  await kit.qemu(async ({ remote }) => {
    const { stage, dom } = await lookAt(remote, machine);
    if (dom === null || stage !== "moving") return;
    await remote.domainAbortJobFlags({ dom, flags: pausePostCopy }, acting);
  });
}

/**
 * At the target: what waits for the rest of its memory waits in vain, and is destroyed with its definition; libvirt itself may
 * have ended it, and left that. Nothing else goes: a copy that has all of its memory after all is left, and the source's
 * definition is there still.
 */
export async function destroyHalf(kit: MoveKit, machine: MachineId): Promise<void> {
  const untilMs = kit.clock.monotonicMs() + noticedWithinMs;
  await kit.qemu(async ({ remote }) => {
    for (;;) {
      const { stage, dom, reason } = await lookAt(remote, machine);
      const wasKilled = stage === "ended" && killedReasons.includes(reason);
      if (dom === null || stage === "none" || (stage === "ended" && !wasKilled)) return;
      if (stage !== "moving") {
        if (stage === "cut") await remote.domainDestroyFlags({ dom, flags: 0 }, acting);
        await remote.domainUndefineFlags({ dom, flags: undefineHalf }, acting).catch(unlessGone);
        return;
      }
      // It notices the loss of its source in a moment, or it has all and stays.
      if (kit.clock.monotonicMs() > untilMs) return;
      await pass(kit.clock, lookEveryMs);
    }
  });
}

/**
 * At the source, whose QEMU was lost: libvirt 9.0 may leave its job of the move on the definition, where it waits to be resumed
 * for ever and nothing can be begun (decision 0058). The one call that such a job still takes is its own confirmation, by
 * which libvirt forgets the machine with its job; what it forgets is written down before, and defined again.
 */
export async function endLeftJob(kit: MoveKit, record: SourceRecord): Promise<void> {
  const { machine, left } = record;
  await kit.qemu(async ({ remote }) => {
    const { stage, dom } = await lookAt(remote, machine);
    if (dom === null && left !== undefined) return await defineAgain(remote, left);
    if (dom === null || stage !== "ended" || !record.persistent) return;
    const flags = xmlFlag.inactive | xmlFlag.secure;
    const { xml } = await remote.domainGetXmlDesc({ dom, flags }, looking);
    // libvirt forgets the state of an emulated TPM with its machine, for good.
    if (find(parseXml(xml), "devices/tpm") !== null) return;
    const checkpoints = await readCheckpoints(remote, dom);
    await kit.records.write({ ...record, left: { xml, checkpoints } });
    await kit.unseen(machine, async () => {
      if (await confirmed(remote, dom)) await defineAgain(remote, { xml, checkpoints });
    });
  });
}

/** False where no job of a move is left. */
async function confirmed(remote: RemoteApi, dom: Domain): Promise<boolean> {
  const { peer2peer, changeProtection, undefineSource } = migrateFlag;
  const flags = peer2peer | changeProtection | undefineSource;
  const call = { dom, params: [], cookieIn: new Uint8Array(), flags, cancelled: 0 };
  try {
    await remote.domainMigrateConfirm3Params(call, acting);
    return true;
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
    if (error.libvirt.code === LIBVIRT_CODE.operationInvalid) return false;
    throw error;
  }
}

async function defineAgain(
  remote: RemoteApi,
  { xml, checkpoints }: NonNullable<SourceRecord["left"]>,
): Promise<void> {
  const { dom } = await remote.domainDefineXmlFlags({ xml, flags: 0 }, acting);
  await defineKept(remote, dom, { snapshots: [], checkpoints });
}

async function lookAt(
  remote: RemoteApi,
  machine: MachineId,
): Promise<{
  readonly stage: PostCopyStage;
  readonly dom: Domain | null;
  readonly reason: number;
}> {
  try {
    const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
    const { state, reason } = await remote.domainGetState({ dom, flags: 0 }, looking);
    return { stage: postCopyStage(state, reason), dom, reason };
  } catch (error) {
    unlessGone(error);
    return { stage: "gone", dom: null, reason: 0 };
  }
}

export function unlessGone(error: unknown): void {
  if (!isNoDomain(error)) throw error;
}
