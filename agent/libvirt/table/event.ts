/**
 * What the server sends unasked. libvirt nests an older message in a newer one here and
 * there; on the wire that is one flat list of fields, and so it is here.
 * ./notation.ts says how a line reads.
 */
export const eventTable = `
  107 domainEventLifecycle event(dom: Domain, event: int, detail: int)
  169 domainEventReboot event(dom: Domain)
  170 domainEventRtcChange event(dom: Domain, offset: hyper)
  171 domainEventWatchdog event(dom: Domain, action: int)
  172 domainEventIoError event(dom: Domain, srcPath: string, devAlias: string, action: int)
  173 domainEventGraphics event(dom: Domain, phase: int, local: DomainEventGraphicsAddress,
      remote: DomainEventGraphicsAddress, authScheme: string,
      subject: DomainEventGraphicsIdentity<20>)
  195 domainEventIoErrorReason event(dom: Domain, srcPath: string, devAlias: string, action: int,
      reason: string)
  224 domainEventControlError event(dom: Domain)
  241 domainEventBlockJob event(dom: Domain, path: string, type: int, status: int)
  248 domainEventDiskChange event(dom: Domain, oldSrcPath: string?, newSrcPath: string?,
      devAlias: string, reason: int)
  268 domainEventTrayChange event(dom: Domain, devAlias: string, reason: int)
  269 domainEventPmwakeup event(dom: Domain)
  270 domainEventPmsuspend event(dom: Domain)
  276 domainEventBalloonChange event(dom: Domain, actual: uhyper)
  292 domainEventPmsuspendDisk event(dom: Domain)
  311 domainEventDeviceRemoved event(dom: Domain, devAlias: string)
  315 networkEventLifecycle event(callbackId: int, net: Network, event: int, detail: int)
  318 domainEventCallbackLifecycle event(callbackId: int, dom: Domain, event: int, detail: int)
  319 domainEventCallbackReboot event(callbackId: int, dom: Domain)
  320 domainEventCallbackRtcChange event(callbackId: int, dom: Domain, offset: hyper)
  321 domainEventCallbackWatchdog event(callbackId: int, dom: Domain, action: int)
  322 domainEventCallbackIoError event(callbackId: int, dom: Domain, srcPath: string,
      devAlias: string, action: int)
  323 domainEventCallbackGraphics event(callbackId: int, dom: Domain, phase: int,
      local: DomainEventGraphicsAddress, remote: DomainEventGraphicsAddress, authScheme: string,
      subject: DomainEventGraphicsIdentity<20>)
  324 domainEventCallbackIoErrorReason event(callbackId: int, dom: Domain, srcPath: string,
      devAlias: string, action: int, reason: string)
  325 domainEventCallbackControlError event(callbackId: int, dom: Domain)
  326 domainEventCallbackBlockJob event(callbackId: int, dom: Domain, path: string, type: int,
      status: int)
  327 domainEventCallbackDiskChange event(callbackId: int, dom: Domain, oldSrcPath: string?,
      newSrcPath: string?, devAlias: string, reason: int)
  328 domainEventCallbackTrayChange event(callbackId: int, dom: Domain, devAlias: string,
      reason: int)
  329 domainEventCallbackPmwakeup event(callbackId: int, reason: int, dom: Domain)
  330 domainEventCallbackPmsuspend event(callbackId: int, reason: int, dom: Domain)
  331 domainEventCallbackBalloonChange event(callbackId: int, dom: Domain, actual: uhyper)
  332 domainEventCallbackPmsuspendDisk event(callbackId: int, reason: int, dom: Domain)
  333 domainEventCallbackDeviceRemoved event(callbackId: int, dom: Domain, devAlias: string)
  339 domainEventBlockJob2 event(callbackId: int, dom: Domain, dst: string, type: int,
      status: int)
  346 domainEventCallbackTunable event(callbackId: int, dom: Domain, params: typedParam<2048>)
  348 domainEventCallbackAgentLifecycle event(callbackId: int, dom: Domain, state: int,
      reason: int)
  354 domainEventCallbackDeviceAdded event(callbackId: int, dom: Domain, devAlias: string)
  359 domainEventCallbackMigrationIteration event(callbackId: int, dom: Domain, iteration: int)
  362 connectEventConnectionClosed event(reason: int)
  363 domainEventCallbackJobCompleted event(callbackId: int, dom: Domain, params: typedParam<64>)
  367 domainEventCallbackDeviceRemovalFailed event(callbackId: int, dom: Domain, devAlias: string)
  370 storagePoolEventLifecycle event(callbackId: int, pool: StoragePool, event: int, detail: int)
  373 storagePoolEventRefresh event(callbackId: int, pool: StoragePool)
  376 nodeDeviceEventLifecycle event(callbackId: int, dev: NodeDevice, event: int, detail: int)
  377 nodeDeviceEventUpdate event(callbackId: int, dev: NodeDevice)
  379 domainEventCallbackMetadataChange event(callbackId: int, dom: Domain, type: int,
      nsuri: string?)
  382 secretEventLifecycle event(callbackId: int, secret: Secret, event: int, detail: int)
  383 secretEventValueChanged event(callbackId: int, secret: Secret)
  385 domainEventBlockThreshold event(callbackId: int, dom: Domain, dev: string, path: string?,
      threshold: uhyper, excess: uhyper)
  423 domainEventMemoryFailure event(callbackId: int, dom: Domain, recipient: int, action: int,
      flags: uint)
  438 domainEventMemoryDeviceSizeChange event(callbackId: int, dom: Domain, alias: string,
      size: uhyper)
  446 networkEventCallbackMetadataChange event(callbackId: int, net: Network, type: int,
      nsuri: string?)
  453 domainEventNicMacChange event(callbackId: int, dom: Domain, alias: string, oldMac: string,
      newMac: string)
`;
