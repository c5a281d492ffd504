import type { z } from "zod";
import { type HostId, isUuid, type MachineId, type OperationId } from "../domain/ids.ts";
import { ack, batch } from "./batch.ts";
import { commandEvent, downlink } from "./command.ts";
import { hostFact, machineFact, operationFact, recordFact } from "./fleet-event.ts";
import { assignments, controlStatus, hostReport, hostStatus } from "./report.ts";

export type Party = "agent" | "control-plane" | "integration";

export interface TopicInfo<S extends z.ZodType = z.ZodType> {
  /** Pattern with `{host}`, `{machine}` or `{operation}`; the major version stands in the topic. */
  readonly pattern: string;
  readonly payload: S;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly sender: Party;
  readonly receivers: readonly Party[];
  /** Ends with the control plane's signature, without which no agent obeys it: see proof.ts. */
  readonly signed?: true;
  /** Largest payload accepted, in bytes of JSON. */
  readonly maxBytes: number;
  readonly help: string;
}

const define = <S extends z.ZodType>(info: TopicInfo<S>): TopicInfo<S> => info;
const root = "novacron/v1";
const MiB = 1024 * 1024;

/** The one topic table. Everything sent or received on the bus is a row of it. */
export const topics = {
  hostStatus: define({
    pattern: `${root}/host/{host}/status`,
    payload: hostStatus,
    qos: 1,
    retain: true,
    sender: "agent",
    receivers: ["control-plane", "integration"],
    maxBytes: 4_096,
    help: "Liveness of an agent; also its last will",
  }),
  hostReport: define({
    pattern: `${root}/host/{host}/report`,
    payload: hostReport,
    qos: 1,
    retain: true,
    sender: "agent",
    receivers: ["control-plane", "integration"],
    maxBytes: 16 * MiB,
    help: "The host and its machines as they are now",
  }),
  hostBatch: define({
    pattern: `${root}/host/{host}/batch`,
    payload: batch,
    qos: 1,
    retain: false,
    sender: "agent",
    receivers: ["control-plane", "integration"],
    maxBytes: 4 * MiB,
    help: "Samples and events, in order, repeated until acknowledged",
  }),
  hostAck: define({
    pattern: `${root}/host/{host}/ack`,
    payload: ack,
    qos: 1,
    retain: false,
    sender: "control-plane",
    receivers: ["agent"],
    signed: true,
    maxBytes: 4_096,
    help: "Everything up to this batch is stored; the agent may forget it",
  }),
  hostAssignments: define({
    pattern: `${root}/host/{host}/assignments`,
    payload: assignments,
    qos: 1,
    retain: true,
    sender: "control-plane",
    receivers: ["agent"],
    signed: true,
    maxBytes: 4 * MiB,
    help: "What the control plane holds to be true of this host",
  }),
  hostCommand: define({
    pattern: `${root}/host/{host}/command`,
    payload: downlink,
    qos: 1,
    retain: false,
    sender: "control-plane",
    receivers: ["agent"],
    signed: true,
    maxBytes: 256 * 1024,
    help: "A command, or the cancel of one",
  }),
  hostCommandEvent: define({
    pattern: `${root}/host/{host}/command-event`,
    payload: commandEvent,
    qos: 1,
    retain: false,
    sender: "agent",
    receivers: ["control-plane"],
    maxBytes: 256 * 1024,
    help: "Accepted, progress and outcome of a command",
  }),
  controlStatus: define({
    pattern: `${root}/control/status`,
    payload: controlStatus,
    qos: 1,
    retain: true,
    sender: "control-plane",
    receivers: ["agent", "integration"],
    signed: true,
    maxBytes: 4_096,
    help: "The control plane's liveness and epoch",
  }),
  fleetMachine: define({
    pattern: `${root}/fleet/machine/{machine}`,
    payload: machineFact,
    qos: 1,
    retain: true,
    sender: "control-plane",
    receivers: ["integration"],
    maxBytes: 16 * 1024,
    help: "State of one machine, wherever it runs; an empty payload when it is gone",
  }),
  fleetHost: define({
    pattern: `${root}/fleet/host/{host}`,
    payload: hostFact,
    qos: 1,
    retain: true,
    sender: "control-plane",
    receivers: ["integration"],
    maxBytes: 16 * 1024,
    help: "State of one host as the control plane holds it",
  }),
  fleetOperation: define({
    pattern: `${root}/fleet/operation/{operation}`,
    payload: operationFact,
    qos: 1,
    retain: false,
    sender: "control-plane",
    receivers: ["integration"],
    maxBytes: 16 * 1024,
    help: "Each step in an operation's life",
  }),
  fleetRecord: define({
    pattern: `${root}/fleet/record`,
    payload: recordFact,
    qos: 1,
    retain: false,
    sender: "control-plane",
    receivers: ["integration"],
    maxBytes: 16 * 1024,
    help: "The record of the fleet as it is appended",
  }),
} as const;

export type TopicName = keyof typeof topics;
export type PayloadOf<T extends TopicName> = z.infer<(typeof topics)[T]["payload"]>;

export interface TopicParams {
  readonly host?: HostId;
  readonly machine?: MachineId;
  readonly operation?: OperationId;
}

/** The topic to publish on. Throws RangeError where a parameter of the pattern is missing: our bug. */
export function topicFor(name: TopicName, params: TopicParams = {}): string {
  return topics[name].pattern.replace(
    /\{(host|machine|operation)\}/g,
    (_, key: keyof TopicParams) => {
      const value = params[key];
      if (value === undefined) throw new RangeError(`topic ${name} needs ${key}`);
      return value;
    },
  );
}

/** The filter to subscribe with: given parameters fixed, the others `+`. */
export function filterFor(name: TopicName, params: TopicParams = {}): string {
  return topics[name].pattern.replace(
    /\{(host|machine|operation)\}/g,
    (_, key: keyof TopicParams) => params[key] ?? "+",
  );
}

const matchers = (Object.keys(topics) as TopicName[]).map((name) => ({
  name,
  segments: topics[name].pattern.split("/"),
}));

/** Which row of the table a topic is, with its parameters; null for a foreign or malformed topic. */
export function matchTopic(topic: string): { name: TopicName; params: TopicParams } | null {
  const given = topic.split("/");
  for (const { name, segments } of matchers) {
    const params = matchSegments(segments, given);
    if (params !== null) return { name, params };
  }
  return null;
}

function matchSegments(pattern: readonly string[], given: readonly string[]): TopicParams | null {
  if (pattern.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const text = given[index] ?? "";
    if (segment.startsWith("{")) {
      if (!isUuid(text)) return null;
      params[segment.slice(1, -1)] = text;
    } else if (segment !== text) return null;
  }
  return params as TopicParams;
}
