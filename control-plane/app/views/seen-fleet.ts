import type { HostId, MachineId, OperationId, ProjectId } from "@novacron/protocol/domain/ids";
import type { Holder } from "@novacron/protocol/domain/may";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { listMachinesRoute } from "@novacron/protocol/http/machines";
import type { rangeRoute, topRoute } from "@novacron/protocol/http/metrics";
import type { listOperationsRoute } from "@novacron/protocol/http/operations";
import type { asOfRoute, listRecordRoute, RecordEntry } from "@novacron/protocol/http/record";
import type { QueryOf } from "@novacron/protocol/http/route";
import { type Sight, sightOf } from "../access/sight.ts";
import type { Seen } from "../control-plane.ts";
import type { FleetStories } from "./fleet-stories.ts";
import type { FleetViewsFromMemory } from "./fleet-views.ts";

/**
 * The fleet as one person may see it. What is out of sight answers as if it were not there: by id, in
 * lists, counts, series, in the record and in the live feed.
 */
export class SeenFleet implements Seen {
  readonly #views: FleetViewsFromMemory;
  readonly #stories: FleetStories;
  readonly #sight: Sight;

  constructor(views: FleetViewsFromMemory, stories: FleetStories, who: Holder) {
    this.#views = views;
    this.#stories = stories;
    this.#sight = sightOf(who);
  }

  fleet() {
    return this.#views.fleet(this.#sight);
  }

  hosts() {
    return this.#sight.hosts ? this.#views.hosts() : [];
  }

  host(idOrName: string) {
    if (!this.#sight.hosts) throw new NovaError("NOT_FOUND", `find host ${idOrName}`);
    return this.#views.host(idOrName);
  }

  hostView(id: HostId) {
    return this.#sight.hosts ? this.#views.hostView(id) : null;
  }

  machines(query: QueryOf<typeof listMachinesRoute>) {
    return this.#views.machines(query, this.#sight);
  }

  machine(idOrName: string) {
    return this.#views.machine(idOrName, this.#sight);
  }

  machineRow(id: MachineId) {
    return this.#seesMachine(id) ? this.#views.machineRow(id) : null;
  }

  machineRows() {
    const rows = this.#views.machineRows();
    return this.#sight.all ? rows : rows.filter((row) => this.#sight.machine(row));
  }

  machineFigures(id: MachineId) {
    return this.#seesMachine(id) ? this.#views.machineFigures(id) : null;
  }

  operationNow(id: OperationId) {
    const operation = this.#stories.operationNow(id);
    return operation !== null && this.#seesMachine(operation.machine) ? operation : null;
  }

  newestSampleAt() {
    return this.#views.newestSampleAt();
  }

  latestOf(target: "host" | "machine", id: string) {
    const isSeen = target === "host" ? this.#sight.hosts : this.#seesMachine(id as MachineId);
    return isSeen ? this.#views.latestOf(target, id) : null;
  }

  operations(query: QueryOf<typeof listOperationsRoute>) {
    return this.#stories.operations(query, this.machinesSeen());
  }

  async operation(id: OperationId) {
    const operation = await this.#stories.operation(id);
    if (!this.#seesMachine(operation.machine)) {
      throw new NovaError("NOT_FOUND", `find operation ${id}`);
    }
    return operation;
  }

  async range(query: QueryOf<typeof rangeRoute>) {
    const { machine } = query;
    if (machine !== undefined && !this.#seesMachine(machine)) {
      throw new NovaError("NOT_FOUND", `find machine ${machine}`);
    }
    const { stepMs, series } = await this.#stories.range(query);
    const seen = series.filter((one) =>
      one.machine === null ? this.#sight.hosts : this.#seesMachine(one.machine),
    );
    return { stepMs, series: seen };
  }

  async top(query: QueryOf<typeof topRoute>) {
    if (query.target === "host") {
      return this.#sight.hosts ? this.#stories.top(query) : { items: [] };
    }
    if (this.#sight.all) return this.#stories.top(query);
    const { items } = await this.#stories.top({ ...query, limit: this.#views.machineCount() });
    const seen = items.filter((item) => this.#seesMachine(item.id as MachineId));
    return { items: seen.slice(0, query.limit) };
  }

  record(query: QueryOf<typeof listRecordRoute>) {
    return this.#stories.record(query, this.machinesSeen());
  }

  async asOf(query: QueryOf<typeof asOfRoute>) {
    const { at, items } = await this.#stories.asOf(query);
    return { at, items: items.filter((item) => this.#seesMachine(item.machine)) };
  }

  sees(id: MachineId): boolean {
    return this.#seesMachine(id);
  }

  wasSeen(id: MachineId): boolean {
    if (this.#sight.all) return true;
    const before = this.#views.formerMarks(id);
    return before !== null && this.#sight.machine(before);
  }

  seesHosts(): boolean {
    return this.#sight.hosts;
  }

  seesPlans(): boolean {
    return this.#sight.plans;
  }

  seesProject(id: ProjectId): boolean {
    return this.#sight.project(id);
  }

  seesRecord(entry: RecordEntry): boolean {
    if (this.#sight.all && this.#sight.hosts) return true;
    return entry.machine !== null && this.#seesMachine(entry.machine);
  }

  /** A machine that is gone is to be seen only by who sees all: nothing tells any more whose it was. */
  #seesMachine(id: MachineId): boolean {
    if (this.#sight.all) return true;
    const marks = this.#views.marks(id);
    return marks !== null && this.#sight.machine(marks);
  }

  /** Null: all of them. */
  machinesSeen(): readonly MachineId[] | null {
    return this.#sight.all ? null : this.#views.machinesSeen(this.#sight);
  }
}
