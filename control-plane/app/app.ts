import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { permissionFor } from "@novacron/protocol/domain/machine-can";
import { type Holder, may, mayGive } from "@novacron/protocol/domain/may";
import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import type { Permission } from "@novacron/protocol/domain/permissions";
import { everything, type Scope, theFleet } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HostView, ProblemNote } from "@novacron/protocol/http/hosts";
import type { listMachinesRoute } from "@novacron/protocol/http/machines";
import type { rangeRoute, topRoute } from "@novacron/protocol/http/metrics";
import type {
  listOperationsRoute,
  OperationView,
  RequestOperation,
} from "@novacron/protocol/http/operations";
import type { asOfRoute, listRecordRoute, RecordEntry } from "@novacron/protocol/http/record";
import type { AnswerOf, QueryOf } from "@novacron/protocol/http/route";
import type { Person } from "@novacron/protocol/http/session";
import type { SystemView } from "@novacron/protocol/http/system";
import type { AuditPage, AuditQuery } from "../ports/audit-table.ts";
import type { BusAccess, BusIdentity } from "../ports/bus-access.ts";
import type { TunnelStream } from "../ports/tunnel-hub.ts";
import { mayReceive } from "./access/bus-delivery.ts";
import { mayUse } from "./access/bus-rules.ts";
import { machineTarget } from "./access/sight.ts";
import type { SigningRotation } from "./access/signing-rotation.ts";
import type { AppPorts, AppSettings } from "./app-ports.ts";
import { type AuditEntry, unknownActor } from "./audit/entry.ts";
import type { ControlPlane, LoginMore, Proof, Seen } from "./control-plane.ts";
import type { ReadDefinition } from "./definitions/definitions.ts";
import { forgetHost, resolveConflict, setHostInterval } from "./inventory/decisions.ts";
import { Lifecycle } from "./lifecycle.ts";
import type { LimitBook } from "./limits/limit-book.ts";
import type { MoveParts } from "./migrations/build-moves.ts";
import { PeopleMoves } from "./migrations/people-moves.ts";
import { refusal } from "./operations/admission.ts";
import { requesterOf } from "./operations/requester.ts";
import { operationView } from "./operations/sentence.ts";
import { buildParts, type Parts } from "./parts.ts";
import type { Projects } from "./projects/projects.ts";
import type { Rollouts } from "./releases/rollouts.ts";
import type { Restoring } from "./restoring/restoring.ts";
import type { AuthorityRotation } from "./trust/authority-rotation.ts";
import type { FleetTrust } from "./trust/fleet-trust.ts";
import { SeenFleet } from "./views/seen-fleet.ts";
import { systemViewOf } from "./views/system-view.ts";

/**
 * The control plane without its adapters: everything that adapters for HTTP, the live feed and the bus may
 * ask. `start` starts the stores and the bus too, in the order in which they need each other; whoever
 * builds the ports only has to close what is its own afterwards.
 */
export class ControlPlaneApp implements ControlPlane {
  readonly #ports: AppPorts;
  readonly #settings: AppSettings;
  readonly #parts: Parts;
  readonly #life: Lifecycle;

  constructor(ports: AppPorts, settings: AppSettings) {
    this.#ports = ports;
    this.#settings = settings;
    this.#parts = buildParts(ports, settings, {
      epoch: () => this.epoch(),
      busSinceMs: () => this.#life.busSinceMs(),
      ownProblems: () => this.#ownProblems(),
      onReconnected: (host) => this.#life.onReconnected(host),
      onPresence: (host) => this.#life.onPresence(host),
      onOperation: (operation) => this.#life.onOperation(operation),
    });
    this.#life = new Lifecycle(ports, settings, this.#parts);
  }

  get rollouts(): Rollouts {
    return this.#parts.rollouts;
  }

  get maintenances() {
    return this.#parts.moving.plans.maintenances;
  }

  get limits(): LimitBook {
    return this.#parts.limits;
  }

  get placement() {
    return this.#parts.moving.plans;
  }

  get moving(): MoveParts {
    return this.#parts.moving;
  }

  get moves(): PeopleMoves {
    const seenBy = (person: Person) =>
      new SeenFleet(this.#parts.views, this.#parts.stories, person);
    return new PeopleMoves({ moving: this.#parts.moving, seenBy });
  }

  get restoring(): Restoring {
    return this.#parts.restoring;
  }

  get projects(): Projects {
    return this.#parts.projects;
  }

  start(signal: AbortSignal): Promise<void> {
    return this.#life.start(signal);
  }

  stop(): Promise<void> {
    return this.#life.stop();
  }

  get signing(): SigningRotation {
    return this.#parts.signing;
  }

  get authority(): AuthorityRotation {
    return this.#parts.authority;
  }

  get trust(): FleetTrust {
    return this.#parts.trust;
  }

  // Views

  fleet() {
    return this.#parts.views.fleet();
  }

  hosts(): readonly HostView[] {
    return this.#parts.views.hosts();
  }

  host(idOrName: string): HostView {
    return this.#parts.views.host(idOrName);
  }

  hostView(id: HostId): HostView | null {
    return this.#parts.views.hostView(id);
  }

  machines(query: QueryOf<typeof listMachinesRoute>) {
    return this.#parts.views.machines(query);
  }

  machine(idOrName: string) {
    return this.#parts.views.machine(idOrName);
  }

  machineRow(id: MachineId) {
    return this.#parts.views.machineRow(id);
  }

  machineRows() {
    return this.#parts.views.machineRows();
  }

  machineFigures(id: MachineId) {
    return this.#parts.views.machineFigures(id);
  }

  operationNow(id: OperationId): OperationView | null {
    return this.#parts.stories.operationNow(id);
  }

  newestSampleAt(): number | null {
    return this.#parts.latest.newestAt();
  }

  latestOf(target: "host" | "machine", id: string) {
    return this.#parts.views.latestOf(target, id);
  }

  seenBy(who: Holder): Seen {
    return new SeenFleet(this.#parts.views, this.#parts.stories, who);
  }

  // Actions

  async requestOperation(person: Person, body: RequestOperation): Promise<OperationView> {
    this.#mustBeUp(`${body.kind} of machine ${body.machine}`);
    if (body.kind === "machine.console") {
      const next = "Use the console's own route";
      throw new NovaError("BAD_REQUEST", `open a console of ${body.machine}`, { next });
    }
    return operationView(await this.#parts.operations.request(requesterOf(person), body));
  }

  async cancelOperation(person: Person, id: OperationId): Promise<OperationView> {
    this.#mustBeUp(`cancel operation ${id}`);
    const known = await this.seenBy(person).operation(id);
    const needed =
      known.kind === "machine.create-demo" ? "machine.create" : permissionFor(known.kind);
    this.#must(person, needed, known.machine, `cancel operation ${id}`);
    if (hasEnded(known.state)) throw new NovaError("OPERATION_ENDED", `cancel operation ${id}`);
    return operationView(await this.#parts.operations.cancel(person.name, id));
  }

  operations(query: QueryOf<typeof listOperationsRoute>) {
    return this.#parts.stories.operations(query);
  }

  operation(id: OperationId): Promise<OperationView> {
    return this.#parts.stories.operation(id);
  }

  async setHostInterval(person: Person, host: HostId, metricsIntervalMs: number) {
    const deciding = { by: person.name, nowMs: this.#ports.clock.now() };
    await this.#parts.committer.run((draft) =>
      setHostInterval(draft, { host, metricsIntervalMs }, deciding),
    );
    return this.host(host);
  }

  async detail(person: Person, machine: MachineId, seconds: number) {
    const { clock } = this.#ports;
    const { host } = this.seenBy(person).machine(machine);
    this.#parts.assigner.setDetail(host, machine, clock.monotonicMs() + seconds * 1_000);
    return { until: clock.now() + seconds * 1_000 };
  }

  async forgetHost(person: Person, host: HostId): Promise<void> {
    const { inventory, assigner, ingest, latest, committer, operations, trust } = this.#parts;
    await committer.runWith(async (draft, tx) => {
      const attempted = `forget host ${draft.hostName(host)}`;
      if (draft.host(host) === null) throw new NovaError("NOT_FOUND", attempted);
      const isBusy = operations.openList().some((one) => one.host === host && !isScheduled(one));
      if (inventory.hostState(host) !== "offline" || isBusy) {
        const next = "Stop its agent first, and let its operations end";
        throw new NovaError("CONFLICT", attempted, { next });
      }
      await trust.forget(draft, tx, host);
      forgetHost(draft, host, { by: person.name, nowMs: this.#ports.clock.now() });
      draft.after(() => {
        inventory.forget(host);
        assigner.forget(host);
        ingest.forget(host);
        latest.forgetHost(host);
      });
    });
  }

  async resolveConflict(person: Person, machine: MachineId, owner: HostId) {
    this.#parts.restoring.refuse(`choose the true copy of ${machine}`);
    this.seenBy(person).machine(machine);
    this.#must(person, "machine.configure", machine, `choose the true copy of ${machine}`);
    if (this.#parts.operations.holder(machine)?.kind === "machine.migrate") {
      const next = "Wait until its move has ended, or cancel it";
      throw new NovaError("CONFLICT", `choose the true copy of ${machine}`, { next });
    }
    const deciding = { by: person.name, nowMs: this.#ports.clock.now() };
    await this.#parts.committer.run((draft) =>
      resolveConflict(draft, { machine, owner }, deciding),
    );
    return this.machine(machine);
  }

  async openConsole(person: Person, machine: MachineId, id: OperationId) {
    this.#mustBeUp(`open the console of ${machine}`);
    this.seenBy(person).machine(machine);
    return this.#parts.consoles.open({ ...person, ...requesterOf(person) }, machine, id);
  }

  /** NOT_FOUND of a machine out of sight. */
  async definition(person: Person, idOrName: string): Promise<ReadDefinition> {
    const { id, name } = this.seenBy(person).machine(idOrName);
    this.#mustBeUp(`read the definition of ${name}`);
    return this.#parts.definitions.read(id);
  }

  mayUseConsole(person: Person, machine: MachineId): boolean {
    const marks = this.#parts.views.marks(machine);
    const target = marks === null ? theFleet : machineTarget(marks);
    return may(person, "machine.console", target).length === 0;
  }

  takeConsole(person: Person, machine: MachineId, id: OperationId): Promise<TunnelStream> {
    return this.#parts.consoles.take(person, machine, id);
  }

  // History

  range(query: QueryOf<typeof rangeRoute>): Promise<AnswerOf<typeof rangeRoute>> {
    return this.#parts.stories.range(query);
  }

  top(query: QueryOf<typeof topRoute>): Promise<AnswerOf<typeof topRoute>> {
    return this.#parts.stories.top(query);
  }

  record(query: QueryOf<typeof listRecordRoute>): Promise<readonly RecordEntry[]> {
    return this.#parts.stories.record(query);
  }

  asOf(query: QueryOf<typeof asOfRoute>): Promise<AnswerOf<typeof asOfRoute>> {
    return this.#parts.stories.asOf(query);
  }

  // People

  get people() {
    return this.#parts.people;
  }

  login(name: string, password: string, address: string, more?: LoginMore) {
    this.#mustBeUp("log in");
    return this.#parts.people.logins.login(name, password, address, more);
  }

  provenBySession(secret: string, isUse = true): Promise<Proof | null> {
    return this.#parts.people.proofs.bySession(secret, isUse);
  }

  provenByToken(secret: string, isUse = true): Promise<Proof | null> {
    return this.#parts.people.proofs.byToken(secret, isUse);
  }

  logout(secret: string): Promise<void> {
    return this.#parts.people.logins.logout(secret);
  }

  whenEnded(run: (personId: string) => void): void {
    this.#parts.people.proofs.whenEnded(run);
  }

  // The bus

  async mqttUsers() {
    return this.#parts.busLogins.users();
  }

  /** Who makes a login must be allowed to see all that it hears of; a narrowed one hears of no host. */
  async addMqttUser(person: Person, name: string, scope: Scope = everything) {
    const isWhole = scope.kind === "everything";
    const obstacles = mayGive(
      person,
      isWhole ? ["machine.view", "host.view"] : ["machine.view"],
      scope,
    );
    if (obstacles.length > 0) throw refusal(`make MQTT user ${name}`, obstacles);
    return this.#parts.busLogins.add(person, name, scope);
  }

  deleteMqttUser(person: Person, name: string): Promise<void> {
    return this.#parts.busLogins.remove(person, name);
  }

  issueAgentLogin(name: string, host: HostId | null, kept?: string) {
    return this.#parts.busLogins.issueAgent(name, host, kept);
  }

  async authenticateBus(name: string, password: string, address: string) {
    const identity = this.#parts.busLogins.authenticate(name, password, address);
    if (identity === null) {
      const actor = unknownActor(address);
      const [outcome, code] = ["refused", "BUS_REFUSED"] as const;
      this.refused({ actor, action: "bus.connect", target: null, outcome, code });
    }
    return identity;
  }

  async authenticateCertificate(certificate: Uint8Array, address: string) {
    return this.#parts.trust.authenticate(certificate, address);
  }

  bindBusHost(name: string, host: HostId): Promise<boolean> {
    return this.#parts.busLogins.bind(name, host);
  }

  mayReceive(identity: BusIdentity, message: Parameters<BusAccess["mayReceive"]>[1]): boolean {
    const { views } = this.#parts;
    // That a machine is gone is for those who could see it.
    return mayReceive(identity, message, (id) => views.marks(id) ?? views.formerMarks(id));
  }

  authorizeBus(identity: BusIdentity, action: "publish" | "subscribe", topic: string): boolean {
    if (mayUse(identity, action, topic)) return true;
    this.refused({
      actor: { name: identity.name, id: identity.host, via: "bus", address: null },
      action: `bus.${action}`,
      target: `topic:${topic}`,
      outcome: "refused",
      code: "MESSAGE_REFUSED",
    });
    return false;
  }

  // The audit log

  beginChange(entry: Omit<AuditEntry, "outcome" | "code">) {
    return this.#parts.audit.begin(entry);
  }

  recordChange(entry: AuditEntry): Promise<void> {
    return this.#parts.audit.record(null, entry);
  }

  refused(entry: AuditEntry): void {
    this.#parts.audit.refused(entry);
  }

  auditRows(query: AuditQuery): Promise<AuditPage> {
    return this.#parts.audit.find(query);
  }

  auditHead(afterSeq: number) {
    return this.#parts.audit.head(afterSeq);
  }

  // The control plane itself

  system(): Promise<SystemView> {
    return systemViewOf(this.#ports, this.#settings, {
      parts: this.#parts,
      epoch: this.epoch(),
      startedAt: this.#life.startedAt(),
    });
  }

  readiness() {
    return this.#life.readiness();
  }

  epoch(): number {
    return this.#life.epoch();
  }

  firstLogin() {
    return this.#life.firstLogin();
  }

  /** Of a machine that the person sees. */
  #must(person: Person, what: Permission, machine: MachineId, attempted: string): void {
    const marks = this.#parts.views.marks(machine);
    const target = marks === null ? theFleet : machineTarget(marks);
    const obstacles = may(person, what, target);
    if (obstacles.length > 0) throw refusal(attempted, obstacles);
  }

  #mustBeUp(attempted: string): void {
    if (!this.#life.isUp()) throw new NovaError("NOT_READY", attempted);
  }

  #ownProblems(): readonly ProblemNote[] {
    return this.#life.problems();
  }
}
