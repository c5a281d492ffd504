import type { CommandId, OperationId } from "@novacron/protocol/domain/ids";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Commander } from "../bus/commander.ts";
import { commandIdOf } from "../operations/command-id.ts";
import { resendAfterMs } from "../operations/resend.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import type { HookCall } from "./hook-run.ts";

export interface HookCommandsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly commander: Commander;
  /** While this control plane may command nothing. */
  readonly isHeld: () => boolean;
}

interface Sent {
  readonly what: "do" | "cancel";
  readonly times: number;
  readonly nextMs: number;
  readonly session: string;
}

const rememberedCalls = 1_000;
/** Of a command that is on its way: one that comes later than this is asked for again anyway. */
const validForMs = 600_000;

/** Hooks of maintenances on their way to agents, sent again now and then until these have answered. */
export class HookCommands {
  readonly #ports: HookCommandsPorts;
  readonly #sent = new BoundedMap<OperationId, Sent>(rememberedCalls);

  constructor(ports: HookCommandsPorts) {
    this.#ports = ports;
  }

  /** Nothing happens where it was sent a moment ago, and to the agent that is there now. */
  ask(call: HookCall): void {
    if (this.#isDue(call, "do")) this.#tried(call, this.#send(call));
  }

  /** The command follows its cancel: an agent that never had it refuses it, and one that has ended it says how. */
  cancel(call: HookCall): void {
    if (!this.#isDue(call, "cancel")) return;
    const taken = this.#ports.commander.cancel(call.host, idOf(call));
    this.#tried(
      call,
      taken.then(() => this.#send(call)),
    );
  }

  #isDue({ host, run }: HookCall, what: Sent["what"]): boolean {
    const { clock, isHeld, commander } = this.#ports;
    if (isHeld()) return false;
    const last = this.#sent.get(run.operation);
    const before = last?.what === what ? last : undefined;
    const nowMs = clock.monotonicMs();
    const session = commander.sessionOf(host);
    if (before?.session === session && nowMs < before.nextMs) return false;
    const times = (before?.times ?? 0) + 1;
    const isAccepted = what === "do" && run.state === "running";
    const nextMs = nowMs + resendAfterMs(times, isAccepted);
    this.#sent.set(run.operation, { what, times, nextMs, session });
    return true;
  }

  #send(call: HookCall): Promise<void> {
    const { run, command } = call;
    return this.#ports.commander.send(call.host, {
      id: idOf(call),
      operation: run.operation,
      issuedAt: run.startedAt,
      validForMs,
      action: { kind: "host.hook", name: command.name, timeoutMs: command.timeoutMs },
    });
  }

  #tried({ host }: HookCall, sent: Promise<void>): void {
    sent.catch((error: unknown) => {
      this.#ports.log.debug({ host, error }, "hook of a maintenance not sent, again later");
    });
  }
}

function idOf({ run }: HookCall): CommandId {
  return commandIdOf(run.operation, 0);
}
