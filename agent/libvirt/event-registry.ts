import { NovaError } from "@novacron/protocol/errors/nova-error";
import * as event from "./generated/event.ts";
import { domainMonitorEvent } from "./generated/qemu.ts";
import type { QemuApi } from "./generated/qemu-api.ts";
import type { RemoteApi } from "./generated/remote-api.ts";
import type { CallOptions, EventMessage } from "./rpc/procedure.ts";

/**
 * Asks the daemon for one kind of event, of all objects. Rejects where this version does not know
 * the kind (then the daemon's error is one of `isUnsupportedEvent`).
 */
export async function registerEvent(
  apis: { remote: RemoteApi; qemu: QemuApi },
  message: EventMessage<unknown>,
  options?: CallOptions,
): Promise<void> {
  const { remote, qemu } = apis;
  if (message === domainMonitorEvent) {
    const all = { dom: null, event: null, flags: 0 };
    await qemu.connectDomainMonitorEventRegister(all, options);
    return;
  }
  const entry = registry.get(message);
  if (!entry) throw new NovaError("INTERNAL", `ask for ${message.name}, of an older protocol`);
  const [family, eventId] = entry;
  switch (family) {
    case "domain":
      await remote.connectDomainEventCallbackRegisterAny({ eventId, dom: null }, options);
      return;
    case "network":
      await remote.connectNetworkEventRegisterAny({ eventId, net: null }, options);
      return;
    case "pool":
      await remote.connectStoragePoolEventRegisterAny({ eventId, pool: null }, options);
      return;
    case "device":
      await remote.connectNodeDeviceEventRegisterAny({ eventId, dev: null }, options);
      return;
    case "secret":
      await remote.connectSecretEventRegisterAny({ eventId, secret: null }, options);
  }
}

type Family = "domain" | "network" | "pool" | "device" | "secret";

/** Message to the family and the number it is asked for by: virDomainEventID and its siblings. */
const registry = new Map<EventMessage<unknown>, readonly [Family, number]>([
  [event.domainEventCallbackLifecycle, ["domain", 0]],
  [event.domainEventCallbackReboot, ["domain", 1]],
  [event.domainEventCallbackRtcChange, ["domain", 2]],
  [event.domainEventCallbackWatchdog, ["domain", 3]],
  [event.domainEventCallbackIoError, ["domain", 4]],
  [event.domainEventCallbackGraphics, ["domain", 5]],
  [event.domainEventCallbackIoErrorReason, ["domain", 6]],
  [event.domainEventCallbackControlError, ["domain", 7]],
  [event.domainEventCallbackBlockJob, ["domain", 8]],
  [event.domainEventCallbackDiskChange, ["domain", 9]],
  [event.domainEventCallbackTrayChange, ["domain", 10]],
  [event.domainEventCallbackPmwakeup, ["domain", 11]],
  [event.domainEventCallbackPmsuspend, ["domain", 12]],
  [event.domainEventCallbackBalloonChange, ["domain", 13]],
  [event.domainEventCallbackPmsuspendDisk, ["domain", 14]],
  [event.domainEventCallbackDeviceRemoved, ["domain", 15]],
  [event.domainEventBlockJob2, ["domain", 16]],
  [event.domainEventCallbackTunable, ["domain", 17]],
  [event.domainEventCallbackAgentLifecycle, ["domain", 18]],
  [event.domainEventCallbackDeviceAdded, ["domain", 19]],
  [event.domainEventCallbackMigrationIteration, ["domain", 20]],
  [event.domainEventCallbackJobCompleted, ["domain", 21]],
  [event.domainEventCallbackDeviceRemovalFailed, ["domain", 22]],
  [event.domainEventCallbackMetadataChange, ["domain", 23]],
  [event.domainEventBlockThreshold, ["domain", 24]],
  [event.domainEventMemoryFailure, ["domain", 25]],
  [event.domainEventMemoryDeviceSizeChange, ["domain", 26]],
  [event.domainEventNicMacChange, ["domain", 27]],
  [event.networkEventLifecycle, ["network", 0]],
  [event.networkEventCallbackMetadataChange, ["network", 1]],
  [event.storagePoolEventLifecycle, ["pool", 0]],
  [event.storagePoolEventRefresh, ["pool", 1]],
  [event.nodeDeviceEventLifecycle, ["device", 0]],
  [event.nodeDeviceEventUpdate, ["device", 1]],
  [event.secretEventLifecycle, ["secret", 0]],
  [event.secretEventValueChanged, ["secret", 1]],
]);

export const registrableEvents: readonly EventMessage<unknown>[] = [
  ...registry.keys(),
  domainMonitorEvent,
];
