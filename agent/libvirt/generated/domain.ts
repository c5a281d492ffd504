// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { Procedure } from "../rpc/procedure.ts";
import { type TypedParameter, typedParam } from "../rpc/typed-parameter.ts";
import * as types from "./types.ts";

export interface DomainAttachDeviceArgs {
  readonly dom: types.Domain;
  readonly xml: string;
}

/** `virDomainAttachDevice`, procedure 8 of the remote program. */
export const domainAttachDevice: Procedure<DomainAttachDeviceArgs, void> = {
  kind: "call",
  name: "domainAttachDevice",
  program: 0x20008086,
  version: 1,
  number: 8,
  args: codec.struct<DomainAttachDeviceArgs>({
    dom: types.Domain,
    xml: codec.string,
  }),
  result: codec.nothing,
};

export interface DomainCreateArgs {
  readonly dom: types.Domain;
}

/** `virDomainCreate`, procedure 9 of the remote program. */
export const domainCreate: Procedure<DomainCreateArgs, void> = {
  kind: "call",
  name: "domainCreate",
  program: 0x20008086,
  version: 1,
  number: 9,
  args: codec.struct<DomainCreateArgs>({
    dom: types.Domain,
  }),
  result: codec.nothing,
};

export interface DomainCreateXmlArgs {
  readonly xmlDesc: string;
  readonly flags: number;
}

export interface DomainCreateXmlResult {
  readonly dom: types.Domain;
}

/** `virDomainCreateXML`, procedure 10 of the remote program. */
export const domainCreateXml: Procedure<DomainCreateXmlArgs, DomainCreateXmlResult> = {
  kind: "call",
  name: "domainCreateXml",
  program: 0x20008086,
  version: 1,
  number: 10,
  args: codec.struct<DomainCreateXmlArgs>({
    xmlDesc: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCreateXmlResult>({
    dom: types.Domain,
  }),
};

export interface DomainDefineXmlArgs {
  readonly xml: string;
}

export interface DomainDefineXmlResult {
  readonly dom: types.Domain;
}

/** `virDomainDefineXML`, procedure 11 of the remote program. */
export const domainDefineXml: Procedure<DomainDefineXmlArgs, DomainDefineXmlResult> = {
  kind: "call",
  name: "domainDefineXml",
  program: 0x20008086,
  version: 1,
  number: 11,
  args: codec.struct<DomainDefineXmlArgs>({
    xml: codec.string,
  }),
  result: codec.struct<DomainDefineXmlResult>({
    dom: types.Domain,
  }),
  highPriority: true,
};

export interface DomainDestroyArgs {
  readonly dom: types.Domain;
}

/** `virDomainDestroy`, procedure 12 of the remote program. */
export const domainDestroy: Procedure<DomainDestroyArgs, void> = {
  kind: "call",
  name: "domainDestroy",
  program: 0x20008086,
  version: 1,
  number: 12,
  args: codec.struct<DomainDestroyArgs>({
    dom: types.Domain,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainDetachDeviceArgs {
  readonly dom: types.Domain;
  readonly xml: string;
}

/** `virDomainDetachDevice`, procedure 13 of the remote program. */
export const domainDetachDevice: Procedure<DomainDetachDeviceArgs, void> = {
  kind: "call",
  name: "domainDetachDevice",
  program: 0x20008086,
  version: 1,
  number: 13,
  args: codec.struct<DomainDetachDeviceArgs>({
    dom: types.Domain,
    xml: codec.string,
  }),
  result: codec.nothing,
};

export interface DomainGetXmlDescArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetXmlDescResult {
  readonly xml: string;
}

/** `virDomainGetXMLDesc`, procedure 14 of the remote program. */
export const domainGetXmlDesc: Procedure<DomainGetXmlDescArgs, DomainGetXmlDescResult> = {
  kind: "call",
  name: "domainGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 14,
  args: codec.struct<DomainGetXmlDescArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetXmlDescResult>({
    xml: codec.string,
  }),
};

export interface DomainGetAutostartArgs {
  readonly dom: types.Domain;
}

export interface DomainGetAutostartResult {
  readonly autostart: number;
}

/** `virDomainGetAutostart`, procedure 15 of the remote program. */
export const domainGetAutostart: Procedure<DomainGetAutostartArgs, DomainGetAutostartResult> = {
  kind: "call",
  name: "domainGetAutostart",
  program: 0x20008086,
  version: 1,
  number: 15,
  args: codec.struct<DomainGetAutostartArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetAutostartResult>({
    autostart: codec.int,
  }),
  highPriority: true,
};

export interface DomainGetInfoArgs {
  readonly dom: types.Domain;
}

export interface DomainGetInfoResult {
  readonly state: number;
  readonly maxMem: bigint;
  readonly memory: bigint;
  readonly nrVirtCpu: number;
  readonly cpuTime: bigint;
}

/** `virDomainGetInfo`, procedure 16 of the remote program. */
export const domainGetInfo: Procedure<DomainGetInfoArgs, DomainGetInfoResult> = {
  kind: "call",
  name: "domainGetInfo",
  program: 0x20008086,
  version: 1,
  number: 16,
  args: codec.struct<DomainGetInfoArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetInfoResult>({
    state: codec.uchar,
    maxMem: codec.uhyper,
    memory: codec.uhyper,
    nrVirtCpu: codec.ushort,
    cpuTime: codec.uhyper,
  }),
};

export interface DomainGetMaxMemoryArgs {
  readonly dom: types.Domain;
}

export interface DomainGetMaxMemoryResult {
  readonly memory: bigint;
}

/** `virDomainGetMaxMemory`, procedure 17 of the remote program. */
export const domainGetMaxMemory: Procedure<DomainGetMaxMemoryArgs, DomainGetMaxMemoryResult> = {
  kind: "call",
  name: "domainGetMaxMemory",
  program: 0x20008086,
  version: 1,
  number: 17,
  args: codec.struct<DomainGetMaxMemoryArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetMaxMemoryResult>({
    memory: codec.uhyper,
  }),
  highPriority: true,
};

export interface DomainGetMaxVcpusArgs {
  readonly dom: types.Domain;
}

export interface DomainGetMaxVcpusResult {
  readonly num: number;
}

/** `virDomainGetMaxVcpus`, procedure 18 of the remote program. */
export const domainGetMaxVcpus: Procedure<DomainGetMaxVcpusArgs, DomainGetMaxVcpusResult> = {
  kind: "call",
  name: "domainGetMaxVcpus",
  program: 0x20008086,
  version: 1,
  number: 18,
  args: codec.struct<DomainGetMaxVcpusArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetMaxVcpusResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface DomainGetOsTypeArgs {
  readonly dom: types.Domain;
}

export interface DomainGetOsTypeResult {
  readonly type: string;
}

/** `virDomainGetOsType`, procedure 19 of the remote program. */
export const domainGetOsType: Procedure<DomainGetOsTypeArgs, DomainGetOsTypeResult> = {
  kind: "call",
  name: "domainGetOsType",
  program: 0x20008086,
  version: 1,
  number: 19,
  args: codec.struct<DomainGetOsTypeArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetOsTypeResult>({
    type: codec.string,
  }),
  highPriority: true,
};

export interface DomainGetVcpusArgs {
  readonly dom: types.Domain;
  readonly maxinfo: number;
  readonly maplen: number;
}

export interface DomainGetVcpusResult {
  readonly info: readonly types.VcpuInfo[];
  readonly cpumaps: Uint8Array;
}

/** `virDomainGetVcpus`, procedure 20 of the remote program. */
export const domainGetVcpus: Procedure<DomainGetVcpusArgs, DomainGetVcpusResult> = {
  kind: "call",
  name: "domainGetVcpus",
  program: 0x20008086,
  version: 1,
  number: 20,
  args: codec.struct<DomainGetVcpusArgs>({
    dom: types.Domain,
    maxinfo: codec.int,
    maplen: codec.int,
  }),
  result: codec.struct<DomainGetVcpusResult>({
    info: codec.list(types.VcpuInfo, 16384),
    cpumaps: codec.bytes(8388608),
  }),
  highPriority: true,
};

export interface DomainLookupByIdArgs {
  readonly id: number;
}

export interface DomainLookupByIdResult {
  readonly dom: types.Domain;
}

/** `virDomainLookupById`, procedure 22 of the remote program. */
export const domainLookupById: Procedure<DomainLookupByIdArgs, DomainLookupByIdResult> = {
  kind: "call",
  name: "domainLookupById",
  program: 0x20008086,
  version: 1,
  number: 22,
  args: codec.struct<DomainLookupByIdArgs>({
    id: codec.int,
  }),
  result: codec.struct<DomainLookupByIdResult>({
    dom: types.Domain,
  }),
  highPriority: true,
};

export interface DomainLookupByNameArgs {
  readonly name: string;
}

export interface DomainLookupByNameResult {
  readonly dom: types.Domain;
}

/** `virDomainLookupByName`, procedure 23 of the remote program. */
export const domainLookupByName: Procedure<DomainLookupByNameArgs, DomainLookupByNameResult> = {
  kind: "call",
  name: "domainLookupByName",
  program: 0x20008086,
  version: 1,
  number: 23,
  args: codec.struct<DomainLookupByNameArgs>({
    name: codec.string,
  }),
  result: codec.struct<DomainLookupByNameResult>({
    dom: types.Domain,
  }),
  highPriority: true,
};

export interface DomainLookupByUuidArgs {
  readonly uuid: string;
}

export interface DomainLookupByUuidResult {
  readonly dom: types.Domain;
}

/** `virDomainLookupByUUID`, procedure 24 of the remote program. */
export const domainLookupByUuid: Procedure<DomainLookupByUuidArgs, DomainLookupByUuidResult> = {
  kind: "call",
  name: "domainLookupByUuid",
  program: 0x20008086,
  version: 1,
  number: 24,
  args: codec.struct<DomainLookupByUuidArgs>({
    uuid: codec.uuid,
  }),
  result: codec.struct<DomainLookupByUuidResult>({
    dom: types.Domain,
  }),
  highPriority: true,
};

export interface DomainPinVcpuArgs {
  readonly dom: types.Domain;
  readonly vcpu: number;
  readonly cpumap: Uint8Array;
}

/** `virDomainPinVcpu`, procedure 26 of the remote program. */
export const domainPinVcpu: Procedure<DomainPinVcpuArgs, void> = {
  kind: "call",
  name: "domainPinVcpu",
  program: 0x20008086,
  version: 1,
  number: 26,
  args: codec.struct<DomainPinVcpuArgs>({
    dom: types.Domain,
    vcpu: codec.uint,
    cpumap: codec.bytes(2048),
  }),
  result: codec.nothing,
};

export interface DomainRebootArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainReboot`, procedure 27 of the remote program. */
export const domainReboot: Procedure<DomainRebootArgs, void> = {
  kind: "call",
  name: "domainReboot",
  program: 0x20008086,
  version: 1,
  number: 27,
  args: codec.struct<DomainRebootArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainResumeArgs {
  readonly dom: types.Domain;
}

/** `virDomainResume`, procedure 28 of the remote program. */
export const domainResume: Procedure<DomainResumeArgs, void> = {
  kind: "call",
  name: "domainResume",
  program: 0x20008086,
  version: 1,
  number: 28,
  args: codec.struct<DomainResumeArgs>({
    dom: types.Domain,
  }),
  result: codec.nothing,
};

export interface DomainSetAutostartArgs {
  readonly dom: types.Domain;
  readonly autostart: number;
}

/** `virDomainSetAutostart`, procedure 29 of the remote program. */
export const domainSetAutostart: Procedure<DomainSetAutostartArgs, void> = {
  kind: "call",
  name: "domainSetAutostart",
  program: 0x20008086,
  version: 1,
  number: 29,
  args: codec.struct<DomainSetAutostartArgs>({
    dom: types.Domain,
    autostart: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainSetMaxMemoryArgs {
  readonly dom: types.Domain;
  readonly memory: bigint;
}

/** `virDomainSetMaxMemory`, procedure 30 of the remote program. */
export const domainSetMaxMemory: Procedure<DomainSetMaxMemoryArgs, void> = {
  kind: "call",
  name: "domainSetMaxMemory",
  program: 0x20008086,
  version: 1,
  number: 30,
  args: codec.struct<DomainSetMaxMemoryArgs>({
    dom: types.Domain,
    memory: codec.uhyper,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainSetMemoryArgs {
  readonly dom: types.Domain;
  readonly memory: bigint;
}

/** `virDomainSetMemory`, procedure 31 of the remote program. */
export const domainSetMemory: Procedure<DomainSetMemoryArgs, void> = {
  kind: "call",
  name: "domainSetMemory",
  program: 0x20008086,
  version: 1,
  number: 31,
  args: codec.struct<DomainSetMemoryArgs>({
    dom: types.Domain,
    memory: codec.uhyper,
  }),
  result: codec.nothing,
};

export interface DomainSetVcpusArgs {
  readonly dom: types.Domain;
  readonly nvcpus: number;
}

/** `virDomainSetVcpus`, procedure 32 of the remote program. */
export const domainSetVcpus: Procedure<DomainSetVcpusArgs, void> = {
  kind: "call",
  name: "domainSetVcpus",
  program: 0x20008086,
  version: 1,
  number: 32,
  args: codec.struct<DomainSetVcpusArgs>({
    dom: types.Domain,
    nvcpus: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainShutdownArgs {
  readonly dom: types.Domain;
}

/** `virDomainShutdown`, procedure 33 of the remote program. */
export const domainShutdown: Procedure<DomainShutdownArgs, void> = {
  kind: "call",
  name: "domainShutdown",
  program: 0x20008086,
  version: 1,
  number: 33,
  args: codec.struct<DomainShutdownArgs>({
    dom: types.Domain,
  }),
  result: codec.nothing,
};

export interface DomainSuspendArgs {
  readonly dom: types.Domain;
}

/** `virDomainSuspend`, procedure 34 of the remote program. */
export const domainSuspend: Procedure<DomainSuspendArgs, void> = {
  kind: "call",
  name: "domainSuspend",
  program: 0x20008086,
  version: 1,
  number: 34,
  args: codec.struct<DomainSuspendArgs>({
    dom: types.Domain,
  }),
  result: codec.nothing,
};

export interface DomainUndefineArgs {
  readonly dom: types.Domain;
}

/** `virDomainUndefine`, procedure 35 of the remote program. */
export const domainUndefine: Procedure<DomainUndefineArgs, void> = {
  kind: "call",
  name: "domainUndefine",
  program: 0x20008086,
  version: 1,
  number: 35,
  args: codec.struct<DomainUndefineArgs>({
    dom: types.Domain,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainCoreDumpArgs {
  readonly dom: types.Domain;
  readonly to: string;
  readonly flags: number;
}

/** `virDomainCoreDump`, procedure 53 of the remote program. */
export const domainCoreDump: Procedure<DomainCoreDumpArgs, void> = {
  kind: "call",
  name: "domainCoreDump",
  program: 0x20008086,
  version: 1,
  number: 53,
  args: codec.struct<DomainCoreDumpArgs>({
    dom: types.Domain,
    to: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainRestoreArgs {
  readonly from: string;
}

/** `virDomainRestore`, procedure 54 of the remote program. */
export const domainRestore: Procedure<DomainRestoreArgs, void> = {
  kind: "call",
  name: "domainRestore",
  program: 0x20008086,
  version: 1,
  number: 54,
  args: codec.struct<DomainRestoreArgs>({
    from: codec.string,
  }),
  result: codec.nothing,
};

export interface DomainSaveArgs {
  readonly dom: types.Domain;
  readonly to: string;
}

/** `virDomainSave`, procedure 55 of the remote program. */
export const domainSave: Procedure<DomainSaveArgs, void> = {
  kind: "call",
  name: "domainSave",
  program: 0x20008086,
  version: 1,
  number: 55,
  args: codec.struct<DomainSaveArgs>({
    dom: types.Domain,
    to: codec.string,
  }),
  result: codec.nothing,
};

export interface DomainGetSchedulerTypeArgs {
  readonly dom: types.Domain;
}

export interface DomainGetSchedulerTypeResult {
  readonly type: string;
  readonly nparams: number;
}

/** `virDomainGetSchedulerType`, procedure 56 of the remote program. */
export const domainGetSchedulerType: Procedure<DomainGetSchedulerTypeArgs, DomainGetSchedulerTypeResult> = {
  kind: "call",
  name: "domainGetSchedulerType",
  program: 0x20008086,
  version: 1,
  number: 56,
  args: codec.struct<DomainGetSchedulerTypeArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetSchedulerTypeResult>({
    type: codec.string,
    nparams: codec.int,
  }),
};

export interface DomainGetSchedulerParametersArgs {
  readonly dom: types.Domain;
  readonly nparams: number;
}

export interface DomainGetSchedulerParametersResult {
  readonly params: readonly TypedParameter[];
}

/** `virDomainGetSchedulerParameters`, procedure 57 of the remote program. */
export const domainGetSchedulerParameters: Procedure<DomainGetSchedulerParametersArgs, DomainGetSchedulerParametersResult> = {
  kind: "call",
  name: "domainGetSchedulerParameters",
  program: 0x20008086,
  version: 1,
  number: 57,
  args: codec.struct<DomainGetSchedulerParametersArgs>({
    dom: types.Domain,
    nparams: codec.int,
  }),
  result: codec.struct<DomainGetSchedulerParametersResult>({
    params: codec.list(typedParam, 16),
  }),
};

export interface DomainSetSchedulerParametersArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
}

/** `virDomainSetSchedulerParameters`, procedure 58 of the remote program. */
export const domainSetSchedulerParameters: Procedure<DomainSetSchedulerParametersArgs, void> = {
  kind: "call",
  name: "domainSetSchedulerParameters",
  program: 0x20008086,
  version: 1,
  number: 58,
  args: codec.struct<DomainSetSchedulerParametersArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 16),
  }),
  result: codec.nothing,
};

export interface DomainBlockStatsArgs {
  readonly dom: types.Domain;
  readonly path: string;
}

export interface DomainBlockStatsResult {
  readonly rdReq: bigint;
  readonly rdBytes: bigint;
  readonly wrReq: bigint;
  readonly wrBytes: bigint;
  readonly errs: bigint;
}

/** `virDomainBlockStats`, procedure 64 of the remote program. */
export const domainBlockStats: Procedure<DomainBlockStatsArgs, DomainBlockStatsResult> = {
  kind: "call",
  name: "domainBlockStats",
  program: 0x20008086,
  version: 1,
  number: 64,
  args: codec.struct<DomainBlockStatsArgs>({
    dom: types.Domain,
    path: codec.string,
  }),
  result: codec.struct<DomainBlockStatsResult>({
    rdReq: codec.hyper,
    rdBytes: codec.hyper,
    wrReq: codec.hyper,
    wrBytes: codec.hyper,
    errs: codec.hyper,
  }),
};

export interface DomainInterfaceStatsArgs {
  readonly dom: types.Domain;
  readonly device: string;
}

export interface DomainInterfaceStatsResult {
  readonly rxBytes: bigint;
  readonly rxPackets: bigint;
  readonly rxErrs: bigint;
  readonly rxDrop: bigint;
  readonly txBytes: bigint;
  readonly txPackets: bigint;
  readonly txErrs: bigint;
  readonly txDrop: bigint;
}

/** `virDomainInterfaceStats`, procedure 65 of the remote program. */
export const domainInterfaceStats: Procedure<DomainInterfaceStatsArgs, DomainInterfaceStatsResult> = {
  kind: "call",
  name: "domainInterfaceStats",
  program: 0x20008086,
  version: 1,
  number: 65,
  args: codec.struct<DomainInterfaceStatsArgs>({
    dom: types.Domain,
    device: codec.string,
  }),
  result: codec.struct<DomainInterfaceStatsResult>({
    rxBytes: codec.hyper,
    rxPackets: codec.hyper,
    rxErrs: codec.hyper,
    rxDrop: codec.hyper,
    txBytes: codec.hyper,
    txPackets: codec.hyper,
    txErrs: codec.hyper,
    txDrop: codec.hyper,
  }),
  highPriority: true,
};

export interface DomainBlockPeekArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly offset: bigint;
  readonly size: number;
  readonly flags: number;
}

export interface DomainBlockPeekResult {
  readonly buffer: Uint8Array;
}

/** `virDomainBlockPeek`, procedure 103 of the remote program. */
export const domainBlockPeek: Procedure<DomainBlockPeekArgs, DomainBlockPeekResult> = {
  kind: "call",
  name: "domainBlockPeek",
  program: 0x20008086,
  version: 1,
  number: 103,
  args: codec.struct<DomainBlockPeekArgs>({
    dom: types.Domain,
    path: codec.string,
    offset: codec.uhyper,
    size: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainBlockPeekResult>({
    buffer: codec.bytes(4194304),
  }),
};

export interface DomainMemoryPeekArgs {
  readonly dom: types.Domain;
  readonly offset: bigint;
  readonly size: number;
  readonly flags: number;
}

export interface DomainMemoryPeekResult {
  readonly buffer: Uint8Array;
}

/** `virDomainMemoryPeek`, procedure 104 of the remote program. */
export const domainMemoryPeek: Procedure<DomainMemoryPeekArgs, DomainMemoryPeekResult> = {
  kind: "call",
  name: "domainMemoryPeek",
  program: 0x20008086,
  version: 1,
  number: 104,
  args: codec.struct<DomainMemoryPeekArgs>({
    dom: types.Domain,
    offset: codec.uhyper,
    size: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainMemoryPeekResult>({
    buffer: codec.bytes(4194304),
  }),
};

export interface DomainGetSecurityLabelArgs {
  readonly dom: types.Domain;
}

export interface DomainGetSecurityLabelResult {
  readonly label: readonly number[];
  readonly enforcing: number;
}

/** `virDomainGetSecurityLabel`, procedure 121 of the remote program. */
export const domainGetSecurityLabel: Procedure<DomainGetSecurityLabelArgs, DomainGetSecurityLabelResult> = {
  kind: "call",
  name: "domainGetSecurityLabel",
  program: 0x20008086,
  version: 1,
  number: 121,
  args: codec.struct<DomainGetSecurityLabelArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetSecurityLabelResult>({
    label: codec.list(codec.char, 4097),
    enforcing: codec.int,
  }),
  highPriority: true,
};

export interface DomainIsActiveArgs {
  readonly dom: types.Domain;
}

export interface DomainIsActiveResult {
  readonly active: number;
}

/** `virDomainIsActive`, procedure 150 of the remote program. */
export const domainIsActive: Procedure<DomainIsActiveArgs, DomainIsActiveResult> = {
  kind: "call",
  name: "domainIsActive",
  program: 0x20008086,
  version: 1,
  number: 150,
  args: codec.struct<DomainIsActiveArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainIsActiveResult>({
    active: codec.int,
  }),
  highPriority: true,
};

export interface DomainIsPersistentArgs {
  readonly dom: types.Domain;
}

export interface DomainIsPersistentResult {
  readonly persistent: number;
}

/** `virDomainIsPersistent`, procedure 151 of the remote program. */
export const domainIsPersistent: Procedure<DomainIsPersistentArgs, DomainIsPersistentResult> = {
  kind: "call",
  name: "domainIsPersistent",
  program: 0x20008086,
  version: 1,
  number: 151,
  args: codec.struct<DomainIsPersistentArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainIsPersistentResult>({
    persistent: codec.int,
  }),
  highPriority: true,
};

export interface DomainMemoryStatsArgs {
  readonly dom: types.Domain;
  readonly maxStats: number;
  readonly flags: number;
}

export interface DomainMemoryStatsResult {
  readonly stats: readonly types.DomainMemoryStat[];
}

/** `virDomainMemoryStats`, procedure 159 of the remote program. */
export const domainMemoryStats: Procedure<DomainMemoryStatsArgs, DomainMemoryStatsResult> = {
  kind: "call",
  name: "domainMemoryStats",
  program: 0x20008086,
  version: 1,
  number: 159,
  args: codec.struct<DomainMemoryStatsArgs>({
    dom: types.Domain,
    maxStats: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainMemoryStatsResult>({
    stats: codec.list(types.DomainMemoryStat, 1024),
  }),
};

export interface DomainAttachDeviceFlagsArgs {
  readonly dom: types.Domain;
  readonly xml: string;
  readonly flags: number;
}

/** `virDomainAttachDeviceFlags`, procedure 160 of the remote program. */
export const domainAttachDeviceFlags: Procedure<DomainAttachDeviceFlagsArgs, void> = {
  kind: "call",
  name: "domainAttachDeviceFlags",
  program: 0x20008086,
  version: 1,
  number: 160,
  args: codec.struct<DomainAttachDeviceFlagsArgs>({
    dom: types.Domain,
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainDetachDeviceFlagsArgs {
  readonly dom: types.Domain;
  readonly xml: string;
  readonly flags: number;
}

/** `virDomainDetachDeviceFlags`, procedure 161 of the remote program. */
export const domainDetachDeviceFlags: Procedure<DomainDetachDeviceFlagsArgs, void> = {
  kind: "call",
  name: "domainDetachDeviceFlags",
  program: 0x20008086,
  version: 1,
  number: 161,
  args: codec.struct<DomainDetachDeviceFlagsArgs>({
    dom: types.Domain,
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetJobInfoArgs {
  readonly dom: types.Domain;
}

export interface DomainGetJobInfoResult {
  readonly type: number;
  readonly timeElapsed: bigint;
  readonly timeRemaining: bigint;
  readonly dataTotal: bigint;
  readonly dataProcessed: bigint;
  readonly dataRemaining: bigint;
  readonly memTotal: bigint;
  readonly memProcessed: bigint;
  readonly memRemaining: bigint;
  readonly fileTotal: bigint;
  readonly fileProcessed: bigint;
  readonly fileRemaining: bigint;
}

/** `virDomainGetJobInfo`, procedure 163 of the remote program. */
export const domainGetJobInfo: Procedure<DomainGetJobInfoArgs, DomainGetJobInfoResult> = {
  kind: "call",
  name: "domainGetJobInfo",
  program: 0x20008086,
  version: 1,
  number: 163,
  args: codec.struct<DomainGetJobInfoArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetJobInfoResult>({
    type: codec.int,
    timeElapsed: codec.uhyper,
    timeRemaining: codec.uhyper,
    dataTotal: codec.uhyper,
    dataProcessed: codec.uhyper,
    dataRemaining: codec.uhyper,
    memTotal: codec.uhyper,
    memProcessed: codec.uhyper,
    memRemaining: codec.uhyper,
    fileTotal: codec.uhyper,
    fileProcessed: codec.uhyper,
    fileRemaining: codec.uhyper,
  }),
};

export interface DomainAbortJobArgs {
  readonly dom: types.Domain;
}

/** `virDomainAbortJob`, procedure 164 of the remote program. */
export const domainAbortJob: Procedure<DomainAbortJobArgs, void> = {
  kind: "call",
  name: "domainAbortJob",
  program: 0x20008086,
  version: 1,
  number: 164,
  args: codec.struct<DomainAbortJobArgs>({
    dom: types.Domain,
  }),
  result: codec.nothing,
};

export interface DomainUpdateDeviceFlagsArgs {
  readonly dom: types.Domain;
  readonly xml: string;
  readonly flags: number;
}

/** `virDomainUpdateDeviceFlags`, procedure 174 of the remote program. */
export const domainUpdateDeviceFlags: Procedure<DomainUpdateDeviceFlagsArgs, void> = {
  kind: "call",
  name: "domainUpdateDeviceFlags",
  program: 0x20008086,
  version: 1,
  number: 174,
  args: codec.struct<DomainUpdateDeviceFlagsArgs>({
    dom: types.Domain,
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainManagedSaveArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainManagedSave`, procedure 182 of the remote program. */
export const domainManagedSave: Procedure<DomainManagedSaveArgs, void> = {
  kind: "call",
  name: "domainManagedSave",
  program: 0x20008086,
  version: 1,
  number: 182,
  args: codec.struct<DomainManagedSaveArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainHasManagedSaveImageArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainHasManagedSaveImageResult {
  readonly result: number;
}

/** `virDomainHasManagedSaveImage`, procedure 183 of the remote program. */
export const domainHasManagedSaveImage: Procedure<DomainHasManagedSaveImageArgs, DomainHasManagedSaveImageResult> = {
  kind: "call",
  name: "domainHasManagedSaveImage",
  program: 0x20008086,
  version: 1,
  number: 183,
  args: codec.struct<DomainHasManagedSaveImageArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainHasManagedSaveImageResult>({
    result: codec.int,
  }),
};

export interface DomainManagedSaveRemoveArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainManagedSaveRemove`, procedure 184 of the remote program. */
export const domainManagedSaveRemove: Procedure<DomainManagedSaveRemoveArgs, void> = {
  kind: "call",
  name: "domainManagedSaveRemove",
  program: 0x20008086,
  version: 1,
  number: 184,
  args: codec.struct<DomainManagedSaveRemoveArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetBlockInfoArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly flags: number;
}

export interface DomainGetBlockInfoResult {
  readonly allocation: bigint;
  readonly capacity: bigint;
  readonly physical: bigint;
}

/** `virDomainGetBlockInfo`, procedure 194 of the remote program. */
export const domainGetBlockInfo: Procedure<DomainGetBlockInfoArgs, DomainGetBlockInfoResult> = {
  kind: "call",
  name: "domainGetBlockInfo",
  program: 0x20008086,
  version: 1,
  number: 194,
  args: codec.struct<DomainGetBlockInfoArgs>({
    dom: types.Domain,
    path: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetBlockInfoResult>({
    allocation: codec.uhyper,
    capacity: codec.uhyper,
    physical: codec.uhyper,
  }),
};

export interface DomainCreateWithFlagsArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainCreateWithFlagsResult {
  readonly dom: types.Domain;
}

/** `virDomainCreateWithFlags`, procedure 196 of the remote program. */
export const domainCreateWithFlags: Procedure<DomainCreateWithFlagsArgs, DomainCreateWithFlagsResult> = {
  kind: "call",
  name: "domainCreateWithFlags",
  program: 0x20008086,
  version: 1,
  number: 196,
  args: codec.struct<DomainCreateWithFlagsArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCreateWithFlagsResult>({
    dom: types.Domain,
  }),
};

export interface DomainSetMemoryParametersArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetMemoryParameters`, procedure 197 of the remote program. */
export const domainSetMemoryParameters: Procedure<DomainSetMemoryParametersArgs, void> = {
  kind: "call",
  name: "domainSetMemoryParameters",
  program: 0x20008086,
  version: 1,
  number: 197,
  args: codec.struct<DomainSetMemoryParametersArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 16),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetMemoryParametersArgs {
  readonly dom: types.Domain;
  readonly nparams: number;
  readonly flags: number;
}

export interface DomainGetMemoryParametersResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virDomainGetMemoryParameters`, procedure 198 of the remote program. */
export const domainGetMemoryParameters: Procedure<DomainGetMemoryParametersArgs, DomainGetMemoryParametersResult> = {
  kind: "call",
  name: "domainGetMemoryParameters",
  program: 0x20008086,
  version: 1,
  number: 198,
  args: codec.struct<DomainGetMemoryParametersArgs>({
    dom: types.Domain,
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetMemoryParametersResult>({
    params: codec.list(typedParam, 16),
    nparams: codec.int,
  }),
};

export interface DomainSetVcpusFlagsArgs {
  readonly dom: types.Domain;
  readonly nvcpus: number;
  readonly flags: number;
}

/** `virDomainSetVcpusFlags`, procedure 199 of the remote program. */
export const domainSetVcpusFlags: Procedure<DomainSetVcpusFlagsArgs, void> = {
  kind: "call",
  name: "domainSetVcpusFlags",
  program: 0x20008086,
  version: 1,
  number: 199,
  args: codec.struct<DomainSetVcpusFlagsArgs>({
    dom: types.Domain,
    nvcpus: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetVcpusFlagsArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetVcpusFlagsResult {
  readonly num: number;
}

/** `virDomainGetVcpusFlags`, procedure 200 of the remote program. */
export const domainGetVcpusFlags: Procedure<DomainGetVcpusFlagsArgs, DomainGetVcpusFlagsResult> = {
  kind: "call",
  name: "domainGetVcpusFlags",
  program: 0x20008086,
  version: 1,
  number: 200,
  args: codec.struct<DomainGetVcpusFlagsArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetVcpusFlagsResult>({
    num: codec.int,
  }),
};

export interface DomainOpenConsoleArgs {
  readonly dom: types.Domain;
  readonly devName: string | null;
  readonly flags: number;
}

/** `virDomainOpenConsole`, procedure 201 of the remote program. */
export const domainOpenConsole: Procedure<DomainOpenConsoleArgs, void> = {
  kind: "call",
  name: "domainOpenConsole",
  program: 0x20008086,
  version: 1,
  number: 201,
  args: codec.struct<DomainOpenConsoleArgs>({
    dom: types.Domain,
    devName: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
  stream: "duplex",
};

export interface DomainIsUpdatedArgs {
  readonly dom: types.Domain;
}

export interface DomainIsUpdatedResult {
  readonly updated: number;
}

/** `virDomainIsUpdated`, procedure 202 of the remote program. */
export const domainIsUpdated: Procedure<DomainIsUpdatedArgs, DomainIsUpdatedResult> = {
  kind: "call",
  name: "domainIsUpdated",
  program: 0x20008086,
  version: 1,
  number: 202,
  args: codec.struct<DomainIsUpdatedArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainIsUpdatedResult>({
    updated: codec.int,
  }),
  highPriority: true,
};

export interface DomainSetMemoryFlagsArgs {
  readonly dom: types.Domain;
  readonly memory: bigint;
  readonly flags: number;
}

/** `virDomainSetMemoryFlags`, procedure 204 of the remote program. */
export const domainSetMemoryFlags: Procedure<DomainSetMemoryFlagsArgs, void> = {
  kind: "call",
  name: "domainSetMemoryFlags",
  program: 0x20008086,
  version: 1,
  number: 204,
  args: codec.struct<DomainSetMemoryFlagsArgs>({
    dom: types.Domain,
    memory: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSetBlkioParametersArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetBlkioParameters`, procedure 205 of the remote program. */
export const domainSetBlkioParameters: Procedure<DomainSetBlkioParametersArgs, void> = {
  kind: "call",
  name: "domainSetBlkioParameters",
  program: 0x20008086,
  version: 1,
  number: 205,
  args: codec.struct<DomainSetBlkioParametersArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 16),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetBlkioParametersArgs {
  readonly dom: types.Domain;
  readonly nparams: number;
  readonly flags: number;
}

export interface DomainGetBlkioParametersResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virDomainGetBlkioParameters`, procedure 206 of the remote program. */
export const domainGetBlkioParameters: Procedure<DomainGetBlkioParametersArgs, DomainGetBlkioParametersResult> = {
  kind: "call",
  name: "domainGetBlkioParameters",
  program: 0x20008086,
  version: 1,
  number: 206,
  args: codec.struct<DomainGetBlkioParametersArgs>({
    dom: types.Domain,
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetBlkioParametersResult>({
    params: codec.list(typedParam, 16),
    nparams: codec.int,
  }),
};

export interface DomainInjectNmiArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainInjectNmi`, procedure 210 of the remote program. */
export const domainInjectNmi: Procedure<DomainInjectNmiArgs, void> = {
  kind: "call",
  name: "domainInjectNmi",
  program: 0x20008086,
  version: 1,
  number: 210,
  args: codec.struct<DomainInjectNmiArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainScreenshotArgs {
  readonly dom: types.Domain;
  readonly screen: number;
  readonly flags: number;
}

export interface DomainScreenshotResult {
  readonly mime: string | null;
}

/** `virDomainScreenshot`, procedure 211 of the remote program. */
export const domainScreenshot: Procedure<DomainScreenshotArgs, DomainScreenshotResult> = {
  kind: "call",
  name: "domainScreenshot",
  program: 0x20008086,
  version: 1,
  number: 211,
  args: codec.struct<DomainScreenshotArgs>({
    dom: types.Domain,
    screen: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainScreenshotResult>({
    mime: codec.optional(codec.string),
  }),
  stream: "read",
};

export interface DomainGetStateArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetStateResult {
  readonly state: number;
  readonly reason: number;
}

/** `virDomainGetState`, procedure 212 of the remote program. */
export const domainGetState: Procedure<DomainGetStateArgs, DomainGetStateResult> = {
  kind: "call",
  name: "domainGetState",
  program: 0x20008086,
  version: 1,
  number: 212,
  args: codec.struct<DomainGetStateArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetStateResult>({
    state: codec.int,
    reason: codec.int,
  }),
  highPriority: true,
};

export interface DomainSetSchedulerParametersFlagsArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetSchedulerParametersFlags`, procedure 219 of the remote program. */
export const domainSetSchedulerParametersFlags: Procedure<DomainSetSchedulerParametersFlagsArgs, void> = {
  kind: "call",
  name: "domainSetSchedulerParametersFlags",
  program: 0x20008086,
  version: 1,
  number: 219,
  args: codec.struct<DomainSetSchedulerParametersFlagsArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 16),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetSchedulerParametersFlagsArgs {
  readonly dom: types.Domain;
  readonly nparams: number;
  readonly flags: number;
}

export interface DomainGetSchedulerParametersFlagsResult {
  readonly params: readonly TypedParameter[];
}

/** `virDomainGetSchedulerParametersFlags`, procedure 223 of the remote program. */
export const domainGetSchedulerParametersFlags: Procedure<DomainGetSchedulerParametersFlagsArgs, DomainGetSchedulerParametersFlagsResult> = {
  kind: "call",
  name: "domainGetSchedulerParametersFlags",
  program: 0x20008086,
  version: 1,
  number: 223,
  args: codec.struct<DomainGetSchedulerParametersFlagsArgs>({
    dom: types.Domain,
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetSchedulerParametersFlagsResult>({
    params: codec.list(typedParam, 16),
  }),
};

export interface DomainPinVcpuFlagsArgs {
  readonly dom: types.Domain;
  readonly vcpu: number;
  readonly cpumap: Uint8Array;
  readonly flags: number;
}

/** `virDomainPinVcpuFlags`, procedure 225 of the remote program. */
export const domainPinVcpuFlags: Procedure<DomainPinVcpuFlagsArgs, void> = {
  kind: "call",
  name: "domainPinVcpuFlags",
  program: 0x20008086,
  version: 1,
  number: 225,
  args: codec.struct<DomainPinVcpuFlagsArgs>({
    dom: types.Domain,
    vcpu: codec.uint,
    cpumap: codec.bytes(2048),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSendKeyArgs {
  readonly dom: types.Domain;
  readonly codeset: number;
  readonly holdtime: number;
  readonly keycodes: readonly number[];
  readonly flags: number;
}

/** `virDomainSendKey`, procedure 226 of the remote program. */
export const domainSendKey: Procedure<DomainSendKeyArgs, void> = {
  kind: "call",
  name: "domainSendKey",
  program: 0x20008086,
  version: 1,
  number: 226,
  args: codec.struct<DomainSendKeyArgs>({
    dom: types.Domain,
    codeset: codec.uint,
    holdtime: codec.uint,
    keycodes: codec.list(codec.uint, 16),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetControlInfoArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetControlInfoResult {
  readonly state: number;
  readonly details: number;
  readonly stateTime: bigint;
}

/** `virDomainGetControlInfo`, procedure 229 of the remote program. */
export const domainGetControlInfo: Procedure<DomainGetControlInfoArgs, DomainGetControlInfoResult> = {
  kind: "call",
  name: "domainGetControlInfo",
  program: 0x20008086,
  version: 1,
  number: 229,
  args: codec.struct<DomainGetControlInfoArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetControlInfoResult>({
    state: codec.uint,
    details: codec.uint,
    stateTime: codec.uhyper,
  }),
  highPriority: true,
};

export interface DomainGetVcpuPinInfoArgs {
  readonly dom: types.Domain;
  readonly ncpumaps: number;
  readonly maplen: number;
  readonly flags: number;
}

export interface DomainGetVcpuPinInfoResult {
  readonly cpumaps: Uint8Array;
  readonly num: number;
}

/** `virDomainGetVcpuPinInfo`, procedure 230 of the remote program. */
export const domainGetVcpuPinInfo: Procedure<DomainGetVcpuPinInfoArgs, DomainGetVcpuPinInfoResult> = {
  kind: "call",
  name: "domainGetVcpuPinInfo",
  program: 0x20008086,
  version: 1,
  number: 230,
  args: codec.struct<DomainGetVcpuPinInfoArgs>({
    dom: types.Domain,
    ncpumaps: codec.int,
    maplen: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetVcpuPinInfoResult>({
    cpumaps: codec.bytes(8388608),
    num: codec.int,
  }),
};

export interface DomainUndefineFlagsArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainUndefineFlags`, procedure 231 of the remote program. */
export const domainUndefineFlags: Procedure<DomainUndefineFlagsArgs, void> = {
  kind: "call",
  name: "domainUndefineFlags",
  program: 0x20008086,
  version: 1,
  number: 231,
  args: codec.struct<DomainUndefineFlagsArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainSaveFlagsArgs {
  readonly dom: types.Domain;
  readonly to: string;
  readonly dxml: string | null;
  readonly flags: number;
}

/** `virDomainSaveFlags`, procedure 232 of the remote program. */
export const domainSaveFlags: Procedure<DomainSaveFlagsArgs, void> = {
  kind: "call",
  name: "domainSaveFlags",
  program: 0x20008086,
  version: 1,
  number: 232,
  args: codec.struct<DomainSaveFlagsArgs>({
    dom: types.Domain,
    to: codec.string,
    dxml: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainRestoreFlagsArgs {
  readonly from: string;
  readonly dxml: string | null;
  readonly flags: number;
}

/** `virDomainRestoreFlags`, procedure 233 of the remote program. */
export const domainRestoreFlags: Procedure<DomainRestoreFlagsArgs, void> = {
  kind: "call",
  name: "domainRestoreFlags",
  program: 0x20008086,
  version: 1,
  number: 233,
  args: codec.struct<DomainRestoreFlagsArgs>({
    from: codec.string,
    dxml: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainDestroyFlagsArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainDestroyFlags`, procedure 234 of the remote program. */
export const domainDestroyFlags: Procedure<DomainDestroyFlagsArgs, void> = {
  kind: "call",
  name: "domainDestroyFlags",
  program: 0x20008086,
  version: 1,
  number: 234,
  args: codec.struct<DomainDestroyFlagsArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainSaveImageGetXmlDescArgs {
  readonly file: string;
  readonly flags: number;
}

export interface DomainSaveImageGetXmlDescResult {
  readonly xml: string;
}

/** `virDomainSaveImageGetXMLDesc`, procedure 235 of the remote program. */
export const domainSaveImageGetXmlDesc: Procedure<DomainSaveImageGetXmlDescArgs, DomainSaveImageGetXmlDescResult> = {
  kind: "call",
  name: "domainSaveImageGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 235,
  args: codec.struct<DomainSaveImageGetXmlDescArgs>({
    file: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainSaveImageGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};

export interface DomainSaveImageDefineXmlArgs {
  readonly file: string;
  readonly dxml: string;
  readonly flags: number;
}

/** `virDomainSaveImageDefineXML`, procedure 236 of the remote program. */
export const domainSaveImageDefineXml: Procedure<DomainSaveImageDefineXmlArgs, void> = {
  kind: "call",
  name: "domainSaveImageDefineXml",
  program: 0x20008086,
  version: 1,
  number: 236,
  args: codec.struct<DomainSaveImageDefineXmlArgs>({
    file: codec.string,
    dxml: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainBlockJobAbortArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly flags: number;
}

/** `virDomainBlockJobAbort`, procedure 237 of the remote program. */
export const domainBlockJobAbort: Procedure<DomainBlockJobAbortArgs, void> = {
  kind: "call",
  name: "domainBlockJobAbort",
  program: 0x20008086,
  version: 1,
  number: 237,
  args: codec.struct<DomainBlockJobAbortArgs>({
    dom: types.Domain,
    path: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetBlockJobInfoArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly flags: number;
}

export interface DomainGetBlockJobInfoResult {
  readonly found: number;
  readonly type: number;
  readonly bandwidth: bigint;
  readonly cur: bigint;
  readonly end: bigint;
}

/** `virDomainGetBlockJobInfo`, procedure 238 of the remote program. */
export const domainGetBlockJobInfo: Procedure<DomainGetBlockJobInfoArgs, DomainGetBlockJobInfoResult> = {
  kind: "call",
  name: "domainGetBlockJobInfo",
  program: 0x20008086,
  version: 1,
  number: 238,
  args: codec.struct<DomainGetBlockJobInfoArgs>({
    dom: types.Domain,
    path: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetBlockJobInfoResult>({
    found: codec.int,
    type: codec.int,
    bandwidth: codec.uhyper,
    cur: codec.uhyper,
    end: codec.uhyper,
  }),
};

export interface DomainBlockJobSetSpeedArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly bandwidth: bigint;
  readonly flags: number;
}

/** `virDomainBlockJobSetSpeed`, procedure 239 of the remote program. */
export const domainBlockJobSetSpeed: Procedure<DomainBlockJobSetSpeedArgs, void> = {
  kind: "call",
  name: "domainBlockJobSetSpeed",
  program: 0x20008086,
  version: 1,
  number: 239,
  args: codec.struct<DomainBlockJobSetSpeedArgs>({
    dom: types.Domain,
    path: codec.string,
    bandwidth: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainBlockPullArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly bandwidth: bigint;
  readonly flags: number;
}

/** `virDomainBlockPull`, procedure 240 of the remote program. */
export const domainBlockPull: Procedure<DomainBlockPullArgs, void> = {
  kind: "call",
  name: "domainBlockPull",
  program: 0x20008086,
  version: 1,
  number: 240,
  args: codec.struct<DomainBlockPullArgs>({
    dom: types.Domain,
    path: codec.string,
    bandwidth: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainBlockStatsFlagsArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly nparams: number;
  readonly flags: number;
}

export interface DomainBlockStatsFlagsResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virDomainBlockStatsFlags`, procedure 243 of the remote program. */
export const domainBlockStatsFlags: Procedure<DomainBlockStatsFlagsArgs, DomainBlockStatsFlagsResult> = {
  kind: "call",
  name: "domainBlockStatsFlags",
  program: 0x20008086,
  version: 1,
  number: 243,
  args: codec.struct<DomainBlockStatsFlagsArgs>({
    dom: types.Domain,
    path: codec.string,
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainBlockStatsFlagsResult>({
    params: codec.list(typedParam, 16),
    nparams: codec.int,
  }),
};

export interface DomainResetArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainReset`, procedure 245 of the remote program. */
export const domainReset: Procedure<DomainResetArgs, void> = {
  kind: "call",
  name: "domainReset",
  program: 0x20008086,
  version: 1,
  number: 245,
  args: codec.struct<DomainResetArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainOpenGraphicsArgs {
  readonly dom: types.Domain;
  readonly idx: number;
  readonly flags: number;
}

/** `virDomainOpenGraphics`, procedure 249 of the remote program. */
export const domainOpenGraphics: Procedure<DomainOpenGraphicsArgs, void> = {
  kind: "call",
  name: "domainOpenGraphics",
  program: 0x20008086,
  version: 1,
  number: 249,
  args: codec.struct<DomainOpenGraphicsArgs>({
    dom: types.Domain,
    idx: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainBlockResizeArgs {
  readonly dom: types.Domain;
  readonly disk: string;
  readonly size: bigint;
  readonly flags: number;
}

/** `virDomainBlockResize`, procedure 251 of the remote program. */
export const domainBlockResize: Procedure<DomainBlockResizeArgs, void> = {
  kind: "call",
  name: "domainBlockResize",
  program: 0x20008086,
  version: 1,
  number: 251,
  args: codec.struct<DomainBlockResizeArgs>({
    dom: types.Domain,
    disk: codec.string,
    size: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSetBlockIoTuneArgs {
  readonly dom: types.Domain;
  readonly disk: string;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetBlockIoTune`, procedure 252 of the remote program. */
export const domainSetBlockIoTune: Procedure<DomainSetBlockIoTuneArgs, void> = {
  kind: "call",
  name: "domainSetBlockIoTune",
  program: 0x20008086,
  version: 1,
  number: 252,
  args: codec.struct<DomainSetBlockIoTuneArgs>({
    dom: types.Domain,
    disk: codec.string,
    params: codec.list(typedParam, 32),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetBlockIoTuneArgs {
  readonly dom: types.Domain;
  readonly disk: string | null;
  readonly nparams: number;
  readonly flags: number;
}

export interface DomainGetBlockIoTuneResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virDomainGetBlockIoTune`, procedure 253 of the remote program. */
export const domainGetBlockIoTune: Procedure<DomainGetBlockIoTuneArgs, DomainGetBlockIoTuneResult> = {
  kind: "call",
  name: "domainGetBlockIoTune",
  program: 0x20008086,
  version: 1,
  number: 253,
  args: codec.struct<DomainGetBlockIoTuneArgs>({
    dom: types.Domain,
    disk: codec.optional(codec.string),
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetBlockIoTuneResult>({
    params: codec.list(typedParam, 32),
    nparams: codec.int,
  }),
};

export interface DomainSetNumaParametersArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetNumaParameters`, procedure 254 of the remote program. */
export const domainSetNumaParameters: Procedure<DomainSetNumaParametersArgs, void> = {
  kind: "call",
  name: "domainSetNumaParameters",
  program: 0x20008086,
  version: 1,
  number: 254,
  args: codec.struct<DomainSetNumaParametersArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 16),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetNumaParametersArgs {
  readonly dom: types.Domain;
  readonly nparams: number;
  readonly flags: number;
}

export interface DomainGetNumaParametersResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virDomainGetNumaParameters`, procedure 255 of the remote program. */
export const domainGetNumaParameters: Procedure<DomainGetNumaParametersArgs, DomainGetNumaParametersResult> = {
  kind: "call",
  name: "domainGetNumaParameters",
  program: 0x20008086,
  version: 1,
  number: 255,
  args: codec.struct<DomainGetNumaParametersArgs>({
    dom: types.Domain,
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetNumaParametersResult>({
    params: codec.list(typedParam, 16),
    nparams: codec.int,
  }),
};

export interface DomainSetInterfaceParametersArgs {
  readonly dom: types.Domain;
  readonly device: string;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetInterfaceParameters`, procedure 256 of the remote program. */
export const domainSetInterfaceParameters: Procedure<DomainSetInterfaceParametersArgs, void> = {
  kind: "call",
  name: "domainSetInterfaceParameters",
  program: 0x20008086,
  version: 1,
  number: 256,
  args: codec.struct<DomainSetInterfaceParametersArgs>({
    dom: types.Domain,
    device: codec.string,
    params: codec.list(typedParam, 16),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetInterfaceParametersArgs {
  readonly dom: types.Domain;
  readonly device: string;
  readonly nparams: number;
  readonly flags: number;
}

export interface DomainGetInterfaceParametersResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virDomainGetInterfaceParameters`, procedure 257 of the remote program. */
export const domainGetInterfaceParameters: Procedure<DomainGetInterfaceParametersArgs, DomainGetInterfaceParametersResult> = {
  kind: "call",
  name: "domainGetInterfaceParameters",
  program: 0x20008086,
  version: 1,
  number: 257,
  args: codec.struct<DomainGetInterfaceParametersArgs>({
    dom: types.Domain,
    device: codec.string,
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetInterfaceParametersResult>({
    params: codec.list(typedParam, 16),
    nparams: codec.int,
  }),
};

export interface DomainShutdownFlagsArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainShutdownFlags`, procedure 258 of the remote program. */
export const domainShutdownFlags: Procedure<DomainShutdownFlagsArgs, void> = {
  kind: "call",
  name: "domainShutdownFlags",
  program: 0x20008086,
  version: 1,
  number: 258,
  args: codec.struct<DomainShutdownFlagsArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainPmSuspendForDurationArgs {
  readonly dom: types.Domain;
  readonly target: number;
  readonly duration: bigint;
  readonly flags: number;
}

/** `virDomainPmSuspendForDuration`, procedure 261 of the remote program. */
export const domainPmSuspendForDuration: Procedure<DomainPmSuspendForDurationArgs, void> = {
  kind: "call",
  name: "domainPmSuspendForDuration",
  program: 0x20008086,
  version: 1,
  number: 261,
  args: codec.struct<DomainPmSuspendForDurationArgs>({
    dom: types.Domain,
    target: codec.uint,
    duration: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetCpuStatsArgs {
  readonly dom: types.Domain;
  readonly nparams: number;
  readonly startCpu: number;
  readonly ncpus: number;
  readonly flags: number;
}

export interface DomainGetCpuStatsResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virDomainGetCpuStats`, procedure 262 of the remote program. */
export const domainGetCpuStats: Procedure<DomainGetCpuStatsArgs, DomainGetCpuStatsResult> = {
  kind: "call",
  name: "domainGetCpuStats",
  program: 0x20008086,
  version: 1,
  number: 262,
  args: codec.struct<DomainGetCpuStatsArgs>({
    dom: types.Domain,
    nparams: codec.uint,
    startCpu: codec.int,
    ncpus: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetCpuStatsResult>({
    params: codec.list(typedParam, 2048),
    nparams: codec.int,
  }),
};

export interface DomainGetDiskErrorsArgs {
  readonly dom: types.Domain;
  readonly maxerrors: number;
  readonly flags: number;
}

export interface DomainGetDiskErrorsResult {
  readonly errors: readonly types.DomainDiskError[];
  readonly nerrors: number;
}

/** `virDomainGetDiskErrors`, procedure 263 of the remote program. */
export const domainGetDiskErrors: Procedure<DomainGetDiskErrorsArgs, DomainGetDiskErrorsResult> = {
  kind: "call",
  name: "domainGetDiskErrors",
  program: 0x20008086,
  version: 1,
  number: 263,
  args: codec.struct<DomainGetDiskErrorsArgs>({
    dom: types.Domain,
    maxerrors: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetDiskErrorsResult>({
    errors: codec.list(types.DomainDiskError, 256),
    nerrors: codec.int,
  }),
};

export interface DomainSetMetadataArgs {
  readonly dom: types.Domain;
  readonly type: number;
  readonly metadata: string | null;
  readonly key: string | null;
  readonly uri: string | null;
  readonly flags: number;
}

/** `virDomainSetMetadata`, procedure 264 of the remote program. */
export const domainSetMetadata: Procedure<DomainSetMetadataArgs, void> = {
  kind: "call",
  name: "domainSetMetadata",
  program: 0x20008086,
  version: 1,
  number: 264,
  args: codec.struct<DomainSetMetadataArgs>({
    dom: types.Domain,
    type: codec.int,
    metadata: codec.optional(codec.string),
    key: codec.optional(codec.string),
    uri: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetMetadataArgs {
  readonly dom: types.Domain;
  readonly type: number;
  readonly uri: string | null;
  readonly flags: number;
}

export interface DomainGetMetadataResult {
  readonly metadata: string;
}

/** `virDomainGetMetadata`, procedure 265 of the remote program. */
export const domainGetMetadata: Procedure<DomainGetMetadataArgs, DomainGetMetadataResult> = {
  kind: "call",
  name: "domainGetMetadata",
  program: 0x20008086,
  version: 1,
  number: 265,
  args: codec.struct<DomainGetMetadataArgs>({
    dom: types.Domain,
    type: codec.int,
    uri: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetMetadataResult>({
    metadata: codec.string,
  }),
};

export interface DomainBlockRebaseArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly base: string | null;
  readonly bandwidth: bigint;
  readonly flags: number;
}

/** `virDomainBlockRebase`, procedure 266 of the remote program. */
export const domainBlockRebase: Procedure<DomainBlockRebaseArgs, void> = {
  kind: "call",
  name: "domainBlockRebase",
  program: 0x20008086,
  version: 1,
  number: 266,
  args: codec.struct<DomainBlockRebaseArgs>({
    dom: types.Domain,
    path: codec.string,
    base: codec.optional(codec.string),
    bandwidth: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainPmWakeupArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainPmWakeup`, procedure 267 of the remote program. */
export const domainPmWakeup: Procedure<DomainPmWakeupArgs, void> = {
  kind: "call",
  name: "domainPmWakeup",
  program: 0x20008086,
  version: 1,
  number: 267,
  args: codec.struct<DomainPmWakeupArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetHostnameArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetHostnameResult {
  readonly hostname: string;
}

/** `virDomainGetHostname`, procedure 277 of the remote program. */
export const domainGetHostname: Procedure<DomainGetHostnameArgs, DomainGetHostnameResult> = {
  kind: "call",
  name: "domainGetHostname",
  program: 0x20008086,
  version: 1,
  number: 277,
  args: codec.struct<DomainGetHostnameArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetHostnameResult>({
    hostname: codec.string,
  }),
};

export interface DomainGetSecurityLabelListArgs {
  readonly dom: types.Domain;
}

export interface DomainGetSecurityLabelListResult {
  readonly labels: readonly types.DomainGetSecurityLabelRet[];
  readonly ret: number;
}

/** `virDomainGetSecurityLabelList`, procedure 278 of the remote program. */
export const domainGetSecurityLabelList: Procedure<DomainGetSecurityLabelListArgs, DomainGetSecurityLabelListResult> = {
  kind: "call",
  name: "domainGetSecurityLabelList",
  program: 0x20008086,
  version: 1,
  number: 278,
  args: codec.struct<DomainGetSecurityLabelListArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetSecurityLabelListResult>({
    labels: codec.list(types.DomainGetSecurityLabelRet, 64),
    ret: codec.int,
  }),
  highPriority: true,
};

export interface DomainPinEmulatorArgs {
  readonly dom: types.Domain;
  readonly cpumap: Uint8Array;
  readonly flags: number;
}

/** `virDomainPinEmulator`, procedure 279 of the remote program. */
export const domainPinEmulator: Procedure<DomainPinEmulatorArgs, void> = {
  kind: "call",
  name: "domainPinEmulator",
  program: 0x20008086,
  version: 1,
  number: 279,
  args: codec.struct<DomainPinEmulatorArgs>({
    dom: types.Domain,
    cpumap: codec.bytes(2048),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetEmulatorPinInfoArgs {
  readonly dom: types.Domain;
  readonly maplen: number;
  readonly flags: number;
}

export interface DomainGetEmulatorPinInfoResult {
  readonly cpumaps: Uint8Array;
  readonly ret: number;
}

/** `virDomainGetEmulatorPinInfo`, procedure 280 of the remote program. */
export const domainGetEmulatorPinInfo: Procedure<DomainGetEmulatorPinInfoArgs, DomainGetEmulatorPinInfoResult> = {
  kind: "call",
  name: "domainGetEmulatorPinInfo",
  program: 0x20008086,
  version: 1,
  number: 280,
  args: codec.struct<DomainGetEmulatorPinInfoArgs>({
    dom: types.Domain,
    maplen: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetEmulatorPinInfoResult>({
    cpumaps: codec.bytes(8388608),
    ret: codec.int,
  }),
};

export interface DomainBlockCommitArgs {
  readonly dom: types.Domain;
  readonly disk: string;
  readonly base: string | null;
  readonly top: string | null;
  readonly bandwidth: bigint;
  readonly flags: number;
}

/** `virDomainBlockCommit`, procedure 290 of the remote program. */
export const domainBlockCommit: Procedure<DomainBlockCommitArgs, void> = {
  kind: "call",
  name: "domainBlockCommit",
  program: 0x20008086,
  version: 1,
  number: 290,
  args: codec.struct<DomainBlockCommitArgs>({
    dom: types.Domain,
    disk: codec.string,
    base: codec.optional(codec.string),
    top: codec.optional(codec.string),
    bandwidth: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainFstrimArgs {
  readonly dom: types.Domain;
  readonly mountPoint: string | null;
  readonly minimum: bigint;
  readonly flags: number;
}

/** `virDomainFstrim`, procedure 294 of the remote program. */
export const domainFstrim: Procedure<DomainFstrimArgs, void> = {
  kind: "call",
  name: "domainFstrim",
  program: 0x20008086,
  version: 1,
  number: 294,
  args: codec.struct<DomainFstrimArgs>({
    dom: types.Domain,
    mountPoint: codec.optional(codec.string),
    minimum: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSendProcessSignalArgs {
  readonly dom: types.Domain;
  readonly pidValue: bigint;
  readonly signum: number;
  readonly flags: number;
}

/** `virDomainSendProcessSignal`, procedure 295 of the remote program. */
export const domainSendProcessSignal: Procedure<DomainSendProcessSignalArgs, void> = {
  kind: "call",
  name: "domainSendProcessSignal",
  program: 0x20008086,
  version: 1,
  number: 295,
  args: codec.struct<DomainSendProcessSignalArgs>({
    dom: types.Domain,
    pidValue: codec.hyper,
    signum: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainOpenChannelArgs {
  readonly dom: types.Domain;
  readonly name: string | null;
  readonly flags: number;
}

/** `virDomainOpenChannel`, procedure 296 of the remote program. */
export const domainOpenChannel: Procedure<DomainOpenChannelArgs, void> = {
  kind: "call",
  name: "domainOpenChannel",
  program: 0x20008086,
  version: 1,
  number: 296,
  args: codec.struct<DomainOpenChannelArgs>({
    dom: types.Domain,
    name: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
  stream: "duplex",
};

export interface DomainGetJobStatsArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetJobStatsResult {
  readonly type: number;
  readonly params: readonly TypedParameter[];
}

/** `virDomainGetJobStats`, procedure 298 of the remote program. */
export const domainGetJobStats: Procedure<DomainGetJobStatsArgs, DomainGetJobStatsResult> = {
  kind: "call",
  name: "domainGetJobStats",
  program: 0x20008086,
  version: 1,
  number: 298,
  args: codec.struct<DomainGetJobStatsArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetJobStatsResult>({
    type: codec.int,
    params: codec.list(typedParam, 64),
  }),
};

export interface DomainSetMemoryStatsPeriodArgs {
  readonly dom: types.Domain;
  readonly period: number;
  readonly flags: number;
}

/** `virDomainSetMemoryStatsPeriod`, procedure 308 of the remote program. */
export const domainSetMemoryStatsPeriod: Procedure<DomainSetMemoryStatsPeriodArgs, void> = {
  kind: "call",
  name: "domainSetMemoryStatsPeriod",
  program: 0x20008086,
  version: 1,
  number: 308,
  args: codec.struct<DomainSetMemoryStatsPeriodArgs>({
    dom: types.Domain,
    period: codec.int,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainCreateXmlWithFilesArgs {
  readonly xmlDesc: string;
  readonly flags: number;
}

export interface DomainCreateXmlWithFilesResult {
  readonly dom: types.Domain;
}

/** `virDomainCreateXMLWithFiles`, procedure 309 of the remote program. */
export const domainCreateXmlWithFiles: Procedure<DomainCreateXmlWithFilesArgs, DomainCreateXmlWithFilesResult> = {
  kind: "call",
  name: "domainCreateXmlWithFiles",
  program: 0x20008086,
  version: 1,
  number: 309,
  args: codec.struct<DomainCreateXmlWithFilesArgs>({
    xmlDesc: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCreateXmlWithFilesResult>({
    dom: types.Domain,
  }),
};

export interface DomainCreateWithFilesArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainCreateWithFilesResult {
  readonly dom: types.Domain;
}

/** `virDomainCreateWithFiles`, procedure 310 of the remote program. */
export const domainCreateWithFiles: Procedure<DomainCreateWithFilesArgs, DomainCreateWithFilesResult> = {
  kind: "call",
  name: "domainCreateWithFiles",
  program: 0x20008086,
  version: 1,
  number: 310,
  args: codec.struct<DomainCreateWithFilesArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainCreateWithFilesResult>({
    dom: types.Domain,
  }),
};

export interface DomainCoreDumpWithFormatArgs {
  readonly dom: types.Domain;
  readonly to: string;
  readonly dumpformat: number;
  readonly flags: number;
}

/** `virDomainCoreDumpWithFormat`, procedure 334 of the remote program. */
export const domainCoreDumpWithFormat: Procedure<DomainCoreDumpWithFormatArgs, void> = {
  kind: "call",
  name: "domainCoreDumpWithFormat",
  program: 0x20008086,
  version: 1,
  number: 334,
  args: codec.struct<DomainCoreDumpWithFormatArgs>({
    dom: types.Domain,
    to: codec.string,
    dumpformat: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainFsfreezeArgs {
  readonly dom: types.Domain;
  readonly mountpoints: readonly string[];
  readonly flags: number;
}

export interface DomainFsfreezeResult {
  readonly filesystems: number;
}

/** `virDomainFsfreeze`, procedure 335 of the remote program. */
export const domainFsfreeze: Procedure<DomainFsfreezeArgs, DomainFsfreezeResult> = {
  kind: "call",
  name: "domainFsfreeze",
  program: 0x20008086,
  version: 1,
  number: 335,
  args: codec.struct<DomainFsfreezeArgs>({
    dom: types.Domain,
    mountpoints: codec.list(codec.string, 256),
    flags: codec.uint,
  }),
  result: codec.struct<DomainFsfreezeResult>({
    filesystems: codec.int,
  }),
};

export interface DomainFsthawArgs {
  readonly dom: types.Domain;
  readonly mountpoints: readonly string[];
  readonly flags: number;
}

export interface DomainFsthawResult {
  readonly filesystems: number;
}

/** `virDomainFsthaw`, procedure 336 of the remote program. */
export const domainFsthaw: Procedure<DomainFsthawArgs, DomainFsthawResult> = {
  kind: "call",
  name: "domainFsthaw",
  program: 0x20008086,
  version: 1,
  number: 336,
  args: codec.struct<DomainFsthawArgs>({
    dom: types.Domain,
    mountpoints: codec.list(codec.string, 256),
    flags: codec.uint,
  }),
  result: codec.struct<DomainFsthawResult>({
    filesystems: codec.int,
  }),
};

export interface DomainGetTimeArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetTimeResult {
  readonly seconds: bigint;
  readonly nseconds: number;
}

/** `virDomainGetTime`, procedure 337 of the remote program. */
export const domainGetTime: Procedure<DomainGetTimeArgs, DomainGetTimeResult> = {
  kind: "call",
  name: "domainGetTime",
  program: 0x20008086,
  version: 1,
  number: 337,
  args: codec.struct<DomainGetTimeArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetTimeResult>({
    seconds: codec.hyper,
    nseconds: codec.uint,
  }),
};

export interface DomainSetTimeArgs {
  readonly dom: types.Domain;
  readonly seconds: bigint;
  readonly nseconds: number;
  readonly flags: number;
}

/** `virDomainSetTime`, procedure 338 of the remote program. */
export const domainSetTime: Procedure<DomainSetTimeArgs, void> = {
  kind: "call",
  name: "domainSetTime",
  program: 0x20008086,
  version: 1,
  number: 338,
  args: codec.struct<DomainSetTimeArgs>({
    dom: types.Domain,
    seconds: codec.hyper,
    nseconds: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainOpenGraphicsFdArgs {
  readonly dom: types.Domain;
  readonly idx: number;
  readonly flags: number;
}

/** `virDomainOpenGraphicsFd`, procedure 343 of the remote program. */
export const domainOpenGraphicsFd: Procedure<DomainOpenGraphicsFdArgs, void> = {
  kind: "call",
  name: "domainOpenGraphicsFd",
  program: 0x20008086,
  version: 1,
  number: 343,
  args: codec.struct<DomainOpenGraphicsFdArgs>({
    dom: types.Domain,
    idx: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainBlockCopyArgs {
  readonly dom: types.Domain;
  readonly path: string;
  readonly destxml: string;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainBlockCopy`, procedure 345 of the remote program. */
export const domainBlockCopy: Procedure<DomainBlockCopyArgs, void> = {
  kind: "call",
  name: "domainBlockCopy",
  program: 0x20008086,
  version: 1,
  number: 345,
  args: codec.struct<DomainBlockCopyArgs>({
    dom: types.Domain,
    path: codec.string,
    destxml: codec.string,
    params: codec.list(typedParam, 16),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetFsinfoArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetFsinfoResult {
  readonly info: readonly types.DomainFsinfo[];
  readonly ret: number;
}

/** `virDomainGetFsinfo`, procedure 349 of the remote program. */
export const domainGetFsinfo: Procedure<DomainGetFsinfoArgs, DomainGetFsinfoResult> = {
  kind: "call",
  name: "domainGetFsinfo",
  program: 0x20008086,
  version: 1,
  number: 349,
  args: codec.struct<DomainGetFsinfoArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetFsinfoResult>({
    info: codec.list(types.DomainFsinfo, 256),
    ret: codec.uint,
  }),
};

export interface DomainDefineXmlFlagsArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface DomainDefineXmlFlagsResult {
  readonly dom: types.Domain;
}

/** `virDomainDefineXMLFlags`, procedure 350 of the remote program. */
export const domainDefineXmlFlags: Procedure<DomainDefineXmlFlagsArgs, DomainDefineXmlFlagsResult> = {
  kind: "call",
  name: "domainDefineXmlFlags",
  program: 0x20008086,
  version: 1,
  number: 350,
  args: codec.struct<DomainDefineXmlFlagsArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainDefineXmlFlagsResult>({
    dom: types.Domain,
  }),
  highPriority: true,
};

export interface DomainGetIothreadInfoArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetIothreadInfoResult {
  readonly info: readonly types.DomainIothreadInfo[];
  readonly ret: number;
}

/** `virDomainGetIothreadInfo`, procedure 351 of the remote program. */
export const domainGetIothreadInfo: Procedure<DomainGetIothreadInfoArgs, DomainGetIothreadInfoResult> = {
  kind: "call",
  name: "domainGetIothreadInfo",
  program: 0x20008086,
  version: 1,
  number: 351,
  args: codec.struct<DomainGetIothreadInfoArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetIothreadInfoResult>({
    info: codec.list(types.DomainIothreadInfo, 16384),
    ret: codec.uint,
  }),
};

export interface DomainPinIothreadArgs {
  readonly dom: types.Domain;
  readonly iothreadsId: number;
  readonly cpumap: Uint8Array;
  readonly flags: number;
}

/** `virDomainPinIothread`, procedure 352 of the remote program. */
export const domainPinIothread: Procedure<DomainPinIothreadArgs, void> = {
  kind: "call",
  name: "domainPinIothread",
  program: 0x20008086,
  version: 1,
  number: 352,
  args: codec.struct<DomainPinIothreadArgs>({
    dom: types.Domain,
    iothreadsId: codec.uint,
    cpumap: codec.bytes(2048),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainInterfaceAddressesArgs {
  readonly dom: types.Domain;
  readonly source: number;
  readonly flags: number;
}

export interface DomainInterfaceAddressesResult {
  readonly ifaces: readonly types.DomainInterface[];
}

/** `virDomainInterfaceAddresses`, procedure 353 of the remote program. */
export const domainInterfaceAddresses: Procedure<DomainInterfaceAddressesArgs, DomainInterfaceAddressesResult> = {
  kind: "call",
  name: "domainInterfaceAddresses",
  program: 0x20008086,
  version: 1,
  number: 353,
  args: codec.struct<DomainInterfaceAddressesArgs>({
    dom: types.Domain,
    source: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainInterfaceAddressesResult>({
    ifaces: codec.list(types.DomainInterface, 2048),
  }),
};

export interface DomainAddIothreadArgs {
  readonly dom: types.Domain;
  readonly iothreadId: number;
  readonly flags: number;
}

/** `virDomainAddIothread`, procedure 355 of the remote program. */
export const domainAddIothread: Procedure<DomainAddIothreadArgs, void> = {
  kind: "call",
  name: "domainAddIothread",
  program: 0x20008086,
  version: 1,
  number: 355,
  args: codec.struct<DomainAddIothreadArgs>({
    dom: types.Domain,
    iothreadId: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainDelIothreadArgs {
  readonly dom: types.Domain;
  readonly iothreadId: number;
  readonly flags: number;
}

/** `virDomainDelIothread`, procedure 356 of the remote program. */
export const domainDelIothread: Procedure<DomainDelIothreadArgs, void> = {
  kind: "call",
  name: "domainDelIothread",
  program: 0x20008086,
  version: 1,
  number: 356,
  args: codec.struct<DomainDelIothreadArgs>({
    dom: types.Domain,
    iothreadId: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSetUserPasswordArgs {
  readonly dom: types.Domain;
  readonly user: string | null;
  readonly password: string | null;
  readonly flags: number;
}

/** `virDomainSetUserPassword`, procedure 357 of the remote program. */
export const domainSetUserPassword: Procedure<DomainSetUserPasswordArgs, void> = {
  kind: "call",
  name: "domainSetUserPassword",
  program: 0x20008086,
  version: 1,
  number: 357,
  args: codec.struct<DomainSetUserPasswordArgs>({
    dom: types.Domain,
    user: codec.optional(codec.string),
    password: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainRenameArgs {
  readonly dom: types.Domain;
  readonly newName: string | null;
  readonly flags: number;
}

export interface DomainRenameResult {
  readonly retcode: number;
}

/** `virDomainRename`, procedure 358 of the remote program. */
export const domainRename: Procedure<DomainRenameArgs, DomainRenameResult> = {
  kind: "call",
  name: "domainRename",
  program: 0x20008086,
  version: 1,
  number: 358,
  args: codec.struct<DomainRenameArgs>({
    dom: types.Domain,
    newName: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.struct<DomainRenameResult>({
    retcode: codec.int,
  }),
};

export interface DomainGetPerfEventsArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetPerfEventsResult {
  readonly params: readonly TypedParameter[];
}

/** `virDomainGetPerfEvents`, procedure 365 of the remote program. */
export const domainGetPerfEvents: Procedure<DomainGetPerfEventsArgs, DomainGetPerfEventsResult> = {
  kind: "call",
  name: "domainGetPerfEvents",
  program: 0x20008086,
  version: 1,
  number: 365,
  args: codec.struct<DomainGetPerfEventsArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetPerfEventsResult>({
    params: codec.list(typedParam, 64),
  }),
};

export interface DomainSetPerfEventsArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetPerfEvents`, procedure 366 of the remote program. */
export const domainSetPerfEvents: Procedure<DomainSetPerfEventsArgs, void> = {
  kind: "call",
  name: "domainSetPerfEvents",
  program: 0x20008086,
  version: 1,
  number: 366,
  args: codec.struct<DomainSetPerfEventsArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 64),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetGuestVcpusArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetGuestVcpusResult {
  readonly params: readonly TypedParameter[];
}

/** `virDomainGetGuestVcpus`, procedure 371 of the remote program. */
export const domainGetGuestVcpus: Procedure<DomainGetGuestVcpusArgs, DomainGetGuestVcpusResult> = {
  kind: "call",
  name: "domainGetGuestVcpus",
  program: 0x20008086,
  version: 1,
  number: 371,
  args: codec.struct<DomainGetGuestVcpusArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetGuestVcpusResult>({
    params: codec.list(typedParam, 64),
  }),
};

export interface DomainSetGuestVcpusArgs {
  readonly dom: types.Domain;
  readonly cpumap: string;
  readonly state: number;
  readonly flags: number;
}

/** `virDomainSetGuestVcpus`, procedure 372 of the remote program. */
export const domainSetGuestVcpus: Procedure<DomainSetGuestVcpusArgs, void> = {
  kind: "call",
  name: "domainSetGuestVcpus",
  program: 0x20008086,
  version: 1,
  number: 372,
  args: codec.struct<DomainSetGuestVcpusArgs>({
    dom: types.Domain,
    cpumap: codec.string,
    state: codec.int,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSetVcpuArgs {
  readonly dom: types.Domain;
  readonly cpumap: string;
  readonly state: number;
  readonly flags: number;
}

/** `virDomainSetVcpu`, procedure 384 of the remote program. */
export const domainSetVcpu: Procedure<DomainSetVcpuArgs, void> = {
  kind: "call",
  name: "domainSetVcpu",
  program: 0x20008086,
  version: 1,
  number: 384,
  args: codec.struct<DomainSetVcpuArgs>({
    dom: types.Domain,
    cpumap: codec.string,
    state: codec.int,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSetBlockThresholdArgs {
  readonly dom: types.Domain;
  readonly dev: string;
  readonly threshold: bigint;
  readonly flags: number;
}

/** `virDomainSetBlockThreshold`, procedure 386 of the remote program. */
export const domainSetBlockThreshold: Procedure<DomainSetBlockThresholdArgs, void> = {
  kind: "call",
  name: "domainSetBlockThreshold",
  program: 0x20008086,
  version: 1,
  number: 386,
  args: codec.struct<DomainSetBlockThresholdArgs>({
    dom: types.Domain,
    dev: codec.string,
    threshold: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainManagedSaveGetXmlDescArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainManagedSaveGetXmlDescResult {
  readonly xml: string;
}

/** `virDomainManagedSaveGetXMLDesc`, procedure 388 of the remote program. */
export const domainManagedSaveGetXmlDesc: Procedure<DomainManagedSaveGetXmlDescArgs, DomainManagedSaveGetXmlDescResult> = {
  kind: "call",
  name: "domainManagedSaveGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 388,
  args: codec.struct<DomainManagedSaveGetXmlDescArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainManagedSaveGetXmlDescResult>({
    xml: codec.string,
  }),
};

export interface DomainManagedSaveDefineXmlArgs {
  readonly dom: types.Domain;
  readonly dxml: string | null;
  readonly flags: number;
}

/** `virDomainManagedSaveDefineXML`, procedure 389 of the remote program. */
export const domainManagedSaveDefineXml: Procedure<DomainManagedSaveDefineXmlArgs, void> = {
  kind: "call",
  name: "domainManagedSaveDefineXml",
  program: 0x20008086,
  version: 1,
  number: 389,
  args: codec.struct<DomainManagedSaveDefineXmlArgs>({
    dom: types.Domain,
    dxml: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSetLifecycleActionArgs {
  readonly dom: types.Domain;
  readonly type: number;
  readonly action: number;
  readonly flags: number;
}

/** `virDomainSetLifecycleAction`, procedure 390 of the remote program. */
export const domainSetLifecycleAction: Procedure<DomainSetLifecycleActionArgs, void> = {
  kind: "call",
  name: "domainSetLifecycleAction",
  program: 0x20008086,
  version: 1,
  number: 390,
  args: codec.struct<DomainSetLifecycleActionArgs>({
    dom: types.Domain,
    type: codec.uint,
    action: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainDetachDeviceAliasArgs {
  readonly dom: types.Domain;
  readonly alias: string;
  readonly flags: number;
}

/** `virDomainDetachDeviceAlias`, procedure 392 of the remote program. */
export const domainDetachDeviceAlias: Procedure<DomainDetachDeviceAliasArgs, void> = {
  kind: "call",
  name: "domainDetachDeviceAlias",
  program: 0x20008086,
  version: 1,
  number: 392,
  args: codec.struct<DomainDetachDeviceAliasArgs>({
    dom: types.Domain,
    alias: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetLaunchSecurityInfoArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetLaunchSecurityInfoResult {
  readonly params: readonly TypedParameter[];
}

/** `virDomainGetLaunchSecurityInfo`, procedure 396 of the remote program. */
export const domainGetLaunchSecurityInfo: Procedure<DomainGetLaunchSecurityInfoArgs, DomainGetLaunchSecurityInfoResult> = {
  kind: "call",
  name: "domainGetLaunchSecurityInfo",
  program: 0x20008086,
  version: 1,
  number: 396,
  args: codec.struct<DomainGetLaunchSecurityInfoArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetLaunchSecurityInfoResult>({
    params: codec.list(typedParam, 64),
  }),
};

export interface DomainSetIothreadParamsArgs {
  readonly dom: types.Domain;
  readonly iothreadId: number;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetIothreadParams`, procedure 402 of the remote program. */
export const domainSetIothreadParams: Procedure<DomainSetIothreadParamsArgs, void> = {
  kind: "call",
  name: "domainSetIothreadParams",
  program: 0x20008086,
  version: 1,
  number: 402,
  args: codec.struct<DomainSetIothreadParamsArgs>({
    dom: types.Domain,
    iothreadId: codec.uint,
    params: codec.list(typedParam, 64),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetGuestInfoArgs {
  readonly dom: types.Domain;
  readonly types: number;
  readonly flags: number;
}

export interface DomainGetGuestInfoResult {
  readonly params: readonly TypedParameter[];
}

/** `virDomainGetGuestInfo`, procedure 418 of the remote program. */
export const domainGetGuestInfo: Procedure<DomainGetGuestInfoArgs, DomainGetGuestInfoResult> = {
  kind: "call",
  name: "domainGetGuestInfo",
  program: 0x20008086,
  version: 1,
  number: 418,
  args: codec.struct<DomainGetGuestInfoArgs>({
    dom: types.Domain,
    types: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetGuestInfoResult>({
    params: codec.list(typedParam, 2048),
  }),
};

export interface DomainAgentSetResponseTimeoutArgs {
  readonly dom: types.Domain;
  readonly timeout: number;
  readonly flags: number;
}

export interface DomainAgentSetResponseTimeoutResult {
  readonly result: number;
}

/** `virDomainAgentSetResponseTimeout`, procedure 420 of the remote program. */
export const domainAgentSetResponseTimeout: Procedure<DomainAgentSetResponseTimeoutArgs, DomainAgentSetResponseTimeoutResult> = {
  kind: "call",
  name: "domainAgentSetResponseTimeout",
  program: 0x20008086,
  version: 1,
  number: 420,
  args: codec.struct<DomainAgentSetResponseTimeoutArgs>({
    dom: types.Domain,
    timeout: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<DomainAgentSetResponseTimeoutResult>({
    result: codec.int,
  }),
};

export interface DomainAuthorizedSshKeysGetArgs {
  readonly dom: types.Domain;
  readonly user: string;
  readonly flags: number;
}

export interface DomainAuthorizedSshKeysGetResult {
  readonly keys: readonly string[];
}

/** `virDomainAuthorizedSshKeysGet`, procedure 424 of the remote program. */
export const domainAuthorizedSshKeysGet: Procedure<DomainAuthorizedSshKeysGetArgs, DomainAuthorizedSshKeysGetResult> = {
  kind: "call",
  name: "domainAuthorizedSshKeysGet",
  program: 0x20008086,
  version: 1,
  number: 424,
  args: codec.struct<DomainAuthorizedSshKeysGetArgs>({
    dom: types.Domain,
    user: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<DomainAuthorizedSshKeysGetResult>({
    keys: codec.list(codec.string, 2048),
  }),
};

export interface DomainAuthorizedSshKeysSetArgs {
  readonly dom: types.Domain;
  readonly user: string;
  readonly keys: readonly string[];
  readonly flags: number;
}

/** `virDomainAuthorizedSshKeysSet`, procedure 425 of the remote program. */
export const domainAuthorizedSshKeysSet: Procedure<DomainAuthorizedSshKeysSetArgs, void> = {
  kind: "call",
  name: "domainAuthorizedSshKeysSet",
  program: 0x20008086,
  version: 1,
  number: 425,
  args: codec.struct<DomainAuthorizedSshKeysSetArgs>({
    dom: types.Domain,
    user: codec.string,
    keys: codec.list(codec.string, 2048),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetMessagesArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

export interface DomainGetMessagesResult {
  readonly msgs: readonly string[];
}

/** `virDomainGetMessages`, procedure 426 of the remote program. */
export const domainGetMessages: Procedure<DomainGetMessagesArgs, DomainGetMessagesResult> = {
  kind: "call",
  name: "domainGetMessages",
  program: 0x20008086,
  version: 1,
  number: 426,
  args: codec.struct<DomainGetMessagesArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.struct<DomainGetMessagesResult>({
    msgs: codec.list(codec.string, 2048),
  }),
};

export interface DomainStartDirtyRateCalcArgs {
  readonly dom: types.Domain;
  readonly seconds: number;
  readonly flags: number;
}

/** `virDomainStartDirtyRateCalc`, procedure 427 of the remote program. */
export const domainStartDirtyRateCalc: Procedure<DomainStartDirtyRateCalcArgs, void> = {
  kind: "call",
  name: "domainStartDirtyRateCalc",
  program: 0x20008086,
  version: 1,
  number: 427,
  args: codec.struct<DomainStartDirtyRateCalcArgs>({
    dom: types.Domain,
    seconds: codec.int,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSetLaunchSecurityStateArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetLaunchSecurityState`, procedure 439 of the remote program. */
export const domainSetLaunchSecurityState: Procedure<DomainSetLaunchSecurityStateArgs, void> = {
  kind: "call",
  name: "domainSetLaunchSecurityState",
  program: 0x20008086,
  version: 1,
  number: 439,
  args: codec.struct<DomainSetLaunchSecurityStateArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 64),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainSaveParamsArgs {
  readonly dom: types.Domain;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSaveParams`, procedure 440 of the remote program. */
export const domainSaveParams: Procedure<DomainSaveParamsArgs, void> = {
  kind: "call",
  name: "domainSaveParams",
  program: 0x20008086,
  version: 1,
  number: 440,
  args: codec.struct<DomainSaveParamsArgs>({
    dom: types.Domain,
    params: codec.list(typedParam, 64),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainRestoreParamsArgs {
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainRestoreParams`, procedure 441 of the remote program. */
export const domainRestoreParams: Procedure<DomainRestoreParamsArgs, void> = {
  kind: "call",
  name: "domainRestoreParams",
  program: 0x20008086,
  version: 1,
  number: 441,
  args: codec.struct<DomainRestoreParamsArgs>({
    params: codec.list(typedParam, 64),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainAbortJobFlagsArgs {
  readonly dom: types.Domain;
  readonly flags: number;
}

/** `virDomainAbortJobFlags`, procedure 442 of the remote program. */
export const domainAbortJobFlags: Procedure<DomainAbortJobFlagsArgs, void> = {
  kind: "call",
  name: "domainAbortJobFlags",
  program: 0x20008086,
  version: 1,
  number: 442,
  args: codec.struct<DomainAbortJobFlagsArgs>({
    dom: types.Domain,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainFdAssociateArgs {
  readonly dom: types.Domain;
  readonly name: string;
  readonly flags: number;
}

/** `virDomainFdAssociate`, procedure 443 of the remote program. */
export const domainFdAssociate: Procedure<DomainFdAssociateArgs, void> = {
  kind: "call",
  name: "domainFdAssociate",
  program: 0x20008086,
  version: 1,
  number: 443,
  args: codec.struct<DomainFdAssociateArgs>({
    dom: types.Domain,
    name: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGraphicsReloadArgs {
  readonly dom: types.Domain;
  readonly type: number;
  readonly flags: number;
}

/** `virDomainGraphicsReload`, procedure 448 of the remote program. */
export const domainGraphicsReload: Procedure<DomainGraphicsReloadArgs, void> = {
  kind: "call",
  name: "domainGraphicsReload",
  program: 0x20008086,
  version: 1,
  number: 448,
  args: codec.struct<DomainGraphicsReloadArgs>({
    dom: types.Domain,
    type: codec.uint,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainGetAutostartOnceArgs {
  readonly dom: types.Domain;
}

export interface DomainGetAutostartOnceResult {
  readonly autostart: number;
}

/** `virDomainGetAutostartOnce`, procedure 449 of the remote program. */
export const domainGetAutostartOnce: Procedure<DomainGetAutostartOnceArgs, DomainGetAutostartOnceResult> = {
  kind: "call",
  name: "domainGetAutostartOnce",
  program: 0x20008086,
  version: 1,
  number: 449,
  args: codec.struct<DomainGetAutostartOnceArgs>({
    dom: types.Domain,
  }),
  result: codec.struct<DomainGetAutostartOnceResult>({
    autostart: codec.int,
  }),
  highPriority: true,
};

export interface DomainSetAutostartOnceArgs {
  readonly dom: types.Domain;
  readonly autostart: number;
}

/** `virDomainSetAutostartOnce`, procedure 450 of the remote program. */
export const domainSetAutostartOnce: Procedure<DomainSetAutostartOnceArgs, void> = {
  kind: "call",
  name: "domainSetAutostartOnce",
  program: 0x20008086,
  version: 1,
  number: 450,
  args: codec.struct<DomainSetAutostartOnceArgs>({
    dom: types.Domain,
    autostart: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface DomainSetThrottleGroupArgs {
  readonly dom: types.Domain;
  readonly group: string;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virDomainSetThrottleGroup`, procedure 451 of the remote program. */
export const domainSetThrottleGroup: Procedure<DomainSetThrottleGroupArgs, void> = {
  kind: "call",
  name: "domainSetThrottleGroup",
  program: 0x20008086,
  version: 1,
  number: 451,
  args: codec.struct<DomainSetThrottleGroupArgs>({
    dom: types.Domain,
    group: codec.string,
    params: codec.list(typedParam, 32),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface DomainDelThrottleGroupArgs {
  readonly dom: types.Domain;
  readonly group: string | null;
  readonly flags: number;
}

/** `virDomainDelThrottleGroup`, procedure 452 of the remote program. */
export const domainDelThrottleGroup: Procedure<DomainDelThrottleGroupArgs, void> = {
  kind: "call",
  name: "domainDelThrottleGroup",
  program: 0x20008086,
  version: 1,
  number: 452,
  args: codec.struct<DomainDelThrottleGroupArgs>({
    dom: types.Domain,
    group: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};
