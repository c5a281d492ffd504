import type { CommandId, HostId, OperationId } from "@novacron/protocol/domain/ids";
import type { CancelCommand, Command } from "@novacron/protocol/messages/command";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { commandIdOf } from "../operations/command-id.ts";
import { resendAfterMs } from "../operations/resend.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import type { HookCall } from "./hook-run.ts";

export interface HookCommandsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly epoch: () => number;
  /** While this control plane may command nothing. */
  readonly isHeld: () => boolean;
  readonly turnOf: (command: CommandId) => number;
  readonly sessionOf: (host: HostId) => string;
  readonly send: (host: HostId, message: Command | CancelCommand) => Promise<void>;
}

interface Sent {
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
  ask({ host, run, command }: HookCall): void {
    const { clock, epoch, isHeld, turnOf, sessionOf } = this.#ports;
    if (isHeld()) return;
    const before = this.#sent.get(run.operation);
    const nowMs = clock.monotonicMs();
    const session = sessionOf(host);
    if (before?.session === session && nowMs < before.nextMs) return;
    const times = (before?.times ?? 0) + 1;
    const nextMs = nowMs + resendAfterMs(times, run.state === "running");
    this.#sent.set(run.operation, { times, nextMs, session });
    const id = commandIdOf(run.operation, 0);
    this.#say(host, {
      v: 1,
      type: "do",
      id,
      operation: run.operation,
      host,
      epoch: epoch(),
      session,
      turn: turnOf(id),
      issuedAt: run.startedAt,
      validForMs,
      action: { kind: "host.hook", name: command.name, timeoutMs: command.timeoutMs },
    });
  }

  cancel({ host, run }: HookCall): void {
    const { epoch, sessionOf } = this.#ports;
    const id = commandIdOf(run.operation, 0);
    this.#say(host, { v: 1, type: "cancel", id, host, epoch: epoch(), session: sessionOf(host) });
  }

  #say(host: HostId, message: Command | CancelCommand): void {
    this.#ports.send(host, message).catch((error: unknown) => {
      this.#ports.log.debug({ host, error }, "hook of a maintenance not sent, again later");
    });
  }
}
