import { z } from "zod";
import { hostState } from "../domain/host.ts";
import { hostId, machineId, operationId, projectId, timestampMs } from "../domain/ids.ts";
import { machineReport, machineState } from "../domain/machine.ts";
import { machineDefinition } from "../domain/machine-definition.ts";
import { machineSortKeys } from "../domain/machine-sort.ts";
import { operationKind, operationState } from "../domain/operation.ts";
import { none, nothing, pageQuery, sortBy } from "./common.ts";
import { problemNote } from "./hosts.ts";
import { defineRoute } from "./route.ts";

export const machineProvider = z.enum(["kvm", "aws", "azure", "gcp"]);

/** What the table of machines shows: one row, small. */
export const machineRow = z.object({
  id: machineId,
  name: z.string(),
  provider: machineProvider,
  state: machineState,
  reason: z.string(),
  since: timestampMs.nullable(),
  host: hostId,
  hostName: z.string(),
  hostState,
  simulated: z.boolean(),
  conflict: z.boolean(),
  vcpus: z.int(),
  memoryBytes: z.number(),
  addresses: z.array(z.string()),
  tags: z.array(z.string()),
  /** The project that it belongs to, or null. */
  project: projectId.nullable().default(null),
  autostart: z.enum(["off", "novacron", "libvirt"]),
  demo: z.boolean(),
  cpuUsed: z.number().nullable(),
  memoryUsedBytes: z.number().nullable(),
  memorySource: z.enum(["none", "guest", "host"]),
  diskBytesPerSecond: z.number().nullable(),
  nicBytesPerSecond: z.number().nullable(),
  sampledAt: timestampMs.nullable(),
  lastOperation: z
    .object({ id: operationId, kind: operationKind, state: operationState, at: timestampMs })
    .nullable(),
});
export type MachineRow = z.infer<typeof machineRow>;

export const machineView = machineRow.extend({
  report: machineReport,
  /** All hosts that report this machine; more than one is a conflict. */
  copies: z.array(
    z.object({ host: hostId, hostName: z.string(), state: machineState, at: timestampMs }),
  ),
  hostForeignManager: z.string().nullable(),
  hostLibvirtConnected: z.boolean(),
  hostCapabilities: z.array(z.string()),
  heldBy: z.object({ id: operationId, sentence: z.string() }).nullable(),
  latest: z.record(z.string(), z.number().nullable()),
  problems: z.array(problemNote),
});
export type MachineView = z.infer<typeof machineView>;

/** One order for server, CLI and console: see domain/machine-sort. */
export const machineSortFields = machineSortKeys;

export const listMachinesRoute = defineRoute({
  method: "GET",
  path: "/api/v1/machines",
  summary: "Machines, filtered, sorted and paged",
  params: none,
  query: z
    .object({
      /** Words and terms as domain/machine-filter reads them: `state:running tag:db cpu>80 web`. */
      filter: z.string().max(1_000).default(""),
      sort: sortBy(machineSortFields).default("name"),
      ...pageQuery,
      limit: z.coerce.number().int().min(1).max(30_000).default(100),
    })
    .strict(),
  body: nothing,
  answer: z.object({ items: z.array(machineRow), total: z.int() }),
  status: 200,
  privilege: "machine.view",
  errors: [],
});

export const showMachineRoute = defineRoute({
  method: "GET",
  path: "/api/v1/machines/:machine",
  summary: "One machine, by id or by name",
  params: z.object({ machine: z.string().min(1).max(255) }),
  query: none,
  body: nothing,
  answer: machineView,
  status: 200,
  privilege: "machine.view",
  errors: ["NOT_FOUND", "AMBIGUOUS_NAME"],
});

export const machineDefinitionRoute = defineRoute({
  method: "GET",
  path: "/api/v1/machines/:machine/definition",
  summary: "The machine's definition as libvirt's XML, read from its host now, without secrets",
  params: z.object({ machine: z.string().min(1).max(255) }),
  query: none,
  body: nothing,
  answer: machineDefinition.extend({ machine: machineId, host: hostId, at: timestampMs }),
  status: 200,
  privilege: "machine.view",
  errors: [
    "NOT_FOUND",
    "AMBIGUOUS_NAME",
    "ACTION_NOT_POSSIBLE",
    "HOST_OFFLINE",
    "OVERLOADED",
    "STREAM_CLOSED",
    "DEADLINE_EXCEEDED",
    "LIBVIRT_UNAVAILABLE",
    "LIBVIRT_TIMEOUT",
    "LIBVIRT_ERROR",
  ],
});

export const machineDetailRoute = defineRoute({
  method: "POST",
  path: "/api/v1/machines/:machine/detail",
  audit: "refusals",
  summary: "Sample the machine's disks and interfaces one by one for a while",
  params: z.object({ machine: machineId }),
  query: none,
  body: z.object({ seconds: z.int().min(10).max(3_600).default(120) }).strict(),
  answer: z.object({ until: timestampMs }),
  status: 200,
  privilege: "machine.view",
  errors: ["NOT_FOUND", "OVERLOADED"],
});

export const resolveConflictRoute = defineRoute({
  method: "POST",
  path: "/api/v1/machines/:machine/resolve-conflict",
  summary: "Name the host that has the true copy; the other copy stays barred from starting",
  params: z.object({ machine: machineId }),
  query: none,
  body: z.object({ owner: hostId }).strict(),
  answer: machineView,
  status: 200,
  privilege: "machine.configure",
  errors: ["NOT_FOUND", "CONFLICT"],
});
