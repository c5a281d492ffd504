import { randomUUID } from "node:crypto";
import { defaultHostLimits } from "@novacron/protocol/domain/host-limits";
import { parseMachineFilter } from "@novacron/protocol/domain/machine-filter";
import { sortMachines } from "@novacron/protocol/domain/machine-sort";
import { holderOf, may } from "@novacron/protocol/domain/may";
import { hasEnded } from "@novacron/protocol/domain/operation";
import { theFleet } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { isAtLeast } from "@novacron/protocol/http/record";
import type { AnswerOf, BodyOf, ParamsOf, QueryOf } from "@novacron/protocol/http/route";
import type { RouteName, routes } from "@novacron/protocol/http/routes";
import type { SigningView } from "@novacron/protocol/http/signing";
import { metricTargets } from "@novacron/protocol/metrics/targets";
import { auditHandlers } from "./audit.ts";
import { authorityHandlers } from "./authority.ts";
import { definitionOf } from "./definition.ts";
import type { MockFleet, MockHost, MockMachine } from "./fleet.ts";
import { metricsRange } from "./metrics.ts";
import { moveHandlers } from "./moving/handlers.ts";
import { maintenanceHandlers } from "./moving/maintenance.ts";
import { placementHandlers } from "./moving/placement.ts";
import { cancelOperation, requestOperation } from "./operations.ts";
import { peopleHandlers } from "./people.ts";
import { projectHandlers } from "./projects.ts";
import { releaseHandlers } from "./releases.ts";
import { systemView } from "./system.ts";
import { trustHandlers } from "./trust.ts";
import { fleetAsOf, fleetView, hostView, machineRow, machineView } from "./views.ts";

export interface Input<N extends RouteName> {
  readonly params: ParamsOf<(typeof routes)[N]>;
  readonly query: QueryOf<(typeof routes)[N]>;
  readonly body: BodyOf<(typeof routes)[N]>;
  readonly person: string;
}
type Handler<N extends RouteName> = (
  fleet: MockFleet,
  input: Input<N>,
) => AnswerOf<(typeof routes)[N]>;

/** Login and logout stand in server.ts, since they concern the cookie. */
export type Handled = Exclude<RouteName, "login" | "logout">;

export type Handlers = { readonly [N in Handled]: Handler<N> };

const signing: SigningView = {
  keys: [{ id: "k".repeat(12), publicKey: "k".repeat(43), state: "signing" }],
  unaware: [],
};

export const handlers: Handlers = {
  ...peopleHandlers,
  ...projectHandlers,
  ...releaseHandlers,
  ...moveHandlers,
  ...maintenanceHandlers,
  ...placementHandlers,
  fleet: (fleet) => fleetView(readable(fleet, "show the fleet"), Date.now()),
  listHosts: (fleet) => {
    const now = Date.now();
    return {
      items: [...readable(fleet, "list hosts").hosts.values()].map((h) => hostView(fleet, h, now)),
    };
  },
  showHost: (fleet, { params }) => hostView(fleet, findHost(fleet, params.host), Date.now()),
  hostSettings: (fleet, { params, body }) => {
    const host = findHost(fleet, params.host);
    host.inventory = { ...host.inventory, ...body };
    return hostView(fleet, host, Date.now());
  },
  hostLimits: limitsOf,
  setHostLimits: (fleet, { body }) => {
    fleet.limits = body;
    return limitsOf(fleet);
  },
  forgetHost: (fleet, { params }) => {
    const host = findHost(fleet, params.host);
    if (host.state !== "offline") throw new NovaError("CONFLICT", `forget host ${params.host}`);
    fleet.hosts.delete(params.host);
    return null;
  },
  listMachines: (fleet, { query }) => {
    const filter = parseMachineFilter(query.filter);
    const now = Date.now();
    const all = [...readable(fleet, "list machines").machines.values()]
      .map((machine) => machineRow(fleet, machine, now))
      .filter((row) => filter.matches(row));
    const items = sortMachines(all, query.sort).slice(query.offset, query.offset + query.limit);
    return { items, total: all.length };
  },
  showMachine: (fleet, { params }) =>
    machineView(fleet, findMachine(fleet, params.machine), Date.now()),
  machineDefinition: (fleet, { params }) => definitionOf(findMachine(fleet, params.machine)),
  machineDetail: (_fleet, { body }) => ({ until: Date.now() + body.seconds * 1_000 }),
  resolveConflict: (fleet, { params, body }) => {
    const machine = findMachine(fleet, params.machine);
    if (machine.copy === null) throw new NovaError("CONFLICT", "choose the true copy");
    machine.host = body.owner;
    machine.copy = null;
    const row = machineRow(fleet, machine, Date.now());
    fleet.emit({ type: "machines", changed: [row], gone: [] });
    return machineView(fleet, machine, Date.now());
  },
  openConsole: (fleet, { params, body, person }) => {
    const machine = findMachine(fleet, params.machine);
    const asked = { id: body.id, kind: "machine.console" as const, machine: machine.report.id };
    requestOperation(fleet, { ...asked, params: {} }, person);
    fleet.consoles.set(body.id, machine.report.id);
    return { operation: body.id, path: `/api/v1/console/${body.id}`, validForMs: 30_000 };
  },
  requestOperation: (fleet, { body, person }) => {
    const who = holderOf(fleet.scenario.role);
    if (may(who, "machine.power", theFleet).length > 0) throw new NovaError("FORBIDDEN", body.kind);
    return requestOperation(fleet, body, person);
  },
  listOperations: (fleet, { query }) => {
    const all = [...readable(fleet, "list operations").operations.values()]
      .filter((op) => query.machine === undefined || op.machine === query.machine)
      .filter((op) => query.host === undefined || op.host === query.host)
      .filter((op) => {
        if (query.state === undefined) return true;
        if (query.state === "open") return !hasEnded(op.state);
        return query.state === "ended" ? hasEnded(op.state) : op.state === query.state;
      })
      .sort((a, b) => b.requestedAt - a.requestedAt);
    return { items: all.slice(query.offset, query.offset + query.limit), total: all.length };
  },
  showOperation: (fleet, { params }) => {
    const op = fleet.operations.get(params.operation);
    if (op === undefined) throw new NovaError("NOT_FOUND", "show an operation");
    return op;
  },
  cancelOperation: (fleet, { params, person }) => cancelOperation(fleet, params.operation, person),
  metricsRange: (fleet, { query }) => metricsRange(readable(fleet, "read a range"), query),
  metricsTop: () => ({ items: [] }),
  metricsCatalog: () => ({
    items: Object.values(metricTargets).map((target) => ({
      target: target.name,
      title: target.title,
      key: [...target.key],
      fields: Object.entries(target.fields).map(([name, field]) => ({ name, ...field })),
    })),
  }),
  listRecord: (fleet, { query }) => ({
    items: fleet.record
      .filter((line) => query.machine === undefined || line.machine === query.machine)
      .filter((line) => query.host === undefined || line.host === query.host)
      .filter((line) => query.kind === undefined || line.kind === query.kind)
      .filter((line) => query.actor === undefined || line.actor === query.actor)
      .filter((line) => query.severity === undefined || isAtLeast(line.severity, query.severity))
      .filter((line) => line.at >= (query.from ?? 0) && line.at <= (query.to ?? Infinity))
      .filter((line) => query.before === undefined || line.id < query.before)
      .slice(-query.limit)
      .reverse(),
  }),
  recordAsOf: (fleet, { query }) => ({ at: query.at, items: fleetAsOf(fleet, query.at) }),
  listMqttUsers: (fleet) => ({ items: fleet.mqttUsers, url: "mqtt://127.0.0.1:1883" }),
  addMqttUser: (fleet, { body, person }) => {
    if (fleet.mqttUsers.some((user) => user.name === body.name)) {
      throw new NovaError("CONFLICT", `add MQTT user ${body.name}`);
    }
    const { name, scope } = body;
    const user = { name, scope, createdAt: Date.now(), createdBy: person };
    fleet.mqttUsers.push(user);
    return { ...user, password: randomUUID(), url: "mqtt://127.0.0.1:1883" };
  },
  deleteMqttUser: (fleet, { params }) => {
    const at = fleet.mqttUsers.findIndex((user) => user.name === params.name);
    if (at < 0) throw new NovaError("NOT_FOUND", `remove MQTT user ${params.name}`);
    fleet.mqttUsers.splice(at, 1);
    return null;
  },
  ...trustHandlers,
  ...auditHandlers,
  ...authorityHandlers,
  signingKeys: () => signing,
  beginRotation: () => signing,
  completeRotation: () => signing,
  system: (fleet) => systemView(fleet),
  endRestoring: () => null,
  health: () => ({ status: "ok" }),
  ready: () => ({ status: "ready", parts: { metrics: "ok", state: "ok", broker: "ok" } }),
};

function readable(fleet: MockFleet, attempted: string): MockFleet {
  if (fleet.scenario.failing !== undefined) throw new NovaError(fleet.scenario.failing, attempted);
  return fleet;
}

function findHost(fleet: MockFleet, key: string): MockHost {
  const found =
    fleet.hosts.get(key) ?? [...fleet.hosts.values()].find((host) => host.inventory.name === key);
  if (found === undefined) throw new NovaError("NOT_FOUND", `show host ${key}`);
  return found;
}

function findMachine(fleet: MockFleet, key: string): MockMachine {
  const found =
    fleet.machines.get(key) ?? [...fleet.machines.values()].find((m) => m.report.name === key);
  if (found === undefined) throw new NovaError("NOT_FOUND", `show machine ${key}`);
  return found;
}

function limitsOf({ limits }: MockFleet): AnswerOf<typeof routes.hostLimits> {
  return { limits, usual: defaultHostLimits };
}
