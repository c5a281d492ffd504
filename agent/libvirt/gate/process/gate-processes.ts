import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../../ports/clock.ts";
import type { Log } from "../../../ports/log.ts";
import type { GateAnswer, GateChild } from "./gate-child.ts";
import { type GateOrder, letGoSignal, type SourceOrder, type TargetOrder } from "./gate-order.ts";
import { type GateRecord, type GateSight, readGateRecord } from "./gate-record.ts";
import { SpareGates } from "./spare-gates.ts";

export interface GateProcessesOptions {
  /** Holds a folder for each gate. Short: the path of a UNIX socket may have 107 characters. */
  readonly folder: string;
  /** Program and arguments that run `runGate`. */
  readonly command: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

export type GateRole = GateRecord["role"];

const endMs = 15_000;
const lettingGoMs = 500;
const lookEveryMs = 50;

/** Gates as processes that outlive this one. They are found again by machine and role, whoever began them. */
export class GateProcesses {
  readonly #options: GateProcessesOptions;
  readonly #spares: SpareGates;
  /** Of the source, for moves under way by this agent; each is asked of once. */
  readonly #sources = new Map<MachineId, GateChild>();

  constructor(options: GateProcessesOptions) {
    this.#options = options;
    this.#spares = new SpareGates(options);
  }

  /** A move of this machine may follow in a moment. */
  expect(machine: MachineId): void {
    this.#spares.begin(machine);
  }

  async openTarget(order: Omit<TargetOrder, "role" | "folder">): Promise<number> {
    const folder = this.#folderOf(order.ticket.machine, "target");
    const { port } = await this.#open({ ...order, role: "target", folder });
    if (port === undefined) throw new NovaError("INTERNAL", "open a migration's gate: no port");
    return port;
  }

  /** The URI to give to libvirt as the destination. */
  async openSource(order: Omit<SourceOrder, "role" | "folder">): Promise<string> {
    const folder = this.#folderOf(order.machine, "source");
    const { uri } = await this.#open({ ...order, role: "source", folder });
    if (uri === undefined) throw new NovaError("INTERNAL", "open a migration's gate: no socket");
    return uri;
  }

  /** What is known of a gate, also where its process or the agent that began it is gone; null: there was none. */
  look(machine: MachineId, role: GateRole): GateSight | null {
    const sight = readGateRecord(this.#folderOf(machine, role));
    return sight?.machine === machine ? sight : null;
  }

  /** Resolves when it has ended, however. */
  async ended(machine: MachineId, role: GateRole, signal: AbortSignal): Promise<GateSight | null> {
    for (;;) {
      const sight = this.look(machine, role);
      if (sight === null || !sight.isAlive) return sight;
      if (signal.aborted)
        throw new NovaError("CANCELLED", "wait for the end of a migration's gate");
      await new Promise<void>((resolve) => void this.#options.clock.after(lookEveryMs, resolve));
    }
  }

  /**
   * Ends a gate and forgets it. One whose libvirtd is kept waiting stays, and this rejects CONFLICT, unless `knowsWhoRuns`:
   * then libvirtd takes the end for "the target did not start".
   */
  async close(machine: MachineId, role: GateRole, knowsWhoRuns = false): Promise<void> {
    const sight = await this.#ending(machine, role);
    if (sight !== null && !sight.isAlive && !sight.ended) {
      const { pid, problem } = sight;
      this.#options.log.warn({ machine, role, pid, problem }, "a migration's gate had died");
    }
    if (sight?.isAlive === true) {
      if (sight.finish === "hanging" && !sight.ended && !knowsWhoRuns) {
        throw new NovaError("CONFLICT", `close the gate of machine ${machine}`, {
          next: "It is not known yet on which host the machine runs; ask the other host first",
        });
      }
      process.kill(sight.pid, knowsWhoRuns ? letGoSignal : "SIGTERM");
      await this.ended(machine, role, AbortSignal.timeout(endMs));
    }
    await rm(this.#folderOf(machine, role), { recursive: true, force: true });
  }

  /** Both libvirtds let go of it a moment after the answer to Finish: then its process may serve another move. */
  async #ending(machine: MachineId, role: GateRole): Promise<GateSight | null> {
    const sight = this.look(machine, role);
    if (sight?.finish !== "answered" || sight.held) return sight;
    await this.ended(machine, role, AbortSignal.timeout(lettingGoMs)).catch(() => undefined);
    return this.look(machine, role);
  }

  /** How the process died, and what it said, that the source's gate of this machine had last; null: it did not. */
  async deathAtSource(machine: MachineId): Promise<string | null> {
    const child = this.#sources.get(machine);
    this.#sources.delete(machine);
    return (await child?.death) ?? null;
  }

  #folderOf(machine: MachineId, role: GateRole): string {
    return join(this.#options.folder, `${machine.slice(0, 13)}-${role === "source" ? "s" : "t"}`);
  }

  async #open(order: GateOrder): Promise<GateAnswer> {
    const machine = order.role === "target" ? order.ticket.machine : order.machine;
    const attempted = `open the ${order.role}'s gate of a migration`;
    const before = readGateRecord(order.folder);
    if (before?.isAlive === true) {
      throw new NovaError("CONFLICT", `${attempted}: one is open for machine ${before.machine}`);
    }
    await rm(order.folder, { recursive: true, force: true });
    await mkdir(order.folder, { recursive: true, mode: 0o700 });
    const begun = () => {
      const child = this.#spares.take(machine);
      if (order.role === "source") this.#sources.set(machine, child);
      return child.order(order);
    };
    // One that waited may have come to its end just now: another takes its place.
    const answer = await begun()
      .catch(begun)
      .catch((cause: unknown) => {
        throw new NovaError("INTERNAL", attempted, { cause });
      });
    if (answer.problem === undefined) return answer;
    throw new NovaError("INTERNAL", `${attempted}: ${answer.problem}`);
  }
}
