import type { MachineId } from "@novacron/protocol/domain/ids";
import type { LibvirtClient } from "../client.ts";
import * as event from "../generated/event.ts";
import type { Domain } from "../generated/types.ts";
import { byName, numberOf } from "../rpc/typed-parameter.ts";
import { eventName, ioErrorAction, jobName, watchdogAction } from "./states.ts";

/** What the adapter does with libvirt's events. */
export interface EventSink {
  changed(id: MachineId, name: string, event: string): void;
  note(id: MachineId, note: string, detail: string): void;
  jobRuns(id: MachineId, kind: string): void;
  jobEnded(id: MachineId, name: string): void;
  inventory(): void;
}

/** Events of machines. To be called before the client starts. */
export function listenToMachines(client: LibvirtClient, sink: EventSink): void {
  const idOf = (dom: Domain) => dom.uuid as MachineId;
  const changed = (dom: Domain, name: string) => sink.changed(idOf(dom), dom.name, name);
  const note = (dom: Domain, name: string, detail = "") => sink.note(idOf(dom), name, detail);
  client.on(event.domainEventCallbackLifecycle, ({ dom, event, detail }) => {
    if (event === STOPPED) sink.jobEnded(idOf(dom), dom.name);
    changed(dom, eventName(event, detail));
  });
  client.on(event.domainEventCallbackMetadataChange, ({ dom }) => changed(dom, "defined/metadata"));
  client.on(event.domainEventCallbackDeviceAdded, ({ dom }) => changed(dom, "device/added"));
  client.on(event.domainEventCallbackDeviceRemoved, ({ dom }) => changed(dom, "device/removed"));
  client.on(event.domainEventCallbackDiskChange, ({ dom }) => changed(dom, "device/disk"));
  client.on(event.domainEventCallbackReboot, ({ dom }) => note(dom, "guest-reboot"));
  client.on(event.domainEventCallbackWatchdog, ({ dom, action }) =>
    note(dom, "watchdog", watchdogAction(action)),
  );
  client.on(event.domainEventCallbackIoErrorReason, ({ dom, devAlias, action, reason, srcPath }) =>
    note(dom, "io-error", [devAlias, reason, srcPath, ioErrorAction(action)].join(" ").trim()),
  );
  client.on(event.domainEventCallbackAgentLifecycle, ({ dom, state }) =>
    note(dom, state === AGENT_CONNECTED ? "agent-connected" : "agent-disconnected"),
  );
  client.on(event.domainEventMemoryFailure, ({ dom }) => note(dom, "memory-failure"));
  // A move out is first told by its first pass over the memory.
  client.on(event.domainEventCallbackMigrationIteration, ({ dom }) =>
    sink.jobRuns(idOf(dom), "migration-out"),
  );
  client.on(event.domainEventCallbackJobCompleted, ({ dom, params }) => {
    sink.jobEnded(idOf(dom), dom.name);
    note(dom, "job-completed", jobName(numberOf(byName(params).get("operation")) ?? 0));
  });
}

export function listenToNetworks(client: LibvirtClient, sink: EventSink): void {
  client.on(event.networkEventLifecycle, () => sink.inventory());
}

export function listenToPools(client: LibvirtClient, sink: EventSink): void {
  client.on(event.storagePoolEventLifecycle, () => sink.inventory());
  client.on(event.storagePoolEventRefresh, () => sink.inventory());
}

/** VIR_DOMAIN_EVENT_STOPPED. */
const STOPPED = 5;
/** VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED. */
const AGENT_CONNECTED = 1;
