// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { Procedure } from "../rpc/procedure.ts";
import { type TypedParameter, typedParam } from "../rpc/typed-parameter.ts";
import * as types from "./types.ts";

export interface NetworkCreateArgs {
  readonly net: types.Network;
}

/** `virNetworkCreate`, procedure 39 of the remote program. */
export const networkCreate: Procedure<NetworkCreateArgs, void> = {
  kind: "call",
  name: "networkCreate",
  program: 0x20008086,
  version: 1,
  number: 39,
  args: codec.struct<NetworkCreateArgs>({
    net: types.Network,
  }),
  result: codec.nothing,
};

export interface NetworkCreateXmlArgs {
  readonly xml: string;
}

export interface NetworkCreateXmlResult {
  readonly net: types.Network;
}

/** `virNetworkCreateXML`, procedure 40 of the remote program. */
export const networkCreateXml: Procedure<NetworkCreateXmlArgs, NetworkCreateXmlResult> = {
  kind: "call",
  name: "networkCreateXml",
  program: 0x20008086,
  version: 1,
  number: 40,
  args: codec.struct<NetworkCreateXmlArgs>({
    xml: codec.string,
  }),
  result: codec.struct<NetworkCreateXmlResult>({
    net: types.Network,
  }),
};

export interface NetworkDefineXmlArgs {
  readonly xml: string;
}

export interface NetworkDefineXmlResult {
  readonly net: types.Network;
}

/** `virNetworkDefineXML`, procedure 41 of the remote program. */
export const networkDefineXml: Procedure<NetworkDefineXmlArgs, NetworkDefineXmlResult> = {
  kind: "call",
  name: "networkDefineXml",
  program: 0x20008086,
  version: 1,
  number: 41,
  args: codec.struct<NetworkDefineXmlArgs>({
    xml: codec.string,
  }),
  result: codec.struct<NetworkDefineXmlResult>({
    net: types.Network,
  }),
  highPriority: true,
};

export interface NetworkDestroyArgs {
  readonly net: types.Network;
}

/** `virNetworkDestroy`, procedure 42 of the remote program. */
export const networkDestroy: Procedure<NetworkDestroyArgs, void> = {
  kind: "call",
  name: "networkDestroy",
  program: 0x20008086,
  version: 1,
  number: 42,
  args: codec.struct<NetworkDestroyArgs>({
    net: types.Network,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface NetworkGetXmlDescArgs {
  readonly net: types.Network;
  readonly flags: number;
}

export interface NetworkGetXmlDescResult {
  readonly xml: string;
}

/** `virNetworkGetXMLDesc`, procedure 43 of the remote program. */
export const networkGetXmlDesc: Procedure<NetworkGetXmlDescArgs, NetworkGetXmlDescResult> = {
  kind: "call",
  name: "networkGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 43,
  args: codec.struct<NetworkGetXmlDescArgs>({
    net: types.Network,
    flags: codec.uint,
  }),
  result: codec.struct<NetworkGetXmlDescResult>({
    xml: codec.string,
  }),
  highPriority: true,
};

export interface NetworkGetAutostartArgs {
  readonly net: types.Network;
}

export interface NetworkGetAutostartResult {
  readonly autostart: number;
}

/** `virNetworkGetAutostart`, procedure 44 of the remote program. */
export const networkGetAutostart: Procedure<NetworkGetAutostartArgs, NetworkGetAutostartResult> = {
  kind: "call",
  name: "networkGetAutostart",
  program: 0x20008086,
  version: 1,
  number: 44,
  args: codec.struct<NetworkGetAutostartArgs>({
    net: types.Network,
  }),
  result: codec.struct<NetworkGetAutostartResult>({
    autostart: codec.int,
  }),
  highPriority: true,
};

export interface NetworkGetBridgeNameArgs {
  readonly net: types.Network;
}

export interface NetworkGetBridgeNameResult {
  readonly name: string;
}

/** `virNetworkGetBridgeName`, procedure 45 of the remote program. */
export const networkGetBridgeName: Procedure<NetworkGetBridgeNameArgs, NetworkGetBridgeNameResult> = {
  kind: "call",
  name: "networkGetBridgeName",
  program: 0x20008086,
  version: 1,
  number: 45,
  args: codec.struct<NetworkGetBridgeNameArgs>({
    net: types.Network,
  }),
  result: codec.struct<NetworkGetBridgeNameResult>({
    name: codec.string,
  }),
  highPriority: true,
};

export interface NetworkLookupByNameArgs {
  readonly name: string;
}

export interface NetworkLookupByNameResult {
  readonly net: types.Network;
}

/** `virNetworkLookupByName`, procedure 46 of the remote program. */
export const networkLookupByName: Procedure<NetworkLookupByNameArgs, NetworkLookupByNameResult> = {
  kind: "call",
  name: "networkLookupByName",
  program: 0x20008086,
  version: 1,
  number: 46,
  args: codec.struct<NetworkLookupByNameArgs>({
    name: codec.string,
  }),
  result: codec.struct<NetworkLookupByNameResult>({
    net: types.Network,
  }),
  highPriority: true,
};

export interface NetworkLookupByUuidArgs {
  readonly uuid: string;
}

export interface NetworkLookupByUuidResult {
  readonly net: types.Network;
}

/** `virNetworkLookupByUUID`, procedure 47 of the remote program. */
export const networkLookupByUuid: Procedure<NetworkLookupByUuidArgs, NetworkLookupByUuidResult> = {
  kind: "call",
  name: "networkLookupByUuid",
  program: 0x20008086,
  version: 1,
  number: 47,
  args: codec.struct<NetworkLookupByUuidArgs>({
    uuid: codec.uuid,
  }),
  result: codec.struct<NetworkLookupByUuidResult>({
    net: types.Network,
  }),
  highPriority: true,
};

export interface NetworkSetAutostartArgs {
  readonly net: types.Network;
  readonly autostart: number;
}

/** `virNetworkSetAutostart`, procedure 48 of the remote program. */
export const networkSetAutostart: Procedure<NetworkSetAutostartArgs, void> = {
  kind: "call",
  name: "networkSetAutostart",
  program: 0x20008086,
  version: 1,
  number: 48,
  args: codec.struct<NetworkSetAutostartArgs>({
    net: types.Network,
    autostart: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface NetworkUndefineArgs {
  readonly net: types.Network;
}

/** `virNetworkUndefine`, procedure 49 of the remote program. */
export const networkUndefine: Procedure<NetworkUndefineArgs, void> = {
  kind: "call",
  name: "networkUndefine",
  program: 0x20008086,
  version: 1,
  number: 49,
  args: codec.struct<NetworkUndefineArgs>({
    net: types.Network,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface NetworkIsActiveArgs {
  readonly net: types.Network;
}

export interface NetworkIsActiveResult {
  readonly active: number;
}

/** `virNetworkIsActive`, procedure 152 of the remote program. */
export const networkIsActive: Procedure<NetworkIsActiveArgs, NetworkIsActiveResult> = {
  kind: "call",
  name: "networkIsActive",
  program: 0x20008086,
  version: 1,
  number: 152,
  args: codec.struct<NetworkIsActiveArgs>({
    net: types.Network,
  }),
  result: codec.struct<NetworkIsActiveResult>({
    active: codec.int,
  }),
  highPriority: true,
};

export interface NetworkIsPersistentArgs {
  readonly net: types.Network;
}

export interface NetworkIsPersistentResult {
  readonly persistent: number;
}

/** `virNetworkIsPersistent`, procedure 153 of the remote program. */
export const networkIsPersistent: Procedure<NetworkIsPersistentArgs, NetworkIsPersistentResult> = {
  kind: "call",
  name: "networkIsPersistent",
  program: 0x20008086,
  version: 1,
  number: 153,
  args: codec.struct<NetworkIsPersistentArgs>({
    net: types.Network,
  }),
  result: codec.struct<NetworkIsPersistentResult>({
    persistent: codec.int,
  }),
  highPriority: true,
};

export interface NetworkUpdateArgs {
  readonly net: types.Network;
  readonly command: number;
  readonly section: number;
  readonly parentIndex: number;
  readonly xml: string;
  readonly flags: number;
}

/** `virNetworkUpdate`, procedure 291 of the remote program. */
export const networkUpdate: Procedure<NetworkUpdateArgs, void> = {
  kind: "call",
  name: "networkUpdate",
  program: 0x20008086,
  version: 1,
  number: 291,
  args: codec.struct<NetworkUpdateArgs>({
    net: types.Network,
    command: codec.uint,
    section: codec.uint,
    parentIndex: codec.int,
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface NetworkGetDhcpLeasesArgs {
  readonly net: types.Network;
  readonly mac: string | null;
  readonly needResults: number;
  readonly flags: number;
}

export interface NetworkGetDhcpLeasesResult {
  readonly leases: readonly types.NetworkDhcpLease[];
  readonly ret: number;
}

/** `virNetworkGetDhcpLeases`, procedure 341 of the remote program. */
export const networkGetDhcpLeases: Procedure<NetworkGetDhcpLeasesArgs, NetworkGetDhcpLeasesResult> = {
  kind: "call",
  name: "networkGetDhcpLeases",
  program: 0x20008086,
  version: 1,
  number: 341,
  args: codec.struct<NetworkGetDhcpLeasesArgs>({
    net: types.Network,
    mac: codec.optional(codec.string),
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NetworkGetDhcpLeasesResult>({
    leases: codec.list(types.NetworkDhcpLease, 65536),
    ret: codec.uint,
  }),
};

export interface NetworkListAllPortsArgs {
  readonly network: types.Network;
  readonly needResults: number;
  readonly flags: number;
}

export interface NetworkListAllPortsResult {
  readonly ports: readonly types.NetworkPort[];
  readonly ret: number;
}

/** `virNetworkListAllPorts`, procedure 404 of the remote program. */
export const networkListAllPorts: Procedure<NetworkListAllPortsArgs, NetworkListAllPortsResult> = {
  kind: "call",
  name: "networkListAllPorts",
  program: 0x20008086,
  version: 1,
  number: 404,
  args: codec.struct<NetworkListAllPortsArgs>({
    network: types.Network,
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NetworkListAllPortsResult>({
    ports: codec.list(types.NetworkPort, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface NetworkPortLookupByUuidArgs {
  readonly network: types.Network;
  readonly uuid: string;
}

export interface NetworkPortLookupByUuidResult {
  readonly port: types.NetworkPort;
}

/** `virNetworkPortLookupByUUID`, procedure 405 of the remote program. */
export const networkPortLookupByUuid: Procedure<NetworkPortLookupByUuidArgs, NetworkPortLookupByUuidResult> = {
  kind: "call",
  name: "networkPortLookupByUuid",
  program: 0x20008086,
  version: 1,
  number: 405,
  args: codec.struct<NetworkPortLookupByUuidArgs>({
    network: types.Network,
    uuid: codec.uuid,
  }),
  result: codec.struct<NetworkPortLookupByUuidResult>({
    port: types.NetworkPort,
  }),
  highPriority: true,
};

export interface NetworkPortCreateXmlArgs {
  readonly network: types.Network;
  readonly xml: string;
  readonly flags: number;
}

export interface NetworkPortCreateXmlResult {
  readonly port: types.NetworkPort;
}

/** `virNetworkPortCreateXML`, procedure 406 of the remote program. */
export const networkPortCreateXml: Procedure<NetworkPortCreateXmlArgs, NetworkPortCreateXmlResult> = {
  kind: "call",
  name: "networkPortCreateXml",
  program: 0x20008086,
  version: 1,
  number: 406,
  args: codec.struct<NetworkPortCreateXmlArgs>({
    network: types.Network,
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NetworkPortCreateXmlResult>({
    port: types.NetworkPort,
  }),
};

export interface NetworkPortGetParametersArgs {
  readonly port: types.NetworkPort;
  readonly nparams: number;
  readonly flags: number;
}

export interface NetworkPortGetParametersResult {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** `virNetworkPortGetParameters`, procedure 407 of the remote program. */
export const networkPortGetParameters: Procedure<NetworkPortGetParametersArgs, NetworkPortGetParametersResult> = {
  kind: "call",
  name: "networkPortGetParameters",
  program: 0x20008086,
  version: 1,
  number: 407,
  args: codec.struct<NetworkPortGetParametersArgs>({
    port: types.NetworkPort,
    nparams: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<NetworkPortGetParametersResult>({
    params: codec.list(typedParam, 16),
    nparams: codec.int,
  }),
};

export interface NetworkPortSetParametersArgs {
  readonly port: types.NetworkPort;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virNetworkPortSetParameters`, procedure 408 of the remote program. */
export const networkPortSetParameters: Procedure<NetworkPortSetParametersArgs, void> = {
  kind: "call",
  name: "networkPortSetParameters",
  program: 0x20008086,
  version: 1,
  number: 408,
  args: codec.struct<NetworkPortSetParametersArgs>({
    port: types.NetworkPort,
    params: codec.list(typedParam, 16),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface NetworkPortGetXmlDescArgs {
  readonly port: types.NetworkPort;
  readonly flags: number;
}

export interface NetworkPortGetXmlDescResult {
  readonly xml: string;
}

/** `virNetworkPortGetXMLDesc`, procedure 409 of the remote program. */
export const networkPortGetXmlDesc: Procedure<NetworkPortGetXmlDescArgs, NetworkPortGetXmlDescResult> = {
  kind: "call",
  name: "networkPortGetXmlDesc",
  program: 0x20008086,
  version: 1,
  number: 409,
  args: codec.struct<NetworkPortGetXmlDescArgs>({
    port: types.NetworkPort,
    flags: codec.uint,
  }),
  result: codec.struct<NetworkPortGetXmlDescResult>({
    xml: codec.string,
  }),
};

export interface NetworkPortDeleteArgs {
  readonly port: types.NetworkPort;
  readonly flags: number;
}

/** `virNetworkPortDelete`, procedure 410 of the remote program. */
export const networkPortDelete: Procedure<NetworkPortDeleteArgs, void> = {
  kind: "call",
  name: "networkPortDelete",
  program: 0x20008086,
  version: 1,
  number: 410,
  args: codec.struct<NetworkPortDeleteArgs>({
    port: types.NetworkPort,
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface NetworkDefineXmlFlagsArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface NetworkDefineXmlFlagsResult {
  readonly net: types.Network;
}

/** `virNetworkDefineXMLFlags`, procedure 432 of the remote program. */
export const networkDefineXmlFlags: Procedure<NetworkDefineXmlFlagsArgs, NetworkDefineXmlFlagsResult> = {
  kind: "call",
  name: "networkDefineXmlFlags",
  program: 0x20008086,
  version: 1,
  number: 432,
  args: codec.struct<NetworkDefineXmlFlagsArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NetworkDefineXmlFlagsResult>({
    net: types.Network,
  }),
  highPriority: true,
};

export interface NetworkCreateXmlFlagsArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface NetworkCreateXmlFlagsResult {
  readonly net: types.Network;
}

/** `virNetworkCreateXMLFlags`, procedure 437 of the remote program. */
export const networkCreateXmlFlags: Procedure<NetworkCreateXmlFlagsArgs, NetworkCreateXmlFlagsResult> = {
  kind: "call",
  name: "networkCreateXmlFlags",
  program: 0x20008086,
  version: 1,
  number: 437,
  args: codec.struct<NetworkCreateXmlFlagsArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<NetworkCreateXmlFlagsResult>({
    net: types.Network,
  }),
  highPriority: true,
};

export interface NetworkSetMetadataArgs {
  readonly network: types.Network;
  readonly type: number;
  readonly metadata: string | null;
  readonly key: string | null;
  readonly uri: string | null;
  readonly flags: number;
}

/** `virNetworkSetMetadata`, procedure 444 of the remote program. */
export const networkSetMetadata: Procedure<NetworkSetMetadataArgs, void> = {
  kind: "call",
  name: "networkSetMetadata",
  program: 0x20008086,
  version: 1,
  number: 444,
  args: codec.struct<NetworkSetMetadataArgs>({
    network: types.Network,
    type: codec.int,
    metadata: codec.optional(codec.string),
    key: codec.optional(codec.string),
    uri: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
};

export interface NetworkGetMetadataArgs {
  readonly network: types.Network;
  readonly type: number;
  readonly uri: string | null;
  readonly flags: number;
}

export interface NetworkGetMetadataResult {
  readonly metadata: string;
}

/** `virNetworkGetMetadata`, procedure 445 of the remote program. */
export const networkGetMetadata: Procedure<NetworkGetMetadataArgs, NetworkGetMetadataResult> = {
  kind: "call",
  name: "networkGetMetadata",
  program: 0x20008086,
  version: 1,
  number: 445,
  args: codec.struct<NetworkGetMetadataArgs>({
    network: types.Network,
    type: codec.int,
    uri: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.struct<NetworkGetMetadataResult>({
    metadata: codec.string,
  }),
};
