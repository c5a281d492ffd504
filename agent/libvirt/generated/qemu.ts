// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { EventMessage, Procedure } from "../rpc/procedure.ts";
import * as types from "./types.ts";

export interface DomainMonitorCommandArgs {
  readonly dom: types.Domain;
  readonly cmd: string;
  readonly flags: number;
}

export interface DomainMonitorCommandResult {
  readonly result: string;
}

/** `virDomainQemuMonitorCommand`, procedure 1 of the qemu program. */
export const domainMonitorCommand: Procedure<DomainMonitorCommandArgs, DomainMonitorCommandResult> = {
  kind: "call",
  name: "domainMonitorCommand",
  program: 0x20008087,
  version: 1,
  number: 1,
  args: codec.struct<DomainMonitorCommandArgs>({
    dom: types.Domain,
    cmd: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainMonitorCommandResult>({
    result: codec.string,
  }),
};

export interface DomainAttachArgs {
  readonly pidValue: number;
  readonly flags: number;
}

export interface DomainAttachResult {
  readonly dom: types.Domain;
}

/** `virDomainQemuAttach`, procedure 2 of the qemu program. */
export const domainAttach: Procedure<DomainAttachArgs, DomainAttachResult> = {
  kind: "call",
  name: "domainAttach",
  program: 0x20008087,
  version: 1,
  number: 2,
  args: codec.struct<DomainAttachArgs>({
    pidValue: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainAttachResult>({
    dom: types.Domain,
  }),
};

export interface DomainAgentCommandArgs {
  readonly dom: types.Domain;
  readonly cmd: string;
  readonly timeout: number;
  readonly flags: number;
}

export interface DomainAgentCommandResult {
  readonly result: string | null;
}

/** `virDomainQemuAgentCommand`, procedure 3 of the qemu program. */
export const domainAgentCommand: Procedure<DomainAgentCommandArgs, DomainAgentCommandResult> = {
  kind: "call",
  name: "domainAgentCommand",
  program: 0x20008087,
  version: 1,
  number: 3,
  args: codec.struct<DomainAgentCommandArgs>({
    dom: types.Domain,
    cmd: codec.string,
    timeout: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainAgentCommandResult>({
    result: codec.optional(codec.string),
  }),
};

export interface ConnectDomainMonitorEventRegisterArgs {
  readonly dom: types.Domain | null;
  readonly event: string | null;
  readonly flags: number;
}

export interface ConnectDomainMonitorEventRegisterResult {
  readonly callbackId: number;
}

/** `virDomainQemuConnectDomainMonitorEventRegister`, procedure 4 of the qemu program. */
export const connectDomainMonitorEventRegister: Procedure<ConnectDomainMonitorEventRegisterArgs, ConnectDomainMonitorEventRegisterResult> = {
  kind: "call",
  name: "connectDomainMonitorEventRegister",
  program: 0x20008087,
  version: 1,
  number: 4,
  args: codec.struct<ConnectDomainMonitorEventRegisterArgs>({
    dom: codec.optional(types.Domain),
    event: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.struct<ConnectDomainMonitorEventRegisterResult>({
    callbackId: codec.int,
  }),
  highPriority: true,
};

export interface ConnectDomainMonitorEventDeregisterArgs {
  readonly callbackId: number;
}

/** `virDomainQemuConnectDomainMonitorEventDeregister`, procedure 5 of the qemu program. */
export const connectDomainMonitorEventDeregister: Procedure<ConnectDomainMonitorEventDeregisterArgs, void> = {
  kind: "call",
  name: "connectDomainMonitorEventDeregister",
  program: 0x20008087,
  version: 1,
  number: 5,
  args: codec.struct<ConnectDomainMonitorEventDeregisterArgs>({
    callbackId: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainMonitorCommandWithFilesArgs {
  readonly dom: types.Domain;
  readonly cmd: string;
  readonly flags: number;
}

export interface DomainMonitorCommandWithFilesResult {
  readonly result: string;
}

/** `virDomainQemuMonitorCommandWithFiles`, procedure 7 of the qemu program. */
export const domainMonitorCommandWithFiles: Procedure<DomainMonitorCommandWithFilesArgs, DomainMonitorCommandWithFilesResult> = {
  kind: "call",
  name: "domainMonitorCommandWithFiles",
  program: 0x20008087,
  version: 1,
  number: 7,
  args: codec.struct<DomainMonitorCommandWithFilesArgs>({
    dom: types.Domain,
    cmd: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainMonitorCommandWithFilesResult>({
    result: codec.string,
  }),
};

export interface DomainMonitorEventMessage {
  readonly callbackId: number;
  readonly dom: types.Domain;
  readonly event: string;
  readonly seconds: bigint;
  readonly micros: number;
  readonly details: string | null;
}

/** Message 6 of the qemu program. */
export const domainMonitorEvent: EventMessage<DomainMonitorEventMessage> = {
  kind: "event",
  name: "domainMonitorEvent",
  program: 0x20008087,
  version: 1,
  number: 6,
  payload: codec.struct<DomainMonitorEventMessage>({
    callbackId: codec.int,
    dom: types.Domain,
    event: codec.string,
    seconds: codec.hyper,
    micros: codec.uint,
    details: codec.optional(codec.string),
  }),
};
