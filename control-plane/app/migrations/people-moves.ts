import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { may } from "@novacron/protocol/domain/may";
import type { MigrationAdjustment, MigrationOptions } from "@novacron/protocol/domain/migration";
import type { MoveLimits } from "@novacron/protocol/domain/move-limits";
import type { MovePolicy } from "@novacron/protocol/domain/move-policy";
import type { Permission } from "@novacron/protocol/domain/permissions";
import type { movesRecordedRoute } from "@novacron/protocol/http/migrations";
import type { QueryOf } from "@novacron/protocol/http/route";
import type { Person } from "@novacron/protocol/http/session";
import { machineTarget } from "../access/sight.ts";
import { refusal } from "../operations/admission.ts";
import { requesterOf } from "../operations/requester.ts";
import { operationView } from "../operations/sentence.ts";
import type { SeenFleet } from "../views/seen-fleet.ts";
import type { MoveParts } from "./build-moves.ts";

export interface PeopleMovesPorts {
  readonly moving: MoveParts;
  readonly seenBy: (person: Person) => SeenFleet;
}

/** Moves as one person may ask for them: what is out of sight is not there, and each machine's own rights count. */
export class PeopleMoves {
  readonly #ports: PeopleMovesPorts;

  constructor(ports: PeopleMovesPorts) {
    this.#ports = ports;
  }

  targets(person: Person, machine: MachineId) {
    this.#must(person, "machine.move", machine);
    return this.#ports.moving.moves.targets(requesterOf(person), machine);
  }

  async check(person: Person, machine: MachineId, options: MigrationOptions) {
    this.#must(person, "machine.move", machine);
    return this.#ports.moving.moves.check(requesterOf(person), machine, options);
  }

  policy(person: Person, machine: MachineId) {
    this.#must(person, "machine.view", machine);
    return this.#ports.moving.policies.view(machine);
  }

  async setPolicy(person: Person, machine: MachineId, policy: MovePolicy) {
    this.#must(person, "machine.configure", machine);
    return this.#ports.moving.policies.set(machine, policy);
  }

  async adjust(person: Person, id: OperationId, change: MigrationAdjustment) {
    const { machine } = await this.#ports.seenBy(person).operation(id);
    this.#must(person, "machine.move", machine);
    return operationView(await this.#ports.moving.moves.adjust(id, change));
  }

  list(person: Person) {
    const seen = this.#ports.seenBy(person);
    return this.#ports.moving.moves.list((machine) => seen.sees(machine));
  }

  async setLimits(person: Person, limits: MoveLimits) {
    await this.#ports.moving.queue.setLimits(limits);
    return this.list(person);
  }

  recorded(person: Person, query: QueryOf<typeof movesRecordedRoute>) {
    const { machine, limit, offset } = query;
    const machines = this.#ports.seenBy(person).machinesSeen();
    return this.#ports.moving.moves.recorded({
      limit,
      offset,
      ...(machine === undefined ? {} : { machine }),
      ...(machines === null ? {} : { machines }),
    });
  }

  calibration() {
    return this.#ports.moving.moves.calibration();
  }

  #must(person: Person, what: Permission, machine: MachineId): void {
    const { project, tags } = this.#ports.seenBy(person).machine(machine);
    const obstacles = may(person, what, machineTarget({ project, tags }));
    if (obstacles.length > 0) throw refusal(`${what} of machine ${machine}`, obstacles);
  }
}
