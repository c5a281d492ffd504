import type { MachineId } from "@novacron/protocol/domain/ids";
import { isNoDomain } from "../errors.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { acting, looking, type MoveKit, pass } from "./move-kit.ts";
import { undefineHalf, unlessGone } from "./post-copy.ts";

const decidesWithinMs = 30_000;
const lookEveryMs = 200;
/** virDomainState and virDomainPausedReason. */
const paused = 3;
const beforeItsStart: readonly number[] = [2, 11];
/**
 * virDomainShutoffReason: it failed to start, or a libvirtd that was started anew took it away, since in the midst of a
 * Finish (FINISH3) it leaves only what runs already (libvirt's qemuProcessRecoverMigrationIn).
 */
const off = 5;
const neverStarted: readonly number[] = [6, 8];

type Fate = "started" | "never started" | "gone" | "undecided";

/**
 * At the target, of a copy that was told to start and never answered: whether it did. Its definition may be here without it, and
 * goes then: the source's copy stands still with all of the memory, and can go on.
 */
export async function wasStarted(kit: MoveKit, machine: MachineId): Promise<boolean> {
  const untilMs = kit.clock.monotonicMs() + decidesWithinMs;
  return await kit.qemu(async ({ remote }) => {
    for (;;) {
      const { fate, dom } = await fateOf(remote, machine);
      if (fate === "gone") return false;
      if (fate === "never started") {
        await remote.domainUndefineFlags({ dom, flags: undefineHalf }, acting).catch(unlessGone);
        return false;
      }
      // What is about to start is left to those who tell where it runs.
      if (fate === "started" || kit.clock.monotonicMs() > untilMs) return true;
      await pass(kit.clock, lookEveryMs);
    }
  });
}

async function fateOf(
  remote: RemoteApi,
  machine: MachineId,
): Promise<{ readonly fate: "gone"; readonly dom: null } | { fate: Fate; dom: Domain }> {
  try {
    const { dom } = await remote.domainLookupByUuid({ uuid: machine }, looking);
    const { state, reason } = await remote.domainGetState({ dom, flags: 0 }, looking);
    if (state === paused && beforeItsStart.includes(reason)) return { fate: "undecided", dom };
    const isLeft = state === off && neverStarted.includes(reason);
    return { fate: isLeft ? "never started" : "started", dom };
  } catch (error) {
    if (isNoDomain(error)) return { fate: "gone", dom: null };
    throw error;
  }
}
