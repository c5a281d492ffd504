import type { MachineId } from "@novacron/protocol/domain/ids";
import type { Holder } from "./cause.ts";

/** The note of a guest that was reset. */
export const rebootNote = "guest-reboot";
/** One reboot pulls the reset line several times: by the keyboard controller, the kernel and the firmware. */
const sameRebootMs = 1_500;

/** Which resets are a reboot that the guest made of itself, to be told once. */
export class Reboots {
  readonly #lastMs = new Map<MachineId, number>();

  isNews(id: MachineId, holders: readonly Holder[], nowMs: number): boolean {
    for (const [machine, atMs] of this.#lastMs) {
      if (atMs + sameRebootMs < nowMs) this.#lastMs.delete(machine);
    }
    const isSame = this.#lastMs.has(id);
    this.#lastMs.set(id, nowMs);
    return !isSame && !holders.some((holder) => isOwn(holder, nowMs));
  }
}

/** The record has the operation already, with who asked for it. */
function isOwn({ kind, untilMs }: Holder, nowMs: number): boolean {
  return kind === "machine.reboot" && (untilMs === null || untilMs >= nowMs);
}
