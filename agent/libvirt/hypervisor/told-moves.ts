import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PerformControl, Performed, PerformRequest } from "../../ports/migration.ts";
import type { GateProcesses } from "../gate/process/gate-processes.ts";
import type { MoveKit, MoveOptions } from "../migration/move-kit.ts";
import { LibvirtMoves } from "../migration/moves.ts";
import type { Power } from "./power.ts";

export interface ToldMoveOptions extends MoveOptions {
  readonly gates: GateProcesses;
}

type Deaths = Pick<GateProcesses, "deathAtSource">;

/** Where the source's gate died, libvirt says no more than that its connection ended: how it died goes with that. */
export class ToldMoves extends LibvirtMoves {
  readonly #deaths: Deaths;

  constructor(kit: MoveKit, power: Power, deaths: Deaths) {
    super(kit, power);
    this.#deaths = deaths;
  }

  override async perform(request: PerformRequest, control: PerformControl): Promise<Performed> {
    return await this.#told(request.machine, super.perform(request, control));
  }

  override async follow(
    id: MachineId,
    control: PerformControl,
    asked?: PerformRequest,
  ): Promise<Performed | null> {
    return await this.#told(id, super.follow(id, control, asked));
  }

  async #told<T>(machine: MachineId, moved: Promise<T>): Promise<T> {
    try {
      return await moved;
    } catch (error) {
      throw withDeath(error, await this.#deaths.deathAtSource(machine));
    } finally {
      await this.#deaths.deathAtSource(machine);
    }
  }
}

export function withDeath(error: unknown, death: string | null): unknown {
  if (death === null || !(error instanceof NovaError)) return error;
  const { code, attempted, details, next, cause } = error;
  const before = cause instanceof Error ? `${cause.message}; ` : "";
  const text = `${before}the process of its gate died: ${death}`;
  return new NovaError(code, attempted, { details, next, cause: new Error(text, { cause }) });
}
