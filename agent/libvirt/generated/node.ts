// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { Procedure } from "../rpc/procedure.ts";
import { type TypedParameter, typedParam } from "../rpc/typed-parameter.ts";
import * as types from "./types.ts";

export interface NodeGetInfoResult {
  readonly model: readonly number[];
  readonly memory: bigint;
  readonly cpus: number;
  readonly mhz: number;
  readonly nodes: number;
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}

/** `virNodeGetInfo`, procedure 6 of the remote program. */
export const nodeGetInfo: Procedure<void, NodeGetInfoResult> = {
  kind: "call",
  name: "nodeGetInfo",
  program: 0x20008086,
  version: 1,
  number: 6,
  args: codec.nothing,
  result: codec.struct<NodeGetInfoResult>({
    model: codec.tuple(codec.char, 32),
    memory: codec.uhyper,
    cpus: codec.int,
    mhz: codec.int,
    nodes: codec.int,
    sockets: codec.int,
    cores: codec.int,
    threads: codec.int,
  }),
  highPriority: true,
};

export interface NodeGetCellsFreeMemoryArgs {
  readonly startCell: number;
  readonly maxcells: number;
}

export interface NodeGetCellsFreeMemoryResult {
  readonly cells: readonly bigint[];
}

/** `virNodeGetCellsFreeMemory`, procedure 101 of the remote program. */
export const nodeGetCellsFreeMemory: Procedure<NodeGetCellsFreeMemoryArgs, NodeGetCellsFreeMemoryResult> = {
  kind: "call",
  name: "nodeGetCellsFreeMemory",
  program: 0x20008086,
  version: 1,
  number: 101,
  args: codec.struct<NodeGetCellsFreeMemoryArgs>({
    startCell: codec.int,
    maxcells: codec.int,
  }),
  result: codec.struct<NodeGetCellsFreeMemoryResult>({
    cells: codec.list(codec.uhyper, 1024),
  }),
  highPriority: true,
};

export interface NodeGetFreeMemoryResult {
  readonly freeMem: bigint;
}

/** `virNodeGetFreeMemory`, procedure 102 of the remote program. */
export const nodeGetFreeMemory: Procedure<void, NodeGetFreeMemoryResult> = {
  kind: "call",
  name: "nodeGetFreeMemory",
  program: 0x20008086,
  version: 1,
  number: 102,
  args: codec.nothing,
  result: codec.struct<NodeGetFreeMemoryResult>({
    freeMem: codec.uhyper,
  }),
  highPriority: true,
};

export interface NodeNumOfDevicesArgs {
  readonly cap: string | null;
  readonly flags: number;
}

export interface NodeNumOfDevicesResult {
  readonly num: number;
}

/** `virNodeNumOfDevices`, procedure 111 of the remote program. */
export const nodeNumOfDevices: Procedure<NodeNumOfDevicesArgs, NodeNumOfDevicesResult> = {
  kind: "call",
  name: "nodeNumOfDevices",
  program: 0x20008086,
  version: 1,
  number: 111,
  args: codec.struct<NodeNumOfDevicesArgs>({
    cap: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.struct<NodeNumOfDevicesResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface NodeListDevicesArgs {
  readonly cap: string | null;
  readonly maxnames: number;
  readonly flags: number;
}

export interface NodeListDevicesResult {
  readonly names: readonly string[];
}

/** `virNodeListDevices`, procedure 112 of the remote program. */
export const nodeListDevices: Procedure<NodeListDevicesArgs, NodeListDevicesResult> = {
  kind: "call",
  name: "nodeListDevices",
  program: 0x20008086,
  version: 1,
  number: 112,
  args: codec.struct<NodeListDevicesArgs>({
    cap: codec.optional(codec.string),
    maxnames: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NodeListDevicesResult>({
    names: codec.list(codec.string, 65536),
  }),
  highPriority: true,
};

export interface NodeDeviceLookupByNameArgs {
  readonly name: string;
}

export interface NodeDeviceLookupByNameResult {
  readonly dev: types.NodeDevice;
}

/** `virNodeDeviceLookupByName`, procedure 113 of the remote program. */
export const nodeDeviceLookupByName: Procedure<NodeDeviceLookupByNameArgs, NodeDeviceLookupByNameResult> = {
  kind: "call",
  name: "nodeDeviceLookupByName",
  program: 0x20008086,
  version: 1,
  number: 113,
  args: codec.struct<NodeDeviceLookupByNameArgs>({
    name: codec.string,
  }),
  result: codec.struct<NodeDeviceLookupByNameResult>({
    dev: types.NodeDevice,
  }),
  highPriority: true,
};

export interface NodeDeviceGetXmlDescArgs {
  readonly name: string;
  readonly flags: number;
}

export interface NodeDeviceGetXmlDescResult {
  readonly xml: string;
}

/** `virNodeDeviceGetXMLDesc`, procedure 114 of the remote program. */
export const nodeDeviceGetXmlDesc: Procedure<NodeDeviceGetXmlDescArgs, NodeDeviceGetXmlDescResult> = {
  kind: "call",
  name: "nodeDeviceGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 114,
  args: codec.struct<NodeDeviceGetXmlDescArgs>({
    name: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NodeDeviceGetXmlDescResult>({
    xml: codec.string,
  }),
};

export interface NodeDeviceGetParentArgs {
  readonly name: string;
}

export interface NodeDeviceGetParentResult {
  readonly parentName: string | null;
}

/** `virNodeDeviceGetParent`, procedure 115 of the remote program. */
export const nodeDeviceGetParent: Procedure<NodeDeviceGetParentArgs, NodeDeviceGetParentResult> = {
  kind: "call",
  name: "nodeDeviceGetParent",
  program: 0x20008086,
  version: 1,
  number: 115,
  args: codec.struct<NodeDeviceGetParentArgs>({
    name: codec.string,
  }),
  result: codec.struct<NodeDeviceGetParentResult>({
    parentName: codec.optional(codec.string),
  }),
  highPriority: true,
};

export interface NodeDeviceNumOfCapsArgs {
  readonly name: string;
}

export interface NodeDeviceNumOfCapsResult {
  readonly num: number;
}

/** `virNodeDeviceNumOfCaps`, procedure 116 of the remote program. */
export const nodeDeviceNumOfCaps: Procedure<NodeDeviceNumOfCapsArgs, NodeDeviceNumOfCapsResult> = {
  kind: "call",
  name: "nodeDeviceNumOfCaps",
  program: 0x20008086,
  version: 1,
  number: 116,
  args: codec.struct<NodeDeviceNumOfCapsArgs>({
    name: codec.string,
  }),
  result: codec.struct<NodeDeviceNumOfCapsResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface NodeDeviceListCapsArgs {
  readonly name: string;
  readonly maxnames: number;
}

export interface NodeDeviceListCapsResult {
  readonly names: readonly string[];
}

/** `virNodeDeviceListCaps`, procedure 117 of the remote program. */
export const nodeDeviceListCaps: Procedure<NodeDeviceListCapsArgs, NodeDeviceListCapsResult> = {
  kind: "call",
  name: "nodeDeviceListCaps",
  program: 0x20008086,
  version: 1,
  number: 117,
  args: codec.struct<NodeDeviceListCapsArgs>({
    name: codec.string,
    maxnames: codec.int,
  }),
  result: codec.struct<NodeDeviceListCapsResult>({
    names: codec.list(codec.string, 65536),
  }),
  highPriority: true,
};

export interface NodeDeviceDettachArgs {
  readonly name: string;
}

/** `virNodeDeviceDettach`, procedure 118 of the remote program. */
export const nodeDeviceDettach: Procedure<NodeDeviceDettachArgs, void> = {
  kind: "call",
  name: "nodeDeviceDettach",
  program: 0x20008086,
  version: 1,
  number: 118,
  args: codec.struct<NodeDeviceDettachArgs>({
    name: codec.string,
  }),
  result: codec.nothing,
};

export interface NodeDeviceReAttachArgs {
  readonly name: string;
}

/** `virNodeDeviceReAttach`, procedure 119 of the remote program. */
export const nodeDeviceReAttach: Procedure<NodeDeviceReAttachArgs, void> = {
  kind: "call",
  name: "nodeDeviceReAttach",
  program: 0x20008086,
  version: 1,
  number: 119,
  args: codec.struct<NodeDeviceReAttachArgs>({
    name: codec.string,
  }),
  result: codec.nothing,
};

export interface NodeDeviceResetArgs {
  readonly name: string;
}

/** `virNodeDeviceReset`, procedure 120 of the remote program. */
export const nodeDeviceReset: Procedure<NodeDeviceResetArgs, void> = {
  kind: "call",
  name: "nodeDeviceReset",
  program: 0x20008086,
  version: 1,
  number: 120,
  args: codec.struct<NodeDeviceResetArgs>({
    name: codec.string,
  }),
  result: codec.nothing,
};

export interface NodeGetSecurityModelResult {
  readonly model: readonly number[];
  readonly doi: readonly number[];
}

/** `virNodeGetSecurityModel`, procedure 122 of the remote program. */
export const nodeGetSecurityModel: Procedure<void, NodeGetSecurityModelResult> = {
  kind: "call",
  name: "nodeGetSecurityModel",
  program: 0x20008086,
  version: 1,
  number: 122,
  args: codec.nothing,
  result: codec.struct<NodeGetSecurityModelResult>({
    model: codec.list(codec.char, 257),
    doi: codec.list(codec.char, 257),
  }),
  highPriority: true,
};

export interface NodeDeviceCreateXmlArgs {
  readonly xmlDesc: string;
  readonly flags: number;
}

export interface NodeDeviceCreateXmlResult {
  readonly dev: types.NodeDevice;
}

/** `virNodeDeviceCreateXML`, procedure 123 of the remote program. */
export const nodeDeviceCreateXml: Procedure<NodeDeviceCreateXmlArgs, NodeDeviceCreateXmlResult> = {
  kind: "call",
  name: "nodeDeviceCreateXml",
  program: 0x20008086,
  version: 1,
  number: 123,
  args: codec.struct<NodeDeviceCreateXmlArgs>({
    xmlDesc: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NodeDeviceCreateXmlResult>({
    dev: types.NodeDevice,
  }),
};

export interface NodeDeviceDestroyArgs {
  readonly name: string;
}

/** `virNodeDeviceDestroy`, procedure 124 of the remote program. */
export const nodeDeviceDestroy: Procedure<NodeDeviceDestroyArgs, void> = {
  kind: "call",
  name: "nodeDeviceDestroy",
  program: 0x20008086,
  version: 1,
  number: 124,
  args: codec.struct<NodeDeviceDestroyArgs>({
    name: codec.string,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface InterfaceLookupByNameArgs {
  readonly name: string;
}

export interface InterfaceLookupByNameResult {
  readonly iface: types.Interface;
}

/** `virInterfaceLookupByName`, procedure 128 of the remote program. */
export const interfaceLookupByName: Procedure<InterfaceLookupByNameArgs, InterfaceLookupByNameResult> = {
  kind: "call",
  name: "interfaceLookupByName",
  program: 0x20008086,
  version: 1,
  number: 128,
  args: codec.struct<InterfaceLookupByNameArgs>({
    name: codec.string,
  }),
  result: codec.struct<InterfaceLookupByNameResult>({
    iface: types.Interface,
  }),
  highPriority: true,
};

export interface InterfaceLookupByMacStringArgs {
  readonly mac: string;
}

export interface InterfaceLookupByMacStringResult {
  readonly iface: types.Interface;
}

/** `virInterfaceLookupByMacString`, procedure 129 of the remote program. */
export const interfaceLookupByMacString: Procedure<InterfaceLookupByMacStringArgs, InterfaceLookupByMacStringResult> = {
  kind: "call",
  name: "interfaceLookupByMacString",
  program: 0x20008086,
  version: 1,
  number: 129,
  args: codec.struct<InterfaceLookupByMacStringArgs>({
    mac: codec.string,
  }),
  result: codec.struct<InterfaceLookupByMacStringResult>({
    iface: types.Interface,
  }),
  highPriority: true,
};

export interface InterfaceGetXmlDescArgs {
  readonly iface: types.Interface;
  readonly flags: number;
}

export interface InterfaceGetXmlDescResult {
  readonly xml: string;
}

/** `virInterfaceGetXMLDesc`, procedure 130 of the remote program. */
export const interfaceGetXmlDesc: Procedure<InterfaceGetXmlDescArgs, InterfaceGetXmlDescResult> = {
  kind: "call",
  name: "interfaceGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 130,
  args: codec.struct<InterfaceGetXmlDescArgs>({
    iface: types.Interface,
    flags: codec.uint,
  }),
  result: codec.struct<InterfaceGetXmlDescResult>({
    xml: codec.string,
  }),
};

export interface InterfaceDefineXmlArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface InterfaceDefineXmlResult {
  readonly iface: types.Interface;
}

/** `virInterfaceDefineXML`, procedure 131 of the remote program. */
export const interfaceDefineXml: Procedure<InterfaceDefineXmlArgs, InterfaceDefineXmlResult> = {
  kind: "call",
  name: "interfaceDefineXml",
  program: 0x20008086,
  version: 1,
  number: 131,
  args: codec.struct<InterfaceDefineXmlArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<InterfaceDefineXmlResult>({
    iface: types.Interface,
  }),
  highPriority: true,
};

export interface InterfaceUndefineArgs {
  readonly iface: types.Interface;
}

/** `virInterfaceUndefine`, procedure 132 of the remote program. */
export const interfaceUndefine: Procedure<InterfaceUndefineArgs, void> = {
  kind: "call",
  name: "interfaceUndefine",
  program: 0x20008086,
  version: 1,
  number: 132,
  args: codec.struct<InterfaceUndefineArgs>({
    iface: types.Interface,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface InterfaceCreateArgs {
  readonly iface: types.Interface;
  readonly flags: number;
}

/** `virInterfaceCreate`, procedure 133 of the remote program. */
export const interfaceCreate: Procedure<InterfaceCreateArgs, void> = {
  kind: "call",
  name: "interfaceCreate",
  program: 0x20008086,
  version: 1,
  number: 133,
  args: codec.struct<InterfaceCreateArgs>({
    iface: types.Interface,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface InterfaceDestroyArgs {
  readonly iface: types.Interface;
  readonly flags: number;
}

/** `virInterfaceDestroy`, procedure 134 of the remote program. */
export const interfaceDestroy: Procedure<InterfaceDestroyArgs, void> = {
  kind: "call",
  name: "interfaceDestroy",
  program: 0x20008086,
  version: 1,
  number: 134,
  args: codec.struct<InterfaceDestroyArgs>({
    iface: types.Interface,
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface SecretLookupByUuidArgs {
  readonly uuid: string;
}

export interface SecretLookupByUuidResult {
  readonly secret: types.Secret;
}

/** `virSecretLookupByUUID`, procedure 141 of the remote program. */
export const secretLookupByUuid: Procedure<SecretLookupByUuidArgs, SecretLookupByUuidResult> = {
  kind: "call",
  name: "secretLookupByUuid",
  program: 0x20008086,
  version: 1,
  number: 141,
  args: codec.struct<SecretLookupByUuidArgs>({
    uuid: codec.uuid,
  }),
  result: codec.struct<SecretLookupByUuidResult>({
    secret: types.Secret,
  }),
  highPriority: true,
};

export interface SecretDefineXmlArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface SecretDefineXmlResult {
  readonly secret: types.Secret;
}

/** `virSecretDefineXML`, procedure 142 of the remote program. */
export const secretDefineXml: Procedure<SecretDefineXmlArgs, SecretDefineXmlResult> = {
  kind: "call",
  name: "secretDefineXml",
  program: 0x20008086,
  version: 1,
  number: 142,
  args: codec.struct<SecretDefineXmlArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<SecretDefineXmlResult>({
    secret: types.Secret,
  }),
  highPriority: true,
};

export interface SecretGetXmlDescArgs {
  readonly secret: types.Secret;
  readonly flags: number;
}

export interface SecretGetXmlDescResult {
  readonly xml: string;
}

/** `virSecretGetXMLDesc`, procedure 143 of the remote program. */
export const secretGetXmlDesc: Procedure<SecretGetXmlDescArgs, SecretGetXmlDescResult> = {
  kind: "call",
  name: "secretGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 143,
  args: codec.struct<SecretGetXmlDescArgs>({
    secret: types.Secret,
    flags: codec.uint,
  }),
  result: codec.struct<SecretGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};

export interface SecretSetValueArgs {
  readonly secret: types.Secret;
  readonly value: Uint8Array;
  readonly flags: number;
}

/** `virSecretSetValue`, procedure 144 of the remote program. */
export const secretSetValue: Procedure<SecretSetValueArgs, void> = {
  kind: "call",
  name: "secretSetValue",
  program: 0x20008086,
  version: 1,
  number: 144,
  args: codec.struct<SecretSetValueArgs>({
    secret: types.Secret,
    value: codec.bytes(65536),
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface SecretGetValueArgs {
  readonly secret: types.Secret;
  readonly flags: number;
}

export interface SecretGetValueResult {
  readonly value: Uint8Array;
}

/** `virSecretGetValue`, procedure 145 of the remote program. */
export const secretGetValue: Procedure<SecretGetValueArgs, SecretGetValueResult> = {
  kind: "call",
  name: "secretGetValue",
  program: 0x20008086,
  version: 1,
  number: 145,
  args: codec.struct<SecretGetValueArgs>({
    secret: types.Secret,
    flags: codec.uint,
  }),
  result: codec.struct<SecretGetValueResult>({
    value: codec.bytes(65536),
  }),
  highPriority: true,
};

export interface SecretUndefineArgs {
  readonly secret: types.Secret;
}

/** `virSecretUndefine`, procedure 146 of the remote program. */
export const secretUndefine: Procedure<SecretUndefineArgs, void> = {
  kind: "call",
  name: "secretUndefine",
  program: 0x20008086,
  version: 1,
  number: 146,
  args: codec.struct<SecretUndefineArgs>({
    secret: types.Secret,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface SecretLookupByUsageArgs {
  readonly usageType: number;
  readonly usageId: string;
}

export interface SecretLookupByUsageResult {
  readonly secret: types.Secret;
}

/** `virSecretLookupByUsage`, procedure 147 of the remote program. */
export const secretLookupByUsage: Procedure<SecretLookupByUsageArgs, SecretLookupByUsageResult> = {
  kind: "call",
  name: "secretLookupByUsage",
  program: 0x20008086,
  version: 1,
  number: 147,
  args: codec.struct<SecretLookupByUsageArgs>({
    usageType: codec.int,
    usageId: codec.string,
  }),
  result: codec.struct<SecretLookupByUsageResult>({
    secret: types.Secret,
  }),
  highPriority: true,
};

export interface InterfaceIsActiveArgs {
  readonly iface: types.Interface;
}

export interface InterfaceIsActiveResult {
  readonly active: number;
}

/** `virInterfaceIsActive`, procedure 156 of the remote program. */
export const interfaceIsActive: Procedure<InterfaceIsActiveArgs, InterfaceIsActiveResult> = {
  kind: "call",
  name: "interfaceIsActive",
  program: 0x20008086,
  version: 1,
  number: 156,
  args: codec.struct<InterfaceIsActiveArgs>({
    iface: types.Interface,
  }),
  result: codec.struct<InterfaceIsActiveResult>({
    active: codec.int,
  }),
  highPriority: true,
};

export interface NwfilterLookupByNameArgs {
  readonly name: string;
}

export interface NwfilterLookupByNameResult {
  readonly nwfilter: types.Nwfilter;
}

/** `virNwfilterLookupByName`, procedure 175 of the remote program. */
export const nwfilterLookupByName: Procedure<NwfilterLookupByNameArgs, NwfilterLookupByNameResult> = {
  kind: "call",
  name: "nwfilterLookupByName",
  program: 0x20008086,
  version: 1,
  number: 175,
  args: codec.struct<NwfilterLookupByNameArgs>({
    name: codec.string,
  }),
  result: codec.struct<NwfilterLookupByNameResult>({
    nwfilter: types.Nwfilter,
  }),
  highPriority: true,
};

export interface NwfilterLookupByUuidArgs {
  readonly uuid: string;
}

export interface NwfilterLookupByUuidResult {
  readonly nwfilter: types.Nwfilter;
}

/** `virNwfilterLookupByUUID`, procedure 176 of the remote program. */
export const nwfilterLookupByUuid: Procedure<NwfilterLookupByUuidArgs, NwfilterLookupByUuidResult> = {
  kind: "call",
  name: "nwfilterLookupByUuid",
  program: 0x20008086,
  version: 1,
  number: 176,
  args: codec.struct<NwfilterLookupByUuidArgs>({
    uuid: codec.uuid,
  }),
  result: codec.struct<NwfilterLookupByUuidResult>({
    nwfilter: types.Nwfilter,
  }),
  highPriority: true,
};

export interface NwfilterGetXmlDescArgs {
  readonly nwfilter: types.Nwfilter;
  readonly flags: number;
}

export interface NwfilterGetXmlDescResult {
  readonly xml: string;
}

/** `virNwfilterGetXMLDesc`, procedure 177 of the remote program. */
export const nwfilterGetXmlDesc: Procedure<NwfilterGetXmlDescArgs, NwfilterGetXmlDescResult> = {
  kind: "call",
  name: "nwfilterGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 177,
  args: codec.struct<NwfilterGetXmlDescArgs>({
    nwfilter: types.Nwfilter,
    flags: codec.uint,
  }),
  result: codec.struct<NwfilterGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};

export interface NwfilterDefineXmlArgs {
  readonly xml: string;
}

export interface NwfilterDefineXmlResult {
  readonly nwfilter: types.Nwfilter;
}

/** `virNwfilterDefineXML`, procedure 180 of the remote program. */
export const nwfilterDefineXml: Procedure<NwfilterDefineXmlArgs, NwfilterDefineXmlResult> = {
  kind: "call",
  name: "nwfilterDefineXml",
  program: 0x20008086,
  version: 1,
  number: 180,
  args: codec.struct<NwfilterDefineXmlArgs>({
    xml: codec.string,
  }),
  result: codec.struct<NwfilterDefineXmlResult>({
    nwfilter: types.Nwfilter,
  }),
  highPriority: true,
};

export interface NwfilterUndefineArgs {
  readonly nwfilter: types.Nwfilter;
}

/** `virNwfilterUndefine`, procedure 181 of the remote program. */
export const nwfilterUndefine: Procedure<NwfilterUndefineArgs, void> = {
  kind: "call",
  name: "nwfilterUndefine",
  program: 0x20008086,
  version: 1,
  number: 181,
  args: codec.struct<NwfilterUndefineArgs>({
    nwfilter: types.Nwfilter,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface InterfaceChangeBeginArgs {
  readonly flags: number;
}

/** `virInterfaceChangeBegin`, procedure 220 of the remote program. */
export const interfaceChangeBegin: Procedure<InterfaceChangeBeginArgs, void> = {
  kind: "call",
  name: "interfaceChangeBegin",
  program: 0x20008086,
  version: 1,
  number: 220,
  args: codec.struct<InterfaceChangeBeginArgs>({
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface InterfaceChangeCommitArgs {
  readonly flags: number;
}

/** `virInterfaceChangeCommit`, procedure 221 of the remote program. */
export const interfaceChangeCommit: Procedure<InterfaceChangeCommitArgs, void> = {
  kind: "call",
  name: "interfaceChangeCommit",
  program: 0x20008086,
  version: 1,
  number: 221,
  args: codec.struct<InterfaceChangeCommitArgs>({
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface InterfaceChangeRollbackArgs {
  readonly flags: number;
}

/** `virInterfaceChangeRollback`, procedure 222 of the remote program. */
export const interfaceChangeRollback: Procedure<InterfaceChangeRollbackArgs, void> = {
  kind: "call",
  name: "interfaceChangeRollback",
  program: 0x20008086,
  version: 1,
  number: 222,
  args: codec.struct<InterfaceChangeRollbackArgs>({
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface NodeGetCpuStatsArgs {
  readonly cpuNum: number;
  readonly nparams: number;
  readonly flags: number;
}

export interface NodeGetCpuStatsResult {
  readonly params: readonly types.NodeGetCpuStats[];
  readonly nparams: number;
}

/** `virNodeGetCpuStats`, procedure 227 of the remote program. */
export const nodeGetCpuStats: Procedure<NodeGetCpuStatsArgs, NodeGetCpuStatsResult> = {
  kind: "call",
  name: "nodeGetCpuStats",
  program: 0x20008086,
  version: 1,
  number: 227,
  args: codec.struct<NodeGetCpuStatsArgs>({
    cpuNum: codec.int,
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NodeGetCpuStatsResult>({
    params: codec.list(types.NodeGetCpuStats, 16),
    nparams: codec.int,
  }),
  highPriority: true,
};

export interface NodeGetMemoryStatsArgs {
  readonly nparams: number;
  readonly cellNum: number;
  readonly flags: number;
}

export interface NodeGetMemoryStatsResult {
  readonly params: readonly types.NodeGetMemoryStats[];
  readonly nparams: number;
}

/** `virNodeGetMemoryStats`, procedure 228 of the remote program. */
export const nodeGetMemoryStats: Procedure<NodeGetMemoryStatsArgs, NodeGetMemoryStatsResult> = {
  kind: "call",
  name: "nodeGetMemoryStats",
  program: 0x20008086,
  version: 1,
  number: 228,
  args: codec.struct<NodeGetMemoryStatsArgs>({
    nparams: codec.int,
    cellNum: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NodeGetMemoryStatsResult>({
    params: codec.list(types.NodeGetMemoryStats, 16),
    nparams: codec.int,
  }),
  highPriority: true,
};

export interface NodeSuspendForDurationArgs {
  readonly target: number;
  readonly duration: bigint;
  readonly flags: number;
}

/** `virNodeSuspendForDuration`, procedure 250 of the remote program. */
export const nodeSuspendForDuration: Procedure<NodeSuspendForDurationArgs, void> = {
  kind: "call",
  name: "nodeSuspendForDuration",
  program: 0x20008086,
  version: 1,
  number: 250,
  args: codec.struct<NodeSuspendForDurationArgs>({
    target: codec.uint,
    duration: codec.uhyper,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface NodeSetMemoryParametersArgs {
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virNodeSetMemoryParameters`, procedure 288 of the remote program. */
export const nodeSetMemoryParameters: Procedure<NodeSetMemoryParametersArgs, void> = {
  kind: "call",
  name: "nodeSetMemoryParameters",
  program: 0x20008086,
  version: 1,
  number: 288,
  args: codec.struct<NodeSetMemoryParametersArgs>({
    params: codec.list(typedParam, 64),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface NodeGetMemoryParametersArgs {
  readonly nparams: number;
  readonly flags: number;
}

export interface NodeGetMemoryParametersResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virNodeGetMemoryParameters`, procedure 289 of the remote program. */
export const nodeGetMemoryParameters: Procedure<NodeGetMemoryParametersArgs, NodeGetMemoryParametersResult> = {
  kind: "call",
  name: "nodeGetMemoryParameters",
  program: 0x20008086,
  version: 1,
  number: 289,
  args: codec.struct<NodeGetMemoryParametersArgs>({
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NodeGetMemoryParametersResult>({
    params: codec.list(typedParam, 64),
    nparams: codec.int,
  }),
};

export interface NodeGetCpuMapArgs {
  readonly needMap: number;
  readonly needOnline: number;
  readonly flags: number;
}

export interface NodeGetCpuMapResult {
  readonly cpumap: Uint8Array;
  readonly online: number;
  readonly ret: number;
}

/** `virNodeGetCpuMap`, procedure 293 of the remote program. */
export const nodeGetCpuMap: Procedure<NodeGetCpuMapArgs, NodeGetCpuMapResult> = {
  kind: "call",
  name: "nodeGetCpuMap",
  program: 0x20008086,
  version: 1,
  number: 293,
  args: codec.struct<NodeGetCpuMapArgs>({
    needMap: codec.int,
    needOnline: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NodeGetCpuMapResult>({
    cpumap: codec.bytes(2048),
    online: codec.uint,
    ret: codec.int,
  }),
};

export interface NodeDeviceLookupScsiHostByWwnArgs {
  readonly wwnn: string;
  readonly wwpn: string;
  readonly flags: number;
}

export interface NodeDeviceLookupScsiHostByWwnResult {
  readonly dev: types.NodeDevice;
}

/** `virNodeDeviceLookupScsiHostByWwn`, procedure 297 of the remote program. */
export const nodeDeviceLookupScsiHostByWwn: Procedure<NodeDeviceLookupScsiHostByWwnArgs, NodeDeviceLookupScsiHostByWwnResult> = {
  kind: "call",
  name: "nodeDeviceLookupScsiHostByWwn",
  program: 0x20008086,
  version: 1,
  number: 297,
  args: codec.struct<NodeDeviceLookupScsiHostByWwnArgs>({
    wwnn: codec.string,
    wwpn: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NodeDeviceLookupScsiHostByWwnResult>({
    dev: types.NodeDevice,
  }),
  highPriority: true,
};

export interface NodeDeviceDetachFlagsArgs {
  readonly name: string;
  readonly driverName: string | null;
  readonly flags: number;
}

/** `virNodeDeviceDetachFlags`, procedure 301 of the remote program. */
export const nodeDeviceDetachFlags: Procedure<NodeDeviceDetachFlagsArgs, void> = {
  kind: "call",
  name: "nodeDeviceDetachFlags",
  program: 0x20008086,
  version: 1,
  number: 301,
  args: codec.struct<NodeDeviceDetachFlagsArgs>({
    name: codec.string,
    driverName: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface NodeGetFreePagesArgs {
  readonly pages: readonly number[];
  readonly startCell: number;
  readonly cellCount: number;
  readonly flags: number;
}

export interface NodeGetFreePagesResult {
  readonly counts: readonly bigint[];
}

/** `virNodeGetFreePages`, procedure 340 of the remote program. */
export const nodeGetFreePages: Procedure<NodeGetFreePagesArgs, NodeGetFreePagesResult> = {
  kind: "call",
  name: "nodeGetFreePages",
  program: 0x20008086,
  version: 1,
  number: 340,
  args: codec.struct<NodeGetFreePagesArgs>({
    pages: codec.list(codec.uint, 1024),
    startCell: codec.int,
    cellCount: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<NodeGetFreePagesResult>({
    counts: codec.list(codec.uhyper, 1024),
  }),
  highPriority: true,
};

export interface NodeAllocPagesArgs {
  readonly pageSizes: readonly number[];
  readonly pageCounts: readonly bigint[];
  readonly startCell: number;
  readonly cellCount: number;
  readonly flags: number;
}

export interface NodeAllocPagesResult {
  readonly ret: number;
}

/** `virNodeAllocPages`, procedure 347 of the remote program. */
export const nodeAllocPages: Procedure<NodeAllocPagesArgs, NodeAllocPagesResult> = {
  kind: "call",
  name: "nodeAllocPages",
  program: 0x20008086,
  version: 1,
  number: 347,
  args: codec.struct<NodeAllocPagesArgs>({
    pageSizes: codec.list(codec.uint, 1024),
    pageCounts: codec.list(codec.uhyper, 1024),
    startCell: codec.int,
    cellCount: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<NodeAllocPagesResult>({
    ret: codec.int,
  }),
};

export interface NodeGetSevInfoArgs {
  readonly nparams: number;
  readonly flags: number;
}

export interface NodeGetSevInfoResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virNodeGetSevInfo`, procedure 395 of the remote program. */
export const nodeGetSevInfo: Procedure<NodeGetSevInfoArgs, NodeGetSevInfoResult> = {
  kind: "call",
  name: "nodeGetSevInfo",
  program: 0x20008086,
  version: 1,
  number: 395,
  args: codec.struct<NodeGetSevInfoArgs>({
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NodeGetSevInfoResult>({
    params: codec.list(typedParam, 64),
    nparams: codec.int,
  }),
};

export interface NwfilterBindingLookupByPortDevArgs {
  readonly name: string;
}

export interface NwfilterBindingLookupByPortDevResult {
  readonly nwfilter: types.NwfilterBinding;
}

/** `virNwfilterBindingLookupByPortDev`, procedure 397 of the remote program. */
export const nwfilterBindingLookupByPortDev: Procedure<NwfilterBindingLookupByPortDevArgs, NwfilterBindingLookupByPortDevResult> = {
  kind: "call",
  name: "nwfilterBindingLookupByPortDev",
  program: 0x20008086,
  version: 1,
  number: 397,
  args: codec.struct<NwfilterBindingLookupByPortDevArgs>({
    name: codec.string,
  }),
  result: codec.struct<NwfilterBindingLookupByPortDevResult>({
    nwfilter: types.NwfilterBinding,
  }),
  highPriority: true,
};

export interface NwfilterBindingGetXmlDescArgs {
  readonly nwfilter: types.NwfilterBinding;
  readonly flags: number;
}

export interface NwfilterBindingGetXmlDescResult {
  readonly xml: string;
}

/** `virNwfilterBindingGetXMLDesc`, procedure 398 of the remote program. */
export const nwfilterBindingGetXmlDesc: Procedure<NwfilterBindingGetXmlDescArgs, NwfilterBindingGetXmlDescResult> = {
  kind: "call",
  name: "nwfilterBindingGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 398,
  args: codec.struct<NwfilterBindingGetXmlDescArgs>({
    nwfilter: types.NwfilterBinding,
    flags: codec.uint,
  }),
  result: codec.struct<NwfilterBindingGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};

export interface NwfilterBindingCreateXmlArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface NwfilterBindingCreateXmlResult {
  readonly nwfilter: types.NwfilterBinding;
}

/** `virNwfilterBindingCreateXML`, procedure 399 of the remote program. */
export const nwfilterBindingCreateXml: Procedure<NwfilterBindingCreateXmlArgs, NwfilterBindingCreateXmlResult> = {
  kind: "call",
  name: "nwfilterBindingCreateXml",
  program: 0x20008086,
  version: 1,
  number: 399,
  args: codec.struct<NwfilterBindingCreateXmlArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NwfilterBindingCreateXmlResult>({
    nwfilter: types.NwfilterBinding,
  }),
  highPriority: true,
};

export interface NwfilterBindingDeleteArgs {
  readonly nwfilter: types.NwfilterBinding;
}

/** `virNwfilterBindingDelete`, procedure 400 of the remote program. */
export const nwfilterBindingDelete: Procedure<NwfilterBindingDeleteArgs, void> = {
  kind: "call",
  name: "nwfilterBindingDelete",
  program: 0x20008086,
  version: 1,
  number: 400,
  args: codec.struct<NwfilterBindingDeleteArgs>({
    nwfilter: types.NwfilterBinding,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface NodeDeviceDefineXmlArgs {
  readonly xmlDesc: string;
  readonly flags: number;
}

export interface NodeDeviceDefineXmlResult {
  readonly dev: types.NodeDevice;
}

/** `virNodeDeviceDefineXML`, procedure 428 of the remote program. */
export const nodeDeviceDefineXml: Procedure<NodeDeviceDefineXmlArgs, NodeDeviceDefineXmlResult> = {
  kind: "call",
  name: "nodeDeviceDefineXml",
  program: 0x20008086,
  version: 1,
  number: 428,
  args: codec.struct<NodeDeviceDefineXmlArgs>({
    xmlDesc: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NodeDeviceDefineXmlResult>({
    dev: types.NodeDevice,
  }),
};

export interface NodeDeviceUndefineArgs {
  readonly name: string;
  readonly flags: number;
}

/** `virNodeDeviceUndefine`, procedure 429 of the remote program. */
export const nodeDeviceUndefine: Procedure<NodeDeviceUndefineArgs, void> = {
  kind: "call",
  name: "nodeDeviceUndefine",
  program: 0x20008086,
  version: 1,
  number: 429,
  args: codec.struct<NodeDeviceUndefineArgs>({
    name: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface NodeDeviceCreateArgs {
  readonly name: string;
  readonly flags: number;
}

/** `virNodeDeviceCreate`, procedure 430 of the remote program. */
export const nodeDeviceCreate: Procedure<NodeDeviceCreateArgs, void> = {
  kind: "call",
  name: "nodeDeviceCreate",
  program: 0x20008086,
  version: 1,
  number: 430,
  args: codec.struct<NodeDeviceCreateArgs>({
    name: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface NwfilterDefineXmlFlagsArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface NwfilterDefineXmlFlagsResult {
  readonly nwfilter: types.Nwfilter;
}

/** `virNwfilterDefineXMLFlags`, procedure 431 of the remote program. */
export const nwfilterDefineXmlFlags: Procedure<NwfilterDefineXmlFlagsArgs, NwfilterDefineXmlFlagsResult> = {
  kind: "call",
  name: "nwfilterDefineXmlFlags",
  program: 0x20008086,
  version: 1,
  number: 431,
  args: codec.struct<NwfilterDefineXmlFlagsArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NwfilterDefineXmlFlagsResult>({
    nwfilter: types.Nwfilter,
  }),
  highPriority: true,
};

export interface NodeDeviceGetAutostartArgs {
  readonly name: string;
}

export interface NodeDeviceGetAutostartResult {
  readonly autostart: number;
}

/** `virNodeDeviceGetAutostart`, procedure 433 of the remote program. */
export const nodeDeviceGetAutostart: Procedure<NodeDeviceGetAutostartArgs, NodeDeviceGetAutostartResult> = {
  kind: "call",
  name: "nodeDeviceGetAutostart",
  program: 0x20008086,
  version: 1,
  number: 433,
  args: codec.struct<NodeDeviceGetAutostartArgs>({
    name: codec.string,
  }),
  result: codec.struct<NodeDeviceGetAutostartResult>({
    autostart: codec.int,
  }),
  highPriority: true,
};

export interface NodeDeviceSetAutostartArgs {
  readonly name: string;
  readonly autostart: number;
}

/** `virNodeDeviceSetAutostart`, procedure 434 of the remote program. */
export const nodeDeviceSetAutostart: Procedure<NodeDeviceSetAutostartArgs, void> = {
  kind: "call",
  name: "nodeDeviceSetAutostart",
  program: 0x20008086,
  version: 1,
  number: 434,
  args: codec.struct<NodeDeviceSetAutostartArgs>({
    name: codec.string,
    autostart: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface NodeDeviceIsPersistentArgs {
  readonly name: string;
}

export interface NodeDeviceIsPersistentResult {
  readonly persistent: number;
}

/** `virNodeDeviceIsPersistent`, procedure 435 of the remote program. */
export const nodeDeviceIsPersistent: Procedure<NodeDeviceIsPersistentArgs, NodeDeviceIsPersistentResult> = {
  kind: "call",
  name: "nodeDeviceIsPersistent",
  program: 0x20008086,
  version: 1,
  number: 435,
  args: codec.struct<NodeDeviceIsPersistentArgs>({
    name: codec.string,
  }),
  result: codec.struct<NodeDeviceIsPersistentResult>({
    persistent: codec.int,
  }),
  highPriority: true,
};

export interface NodeDeviceIsActiveArgs {
  readonly name: string;
}

export interface NodeDeviceIsActiveResult {
  readonly active: number;
}

/** `virNodeDeviceIsActive`, procedure 436 of the remote program. */
export const nodeDeviceIsActive: Procedure<NodeDeviceIsActiveArgs, NodeDeviceIsActiveResult> = {
  kind: "call",
  name: "nodeDeviceIsActive",
  program: 0x20008086,
  version: 1,
  number: 436,
  args: codec.struct<NodeDeviceIsActiveArgs>({
    name: codec.string,
  }),
  result: codec.struct<NodeDeviceIsActiveResult>({
    active: codec.int,
  }),
  highPriority: true,
};

export interface NodeDeviceUpdateArgs {
  readonly name: string;
  readonly xmlDesc: string;
  readonly flags: number;
}

/** `virNodeDeviceUpdate`, procedure 447 of the remote program. */
export const nodeDeviceUpdate: Procedure<NodeDeviceUpdateArgs, void> = {
  kind: "call",
  name: "nodeDeviceUpdate",
  program: 0x20008086,
  version: 1,
  number: 447,
  args: codec.struct<NodeDeviceUpdateArgs>({
    name: codec.string,
    xmlDesc: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};
