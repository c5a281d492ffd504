import {
  type Balance,
  type GroupSpec,
  groupTable,
  type PlacementModel,
} from "@novacron/control-plane/app/placement/model";
import { NumberReader } from "./number-reader.ts";

/**
 * An instance of the ROADEF/EURO challenge 2012 as the product's own model: machines are hosts, processes
 * are machines, services are groups with at most one member a host. The text is a list of whole numbers;
 * their order is section 4 of the problem definition.
 */
export function readInstance(model: Uint8Array, assignment: Uint8Array): PlacementModel {
  const next = new NumberReader(model);
  const { loadWeight, transient, resources } = readResources(next);
  const hosts = readHosts(next, resources);
  const services = readServices(next);
  const processes = readProcesses(next, resources);
  const balances = readBalances(next);
  const processWeight = next.take();
  const serviceWeight = next.take();
  const machineWeight = next.take();
  const { machines, demand } = processes;
  for (let at = 0; at < hosts.wayCost.length; at += 1) hosts.wayCost[at]! *= machineWeight;
  const members: number[][] = services.map(() => []);
  processes.serviceOf.forEach((service, process) => {
    members[service]!.push(process);
  });
  const groups: GroupSpec[] = services.map((service, index) => ({
    ...service,
    members: members[index]!,
    perHost: 1,
  }));
  return {
    ...hosts,
    machines,
    resources,
    loadWeight,
    transient,
    balances,
    demand,
    initial: readAssignment(assignment, machines),
    groups: groupTable(groups, machines),
    moveCost: processes.moveCost.map((cost) => cost * processWeight),
    groupMoveWeight: serviceWeight,
    allowedRow: new Int32Array(machines).fill(-1),
    allowed: [],
    preferenceRow: new Int32Array(machines + 1).fill(-1),
    preference: [],
    hostUseCost: null,
  };
}

/** Host of each process, and nowhere for "no process". */
export function readAssignment(text: Uint8Array, machines: number): Int32Array {
  const next = new NumberReader(text);
  const placement = new Int32Array(machines + 1).fill(-1);
  for (let process = 0; process < machines; process += 1) placement[process] = next.take();
  return placement;
}

export function writeAssignment(placement: Int32Array, machines: number): string {
  return `${placement.subarray(0, machines).join(" ")}\n`;
}

function readResources(next: NumberReader) {
  const resources = next.take();
  const transient = new Uint8Array(resources);
  const loadWeight = new Float64Array(resources);
  for (let r = 0; r < resources; r += 1) {
    transient[r] = next.take();
    loadWeight[r] = next.take();
  }
  return { resources, transient, loadWeight };
}

function readHosts(next: NumberReader, resources: number) {
  const hosts = next.take();
  const zone = new Int32Array(hosts);
  const location = new Int32Array(hosts);
  const capacity = new Float64Array(hosts * resources);
  const safety = new Float64Array(hosts * resources);
  const wayCost = new Int32Array(hosts * hosts);
  for (let host = 0; host < hosts; host += 1) {
    zone[host] = next.take();
    location[host] = next.take();
    for (let r = 0; r < resources; r += 1) capacity[host * resources + r] = next.take();
    for (let r = 0; r < resources; r += 1) safety[host * resources + r] = next.take();
    for (let to = 0; to < hosts; to += 1) wayCost[host * hosts + to] = next.take();
  }
  const count = (numbers: Int32Array) =>
    numbers.reduce((most, each) => Math.max(most, each), 0) + 1;
  const zones = count(zone);
  return { hosts, zone, zones, location, locations: count(location), capacity, safety, wayCost };
}

function readServices(next: NumberReader): { spreadMin: number; needs: number[] }[] {
  return Array.from({ length: next.take() }, () => {
    const spreadMin = next.take();
    const needs = Array.from({ length: next.take() }, () => next.take());
    return { spreadMin, needs };
  });
}

function readProcesses(next: NumberReader, resources: number) {
  const machines = next.take();
  const serviceOf = new Int32Array(machines);
  const demand = new Float64Array((machines + 1) * resources);
  const moveCost = new Float64Array(machines);
  for (let process = 0; process < machines; process += 1) {
    serviceOf[process] = next.take();
    for (let r = 0; r < resources; r += 1) demand[process * resources + r] = next.take();
    moveCost[process] = next.take();
  }
  return { machines, serviceOf, demand, moveCost };
}

function readBalances(next: NumberReader): Balance[] {
  return Array.from({ length: next.take() }, () => {
    const [first, second, target, weight] = [next.take(), next.take(), next.take(), next.take()];
    return { first, second, target, weight };
  });
}
