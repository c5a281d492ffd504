// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { EventMessage } from "../rpc/procedure.ts";
import { type TypedParameter, typedParam } from "../rpc/typed-parameter.ts";
import * as types from "./types.ts";

export interface DomainEventLifecycleMessage {
  readonly dom: types.Domain;
  readonly event: number;
  readonly detail: number;
}

/** Message 107 of the remote program. */
export const domainEventLifecycle: EventMessage<DomainEventLifecycleMessage> = {
  kind: "event",
  name: "domainEventLifecycle",
  program: 0x20008086,
  version: 1,
  number: 107,
  payload: codec.struct<DomainEventLifecycleMessage>({
    dom: types.Domain,
    event: codec.int,
    detail: codec.int,
  }),
};

export interface DomainEventRebootMessage {
  readonly dom: types.Domain;
}

/** Message 169 of the remote program. */
export const domainEventReboot: EventMessage<DomainEventRebootMessage> = {
  kind: "event",
  name: "domainEventReboot",
  program: 0x20008086,
  version: 1,
  number: 169,
  payload: codec.struct<DomainEventRebootMessage>({
    dom: types.Domain,
  }),
};

export interface DomainEventRtcChangeMessage {
  readonly dom: types.Domain;
  readonly offset: bigint;
}

/** Message 170 of the remote program. */
export const domainEventRtcChange: EventMessage<DomainEventRtcChangeMessage> = {
  kind: "event",
  name: "domainEventRtcChange",
  program: 0x20008086,
  version: 1,
  number: 170,
  payload: codec.struct<DomainEventRtcChangeMessage>({
    dom: types.Domain,
    offset: codec.hyper,
  }),
};

export interface DomainEventWatchdogMessage {
  readonly dom: types.Domain;
  readonly action: number;
}

/** Message 171 of the remote program. */
export const domainEventWatchdog: EventMessage<DomainEventWatchdogMessage> = {
  kind: "event",
  name: "domainEventWatchdog",
  program: 0x20008086,
  version: 1,
  number: 171,
  payload: codec.struct<DomainEventWatchdogMessage>({
    dom: types.Domain,
    action: codec.int,
  }),
};

export interface DomainEventIoErrorMessage {
  readonly dom: types.Domain;
  readonly srcPath: string;
  readonly devAlias: string;
  readonly action: number;
}

/** Message 172 of the remote program. */
export const domainEventIoError: EventMessage<DomainEventIoErrorMessage> = {
  kind: "event",
  name: "domainEventIoError",
  program: 0x20008086,
  version: 1,
  number: 172,
  payload: codec.struct<DomainEventIoErrorMessage>({
    dom: types.Domain,
    srcPath: codec.string,
    devAlias: codec.string,
    action: codec.int,
  }),
};

export interface DomainEventGraphicsMessage {
  readonly dom: types.Domain;
  readonly phase: number;
  readonly local: types.DomainEventGraphicsAddress;
  readonly remote: types.DomainEventGraphicsAddress;
  readonly authScheme: string;
  readonly subject: readonly types.DomainEventGraphicsIdentity[];
}

/** Message 173 of the remote program. */
export const domainEventGraphics: EventMessage<DomainEventGraphicsMessage> = {
  kind: "event",
  name: "domainEventGraphics",
  program: 0x20008086,
  version: 1,
  number: 173,
  payload: codec.struct<DomainEventGraphicsMessage>({
    dom: types.Domain,
    phase: codec.int,
    local: types.DomainEventGraphicsAddress,
    remote: types.DomainEventGraphicsAddress,
    authScheme: codec.string,
    subject: codec.list(types.DomainEventGraphicsIdentity, 20),
  }),
};

export interface DomainEventIoErrorReasonMessage {
  readonly dom: types.Domain;
  readonly srcPath: string;
  readonly devAlias: string;
  readonly action: number;
  readonly reason: string;
}

/** Message 195 of the remote program. */
export const domainEventIoErrorReason: EventMessage<DomainEventIoErrorReasonMessage> = {
  kind: "event",
  name: "domainEventIoErrorReason",
  program: 0x20008086,
  version: 1,
  number: 195,
  payload: codec.struct<DomainEventIoErrorReasonMessage>({
    dom: types.Domain,
    srcPath: codec.string,
    devAlias: codec.string,
    action: codec.int,
    reason: codec.string,
  }),
};

export interface DomainEventControlErrorMessage {
  readonly dom: types.Domain;
}

/** Message 224 of the remote program. */
export const domainEventControlError: EventMessage<DomainEventControlErrorMessage> = {
  kind: "event",
  name: "domainEventControlError",
  program: 0x20008086,
  version: 1,
  number: 224,
  payload: codec.struct<DomainEventControlErrorMessage>({
    dom: types.Domain,
  }),
};

export interface DomainEventBlockJobMessage {
  readonly dom: types.Domain;
  readonly path: string;
  readonly type: number;
  readonly status: number;
}

/** Message 241 of the remote program. */
export const domainEventBlockJob: EventMessage<DomainEventBlockJobMessage> = {
  kind: "event",
  name: "domainEventBlockJob",
  program: 0x20008086,
  version: 1,
  number: 241,
  payload: codec.struct<DomainEventBlockJobMessage>({
    dom: types.Domain,
    path: codec.string,
    type: codec.int,
    status: codec.int,
  }),
};

export interface DomainEventDiskChangeMessage {
  readonly dom: types.Domain;
  readonly oldSrcPath: string | null;
  readonly newSrcPath: string | null;
  readonly devAlias: string;
  readonly reason: number;
}

/** Message 248 of the remote program. */
export const domainEventDiskChange: EventMessage<DomainEventDiskChangeMessage> = {
  kind: "event",
  name: "domainEventDiskChange",
  program: 0x20008086,
  version: 1,
  number: 248,
  payload: codec.struct<DomainEventDiskChangeMessage>({
    dom: types.Domain,
    oldSrcPath: codec.optional(codec.string),
    newSrcPath: codec.optional(codec.string),
    devAlias: codec.string,
    reason: codec.int,
  }),
};

export interface DomainEventTrayChangeMessage {
  readonly dom: types.Domain;
  readonly devAlias: string;
  readonly reason: number;
}

/** Message 268 of the remote program. */
export const domainEventTrayChange: EventMessage<DomainEventTrayChangeMessage> = {
  kind: "event",
  name: "domainEventTrayChange",
  program: 0x20008086,
  version: 1,
  number: 268,
  payload: codec.struct<DomainEventTrayChangeMessage>({
    dom: types.Domain,
    devAlias: codec.string,
    reason: codec.int,
  }),
};

export interface DomainEventPmwakeupMessage {
  readonly dom: types.Domain;
}

/** Message 269 of the remote program. */
export const domainEventPmwakeup: EventMessage<DomainEventPmwakeupMessage> = {
  kind: "event",
  name: "domainEventPmwakeup",
  program: 0x20008086,
  version: 1,
  number: 269,
  payload: codec.struct<DomainEventPmwakeupMessage>({
    dom: types.Domain,
  }),
};

export interface DomainEventPmsuspendMessage {
  readonly dom: types.Domain;
}

/** Message 270 of the remote program. */
export const domainEventPmsuspend: EventMessage<DomainEventPmsuspendMessage> = {
  kind: "event",
  name: "domainEventPmsuspend",
  program: 0x20008086,
  version: 1,
  number: 270,
  payload: codec.struct<DomainEventPmsuspendMessage>({
    dom: types.Domain,
  }),
};

export interface DomainEventBalloonChangeMessage {
  readonly dom: types.Domain;
  readonly actual: bigint;
}

/** Message 276 of the remote program. */
export const domainEventBalloonChange: EventMessage<DomainEventBalloonChangeMessage> = {
  kind: "event",
  name: "domainEventBalloonChange",
  program: 0x20008086,
  version: 1,
  number: 276,
  payload: codec.struct<DomainEventBalloonChangeMessage>({
    dom: types.Domain,
    actual: codec.uhyper,
  }),
};

export interface DomainEventPmsuspendDiskMessage {
  readonly dom: types.Domain;
}

/** Message 292 of the remote program. */
export const domainEventPmsuspendDisk: EventMessage<DomainEventPmsuspendDiskMessage> = {
  kind: "event",
  name: "domainEventPmsuspendDisk",
  program: 0x20008086,
  version: 1,
  number: 292,
  payload: codec.struct<DomainEventPmsuspendDiskMessage>({
    dom: types.Domain,
  }),
};

export interface DomainEventDeviceRemovedMessage {
  readonly dom: types.Domain;
  readonly devAlias: string;
}

/** Message 311 of the remote program. */
export const domainEventDeviceRemoved: EventMessage<DomainEventDeviceRemovedMessage> = {
  kind: "event",
  name: "domainEventDeviceRemoved",
  program: 0x20008086,
  version: 1,
  number: 311,
  payload: codec.struct<DomainEventDeviceRemovedMessage>({
    dom: types.Domain,
    devAlias: codec.string,
  }),
};

export interface NetworkEventLifecycleMessage {
  readonly callbackId: number;
  readonly net: types.Network;
  readonly event: number;
  readonly detail: number;
}

/** Message 315 of the remote program. */
export const networkEventLifecycle: EventMessage<NetworkEventLifecycleMessage> = {
  kind: "event",
  name: "networkEventLifecycle",
  program: 0x20008086,
  version: 1,
  number: 315,
  payload: codec.struct<NetworkEventLifecycleMessage>({
    callbackId: codec.int,
    net: types.Network,
    event: codec.int,
    detail: codec.int,
  }),
};

export interface DomainEventCallbackLifecycleMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly event: number;
  readonly detail: number;
}

/** Message 318 of the remote program. */
export const domainEventCallbackLifecycle: EventMessage<DomainEventCallbackLifecycleMessage> = {
  kind: "event",
  name: "domainEventCallbackLifecycle",
  program: 0x20008086,
  version: 1,
  number: 318,
  payload: codec.struct<DomainEventCallbackLifecycleMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    event: codec.int,
    detail: codec.int,
  }),
};

export interface DomainEventCallbackRebootMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
}

/** Message 319 of the remote program. */
export const domainEventCallbackReboot: EventMessage<DomainEventCallbackRebootMessage> = {
  kind: "event",
  name: "domainEventCallbackReboot",
  program: 0x20008086,
  version: 1,
  number: 319,
  payload: codec.struct<DomainEventCallbackRebootMessage>({
    callbackId: codec.int,
    dom: types.Domain,
  }),
};

export interface DomainEventCallbackRtcChangeMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly offset: bigint;
}

/** Message 320 of the remote program. */
export const domainEventCallbackRtcChange: EventMessage<DomainEventCallbackRtcChangeMessage> = {
  kind: "event",
  name: "domainEventCallbackRtcChange",
  program: 0x20008086,
  version: 1,
  number: 320,
  payload: codec.struct<DomainEventCallbackRtcChangeMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    offset: codec.hyper,
  }),
};

export interface DomainEventCallbackWatchdogMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly action: number;
}

/** Message 321 of the remote program. */
export const domainEventCallbackWatchdog: EventMessage<DomainEventCallbackWatchdogMessage> = {
  kind: "event",
  name: "domainEventCallbackWatchdog",
  program: 0x20008086,
  version: 1,
  number: 321,
  payload: codec.struct<DomainEventCallbackWatchdogMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    action: codec.int,
  }),
};

export interface DomainEventCallbackIoErrorMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly srcPath: string;
  readonly devAlias: string;
  readonly action: number;
}

/** Message 322 of the remote program. */
export const domainEventCallbackIoError: EventMessage<DomainEventCallbackIoErrorMessage> = {
  kind: "event",
  name: "domainEventCallbackIoError",
  program: 0x20008086,
  version: 1,
  number: 322,
  payload: codec.struct<DomainEventCallbackIoErrorMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    srcPath: codec.string,
    devAlias: codec.string,
    action: codec.int,
  }),
};

export interface DomainEventCallbackGraphicsMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly phase: number;
  readonly local: types.DomainEventGraphicsAddress;
  readonly remote: types.DomainEventGraphicsAddress;
  readonly authScheme: string;
  readonly subject: readonly types.DomainEventGraphicsIdentity[];
}

/** Message 323 of the remote program. */
export const domainEventCallbackGraphics: EventMessage<DomainEventCallbackGraphicsMessage> = {
  kind: "event",
  name: "domainEventCallbackGraphics",
  program: 0x20008086,
  version: 1,
  number: 323,
  payload: codec.struct<DomainEventCallbackGraphicsMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    phase: codec.int,
    local: types.DomainEventGraphicsAddress,
    remote: types.DomainEventGraphicsAddress,
    authScheme: codec.string,
    subject: codec.list(types.DomainEventGraphicsIdentity, 20),
  }),
};

export interface DomainEventCallbackIoErrorReasonMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly srcPath: string;
  readonly devAlias: string;
  readonly action: number;
  readonly reason: string;
}

/** Message 324 of the remote program. */
export const domainEventCallbackIoErrorReason: EventMessage<DomainEventCallbackIoErrorReasonMessage> = {
  kind: "event",
  name: "domainEventCallbackIoErrorReason",
  program: 0x20008086,
  version: 1,
  number: 324,
  payload: codec.struct<DomainEventCallbackIoErrorReasonMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    srcPath: codec.string,
    devAlias: codec.string,
    action: codec.int,
    reason: codec.string,
  }),
};

export interface DomainEventCallbackControlErrorMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
}

/** Message 325 of the remote program. */
export const domainEventCallbackControlError: EventMessage<DomainEventCallbackControlErrorMessage> = {
  kind: "event",
  name: "domainEventCallbackControlError",
  program: 0x20008086,
  version: 1,
  number: 325,
  payload: codec.struct<DomainEventCallbackControlErrorMessage>({
    callbackId: codec.int,
    dom: types.Domain,
  }),
};

export interface DomainEventCallbackBlockJobMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly path: string;
  readonly type: number;
  readonly status: number;
}

/** Message 326 of the remote program. */
export const domainEventCallbackBlockJob: EventMessage<DomainEventCallbackBlockJobMessage> = {
  kind: "event",
  name: "domainEventCallbackBlockJob",
  program: 0x20008086,
  version: 1,
  number: 326,
  payload: codec.struct<DomainEventCallbackBlockJobMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    path: codec.string,
    type: codec.int,
    status: codec.int,
  }),
};

export interface DomainEventCallbackDiskChangeMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly oldSrcPath: string | null;
  readonly newSrcPath: string | null;
  readonly devAlias: string;
  readonly reason: number;
}

/** Message 327 of the remote program. */
export const domainEventCallbackDiskChange: EventMessage<DomainEventCallbackDiskChangeMessage> = {
  kind: "event",
  name: "domainEventCallbackDiskChange",
  program: 0x20008086,
  version: 1,
  number: 327,
  payload: codec.struct<DomainEventCallbackDiskChangeMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    oldSrcPath: codec.optional(codec.string),
    newSrcPath: codec.optional(codec.string),
    devAlias: codec.string,
    reason: codec.int,
  }),
};

export interface DomainEventCallbackTrayChangeMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly devAlias: string;
  readonly reason: number;
}

/** Message 328 of the remote program. */
export const domainEventCallbackTrayChange: EventMessage<DomainEventCallbackTrayChangeMessage> = {
  kind: "event",
  name: "domainEventCallbackTrayChange",
  program: 0x20008086,
  version: 1,
  number: 328,
  payload: codec.struct<DomainEventCallbackTrayChangeMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    devAlias: codec.string,
    reason: codec.int,
  }),
};

export interface DomainEventCallbackPmwakeupMessage {
  readonly callbackId: number;
  readonly reason: number;
  readonly dom: types.Domain;
}

/** Message 329 of the remote program. */
export const domainEventCallbackPmwakeup: EventMessage<DomainEventCallbackPmwakeupMessage> = {
  kind: "event",
  name: "domainEventCallbackPmwakeup",
  program: 0x20008086,
  version: 1,
  number: 329,
  payload: codec.struct<DomainEventCallbackPmwakeupMessage>({
    callbackId: codec.int,
    reason: codec.int,
    dom: types.Domain,
  }),
};

export interface DomainEventCallbackPmsuspendMessage {
  readonly callbackId: number;
  readonly reason: number;
  readonly dom: types.Domain;
}

/** Message 330 of the remote program. */
export const domainEventCallbackPmsuspend: EventMessage<DomainEventCallbackPmsuspendMessage> = {
  kind: "event",
  name: "domainEventCallbackPmsuspend",
  program: 0x20008086,
  version: 1,
  number: 330,
  payload: codec.struct<DomainEventCallbackPmsuspendMessage>({
    callbackId: codec.int,
    reason: codec.int,
    dom: types.Domain,
  }),
};

export interface DomainEventCallbackBalloonChangeMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly actual: bigint;
}

/** Message 331 of the remote program. */
export const domainEventCallbackBalloonChange: EventMessage<DomainEventCallbackBalloonChangeMessage> = {
  kind: "event",
  name: "domainEventCallbackBalloonChange",
  program: 0x20008086,
  version: 1,
  number: 331,
  payload: codec.struct<DomainEventCallbackBalloonChangeMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    actual: codec.uhyper,
  }),
};

export interface DomainEventCallbackPmsuspendDiskMessage {
  readonly callbackId: number;
  readonly reason: number;
  readonly dom: types.Domain;
}

/** Message 332 of the remote program. */
export const domainEventCallbackPmsuspendDisk: EventMessage<DomainEventCallbackPmsuspendDiskMessage> = {
  kind: "event",
  name: "domainEventCallbackPmsuspendDisk",
  program: 0x20008086,
  version: 1,
  number: 332,
  payload: codec.struct<DomainEventCallbackPmsuspendDiskMessage>({
    callbackId: codec.int,
    reason: codec.int,
    dom: types.Domain,
  }),
};

export interface DomainEventCallbackDeviceRemovedMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly devAlias: string;
}

/** Message 333 of the remote program. */
export const domainEventCallbackDeviceRemoved: EventMessage<DomainEventCallbackDeviceRemovedMessage> = {
  kind: "event",
  name: "domainEventCallbackDeviceRemoved",
  program: 0x20008086,
  version: 1,
  number: 333,
  payload: codec.struct<DomainEventCallbackDeviceRemovedMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    devAlias: codec.string,
  }),
};

export interface DomainEventBlockJob2Message {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly dst: string;
  readonly type: number;
  readonly status: number;
}

/** Message 339 of the remote program. */
export const domainEventBlockJob2: EventMessage<DomainEventBlockJob2Message> = {
  kind: "event",
  name: "domainEventBlockJob2",
  program: 0x20008086,
  version: 1,
  number: 339,
  payload: codec.struct<DomainEventBlockJob2Message>({
    callbackId: codec.int,
    dom: types.Domain,
    dst: codec.string,
    type: codec.int,
    status: codec.int,
  }),
};

export interface DomainEventCallbackTunableMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
}

/** Message 346 of the remote program. */
export const domainEventCallbackTunable: EventMessage<DomainEventCallbackTunableMessage> = {
  kind: "event",
  name: "domainEventCallbackTunable",
  program: 0x20008086,
  version: 1,
  number: 346,
  payload: codec.struct<DomainEventCallbackTunableMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    params: codec.list(typedParam, 2048),
  }),
};

export interface DomainEventCallbackAgentLifecycleMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly state: number;
  readonly reason: number;
}

/** Message 348 of the remote program. */
export const domainEventCallbackAgentLifecycle: EventMessage<DomainEventCallbackAgentLifecycleMessage> = {
  kind: "event",
  name: "domainEventCallbackAgentLifecycle",
  program: 0x20008086,
  version: 1,
  number: 348,
  payload: codec.struct<DomainEventCallbackAgentLifecycleMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    state: codec.int,
    reason: codec.int,
  }),
};

export interface DomainEventCallbackDeviceAddedMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly devAlias: string;
}

/** Message 354 of the remote program. */
export const domainEventCallbackDeviceAdded: EventMessage<DomainEventCallbackDeviceAddedMessage> = {
  kind: "event",
  name: "domainEventCallbackDeviceAdded",
  program: 0x20008086,
  version: 1,
  number: 354,
  payload: codec.struct<DomainEventCallbackDeviceAddedMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    devAlias: codec.string,
  }),
};

export interface DomainEventCallbackMigrationIterationMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly iteration: number;
}

/** Message 359 of the remote program. */
export const domainEventCallbackMigrationIteration: EventMessage<DomainEventCallbackMigrationIterationMessage> = {
  kind: "event",
  name: "domainEventCallbackMigrationIteration",
  program: 0x20008086,
  version: 1,
  number: 359,
  payload: codec.struct<DomainEventCallbackMigrationIterationMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    iteration: codec.int,
  }),
};

export interface ConnectEventConnectionClosedMessage {
  readonly reason: number;
}

/** Message 362 of the remote program. */
export const connectEventConnectionClosed: EventMessage<ConnectEventConnectionClosedMessage> = {
  kind: "event",
  name: "connectEventConnectionClosed",
  program: 0x20008086,
  version: 1,
  number: 362,
  payload: codec.struct<ConnectEventConnectionClosedMessage>({
    reason: codec.int,
  }),
};

export interface DomainEventCallbackJobCompletedMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
}

/** Message 363 of the remote program. */
export const domainEventCallbackJobCompleted: EventMessage<DomainEventCallbackJobCompletedMessage> = {
  kind: "event",
  name: "domainEventCallbackJobCompleted",
  program: 0x20008086,
  version: 1,
  number: 363,
  payload: codec.struct<DomainEventCallbackJobCompletedMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    params: codec.list(typedParam, 64),
  }),
};

export interface DomainEventCallbackDeviceRemovalFailedMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly devAlias: string;
}

/** Message 367 of the remote program. */
export const domainEventCallbackDeviceRemovalFailed: EventMessage<DomainEventCallbackDeviceRemovalFailedMessage> = {
  kind: "event",
  name: "domainEventCallbackDeviceRemovalFailed",
  program: 0x20008086,
  version: 1,
  number: 367,
  payload: codec.struct<DomainEventCallbackDeviceRemovalFailedMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    devAlias: codec.string,
  }),
};

export interface StoragePoolEventLifecycleMessage {
  readonly callbackId: number;
  readonly pool: types.StoragePool;
  readonly event: number;
  readonly detail: number;
}

/** Message 370 of the remote program. */
export const storagePoolEventLifecycle: EventMessage<StoragePoolEventLifecycleMessage> = {
  kind: "event",
  name: "storagePoolEventLifecycle",
  program: 0x20008086,
  version: 1,
  number: 370,
  payload: codec.struct<StoragePoolEventLifecycleMessage>({
    callbackId: codec.int,
    pool: types.StoragePool,
    event: codec.int,
    detail: codec.int,
  }),
};

export interface StoragePoolEventRefreshMessage {
  readonly callbackId: number;
  readonly pool: types.StoragePool;
}

/** Message 373 of the remote program. */
export const storagePoolEventRefresh: EventMessage<StoragePoolEventRefreshMessage> = {
  kind: "event",
  name: "storagePoolEventRefresh",
  program: 0x20008086,
  version: 1,
  number: 373,
  payload: codec.struct<StoragePoolEventRefreshMessage>({
    callbackId: codec.int,
    pool: types.StoragePool,
  }),
};

export interface NodeDeviceEventLifecycleMessage {
  readonly callbackId: number;
  readonly dev: types.NodeDevice;
  readonly event: number;
  readonly detail: number;
}

/** Message 376 of the remote program. */
export const nodeDeviceEventLifecycle: EventMessage<NodeDeviceEventLifecycleMessage> = {
  kind: "event",
  name: "nodeDeviceEventLifecycle",
  program: 0x20008086,
  version: 1,
  number: 376,
  payload: codec.struct<NodeDeviceEventLifecycleMessage>({
    callbackId: codec.int,
    dev: types.NodeDevice,
    event: codec.int,
    detail: codec.int,
  }),
};

export interface NodeDeviceEventUpdateMessage {
  readonly callbackId: number;
  readonly dev: types.NodeDevice;
}

/** Message 377 of the remote program. */
export const nodeDeviceEventUpdate: EventMessage<NodeDeviceEventUpdateMessage> = {
  kind: "event",
  name: "nodeDeviceEventUpdate",
  program: 0x20008086,
  version: 1,
  number: 377,
  payload: codec.struct<NodeDeviceEventUpdateMessage>({
    callbackId: codec.int,
    dev: types.NodeDevice,
  }),
};

export interface DomainEventCallbackMetadataChangeMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly type: number;
  readonly nsuri: string | null;
}

/** Message 379 of the remote program. */
export const domainEventCallbackMetadataChange: EventMessage<DomainEventCallbackMetadataChangeMessage> = {
  kind: "event",
  name: "domainEventCallbackMetadataChange",
  program: 0x20008086,
  version: 1,
  number: 379,
  payload: codec.struct<DomainEventCallbackMetadataChangeMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    type: codec.int,
    nsuri: codec.optional(codec.string),
  }),
};

export interface SecretEventLifecycleMessage {
  readonly callbackId: number;
  readonly secret: types.Secret;
  readonly event: number;
  readonly detail: number;
}

/** Message 382 of the remote program. */
export const secretEventLifecycle: EventMessage<SecretEventLifecycleMessage> = {
  kind: "event",
  name: "secretEventLifecycle",
  program: 0x20008086,
  version: 1,
  number: 382,
  payload: codec.struct<SecretEventLifecycleMessage>({
    callbackId: codec.int,
    secret: types.Secret,
    event: codec.int,
    detail: codec.int,
  }),
};

export interface SecretEventValueChangedMessage {
  readonly callbackId: number;
  readonly secret: types.Secret;
}

/** Message 383 of the remote program. */
export const secretEventValueChanged: EventMessage<SecretEventValueChangedMessage> = {
  kind: "event",
  name: "secretEventValueChanged",
  program: 0x20008086,
  version: 1,
  number: 383,
  payload: codec.struct<SecretEventValueChangedMessage>({
    callbackId: codec.int,
    secret: types.Secret,
  }),
};

export interface DomainEventBlockThresholdMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly dev: string;
  readonly path: string | null;
  readonly threshold: bigint;
  readonly excess: bigint;
}

/** Message 385 of the remote program. */
export const domainEventBlockThreshold: EventMessage<DomainEventBlockThresholdMessage> = {
  kind: "event",
  name: "domainEventBlockThreshold",
  program: 0x20008086,
  version: 1,
  number: 385,
  payload: codec.struct<DomainEventBlockThresholdMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    dev: codec.string,
    path: codec.optional(codec.string),
    threshold: codec.uhyper,
    excess: codec.uhyper,
  }),
};

export interface DomainEventMemoryFailureMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly recipient: number;
  readonly action: number;
  readonly flags: number;
}

/** Message 423 of the remote program. */
export const domainEventMemoryFailure: EventMessage<DomainEventMemoryFailureMessage> = {
  kind: "event",
  name: "domainEventMemoryFailure",
  program: 0x20008086,
  version: 1,
  number: 423,
  payload: codec.struct<DomainEventMemoryFailureMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    recipient: codec.int,
    action: codec.int,
    flags: codec.uint,
  }),
};

export interface DomainEventMemoryDeviceSizeChangeMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly alias: string;
  readonly size: bigint;
}

/** Message 438 of the remote program. */
export const domainEventMemoryDeviceSizeChange: EventMessage<DomainEventMemoryDeviceSizeChangeMessage> = {
  kind: "event",
  name: "domainEventMemoryDeviceSizeChange",
  program: 0x20008086,
  version: 1,
  number: 438,
  payload: codec.struct<DomainEventMemoryDeviceSizeChangeMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    alias: codec.string,
    size: codec.uhyper,
  }),
};

export interface NetworkEventCallbackMetadataChangeMessage {
  readonly callbackId: number;
  readonly net: types.Network;
  readonly type: number;
  readonly nsuri: string | null;
}

/** Message 446 of the remote program. */
export const networkEventCallbackMetadataChange: EventMessage<NetworkEventCallbackMetadataChangeMessage> = {
  kind: "event",
  name: "networkEventCallbackMetadataChange",
  program: 0x20008086,
  version: 1,
  number: 446,
  payload: codec.struct<NetworkEventCallbackMetadataChangeMessage>({
    callbackId: codec.int,
    net: types.Network,
    type: codec.int,
    nsuri: codec.optional(codec.string),
  }),
};

export interface DomainEventNicMacChangeMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly alias: string;
  readonly oldMac: string;
  readonly newMac: string;
}

/** Message 453 of the remote program. */
export const domainEventNicMacChange: EventMessage<DomainEventNicMacChangeMessage> = {
  kind: "event",
  name: "domainEventNicMacChange",
  program: 0x20008086,
  version: 1,
  number: 453,
  payload: codec.struct<DomainEventNicMacChangeMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    alias: codec.string,
    oldMac: codec.string,
    newMac: codec.string,
  }),
};
