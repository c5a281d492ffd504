// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import * as codec from "../rpc/codec.ts";
import type { Procedure } from "../rpc/procedure.ts";
import { type TypedParameter, typedParam } from "../rpc/typed-parameter.ts";
import * as types from "./types.ts";

export interface ConnectOpenArgs {
  readonly name: string | null;
  readonly flags: number;
}

/** `virConnectOpen`, procedure 1 of the remote program. */
export const connectOpen: Procedure<ConnectOpenArgs, void> = {
  kind: "call",
  name: "connectOpen",
  program: 0x20008086,
  version: 1,
  number: 1,
  args: codec.struct<ConnectOpenArgs>({
    name: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.nothing,
  highPriority: true,
};

/** `virConnectClose`, procedure 2 of the remote program. */
export const connectClose: Procedure<void, void> = {
  kind: "call",
  name: "connectClose",
  program: 0x20008086,
  version: 1,
  number: 2,
  args: codec.nothing,
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectGetTypeResult {
  readonly type: string;
}

/** `virConnectGetType`, procedure 3 of the remote program. */
export const connectGetType: Procedure<void, ConnectGetTypeResult> = {
  kind: "call",
  name: "connectGetType",
  program: 0x20008086,
  version: 1,
  number: 3,
  args: codec.nothing,
  result: codec.struct<ConnectGetTypeResult>({
    type: codec.string,
  }),
  highPriority: true,
};

export interface ConnectGetVersionResult {
  readonly hvVer: bigint;
}

/** `virConnectGetVersion`, procedure 4 of the remote program. */
export const connectGetVersion: Procedure<void, ConnectGetVersionResult> = {
  kind: "call",
  name: "connectGetVersion",
  program: 0x20008086,
  version: 1,
  number: 4,
  args: codec.nothing,
  result: codec.struct<ConnectGetVersionResult>({
    hvVer: codec.uhyper,
  }),
  highPriority: true,
};

export interface ConnectGetMaxVcpusArgs {
  readonly type: string | null;
}

export interface ConnectGetMaxVcpusResult {
  readonly maxVcpus: number;
}

/** `virConnectGetMaxVcpus`, procedure 5 of the remote program. */
export const connectGetMaxVcpus: Procedure<ConnectGetMaxVcpusArgs, ConnectGetMaxVcpusResult> = {
  kind: "call",
  name: "connectGetMaxVcpus",
  program: 0x20008086,
  version: 1,
  number: 5,
  args: codec.struct<ConnectGetMaxVcpusArgs>({
    type: codec.optional(codec.string),
  }),
  result: codec.struct<ConnectGetMaxVcpusResult>({
    maxVcpus: codec.int,
  }),
  highPriority: true,
};

export interface ConnectGetCapabilitiesResult {
  readonly capabilities: string;
}

/** `virConnectGetCapabilities`, procedure 7 of the remote program. */
export const connectGetCapabilities: Procedure<void, ConnectGetCapabilitiesResult> = {
  kind: "call",
  name: "connectGetCapabilities",
  program: 0x20008086,
  version: 1,
  number: 7,
  args: codec.nothing,
  result: codec.struct<ConnectGetCapabilitiesResult>({
    capabilities: codec.string,
  }),
};

export interface ConnectListDefinedDomainsArgs {
  readonly maxnames: number;
}

export interface ConnectListDefinedDomainsResult {
  readonly names: readonly string[];
}

/** `virConnectListDefinedDomains`, procedure 21 of the remote program. */
export const connectListDefinedDomains: Procedure<ConnectListDefinedDomainsArgs, ConnectListDefinedDomainsResult> = {
  kind: "call",
  name: "connectListDefinedDomains",
  program: 0x20008086,
  version: 1,
  number: 21,
  args: codec.struct<ConnectListDefinedDomainsArgs>({
    maxnames: codec.int,
  }),
  result: codec.struct<ConnectListDefinedDomainsResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectNumOfDefinedDomainsResult {
  readonly num: number;
}

/** `virConnectNumOfDefinedDomains`, procedure 25 of the remote program. */
export const connectNumOfDefinedDomains: Procedure<void, ConnectNumOfDefinedDomainsResult> = {
  kind: "call",
  name: "connectNumOfDefinedDomains",
  program: 0x20008086,
  version: 1,
  number: 25,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfDefinedDomainsResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectListDefinedNetworksArgs {
  readonly maxnames: number;
}

export interface ConnectListDefinedNetworksResult {
  readonly names: readonly string[];
}

/** `virConnectListDefinedNetworks`, procedure 36 of the remote program. */
export const connectListDefinedNetworks: Procedure<ConnectListDefinedNetworksArgs, ConnectListDefinedNetworksResult> = {
  kind: "call",
  name: "connectListDefinedNetworks",
  program: 0x20008086,
  version: 1,
  number: 36,
  args: codec.struct<ConnectListDefinedNetworksArgs>({
    maxnames: codec.int,
  }),
  result: codec.struct<ConnectListDefinedNetworksResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectListDomainsArgs {
  readonly maxids: number;
}

export interface ConnectListDomainsResult {
  readonly ids: readonly number[];
}

/** `virConnectListDomains`, procedure 37 of the remote program. */
export const connectListDomains: Procedure<ConnectListDomainsArgs, ConnectListDomainsResult> = {
  kind: "call",
  name: "connectListDomains",
  program: 0x20008086,
  version: 1,
  number: 37,
  args: codec.struct<ConnectListDomainsArgs>({
    maxids: codec.int,
  }),
  result: codec.struct<ConnectListDomainsResult>({
    ids: codec.list(codec.int, 16384),
  }),
  highPriority: true,
};

export interface ConnectListNetworksArgs {
  readonly maxnames: number;
}

export interface ConnectListNetworksResult {
  readonly names: readonly string[];
}

/** `virConnectListNetworks`, procedure 38 of the remote program. */
export const connectListNetworks: Procedure<ConnectListNetworksArgs, ConnectListNetworksResult> = {
  kind: "call",
  name: "connectListNetworks",
  program: 0x20008086,
  version: 1,
  number: 38,
  args: codec.struct<ConnectListNetworksArgs>({
    maxnames: codec.int,
  }),
  result: codec.struct<ConnectListNetworksResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectNumOfDefinedNetworksResult {
  readonly num: number;
}

/** `virConnectNumOfDefinedNetworks`, procedure 50 of the remote program. */
export const connectNumOfDefinedNetworks: Procedure<void, ConnectNumOfDefinedNetworksResult> = {
  kind: "call",
  name: "connectNumOfDefinedNetworks",
  program: 0x20008086,
  version: 1,
  number: 50,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfDefinedNetworksResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectNumOfDomainsResult {
  readonly num: number;
}

/** `virConnectNumOfDomains`, procedure 51 of the remote program. */
export const connectNumOfDomains: Procedure<void, ConnectNumOfDomainsResult> = {
  kind: "call",
  name: "connectNumOfDomains",
  program: 0x20008086,
  version: 1,
  number: 51,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfDomainsResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectNumOfNetworksResult {
  readonly num: number;
}

/** `virConnectNumOfNetworks`, procedure 52 of the remote program. */
export const connectNumOfNetworks: Procedure<void, ConnectNumOfNetworksResult> = {
  kind: "call",
  name: "connectNumOfNetworks",
  program: 0x20008086,
  version: 1,
  number: 52,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfNetworksResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectGetHostnameResult {
  readonly hostname: string;
}

/** `virConnectGetHostname`, procedure 59 of the remote program. */
export const connectGetHostname: Procedure<void, ConnectGetHostnameResult> = {
  kind: "call",
  name: "connectGetHostname",
  program: 0x20008086,
  version: 1,
  number: 59,
  args: codec.nothing,
  result: codec.struct<ConnectGetHostnameResult>({
    hostname: codec.string,
  }),
  highPriority: true,
};

export interface ConnectSupportsFeatureArgs {
  readonly feature: number;
}

export interface ConnectSupportsFeatureResult {
  readonly supported: number;
}

/** `virConnectSupportsFeature`, procedure 60 of the remote program. */
export const connectSupportsFeature: Procedure<ConnectSupportsFeatureArgs, ConnectSupportsFeatureResult> = {
  kind: "call",
  name: "connectSupportsFeature",
  program: 0x20008086,
  version: 1,
  number: 60,
  args: codec.struct<ConnectSupportsFeatureArgs>({
    feature: codec.int,
  }),
  result: codec.struct<ConnectSupportsFeatureResult>({
    supported: codec.int,
  }),
  highPriority: true,
};

export interface AuthListResult {
  readonly types: readonly number[];
}

/** `virAuthList`, procedure 66 of the remote program. */
export const authList: Procedure<void, AuthListResult> = {
  kind: "call",
  name: "authList",
  program: 0x20008086,
  version: 1,
  number: 66,
  args: codec.nothing,
  result: codec.struct<AuthListResult>({
    types: codec.list(codec.int, 20),
  }),
  highPriority: true,
};

export interface AuthSaslInitResult {
  readonly mechlist: string;
}

/** `virAuthSaslInit`, procedure 67 of the remote program. */
export const authSaslInit: Procedure<void, AuthSaslInitResult> = {
  kind: "call",
  name: "authSaslInit",
  program: 0x20008086,
  version: 1,
  number: 67,
  args: codec.nothing,
  result: codec.struct<AuthSaslInitResult>({
    mechlist: codec.string,
  }),
  highPriority: true,
};

export interface AuthSaslStartArgs {
  readonly mech: string;
  readonly nil: number;
  readonly data: readonly number[];
}

export interface AuthSaslStartResult {
  readonly complete: number;
  readonly nil: number;
  readonly data: readonly number[];
}

/** `virAuthSaslStart`, procedure 68 of the remote program. */
export const authSaslStart: Procedure<AuthSaslStartArgs, AuthSaslStartResult> = {
  kind: "call",
  name: "authSaslStart",
  program: 0x20008086,
  version: 1,
  number: 68,
  args: codec.struct<AuthSaslStartArgs>({
    mech: codec.string,
    nil: codec.int,
    data: codec.list(codec.char, 65536),
  }),
  result: codec.struct<AuthSaslStartResult>({
    complete: codec.int,
    nil: codec.int,
    data: codec.list(codec.char, 65536),
  }),
  highPriority: true,
};

export interface AuthSaslStepArgs {
  readonly nil: number;
  readonly data: readonly number[];
}

export interface AuthSaslStepResult {
  readonly complete: number;
  readonly nil: number;
  readonly data: readonly number[];
}

/** `virAuthSaslStep`, procedure 69 of the remote program. */
export const authSaslStep: Procedure<AuthSaslStepArgs, AuthSaslStepResult> = {
  kind: "call",
  name: "authSaslStep",
  program: 0x20008086,
  version: 1,
  number: 69,
  args: codec.struct<AuthSaslStepArgs>({
    nil: codec.int,
    data: codec.list(codec.char, 65536),
  }),
  result: codec.struct<AuthSaslStepResult>({
    complete: codec.int,
    nil: codec.int,
    data: codec.list(codec.char, 65536),
  }),
  highPriority: true,
};

export interface AuthPolkitResult {
  readonly complete: number;
}

/** `virAuthPolkit`, procedure 70 of the remote program. */
export const authPolkit: Procedure<void, AuthPolkitResult> = {
  kind: "call",
  name: "authPolkit",
  program: 0x20008086,
  version: 1,
  number: 70,
  args: codec.nothing,
  result: codec.struct<AuthPolkitResult>({
    complete: codec.int,
  }),
  highPriority: true,
};

export interface ConnectNumOfStoragePoolsResult {
  readonly num: number;
}

/** `virConnectNumOfStoragePools`, procedure 71 of the remote program. */
export const connectNumOfStoragePools: Procedure<void, ConnectNumOfStoragePoolsResult> = {
  kind: "call",
  name: "connectNumOfStoragePools",
  program: 0x20008086,
  version: 1,
  number: 71,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfStoragePoolsResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectListStoragePoolsArgs {
  readonly maxnames: number;
}

export interface ConnectListStoragePoolsResult {
  readonly names: readonly string[];
}

/** `virConnectListStoragePools`, procedure 72 of the remote program. */
export const connectListStoragePools: Procedure<ConnectListStoragePoolsArgs, ConnectListStoragePoolsResult> = {
  kind: "call",
  name: "connectListStoragePools",
  program: 0x20008086,
  version: 1,
  number: 72,
  args: codec.struct<ConnectListStoragePoolsArgs>({
    maxnames: codec.int,
  }),
  result: codec.struct<ConnectListStoragePoolsResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectNumOfDefinedStoragePoolsResult {
  readonly num: number;
}

/** `virConnectNumOfDefinedStoragePools`, procedure 73 of the remote program. */
export const connectNumOfDefinedStoragePools: Procedure<void, ConnectNumOfDefinedStoragePoolsResult> = {
  kind: "call",
  name: "connectNumOfDefinedStoragePools",
  program: 0x20008086,
  version: 1,
  number: 73,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfDefinedStoragePoolsResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectListDefinedStoragePoolsArgs {
  readonly maxnames: number;
}

export interface ConnectListDefinedStoragePoolsResult {
  readonly names: readonly string[];
}

/** `virConnectListDefinedStoragePools`, procedure 74 of the remote program. */
export const connectListDefinedStoragePools: Procedure<ConnectListDefinedStoragePoolsArgs, ConnectListDefinedStoragePoolsResult> = {
  kind: "call",
  name: "connectListDefinedStoragePools",
  program: 0x20008086,
  version: 1,
  number: 74,
  args: codec.struct<ConnectListDefinedStoragePoolsArgs>({
    maxnames: codec.int,
  }),
  result: codec.struct<ConnectListDefinedStoragePoolsResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectFindStoragePoolSourcesArgs {
  readonly type: string;
  readonly srcSpec: string | null;
  readonly flags: number;
}

export interface ConnectFindStoragePoolSourcesResult {
  readonly xml: string;
}

/** `virConnectFindStoragePoolSources`, procedure 75 of the remote program. */
export const connectFindStoragePoolSources: Procedure<ConnectFindStoragePoolSourcesArgs, ConnectFindStoragePoolSourcesResult> = {
  kind: "call",
  name: "connectFindStoragePoolSources",
  program: 0x20008086,
  version: 1,
  number: 75,
  args: codec.struct<ConnectFindStoragePoolSourcesArgs>({
    type: codec.string,
    srcSpec: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.struct<ConnectFindStoragePoolSourcesResult>({
    xml: codec.string,
  }),
};

export interface ConnectDomainEventRegisterResult {
  readonly cbRegistered: number;
}

/** `virConnectDomainEventRegister`, procedure 105 of the remote program. */
export const connectDomainEventRegister: Procedure<void, ConnectDomainEventRegisterResult> = {
  kind: "call",
  name: "connectDomainEventRegister",
  program: 0x20008086,
  version: 1,
  number: 105,
  args: codec.nothing,
  result: codec.struct<ConnectDomainEventRegisterResult>({
    cbRegistered: codec.int,
  }),
  highPriority: true,
};

export interface ConnectDomainEventDeregisterResult {
  readonly cbRegistered: number;
}

/** `virConnectDomainEventDeregister`, procedure 106 of the remote program. */
export const connectDomainEventDeregister: Procedure<void, ConnectDomainEventDeregisterResult> = {
  kind: "call",
  name: "connectDomainEventDeregister",
  program: 0x20008086,
  version: 1,
  number: 106,
  args: codec.nothing,
  result: codec.struct<ConnectDomainEventDeregisterResult>({
    cbRegistered: codec.int,
  }),
  highPriority: true,
};

export interface ConnectGetUriResult {
  readonly uri: string;
}

/** `virConnectGetURI`, procedure 110 of the remote program. */
export const connectGetUri: Procedure<void, ConnectGetUriResult> = {
  kind: "call",
  name: "connectGetUri",
  program: 0x20008086,
  version: 1,
  number: 110,
  args: codec.nothing,
  result: codec.struct<ConnectGetUriResult>({
    uri: codec.string,
  }),
  highPriority: true,
};

export interface ConnectNumOfInterfacesResult {
  readonly num: number;
}

/** `virConnectNumOfInterfaces`, procedure 126 of the remote program. */
export const connectNumOfInterfaces: Procedure<void, ConnectNumOfInterfacesResult> = {
  kind: "call",
  name: "connectNumOfInterfaces",
  program: 0x20008086,
  version: 1,
  number: 126,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfInterfacesResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectListInterfacesArgs {
  readonly maxnames: number;
}

export interface ConnectListInterfacesResult {
  readonly names: readonly string[];
}

/** `virConnectListInterfaces`, procedure 127 of the remote program. */
export const connectListInterfaces: Procedure<ConnectListInterfacesArgs, ConnectListInterfacesResult> = {
  kind: "call",
  name: "connectListInterfaces",
  program: 0x20008086,
  version: 1,
  number: 127,
  args: codec.struct<ConnectListInterfacesArgs>({
    maxnames: codec.int,
  }),
  result: codec.struct<ConnectListInterfacesResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectDomainXmlFromNativeArgs {
  readonly nativeFormat: string;
  readonly nativeConfig: string;
  readonly flags: number;
}

export interface ConnectDomainXmlFromNativeResult {
  readonly domainXml: string;
}

/** `virConnectDomainXMLFromNative`, procedure 135 of the remote program. */
export const connectDomainXmlFromNative: Procedure<ConnectDomainXmlFromNativeArgs, ConnectDomainXmlFromNativeResult> = {
  kind: "call",
  name: "connectDomainXmlFromNative",
  program: 0x20008086,
  version: 1,
  number: 135,
  args: codec.struct<ConnectDomainXmlFromNativeArgs>({
    nativeFormat: codec.string,
    nativeConfig: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectDomainXmlFromNativeResult>({
    domainXml: codec.string,
  }),
};

export interface ConnectDomainXmlToNativeArgs {
  readonly nativeFormat: string;
  readonly domainXml: string;
  readonly flags: number;
}

export interface ConnectDomainXmlToNativeResult {
  readonly nativeConfig: string;
}

/** `virConnectDomainXMLToNative`, procedure 136 of the remote program. */
export const connectDomainXmlToNative: Procedure<ConnectDomainXmlToNativeArgs, ConnectDomainXmlToNativeResult> = {
  kind: "call",
  name: "connectDomainXmlToNative",
  program: 0x20008086,
  version: 1,
  number: 136,
  args: codec.struct<ConnectDomainXmlToNativeArgs>({
    nativeFormat: codec.string,
    domainXml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectDomainXmlToNativeResult>({
    nativeConfig: codec.string,
  }),
};

export interface ConnectNumOfDefinedInterfacesResult {
  readonly num: number;
}

/** `virConnectNumOfDefinedInterfaces`, procedure 137 of the remote program. */
export const connectNumOfDefinedInterfaces: Procedure<void, ConnectNumOfDefinedInterfacesResult> = {
  kind: "call",
  name: "connectNumOfDefinedInterfaces",
  program: 0x20008086,
  version: 1,
  number: 137,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfDefinedInterfacesResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectListDefinedInterfacesArgs {
  readonly maxnames: number;
}

export interface ConnectListDefinedInterfacesResult {
  readonly names: readonly string[];
}

/** `virConnectListDefinedInterfaces`, procedure 138 of the remote program. */
export const connectListDefinedInterfaces: Procedure<ConnectListDefinedInterfacesArgs, ConnectListDefinedInterfacesResult> = {
  kind: "call",
  name: "connectListDefinedInterfaces",
  program: 0x20008086,
  version: 1,
  number: 138,
  args: codec.struct<ConnectListDefinedInterfacesArgs>({
    maxnames: codec.int,
  }),
  result: codec.struct<ConnectListDefinedInterfacesResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectNumOfSecretsResult {
  readonly num: number;
}

/** `virConnectNumOfSecrets`, procedure 139 of the remote program. */
export const connectNumOfSecrets: Procedure<void, ConnectNumOfSecretsResult> = {
  kind: "call",
  name: "connectNumOfSecrets",
  program: 0x20008086,
  version: 1,
  number: 139,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfSecretsResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectListSecretsArgs {
  readonly maxuuids: number;
}

export interface ConnectListSecretsResult {
  readonly uuids: readonly string[];
}

/** `virConnectListSecrets`, procedure 140 of the remote program. */
export const connectListSecrets: Procedure<ConnectListSecretsArgs, ConnectListSecretsResult> = {
  kind: "call",
  name: "connectListSecrets",
  program: 0x20008086,
  version: 1,
  number: 140,
  args: codec.struct<ConnectListSecretsArgs>({
    maxuuids: codec.int,
  }),
  result: codec.struct<ConnectListSecretsResult>({
    uuids: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectIsSecureResult {
  readonly secure: number;
}

/** `virConnectIsSecure`, procedure 149 of the remote program. */
export const connectIsSecure: Procedure<void, ConnectIsSecureResult> = {
  kind: "call",
  name: "connectIsSecure",
  program: 0x20008086,
  version: 1,
  number: 149,
  args: codec.nothing,
  result: codec.struct<ConnectIsSecureResult>({
    secure: codec.int,
  }),
  highPriority: true,
};

export interface ConnectGetLibVersionResult {
  readonly libVer: bigint;
}

/** `virConnectGetLibVersion`, procedure 157 of the remote program. */
export const connectGetLibVersion: Procedure<void, ConnectGetLibVersionResult> = {
  kind: "call",
  name: "connectGetLibVersion",
  program: 0x20008086,
  version: 1,
  number: 157,
  args: codec.nothing,
  result: codec.struct<ConnectGetLibVersionResult>({
    libVer: codec.uhyper,
  }),
  highPriority: true,
};

export interface ConnectCompareCpuArgs {
  readonly xml: string;
  readonly flags: number;
}

export interface ConnectCompareCpuResult {
  readonly result: number;
}

/** `virConnectCompareCpu`, procedure 158 of the remote program. */
export const connectCompareCpu: Procedure<ConnectCompareCpuArgs, ConnectCompareCpuResult> = {
  kind: "call",
  name: "connectCompareCpu",
  program: 0x20008086,
  version: 1,
  number: 158,
  args: codec.struct<ConnectCompareCpuArgs>({
    xml: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectCompareCpuResult>({
    result: codec.int,
  }),
  highPriority: true,
};

export interface ConnectBaselineCpuArgs {
  readonly xmlCPUs: readonly string[];
  readonly flags: number;
}

export interface ConnectBaselineCpuResult {
  readonly cpu: string;
}

/** `virConnectBaselineCpu`, procedure 162 of the remote program. */
export const connectBaselineCpu: Procedure<ConnectBaselineCpuArgs, ConnectBaselineCpuResult> = {
  kind: "call",
  name: "connectBaselineCpu",
  program: 0x20008086,
  version: 1,
  number: 162,
  args: codec.struct<ConnectBaselineCpuArgs>({
    xmlCPUs: codec.list(codec.string, 256),
    flags: codec.uint,
  }),
  result: codec.struct<ConnectBaselineCpuResult>({
    cpu: codec.string,
  }),
};

export interface ConnectDomainEventRegisterAnyArgs {
  readonly eventId: number;
}

/** `virConnectDomainEventRegisterAny`, procedure 167 of the remote program. */
export const connectDomainEventRegisterAny: Procedure<ConnectDomainEventRegisterAnyArgs, void> = {
  kind: "call",
  name: "connectDomainEventRegisterAny",
  program: 0x20008086,
  version: 1,
  number: 167,
  args: codec.struct<ConnectDomainEventRegisterAnyArgs>({
    eventId: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectDomainEventDeregisterAnyArgs {
  readonly eventId: number;
}

/** `virConnectDomainEventDeregisterAny`, procedure 168 of the remote program. */
export const connectDomainEventDeregisterAny: Procedure<ConnectDomainEventDeregisterAnyArgs, void> = {
  kind: "call",
  name: "connectDomainEventDeregisterAny",
  program: 0x20008086,
  version: 1,
  number: 168,
  args: codec.struct<ConnectDomainEventDeregisterAnyArgs>({
    eventId: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectNumOfNwfiltersResult {
  readonly num: number;
}

/** `virConnectNumOfNwfilters`, procedure 178 of the remote program. */
export const connectNumOfNwfilters: Procedure<void, ConnectNumOfNwfiltersResult> = {
  kind: "call",
  name: "connectNumOfNwfilters",
  program: 0x20008086,
  version: 1,
  number: 178,
  args: codec.nothing,
  result: codec.struct<ConnectNumOfNwfiltersResult>({
    num: codec.int,
  }),
  highPriority: true,
};

export interface ConnectListNwfiltersArgs {
  readonly maxnames: number;
}

export interface ConnectListNwfiltersResult {
  readonly names: readonly string[];
}

/** `virConnectListNwfilters`, procedure 179 of the remote program. */
export const connectListNwfilters: Procedure<ConnectListNwfiltersArgs, ConnectListNwfiltersResult> = {
  kind: "call",
  name: "connectListNwfilters",
  program: 0x20008086,
  version: 1,
  number: 179,
  args: codec.struct<ConnectListNwfiltersArgs>({
    maxnames: codec.int,
  }),
  result: codec.struct<ConnectListNwfiltersResult>({
    names: codec.list(codec.string, 16384),
  }),
  highPriority: true,
};

export interface ConnectGetSysinfoArgs {
  readonly flags: number;
}

export interface ConnectGetSysinfoResult {
  readonly sysinfo: string;
}

/** `virConnectGetSysinfo`, procedure 203 of the remote program. */
export const connectGetSysinfo: Procedure<ConnectGetSysinfoArgs, ConnectGetSysinfoResult> = {
  kind: "call",
  name: "connectGetSysinfo",
  program: 0x20008086,
  version: 1,
  number: 203,
  args: codec.struct<ConnectGetSysinfoArgs>({
    flags: codec.uint,
  }),
  result: codec.struct<ConnectGetSysinfoResult>({
    sysinfo: codec.string,
  }),
  highPriority: true,
};

export interface ConnectListAllDomainsArgs {
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectListAllDomainsResult {
  readonly domains: readonly types.Domain[];
  readonly ret: number;
}

/** `virConnectListAllDomains`, procedure 273 of the remote program. */
export const connectListAllDomains: Procedure<ConnectListAllDomainsArgs, ConnectListAllDomainsResult> = {
  kind: "call",
  name: "connectListAllDomains",
  program: 0x20008086,
  version: 1,
  number: 273,
  args: codec.struct<ConnectListAllDomainsArgs>({
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectListAllDomainsResult>({
    domains: codec.list(types.Domain, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface ConnectListAllStoragePoolsArgs {
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectListAllStoragePoolsResult {
  readonly pools: readonly types.StoragePool[];
  readonly ret: number;
}

/** `virConnectListAllStoragePools`, procedure 281 of the remote program. */
export const connectListAllStoragePools: Procedure<ConnectListAllStoragePoolsArgs, ConnectListAllStoragePoolsResult> = {
  kind: "call",
  name: "connectListAllStoragePools",
  program: 0x20008086,
  version: 1,
  number: 281,
  args: codec.struct<ConnectListAllStoragePoolsArgs>({
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectListAllStoragePoolsResult>({
    pools: codec.list(types.StoragePool, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface ConnectListAllNetworksArgs {
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectListAllNetworksResult {
  readonly nets: readonly types.Network[];
  readonly ret: number;
}

/** `virConnectListAllNetworks`, procedure 283 of the remote program. */
export const connectListAllNetworks: Procedure<ConnectListAllNetworksArgs, ConnectListAllNetworksResult> = {
  kind: "call",
  name: "connectListAllNetworks",
  program: 0x20008086,
  version: 1,
  number: 283,
  args: codec.struct<ConnectListAllNetworksArgs>({
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectListAllNetworksResult>({
    nets: codec.list(types.Network, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface ConnectListAllInterfacesArgs {
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectListAllInterfacesResult {
  readonly ifaces: readonly types.Interface[];
  readonly ret: number;
}

/** `virConnectListAllInterfaces`, procedure 284 of the remote program. */
export const connectListAllInterfaces: Procedure<ConnectListAllInterfacesArgs, ConnectListAllInterfacesResult> = {
  kind: "call",
  name: "connectListAllInterfaces",
  program: 0x20008086,
  version: 1,
  number: 284,
  args: codec.struct<ConnectListAllInterfacesArgs>({
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectListAllInterfacesResult>({
    ifaces: codec.list(types.Interface, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface ConnectListAllNodeDevicesArgs {
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectListAllNodeDevicesResult {
  readonly devices: readonly types.NodeDevice[];
  readonly ret: number;
}

/** `virConnectListAllNodeDevices`, procedure 285 of the remote program. */
export const connectListAllNodeDevices: Procedure<ConnectListAllNodeDevicesArgs, ConnectListAllNodeDevicesResult> = {
  kind: "call",
  name: "connectListAllNodeDevices",
  program: 0x20008086,
  version: 1,
  number: 285,
  args: codec.struct<ConnectListAllNodeDevicesArgs>({
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectListAllNodeDevicesResult>({
    devices: codec.list(types.NodeDevice, 65536),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface ConnectListAllNwfiltersArgs {
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectListAllNwfiltersResult {
  readonly filters: readonly types.Nwfilter[];
  readonly ret: number;
}

/** `virConnectListAllNwfilters`, procedure 286 of the remote program. */
export const connectListAllNwfilters: Procedure<ConnectListAllNwfiltersArgs, ConnectListAllNwfiltersResult> = {
  kind: "call",
  name: "connectListAllNwfilters",
  program: 0x20008086,
  version: 1,
  number: 286,
  args: codec.struct<ConnectListAllNwfiltersArgs>({
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectListAllNwfiltersResult>({
    filters: codec.list(types.Nwfilter, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface ConnectListAllSecretsArgs {
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectListAllSecretsResult {
  readonly secrets: readonly types.Secret[];
  readonly ret: number;
}

/** `virConnectListAllSecrets`, procedure 287 of the remote program. */
export const connectListAllSecrets: Procedure<ConnectListAllSecretsArgs, ConnectListAllSecretsResult> = {
  kind: "call",
  name: "connectListAllSecrets",
  program: 0x20008086,
  version: 1,
  number: 287,
  args: codec.struct<ConnectListAllSecretsArgs>({
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectListAllSecretsResult>({
    secrets: codec.list(types.Secret, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface ConnectGetCpuModelNamesArgs {
  readonly arch: string;
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectGetCpuModelNamesResult {
  readonly models: readonly string[];
  readonly ret: number;
}

/** `virConnectGetCpuModelNames`, procedure 312 of the remote program. */
export const connectGetCpuModelNames: Procedure<ConnectGetCpuModelNamesArgs, ConnectGetCpuModelNamesResult> = {
  kind: "call",
  name: "connectGetCpuModelNames",
  program: 0x20008086,
  version: 1,
  number: 312,
  args: codec.struct<ConnectGetCpuModelNamesArgs>({
    arch: codec.string,
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectGetCpuModelNamesResult>({
    models: codec.list(codec.string, 8192),
    ret: codec.int,
  }),
};

export interface ConnectNetworkEventRegisterAnyArgs {
  readonly eventId: number;
  readonly net: types.Network | null;
}

export interface ConnectNetworkEventRegisterAnyResult {
  readonly callbackId: number;
}

/** `virConnectNetworkEventRegisterAny`, procedure 313 of the remote program. */
export const connectNetworkEventRegisterAny: Procedure<ConnectNetworkEventRegisterAnyArgs, ConnectNetworkEventRegisterAnyResult> = {
  kind: "call",
  name: "connectNetworkEventRegisterAny",
  program: 0x20008086,
  version: 1,
  number: 313,
  args: codec.struct<ConnectNetworkEventRegisterAnyArgs>({
    eventId: codec.int,
    net: codec.optional(types.Network),
  }),
  result: codec.struct<ConnectNetworkEventRegisterAnyResult>({
    callbackId: codec.int,
  }),
  highPriority: true,
};

export interface ConnectNetworkEventDeregisterAnyArgs {
  readonly callbackId: number;
}

/** `virConnectNetworkEventDeregisterAny`, procedure 314 of the remote program. */
export const connectNetworkEventDeregisterAny: Procedure<ConnectNetworkEventDeregisterAnyArgs, void> = {
  kind: "call",
  name: "connectNetworkEventDeregisterAny",
  program: 0x20008086,
  version: 1,
  number: 314,
  args: codec.struct<ConnectNetworkEventDeregisterAnyArgs>({
    callbackId: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectDomainEventCallbackRegisterAnyArgs {
  readonly eventId: number;
  readonly dom: types.Domain | null;
}

export interface ConnectDomainEventCallbackRegisterAnyResult {
  readonly callbackId: number;
}

/** `virConnectDomainEventCallbackRegisterAny`, procedure 316 of the remote program. */
export const connectDomainEventCallbackRegisterAny: Procedure<ConnectDomainEventCallbackRegisterAnyArgs, ConnectDomainEventCallbackRegisterAnyResult> = {
  kind: "call",
  name: "connectDomainEventCallbackRegisterAny",
  program: 0x20008086,
  version: 1,
  number: 316,
  args: codec.struct<ConnectDomainEventCallbackRegisterAnyArgs>({
    eventId: codec.int,
    dom: codec.optional(types.Domain),
  }),
  result: codec.struct<ConnectDomainEventCallbackRegisterAnyResult>({
    callbackId: codec.int,
  }),
  highPriority: true,
};

export interface ConnectDomainEventCallbackDeregisterAnyArgs {
  readonly callbackId: number;
}

/** `virConnectDomainEventCallbackDeregisterAny`, procedure 317 of the remote program. */
export const connectDomainEventCallbackDeregisterAny: Procedure<ConnectDomainEventCallbackDeregisterAnyArgs, void> = {
  kind: "call",
  name: "connectDomainEventCallbackDeregisterAny",
  program: 0x20008086,
  version: 1,
  number: 317,
  args: codec.struct<ConnectDomainEventCallbackDeregisterAnyArgs>({
    callbackId: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectGetDomainCapabilitiesArgs {
  readonly emulatorbin: string | null;
  readonly arch: string | null;
  readonly machine: string | null;
  readonly virttype: string | null;
  readonly flags: number;
}

export interface ConnectGetDomainCapabilitiesResult {
  readonly capabilities: string;
}

/** `virConnectGetDomainCapabilities`, procedure 342 of the remote program. */
export const connectGetDomainCapabilities: Procedure<ConnectGetDomainCapabilitiesArgs, ConnectGetDomainCapabilitiesResult> = {
  kind: "call",
  name: "connectGetDomainCapabilities",
  program: 0x20008086,
  version: 1,
  number: 342,
  args: codec.struct<ConnectGetDomainCapabilitiesArgs>({
    emulatorbin: codec.optional(codec.string),
    arch: codec.optional(codec.string),
    machine: codec.optional(codec.string),
    virttype: codec.optional(codec.string),
    flags: codec.uint,
  }),
  result: codec.struct<ConnectGetDomainCapabilitiesResult>({
    capabilities: codec.string,
  }),
};

export interface ConnectGetAllDomainStatsArgs {
  readonly doms: readonly types.Domain[];
  readonly stats: number;
  readonly flags: number;
}

export interface ConnectGetAllDomainStatsResult {
  readonly retStats: readonly types.DomainStatsRecord[];
}

/** `virConnectGetAllDomainStats`, procedure 344 of the remote program. */
export const connectGetAllDomainStats: Procedure<ConnectGetAllDomainStatsArgs, ConnectGetAllDomainStatsResult> = {
  kind: "call",
  name: "connectGetAllDomainStats",
  program: 0x20008086,
  version: 1,
  number: 344,
  args: codec.struct<ConnectGetAllDomainStatsArgs>({
    doms: codec.list(types.Domain, 16384),
    stats: codec.uint,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectGetAllDomainStatsResult>({
    retStats: codec.list(types.DomainStatsRecord, 16384),
  }),
};

/** `virConnectRegisterCloseCallback`, procedure 360 of the remote program. */
export const connectRegisterCloseCallback: Procedure<void, void> = {
  kind: "call",
  name: "connectRegisterCloseCallback",
  program: 0x20008086,
  version: 1,
  number: 360,
  args: codec.nothing,
  result: codec.nothing,
  highPriority: true,
};

/** `virConnectUnregisterCloseCallback`, procedure 361 of the remote program. */
export const connectUnregisterCloseCallback: Procedure<void, void> = {
  kind: "call",
  name: "connectUnregisterCloseCallback",
  program: 0x20008086,
  version: 1,
  number: 361,
  args: codec.nothing,
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectStoragePoolEventRegisterAnyArgs {
  readonly eventId: number;
  readonly pool: types.StoragePool | null;
}

export interface ConnectStoragePoolEventRegisterAnyResult {
  readonly callbackId: number;
}

/** `virConnectStoragePoolEventRegisterAny`, procedure 368 of the remote program. */
export const connectStoragePoolEventRegisterAny: Procedure<ConnectStoragePoolEventRegisterAnyArgs, ConnectStoragePoolEventRegisterAnyResult> = {
  kind: "call",
  name: "connectStoragePoolEventRegisterAny",
  program: 0x20008086,
  version: 1,
  number: 368,
  args: codec.struct<ConnectStoragePoolEventRegisterAnyArgs>({
    eventId: codec.int,
    pool: codec.optional(types.StoragePool),
  }),
  result: codec.struct<ConnectStoragePoolEventRegisterAnyResult>({
    callbackId: codec.int,
  }),
  highPriority: true,
};

export interface ConnectStoragePoolEventDeregisterAnyArgs {
  readonly callbackId: number;
}

/** `virConnectStoragePoolEventDeregisterAny`, procedure 369 of the remote program. */
export const connectStoragePoolEventDeregisterAny: Procedure<ConnectStoragePoolEventDeregisterAnyArgs, void> = {
  kind: "call",
  name: "connectStoragePoolEventDeregisterAny",
  program: 0x20008086,
  version: 1,
  number: 369,
  args: codec.struct<ConnectStoragePoolEventDeregisterAnyArgs>({
    callbackId: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectNodeDeviceEventRegisterAnyArgs {
  readonly eventId: number;
  readonly dev: types.NodeDevice | null;
}

export interface ConnectNodeDeviceEventRegisterAnyResult {
  readonly callbackId: number;
}

/** `virConnectNodeDeviceEventRegisterAny`, procedure 374 of the remote program. */
export const connectNodeDeviceEventRegisterAny: Procedure<ConnectNodeDeviceEventRegisterAnyArgs, ConnectNodeDeviceEventRegisterAnyResult> = {
  kind: "call",
  name: "connectNodeDeviceEventRegisterAny",
  program: 0x20008086,
  version: 1,
  number: 374,
  args: codec.struct<ConnectNodeDeviceEventRegisterAnyArgs>({
    eventId: codec.int,
    dev: codec.optional(types.NodeDevice),
  }),
  result: codec.struct<ConnectNodeDeviceEventRegisterAnyResult>({
    callbackId: codec.int,
  }),
  highPriority: true,
};

export interface ConnectNodeDeviceEventDeregisterAnyArgs {
  readonly callbackId: number;
}

/** `virConnectNodeDeviceEventDeregisterAny`, procedure 375 of the remote program. */
export const connectNodeDeviceEventDeregisterAny: Procedure<ConnectNodeDeviceEventDeregisterAnyArgs, void> = {
  kind: "call",
  name: "connectNodeDeviceEventDeregisterAny",
  program: 0x20008086,
  version: 1,
  number: 375,
  args: codec.struct<ConnectNodeDeviceEventDeregisterAnyArgs>({
    callbackId: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectSecretEventRegisterAnyArgs {
  readonly eventId: number;
  readonly secret: types.Secret | null;
}

export interface ConnectSecretEventRegisterAnyResult {
  readonly callbackId: number;
}

/** `virConnectSecretEventRegisterAny`, procedure 380 of the remote program. */
export const connectSecretEventRegisterAny: Procedure<ConnectSecretEventRegisterAnyArgs, ConnectSecretEventRegisterAnyResult> = {
  kind: "call",
  name: "connectSecretEventRegisterAny",
  program: 0x20008086,
  version: 1,
  number: 380,
  args: codec.struct<ConnectSecretEventRegisterAnyArgs>({
    eventId: codec.int,
    secret: codec.optional(types.Secret),
  }),
  result: codec.struct<ConnectSecretEventRegisterAnyResult>({
    callbackId: codec.int,
  }),
  highPriority: true,
};

export interface ConnectSecretEventDeregisterAnyArgs {
  readonly callbackId: number;
}

/** `virConnectSecretEventDeregisterAny`, procedure 381 of the remote program. */
export const connectSecretEventDeregisterAny: Procedure<ConnectSecretEventDeregisterAnyArgs, void> = {
  kind: "call",
  name: "connectSecretEventDeregisterAny",
  program: 0x20008086,
  version: 1,
  number: 381,
  args: codec.struct<ConnectSecretEventDeregisterAnyArgs>({
    callbackId: codec.int,
  }),
  result: codec.nothing,
  highPriority: true,
};

export interface ConnectCompareHypervisorCpuArgs {
  readonly emulator: string | null;
  readonly arch: string | null;
  readonly machine: string | null;
  readonly virttype: string | null;
  readonly xmlCPU: string;
  readonly flags: number;
}

export interface ConnectCompareHypervisorCpuResult {
  readonly result: number;
}

/** `virConnectCompareHypervisorCpu`, procedure 393 of the remote program. */
export const connectCompareHypervisorCpu: Procedure<ConnectCompareHypervisorCpuArgs, ConnectCompareHypervisorCpuResult> = {
  kind: "call",
  name: "connectCompareHypervisorCpu",
  program: 0x20008086,
  version: 1,
  number: 393,
  args: codec.struct<ConnectCompareHypervisorCpuArgs>({
    emulator: codec.optional(codec.string),
    arch: codec.optional(codec.string),
    machine: codec.optional(codec.string),
    virttype: codec.optional(codec.string),
    xmlCPU: codec.string,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectCompareHypervisorCpuResult>({
    result: codec.int,
  }),
};

export interface ConnectBaselineHypervisorCpuArgs {
  readonly emulator: string | null;
  readonly arch: string | null;
  readonly machine: string | null;
  readonly virttype: string | null;
  readonly xmlCPUs: readonly string[];
  readonly flags: number;
}

export interface ConnectBaselineHypervisorCpuResult {
  readonly cpu: string;
}

/** `virConnectBaselineHypervisorCpu`, procedure 394 of the remote program. */
export const connectBaselineHypervisorCpu: Procedure<ConnectBaselineHypervisorCpuArgs, ConnectBaselineHypervisorCpuResult> = {
  kind: "call",
  name: "connectBaselineHypervisorCpu",
  program: 0x20008086,
  version: 1,
  number: 394,
  args: codec.struct<ConnectBaselineHypervisorCpuArgs>({
    emulator: codec.optional(codec.string),
    arch: codec.optional(codec.string),
    machine: codec.optional(codec.string),
    virttype: codec.optional(codec.string),
    xmlCPUs: codec.list(codec.string, 256),
    flags: codec.uint,
  }),
  result: codec.struct<ConnectBaselineHypervisorCpuResult>({
    cpu: codec.string,
  }),
};

export interface ConnectListAllNwfilterBindingsArgs {
  readonly needResults: number;
  readonly flags: number;
}

export interface ConnectListAllNwfilterBindingsResult {
  readonly bindings: readonly types.NwfilterBinding[];
  readonly ret: number;
}

/** `virConnectListAllNwfilterBindings`, procedure 401 of the remote program. */
export const connectListAllNwfilterBindings: Procedure<ConnectListAllNwfilterBindingsArgs, ConnectListAllNwfilterBindingsResult> = {
  kind: "call",
  name: "connectListAllNwfilterBindings",
  program: 0x20008086,
  version: 1,
  number: 401,
  args: codec.struct<ConnectListAllNwfilterBindingsArgs>({
    needResults: codec.int,
    flags: codec.uint,
  }),
  result: codec.struct<ConnectListAllNwfilterBindingsResult>({
    bindings: codec.list(types.NwfilterBinding, 16384),
    ret: codec.uint,
  }),
  highPriority: true,
};

export interface ConnectGetStoragePoolCapabilitiesArgs {
  readonly flags: number;
}

export interface ConnectGetStoragePoolCapabilitiesResult {
  readonly capabilities: string;
}

/** `virConnectGetStoragePoolCapabilities`, procedure 403 of the remote program. */
export const connectGetStoragePoolCapabilities: Procedure<ConnectGetStoragePoolCapabilitiesArgs, ConnectGetStoragePoolCapabilitiesResult> = {
  kind: "call",
  name: "connectGetStoragePoolCapabilities",
  program: 0x20008086,
  version: 1,
  number: 403,
  args: codec.struct<ConnectGetStoragePoolCapabilitiesArgs>({
    flags: codec.uint,
  }),
  result: codec.struct<ConnectGetStoragePoolCapabilitiesResult>({
    capabilities: codec.string,
  }),
};

export interface ConnectSetIdentityArgs {
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** `virConnectSetIdentity`, procedure 419 of the remote program. */
export const connectSetIdentity: Procedure<ConnectSetIdentityArgs, void> = {
  kind: "call",
  name: "connectSetIdentity",
  program: 0x20008086,
  version: 1,
  number: 419,
  args: codec.struct<ConnectSetIdentityArgs>({
    params: codec.list(typedParam, 20),
    flags: codec.uint,
  }),
  result: codec.nothing,
};
