import { hostId, machineId, operationId } from "@novacron/protocol/domain/ids";
import type { PayloadOf, TopicName } from "@novacron/protocol/messages/topics";
import { batchOf, machineFactOf, reportOf, statusOf } from "./samples.ts";

export const exampleIds = {
  host: hostId.parse("6ba7b810-9dad-41d1-80b4-00c04fd430c8"),
  machine: machineId.parse("1b4e28ba-2fa1-41d2-883f-0016d3cca427"),
  operation: operationId.parse("9f0d6a64-7b3c-4c55-9a3e-2f6f2b1f7a10"),
};

const at = 1_700_000_000_000;
const { host, machine, operation } = exampleIds;
const batch = batchOf(host, 4_711);

/** One true message of each topic that outside tools may follow. */
export const integrationExamples: { readonly [T in TopicName]?: PayloadOf<T> } = {
  hostStatus: statusOf(host, "5c3f"),
  hostReport: reportOf(host, 12),
  hostBatch: {
    ...batch,
    samples: [
      ...batch.samples,
      {
        target: "machine",
        columns: ["machine", "cpuUsed", "memoryUsedBytes"],
        rows: [[machine, 0.42, 1_073_741_824]],
      },
    ],
  },
  controlStatus: { v: 1, epoch: 1, controlPlane: "cp-1", version: "0.1.0", state: "online", at },
  fleetMachine: { ...machineFactOf(host), machine },
  fleetHost: {
    v: 1,
    host,
    name: "h1",
    state: "online",
    since: at,
    machines: 12,
    maintenance: null,
    problems: [
      {
        code: "memory-low",
        severity: "warning",
        text: "The memory of h1 is nearly used up",
        why: "3 GiB of 64 GiB left (4.7 %), told below 5 % until 12 %",
        since: at,
      },
    ],
    at,
  },
  fleetOperation: {
    v: 1,
    operation,
    kind: "machine.start",
    state: "running",
    machine,
    host,
    progress: 0.5,
    requestedBy: "anna",
    sentence: "anna is starting web-1 on h1",
    at,
  },
  fleetRecord: {
    v: 1,
    id: 1_234,
    at,
    kind: "machine.state",
    machine,
    host,
    actor: "anna",
    sentence: "web-1 is running (booted)",
  },
};
