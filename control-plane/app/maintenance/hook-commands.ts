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
    if (this.#isDue(call, "do")) void this.#say(call.host, this.#command(call));
  }

  /** The command follows its cancel: an agent that never had it refuses it, and one that has ended it says how. */
  cancel(call: HookCall): void {
    if (!this.#isDue(call, "cancel")) return;
    const { host } = call;
    const command = this.#command(call);
    const { id, epoch, session } = command;
    void this.#say(host, { v: 1, type: "cancel", id, host, epoch, session }, command);
  }

  #isDue({ host, run }: HookCall, what: Sent["what"]): boolean {
    const { clock, isHeld, sessionOf } = this.#ports;
    if (isHeld()) return false;
    const last = this.#sent.get(run.operation);
    const before = last?.what === what ? last : undefined;
    const nowMs = clock.monotonicMs();
    const session = sessionOf(host);
    if (before?.session === session && nowMs < before.nextMs) return false;
    const times = (before?.times ?? 0) + 1;
    const isAccepted = what === "do" && run.state === "running";
    const nextMs = nowMs + resendAfterMs(times, isAccepted);
    this.#sent.set(run.operation, { what, times, nextMs, session });
    return true;
  }

  #command({ host, run, command }: HookCall): Command {
    const { epoch, turnOf, sessionOf } = this.#ports;
    const id = commandIdOf(run.operation, 0);
    return {
      v: 1,
      type: "do",
      id,
      operation: run.operation,
      host,
      epoch: epoch(),
      session: sessionOf(host),
      turn: turnOf(id),
      issuedAt: run.startedAt,
      validForMs,
      action: { kind: "host.hook", name: command.name, timeoutMs: command.timeoutMs },
    };
  }

  /** One after another: what comes after a message that was lost is not sent. */
  async #say(host: HostId, ...messages: readonly (Command | CancelCommand)[]): Promise<void> {
    try {
      for (const message of messages) await this.#ports.send(host, message);
    } catch (error) {
      this.#ports.log.debug({ host, error }, "hook of a maintenance not sent, again later");
    }
  }
}
