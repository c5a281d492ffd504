// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import type { Caller, StreamOf } from "../rpc/caller.ts";
import type { CallOptions } from "../rpc/procedure.ts";
import * as connect from "./connect.ts";
import * as node from "./node.ts";
import * as domain from "./domain.ts";
import * as domainMigrate from "./domain-migrate.ts";
import * as domainSnapshot from "./domain-snapshot.ts";
import * as storage from "./storage.ts";
import * as network from "./network.ts";

/** Every call of libvirt's remote program. Each rejects with a NovaError. */
export class RemoteApi {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** libvirt's `virConnectOpen`: procedure 1, never waits for a hypervisor. */
  connectOpen(args: connect.ConnectOpenArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectOpen, args, options);
  }

  /** libvirt's `virConnectClose`: procedure 2, never waits for a hypervisor. */
  connectClose(options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectClose, undefined, options);
  }

  /** libvirt's `virConnectGetType`: procedure 3, never waits for a hypervisor. */
  connectGetType(options?: CallOptions): Promise<connect.ConnectGetTypeResult> {
    return this.#caller.call(connect.connectGetType, undefined, options);
  }

  /** libvirt's `virConnectGetVersion`: procedure 4, never waits for a hypervisor. */
  connectGetVersion(options?: CallOptions): Promise<connect.ConnectGetVersionResult> {
    return this.#caller.call(connect.connectGetVersion, undefined, options);
  }

  /** libvirt's `virConnectGetMaxVcpus`: procedure 5, never waits for a hypervisor. */
  connectGetMaxVcpus(args: connect.ConnectGetMaxVcpusArgs, options?: CallOptions): Promise<connect.ConnectGetMaxVcpusResult> {
    return this.#caller.call(connect.connectGetMaxVcpus, args, options);
  }

  /** libvirt's `virConnectGetCapabilities`: procedure 7. */
  connectGetCapabilities(options?: CallOptions): Promise<connect.ConnectGetCapabilitiesResult> {
    return this.#caller.call(connect.connectGetCapabilities, undefined, options);
  }

  /** libvirt's `virConnectListDefinedDomains`: procedure 21, never waits for a hypervisor. */
  connectListDefinedDomains(args: connect.ConnectListDefinedDomainsArgs, options?: CallOptions): Promise<connect.ConnectListDefinedDomainsResult> {
    return this.#caller.call(connect.connectListDefinedDomains, args, options);
  }

  /** libvirt's `virConnectNumOfDefinedDomains`: procedure 25, never waits for a hypervisor. */
  connectNumOfDefinedDomains(options?: CallOptions): Promise<connect.ConnectNumOfDefinedDomainsResult> {
    return this.#caller.call(connect.connectNumOfDefinedDomains, undefined, options);
  }

  /** libvirt's `virConnectListDefinedNetworks`: procedure 36, never waits for a hypervisor. */
  connectListDefinedNetworks(args: connect.ConnectListDefinedNetworksArgs, options?: CallOptions): Promise<connect.ConnectListDefinedNetworksResult> {
    return this.#caller.call(connect.connectListDefinedNetworks, args, options);
  }

  /** libvirt's `virConnectListDomains`: procedure 37, never waits for a hypervisor. */
  connectListDomains(args: connect.ConnectListDomainsArgs, options?: CallOptions): Promise<connect.ConnectListDomainsResult> {
    return this.#caller.call(connect.connectListDomains, args, options);
  }

  /** libvirt's `virConnectListNetworks`: procedure 38, never waits for a hypervisor. */
  connectListNetworks(args: connect.ConnectListNetworksArgs, options?: CallOptions): Promise<connect.ConnectListNetworksResult> {
    return this.#caller.call(connect.connectListNetworks, args, options);
  }

  /** libvirt's `virConnectNumOfDefinedNetworks`: procedure 50, never waits for a hypervisor. */
  connectNumOfDefinedNetworks(options?: CallOptions): Promise<connect.ConnectNumOfDefinedNetworksResult> {
    return this.#caller.call(connect.connectNumOfDefinedNetworks, undefined, options);
  }

  /** libvirt's `virConnectNumOfDomains`: procedure 51, never waits for a hypervisor. */
  connectNumOfDomains(options?: CallOptions): Promise<connect.ConnectNumOfDomainsResult> {
    return this.#caller.call(connect.connectNumOfDomains, undefined, options);
  }

  /** libvirt's `virConnectNumOfNetworks`: procedure 52, never waits for a hypervisor. */
  connectNumOfNetworks(options?: CallOptions): Promise<connect.ConnectNumOfNetworksResult> {
    return this.#caller.call(connect.connectNumOfNetworks, undefined, options);
  }

  /** libvirt's `virConnectGetHostname`: procedure 59, never waits for a hypervisor. */
  connectGetHostname(options?: CallOptions): Promise<connect.ConnectGetHostnameResult> {
    return this.#caller.call(connect.connectGetHostname, undefined, options);
  }

  /** libvirt's `virConnectSupportsFeature`: procedure 60, never waits for a hypervisor. */
  connectSupportsFeature(args: connect.ConnectSupportsFeatureArgs, options?: CallOptions): Promise<connect.ConnectSupportsFeatureResult> {
    return this.#caller.call(connect.connectSupportsFeature, args, options);
  }

  /** libvirt's `virAuthList`: procedure 66, never waits for a hypervisor. */
  authList(options?: CallOptions): Promise<connect.AuthListResult> {
    return this.#caller.call(connect.authList, undefined, options);
  }

  /** libvirt's `virAuthSaslInit`: procedure 67, never waits for a hypervisor. */
  authSaslInit(options?: CallOptions): Promise<connect.AuthSaslInitResult> {
    return this.#caller.call(connect.authSaslInit, undefined, options);
  }

  /** libvirt's `virAuthSaslStart`: procedure 68, never waits for a hypervisor. */
  authSaslStart(args: connect.AuthSaslStartArgs, options?: CallOptions): Promise<connect.AuthSaslStartResult> {
    return this.#caller.call(connect.authSaslStart, args, options);
  }

  /** libvirt's `virAuthSaslStep`: procedure 69, never waits for a hypervisor. */
  authSaslStep(args: connect.AuthSaslStepArgs, options?: CallOptions): Promise<connect.AuthSaslStepResult> {
    return this.#caller.call(connect.authSaslStep, args, options);
  }

  /** libvirt's `virAuthPolkit`: procedure 70, never waits for a hypervisor. */
  authPolkit(options?: CallOptions): Promise<connect.AuthPolkitResult> {
    return this.#caller.call(connect.authPolkit, undefined, options);
  }

  /** libvirt's `virConnectNumOfStoragePools`: procedure 71, never waits for a hypervisor. */
  connectNumOfStoragePools(options?: CallOptions): Promise<connect.ConnectNumOfStoragePoolsResult> {
    return this.#caller.call(connect.connectNumOfStoragePools, undefined, options);
  }

  /** libvirt's `virConnectListStoragePools`: procedure 72, never waits for a hypervisor. */
  connectListStoragePools(args: connect.ConnectListStoragePoolsArgs, options?: CallOptions): Promise<connect.ConnectListStoragePoolsResult> {
    return this.#caller.call(connect.connectListStoragePools, args, options);
  }

  /** libvirt's `virConnectNumOfDefinedStoragePools`: procedure 73, never waits for a hypervisor. */
  connectNumOfDefinedStoragePools(options?: CallOptions): Promise<connect.ConnectNumOfDefinedStoragePoolsResult> {
    return this.#caller.call(connect.connectNumOfDefinedStoragePools, undefined, options);
  }

  /** libvirt's `virConnectListDefinedStoragePools`: procedure 74, never waits for a hypervisor. */
  connectListDefinedStoragePools(args: connect.ConnectListDefinedStoragePoolsArgs, options?: CallOptions): Promise<connect.ConnectListDefinedStoragePoolsResult> {
    return this.#caller.call(connect.connectListDefinedStoragePools, args, options);
  }

  /** libvirt's `virConnectFindStoragePoolSources`: procedure 75. */
  connectFindStoragePoolSources(args: connect.ConnectFindStoragePoolSourcesArgs, options?: CallOptions): Promise<connect.ConnectFindStoragePoolSourcesResult> {
    return this.#caller.call(connect.connectFindStoragePoolSources, args, options);
  }

  /** libvirt's `virConnectDomainEventRegister`: procedure 105, never waits for a hypervisor. */
  connectDomainEventRegister(options?: CallOptions): Promise<connect.ConnectDomainEventRegisterResult> {
    return this.#caller.call(connect.connectDomainEventRegister, undefined, options);
  }

  /** libvirt's `virConnectDomainEventDeregister`: procedure 106, never waits for a hypervisor. */
  connectDomainEventDeregister(options?: CallOptions): Promise<connect.ConnectDomainEventDeregisterResult> {
    return this.#caller.call(connect.connectDomainEventDeregister, undefined, options);
  }

  /** libvirt's `virConnectGetURI`: procedure 110, never waits for a hypervisor. */
  connectGetUri(options?: CallOptions): Promise<connect.ConnectGetUriResult> {
    return this.#caller.call(connect.connectGetUri, undefined, options);
  }

  /** libvirt's `virConnectNumOfInterfaces`: procedure 126, never waits for a hypervisor. */
  connectNumOfInterfaces(options?: CallOptions): Promise<connect.ConnectNumOfInterfacesResult> {
    return this.#caller.call(connect.connectNumOfInterfaces, undefined, options);
  }

  /** libvirt's `virConnectListInterfaces`: procedure 127, never waits for a hypervisor. */
  connectListInterfaces(args: connect.ConnectListInterfacesArgs, options?: CallOptions): Promise<connect.ConnectListInterfacesResult> {
    return this.#caller.call(connect.connectListInterfaces, args, options);
  }

  /** libvirt's `virConnectDomainXMLFromNative`: procedure 135. */
  connectDomainXmlFromNative(args: connect.ConnectDomainXmlFromNativeArgs, options?: CallOptions): Promise<connect.ConnectDomainXmlFromNativeResult> {
    return this.#caller.call(connect.connectDomainXmlFromNative, args, options);
  }

  /** libvirt's `virConnectDomainXMLToNative`: procedure 136. */
  connectDomainXmlToNative(args: connect.ConnectDomainXmlToNativeArgs, options?: CallOptions): Promise<connect.ConnectDomainXmlToNativeResult> {
    return this.#caller.call(connect.connectDomainXmlToNative, args, options);
  }

  /** libvirt's `virConnectNumOfDefinedInterfaces`: procedure 137, never waits for a hypervisor. */
  connectNumOfDefinedInterfaces(options?: CallOptions): Promise<connect.ConnectNumOfDefinedInterfacesResult> {
    return this.#caller.call(connect.connectNumOfDefinedInterfaces, undefined, options);
  }

  /** libvirt's `virConnectListDefinedInterfaces`: procedure 138, never waits for a hypervisor. */
  connectListDefinedInterfaces(args: connect.ConnectListDefinedInterfacesArgs, options?: CallOptions): Promise<connect.ConnectListDefinedInterfacesResult> {
    return this.#caller.call(connect.connectListDefinedInterfaces, args, options);
  }

  /** libvirt's `virConnectNumOfSecrets`: procedure 139, never waits for a hypervisor. */
  connectNumOfSecrets(options?: CallOptions): Promise<connect.ConnectNumOfSecretsResult> {
    return this.#caller.call(connect.connectNumOfSecrets, undefined, options);
  }

  /** libvirt's `virConnectListSecrets`: procedure 140, never waits for a hypervisor. */
  connectListSecrets(args: connect.ConnectListSecretsArgs, options?: CallOptions): Promise<connect.ConnectListSecretsResult> {
    return this.#caller.call(connect.connectListSecrets, args, options);
  }

  /** libvirt's `virConnectIsSecure`: procedure 149, never waits for a hypervisor. */
  connectIsSecure(options?: CallOptions): Promise<connect.ConnectIsSecureResult> {
    return this.#caller.call(connect.connectIsSecure, undefined, options);
  }

  /** libvirt's `virConnectGetLibVersion`: procedure 157, never waits for a hypervisor. */
  connectGetLibVersion(options?: CallOptions): Promise<connect.ConnectGetLibVersionResult> {
    return this.#caller.call(connect.connectGetLibVersion, undefined, options);
  }

  /** libvirt's `virConnectCompareCpu`: procedure 158, never waits for a hypervisor. */
  connectCompareCpu(args: connect.ConnectCompareCpuArgs, options?: CallOptions): Promise<connect.ConnectCompareCpuResult> {
    return this.#caller.call(connect.connectCompareCpu, args, options);
  }

  /** libvirt's `virConnectBaselineCpu`: procedure 162. */
  connectBaselineCpu(args: connect.ConnectBaselineCpuArgs, options?: CallOptions): Promise<connect.ConnectBaselineCpuResult> {
    return this.#caller.call(connect.connectBaselineCpu, args, options);
  }

  /** libvirt's `virConnectDomainEventRegisterAny`: procedure 167, never waits for a hypervisor. */
  connectDomainEventRegisterAny(args: connect.ConnectDomainEventRegisterAnyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectDomainEventRegisterAny, args, options);
  }

  /** libvirt's `virConnectDomainEventDeregisterAny`: procedure 168, never waits for a hypervisor. */
  connectDomainEventDeregisterAny(args: connect.ConnectDomainEventDeregisterAnyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectDomainEventDeregisterAny, args, options);
  }

  /** libvirt's `virConnectNumOfNwfilters`: procedure 178, never waits for a hypervisor. */
  connectNumOfNwfilters(options?: CallOptions): Promise<connect.ConnectNumOfNwfiltersResult> {
    return this.#caller.call(connect.connectNumOfNwfilters, undefined, options);
  }

  /** libvirt's `virConnectListNwfilters`: procedure 179, never waits for a hypervisor. */
  connectListNwfilters(args: connect.ConnectListNwfiltersArgs, options?: CallOptions): Promise<connect.ConnectListNwfiltersResult> {
    return this.#caller.call(connect.connectListNwfilters, args, options);
  }

  /** libvirt's `virConnectGetSysinfo`: procedure 203, never waits for a hypervisor. */
  connectGetSysinfo(args: connect.ConnectGetSysinfoArgs, options?: CallOptions): Promise<connect.ConnectGetSysinfoResult> {
    return this.#caller.call(connect.connectGetSysinfo, args, options);
  }

  /** libvirt's `virConnectListAllDomains`: procedure 273, never waits for a hypervisor. */
  connectListAllDomains(args: connect.ConnectListAllDomainsArgs, options?: CallOptions): Promise<connect.ConnectListAllDomainsResult> {
    return this.#caller.call(connect.connectListAllDomains, args, options);
  }

  /** libvirt's `virConnectListAllStoragePools`: procedure 281, never waits for a hypervisor. */
  connectListAllStoragePools(args: connect.ConnectListAllStoragePoolsArgs, options?: CallOptions): Promise<connect.ConnectListAllStoragePoolsResult> {
    return this.#caller.call(connect.connectListAllStoragePools, args, options);
  }

  /** libvirt's `virConnectListAllNetworks`: procedure 283, never waits for a hypervisor. */
  connectListAllNetworks(args: connect.ConnectListAllNetworksArgs, options?: CallOptions): Promise<connect.ConnectListAllNetworksResult> {
    return this.#caller.call(connect.connectListAllNetworks, args, options);
  }

  /** libvirt's `virConnectListAllInterfaces`: procedure 284, never waits for a hypervisor. */
  connectListAllInterfaces(args: connect.ConnectListAllInterfacesArgs, options?: CallOptions): Promise<connect.ConnectListAllInterfacesResult> {
    return this.#caller.call(connect.connectListAllInterfaces, args, options);
  }

  /** libvirt's `virConnectListAllNodeDevices`: procedure 285, never waits for a hypervisor. */
  connectListAllNodeDevices(args: connect.ConnectListAllNodeDevicesArgs, options?: CallOptions): Promise<connect.ConnectListAllNodeDevicesResult> {
    return this.#caller.call(connect.connectListAllNodeDevices, args, options);
  }

  /** libvirt's `virConnectListAllNwfilters`: procedure 286, never waits for a hypervisor. */
  connectListAllNwfilters(args: connect.ConnectListAllNwfiltersArgs, options?: CallOptions): Promise<connect.ConnectListAllNwfiltersResult> {
    return this.#caller.call(connect.connectListAllNwfilters, args, options);
  }

  /** libvirt's `virConnectListAllSecrets`: procedure 287, never waits for a hypervisor. */
  connectListAllSecrets(args: connect.ConnectListAllSecretsArgs, options?: CallOptions): Promise<connect.ConnectListAllSecretsResult> {
    return this.#caller.call(connect.connectListAllSecrets, args, options);
  }

  /** libvirt's `virConnectGetCpuModelNames`: procedure 312. */
  connectGetCpuModelNames(args: connect.ConnectGetCpuModelNamesArgs, options?: CallOptions): Promise<connect.ConnectGetCpuModelNamesResult> {
    return this.#caller.call(connect.connectGetCpuModelNames, args, options);
  }

  /** libvirt's `virConnectNetworkEventRegisterAny`: procedure 313, never waits for a hypervisor. */
  connectNetworkEventRegisterAny(args: connect.ConnectNetworkEventRegisterAnyArgs, options?: CallOptions): Promise<connect.ConnectNetworkEventRegisterAnyResult> {
    return this.#caller.call(connect.connectNetworkEventRegisterAny, args, options);
  }

  /** libvirt's `virConnectNetworkEventDeregisterAny`: procedure 314, never waits for a hypervisor. */
  connectNetworkEventDeregisterAny(args: connect.ConnectNetworkEventDeregisterAnyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectNetworkEventDeregisterAny, args, options);
  }

  /** libvirt's `virConnectDomainEventCallbackRegisterAny`: procedure 316, never waits for a hypervisor. */
  connectDomainEventCallbackRegisterAny(args: connect.ConnectDomainEventCallbackRegisterAnyArgs, options?: CallOptions): Promise<connect.ConnectDomainEventCallbackRegisterAnyResult> {
    return this.#caller.call(connect.connectDomainEventCallbackRegisterAny, args, options);
  }

  /** libvirt's `virConnectDomainEventCallbackDeregisterAny`: procedure 317, never waits for a hypervisor. */
  connectDomainEventCallbackDeregisterAny(args: connect.ConnectDomainEventCallbackDeregisterAnyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectDomainEventCallbackDeregisterAny, args, options);
  }

  /** libvirt's `virConnectGetDomainCapabilities`: procedure 342. */
  connectGetDomainCapabilities(args: connect.ConnectGetDomainCapabilitiesArgs, options?: CallOptions): Promise<connect.ConnectGetDomainCapabilitiesResult> {
    return this.#caller.call(connect.connectGetDomainCapabilities, args, options);
  }

  /** libvirt's `virConnectGetAllDomainStats`: procedure 344. */
  connectGetAllDomainStats(args: connect.ConnectGetAllDomainStatsArgs, options?: CallOptions): Promise<connect.ConnectGetAllDomainStatsResult> {
    return this.#caller.call(connect.connectGetAllDomainStats, args, options);
  }

  /** libvirt's `virConnectRegisterCloseCallback`: procedure 360, never waits for a hypervisor. */
  connectRegisterCloseCallback(options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectRegisterCloseCallback, undefined, options);
  }

  /** libvirt's `virConnectUnregisterCloseCallback`: procedure 361, never waits for a hypervisor. */
  connectUnregisterCloseCallback(options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectUnregisterCloseCallback, undefined, options);
  }

  /** libvirt's `virConnectStoragePoolEventRegisterAny`: procedure 368, never waits for a hypervisor. */
  connectStoragePoolEventRegisterAny(args: connect.ConnectStoragePoolEventRegisterAnyArgs, options?: CallOptions): Promise<connect.ConnectStoragePoolEventRegisterAnyResult> {
    return this.#caller.call(connect.connectStoragePoolEventRegisterAny, args, options);
  }

  /** libvirt's `virConnectStoragePoolEventDeregisterAny`: procedure 369, never waits for a hypervisor. */
  connectStoragePoolEventDeregisterAny(args: connect.ConnectStoragePoolEventDeregisterAnyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectStoragePoolEventDeregisterAny, args, options);
  }

  /** libvirt's `virConnectNodeDeviceEventRegisterAny`: procedure 374, never waits for a hypervisor. */
  connectNodeDeviceEventRegisterAny(args: connect.ConnectNodeDeviceEventRegisterAnyArgs, options?: CallOptions): Promise<connect.ConnectNodeDeviceEventRegisterAnyResult> {
    return this.#caller.call(connect.connectNodeDeviceEventRegisterAny, args, options);
  }

  /** libvirt's `virConnectNodeDeviceEventDeregisterAny`: procedure 375, never waits for a hypervisor. */
  connectNodeDeviceEventDeregisterAny(args: connect.ConnectNodeDeviceEventDeregisterAnyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectNodeDeviceEventDeregisterAny, args, options);
  }

  /** libvirt's `virConnectSecretEventRegisterAny`: procedure 380, never waits for a hypervisor. */
  connectSecretEventRegisterAny(args: connect.ConnectSecretEventRegisterAnyArgs, options?: CallOptions): Promise<connect.ConnectSecretEventRegisterAnyResult> {
    return this.#caller.call(connect.connectSecretEventRegisterAny, args, options);
  }

  /** libvirt's `virConnectSecretEventDeregisterAny`: procedure 381, never waits for a hypervisor. */
  connectSecretEventDeregisterAny(args: connect.ConnectSecretEventDeregisterAnyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectSecretEventDeregisterAny, args, options);
  }

  /** libvirt's `virConnectCompareHypervisorCpu`: procedure 393. */
  connectCompareHypervisorCpu(args: connect.ConnectCompareHypervisorCpuArgs, options?: CallOptions): Promise<connect.ConnectCompareHypervisorCpuResult> {
    return this.#caller.call(connect.connectCompareHypervisorCpu, args, options);
  }

  /** libvirt's `virConnectBaselineHypervisorCpu`: procedure 394. */
  connectBaselineHypervisorCpu(args: connect.ConnectBaselineHypervisorCpuArgs, options?: CallOptions): Promise<connect.ConnectBaselineHypervisorCpuResult> {
    return this.#caller.call(connect.connectBaselineHypervisorCpu, args, options);
  }

  /** libvirt's `virConnectListAllNwfilterBindings`: procedure 401, never waits for a hypervisor. */
  connectListAllNwfilterBindings(args: connect.ConnectListAllNwfilterBindingsArgs, options?: CallOptions): Promise<connect.ConnectListAllNwfilterBindingsResult> {
    return this.#caller.call(connect.connectListAllNwfilterBindings, args, options);
  }

  /** libvirt's `virConnectGetStoragePoolCapabilities`: procedure 403. */
  connectGetStoragePoolCapabilities(args: connect.ConnectGetStoragePoolCapabilitiesArgs, options?: CallOptions): Promise<connect.ConnectGetStoragePoolCapabilitiesResult> {
    return this.#caller.call(connect.connectGetStoragePoolCapabilities, args, options);
  }

  /** libvirt's `virConnectSetIdentity`: procedure 419. */
  connectSetIdentity(args: connect.ConnectSetIdentityArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(connect.connectSetIdentity, args, options);
  }

  /** libvirt's `virNodeGetInfo`: procedure 6, never waits for a hypervisor. */
  nodeGetInfo(options?: CallOptions): Promise<node.NodeGetInfoResult> {
    return this.#caller.call(node.nodeGetInfo, undefined, options);
  }

  /** libvirt's `virNodeGetCellsFreeMemory`: procedure 101, never waits for a hypervisor. */
  nodeGetCellsFreeMemory(args: node.NodeGetCellsFreeMemoryArgs, options?: CallOptions): Promise<node.NodeGetCellsFreeMemoryResult> {
    return this.#caller.call(node.nodeGetCellsFreeMemory, args, options);
  }

  /** libvirt's `virNodeGetFreeMemory`: procedure 102, never waits for a hypervisor. */
  nodeGetFreeMemory(options?: CallOptions): Promise<node.NodeGetFreeMemoryResult> {
    return this.#caller.call(node.nodeGetFreeMemory, undefined, options);
  }

  /** libvirt's `virNodeNumOfDevices`: procedure 111, never waits for a hypervisor. */
  nodeNumOfDevices(args: node.NodeNumOfDevicesArgs, options?: CallOptions): Promise<node.NodeNumOfDevicesResult> {
    return this.#caller.call(node.nodeNumOfDevices, args, options);
  }

  /** libvirt's `virNodeListDevices`: procedure 112, never waits for a hypervisor. */
  nodeListDevices(args: node.NodeListDevicesArgs, options?: CallOptions): Promise<node.NodeListDevicesResult> {
    return this.#caller.call(node.nodeListDevices, args, options);
  }

  /** libvirt's `virNodeDeviceLookupByName`: procedure 113, never waits for a hypervisor. */
  nodeDeviceLookupByName(args: node.NodeDeviceLookupByNameArgs, options?: CallOptions): Promise<node.NodeDeviceLookupByNameResult> {
    return this.#caller.call(node.nodeDeviceLookupByName, args, options);
  }

  /** libvirt's `virNodeDeviceGetXMLDesc`: procedure 114. */
  nodeDeviceGetXmlDesc(args: node.NodeDeviceGetXmlDescArgs, options?: CallOptions): Promise<node.NodeDeviceGetXmlDescResult> {
    return this.#caller.call(node.nodeDeviceGetXmlDesc, args, options);
  }

  /** libvirt's `virNodeDeviceGetParent`: procedure 115, never waits for a hypervisor. */
  nodeDeviceGetParent(args: node.NodeDeviceGetParentArgs, options?: CallOptions): Promise<node.NodeDeviceGetParentResult> {
    return this.#caller.call(node.nodeDeviceGetParent, args, options);
  }

  /** libvirt's `virNodeDeviceNumOfCaps`: procedure 116, never waits for a hypervisor. */
  nodeDeviceNumOfCaps(args: node.NodeDeviceNumOfCapsArgs, options?: CallOptions): Promise<node.NodeDeviceNumOfCapsResult> {
    return this.#caller.call(node.nodeDeviceNumOfCaps, args, options);
  }

  /** libvirt's `virNodeDeviceListCaps`: procedure 117, never waits for a hypervisor. */
  nodeDeviceListCaps(args: node.NodeDeviceListCapsArgs, options?: CallOptions): Promise<node.NodeDeviceListCapsResult> {
    return this.#caller.call(node.nodeDeviceListCaps, args, options);
  }

  /** libvirt's `virNodeDeviceDettach`: procedure 118. */
  nodeDeviceDettach(args: node.NodeDeviceDettachArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceDettach, args, options);
  }

  /** libvirt's `virNodeDeviceReAttach`: procedure 119. */
  nodeDeviceReAttach(args: node.NodeDeviceReAttachArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceReAttach, args, options);
  }

  /** libvirt's `virNodeDeviceReset`: procedure 120. */
  nodeDeviceReset(args: node.NodeDeviceResetArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceReset, args, options);
  }

  /** libvirt's `virNodeGetSecurityModel`: procedure 122, never waits for a hypervisor. */
  nodeGetSecurityModel(options?: CallOptions): Promise<node.NodeGetSecurityModelResult> {
    return this.#caller.call(node.nodeGetSecurityModel, undefined, options);
  }

  /** libvirt's `virNodeDeviceCreateXML`: procedure 123. */
  nodeDeviceCreateXml(args: node.NodeDeviceCreateXmlArgs, options?: CallOptions): Promise<node.NodeDeviceCreateXmlResult> {
    return this.#caller.call(node.nodeDeviceCreateXml, args, options);
  }

  /** libvirt's `virNodeDeviceDestroy`: procedure 124, never waits for a hypervisor. */
  nodeDeviceDestroy(args: node.NodeDeviceDestroyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceDestroy, args, options);
  }

  /** libvirt's `virInterfaceLookupByName`: procedure 128, never waits for a hypervisor. */
  interfaceLookupByName(args: node.InterfaceLookupByNameArgs, options?: CallOptions): Promise<node.InterfaceLookupByNameResult> {
    return this.#caller.call(node.interfaceLookupByName, args, options);
  }

  /** libvirt's `virInterfaceLookupByMacString`: procedure 129, never waits for a hypervisor. */
  interfaceLookupByMacString(args: node.InterfaceLookupByMacStringArgs, options?: CallOptions): Promise<node.InterfaceLookupByMacStringResult> {
    return this.#caller.call(node.interfaceLookupByMacString, args, options);
  }

  /** libvirt's `virInterfaceGetXMLDesc`: procedure 130. */
  interfaceGetXmlDesc(args: node.InterfaceGetXmlDescArgs, options?: CallOptions): Promise<node.InterfaceGetXmlDescResult> {
    return this.#caller.call(node.interfaceGetXmlDesc, args, options);
  }

  /** libvirt's `virInterfaceDefineXML`: procedure 131, never waits for a hypervisor. */
  interfaceDefineXml(args: node.InterfaceDefineXmlArgs, options?: CallOptions): Promise<node.InterfaceDefineXmlResult> {
    return this.#caller.call(node.interfaceDefineXml, args, options);
  }

  /** libvirt's `virInterfaceUndefine`: procedure 132, never waits for a hypervisor. */
  interfaceUndefine(args: node.InterfaceUndefineArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.interfaceUndefine, args, options);
  }

  /** libvirt's `virInterfaceCreate`: procedure 133. */
  interfaceCreate(args: node.InterfaceCreateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.interfaceCreate, args, options);
  }

  /** libvirt's `virInterfaceDestroy`: procedure 134, never waits for a hypervisor. */
  interfaceDestroy(args: node.InterfaceDestroyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.interfaceDestroy, args, options);
  }

  /** libvirt's `virSecretLookupByUUID`: procedure 141, never waits for a hypervisor. */
  secretLookupByUuid(args: node.SecretLookupByUuidArgs, options?: CallOptions): Promise<node.SecretLookupByUuidResult> {
    return this.#caller.call(node.secretLookupByUuid, args, options);
  }

  /** libvirt's `virSecretDefineXML`: procedure 142, never waits for a hypervisor. */
  secretDefineXml(args: node.SecretDefineXmlArgs, options?: CallOptions): Promise<node.SecretDefineXmlResult> {
    return this.#caller.call(node.secretDefineXml, args, options);
  }

  /** libvirt's `virSecretGetXMLDesc`: procedure 143, never waits for a hypervisor. */
  secretGetXmlDesc(args: node.SecretGetXmlDescArgs, options?: CallOptions): Promise<node.SecretGetXmlDescResult> {
    return this.#caller.call(node.secretGetXmlDesc, args, options);
  }

  /** libvirt's `virSecretSetValue`: procedure 144, never waits for a hypervisor. */
  secretSetValue(args: node.SecretSetValueArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.secretSetValue, args, options);
  }

  /** libvirt's `virSecretGetValue`: procedure 145, never waits for a hypervisor. */
  secretGetValue(args: node.SecretGetValueArgs, options?: CallOptions): Promise<node.SecretGetValueResult> {
    return this.#caller.call(node.secretGetValue, args, options);
  }

  /** libvirt's `virSecretUndefine`: procedure 146, never waits for a hypervisor. */
  secretUndefine(args: node.SecretUndefineArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.secretUndefine, args, options);
  }

  /** libvirt's `virSecretLookupByUsage`: procedure 147, never waits for a hypervisor. */
  secretLookupByUsage(args: node.SecretLookupByUsageArgs, options?: CallOptions): Promise<node.SecretLookupByUsageResult> {
    return this.#caller.call(node.secretLookupByUsage, args, options);
  }

  /** libvirt's `virInterfaceIsActive`: procedure 156, never waits for a hypervisor. */
  interfaceIsActive(args: node.InterfaceIsActiveArgs, options?: CallOptions): Promise<node.InterfaceIsActiveResult> {
    return this.#caller.call(node.interfaceIsActive, args, options);
  }

  /** libvirt's `virNwfilterLookupByName`: procedure 175, never waits for a hypervisor. */
  nwfilterLookupByName(args: node.NwfilterLookupByNameArgs, options?: CallOptions): Promise<node.NwfilterLookupByNameResult> {
    return this.#caller.call(node.nwfilterLookupByName, args, options);
  }

  /** libvirt's `virNwfilterLookupByUUID`: procedure 176, never waits for a hypervisor. */
  nwfilterLookupByUuid(args: node.NwfilterLookupByUuidArgs, options?: CallOptions): Promise<node.NwfilterLookupByUuidResult> {
    return this.#caller.call(node.nwfilterLookupByUuid, args, options);
  }

  /** libvirt's `virNwfilterGetXMLDesc`: procedure 177, never waits for a hypervisor. */
  nwfilterGetXmlDesc(args: node.NwfilterGetXmlDescArgs, options?: CallOptions): Promise<node.NwfilterGetXmlDescResult> {
    return this.#caller.call(node.nwfilterGetXmlDesc, args, options);
  }

  /** libvirt's `virNwfilterDefineXML`: procedure 180, never waits for a hypervisor. */
  nwfilterDefineXml(args: node.NwfilterDefineXmlArgs, options?: CallOptions): Promise<node.NwfilterDefineXmlResult> {
    return this.#caller.call(node.nwfilterDefineXml, args, options);
  }

  /** libvirt's `virNwfilterUndefine`: procedure 181, never waits for a hypervisor. */
  nwfilterUndefine(args: node.NwfilterUndefineArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nwfilterUndefine, args, options);
  }

  /** libvirt's `virInterfaceChangeBegin`: procedure 220. */
  interfaceChangeBegin(args: node.InterfaceChangeBeginArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.interfaceChangeBegin, args, options);
  }

  /** libvirt's `virInterfaceChangeCommit`: procedure 221. */
  interfaceChangeCommit(args: node.InterfaceChangeCommitArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.interfaceChangeCommit, args, options);
  }

  /** libvirt's `virInterfaceChangeRollback`: procedure 222. */
  interfaceChangeRollback(args: node.InterfaceChangeRollbackArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.interfaceChangeRollback, args, options);
  }

  /** libvirt's `virNodeGetCpuStats`: procedure 227, never waits for a hypervisor. */
  nodeGetCpuStats(args: node.NodeGetCpuStatsArgs, options?: CallOptions): Promise<node.NodeGetCpuStatsResult> {
    return this.#caller.call(node.nodeGetCpuStats, args, options);
  }

  /** libvirt's `virNodeGetMemoryStats`: procedure 228, never waits for a hypervisor. */
  nodeGetMemoryStats(args: node.NodeGetMemoryStatsArgs, options?: CallOptions): Promise<node.NodeGetMemoryStatsResult> {
    return this.#caller.call(node.nodeGetMemoryStats, args, options);
  }

  /** libvirt's `virNodeSuspendForDuration`: procedure 250. */
  nodeSuspendForDuration(args: node.NodeSuspendForDurationArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeSuspendForDuration, args, options);
  }

  /** libvirt's `virNodeSetMemoryParameters`: procedure 288. */
  nodeSetMemoryParameters(args: node.NodeSetMemoryParametersArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeSetMemoryParameters, args, options);
  }

  /** libvirt's `virNodeGetMemoryParameters`: procedure 289. */
  nodeGetMemoryParameters(args: node.NodeGetMemoryParametersArgs, options?: CallOptions): Promise<node.NodeGetMemoryParametersResult> {
    return this.#caller.call(node.nodeGetMemoryParameters, args, options);
  }

  /** libvirt's `virNodeGetCpuMap`: procedure 293. */
  nodeGetCpuMap(args: node.NodeGetCpuMapArgs, options?: CallOptions): Promise<node.NodeGetCpuMapResult> {
    return this.#caller.call(node.nodeGetCpuMap, args, options);
  }

  /** libvirt's `virNodeDeviceLookupScsiHostByWwn`: procedure 297, never waits for a hypervisor. */
  nodeDeviceLookupScsiHostByWwn(args: node.NodeDeviceLookupScsiHostByWwnArgs, options?: CallOptions): Promise<node.NodeDeviceLookupScsiHostByWwnResult> {
    return this.#caller.call(node.nodeDeviceLookupScsiHostByWwn, args, options);
  }

  /** libvirt's `virNodeDeviceDetachFlags`: procedure 301. */
  nodeDeviceDetachFlags(args: node.NodeDeviceDetachFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceDetachFlags, args, options);
  }

  /** libvirt's `virNodeGetFreePages`: procedure 340, never waits for a hypervisor. */
  nodeGetFreePages(args: node.NodeGetFreePagesArgs, options?: CallOptions): Promise<node.NodeGetFreePagesResult> {
    return this.#caller.call(node.nodeGetFreePages, args, options);
  }

  /** libvirt's `virNodeAllocPages`: procedure 347. */
  nodeAllocPages(args: node.NodeAllocPagesArgs, options?: CallOptions): Promise<node.NodeAllocPagesResult> {
    return this.#caller.call(node.nodeAllocPages, args, options);
  }

  /** libvirt's `virNodeGetSevInfo`: procedure 395. */
  nodeGetSevInfo(args: node.NodeGetSevInfoArgs, options?: CallOptions): Promise<node.NodeGetSevInfoResult> {
    return this.#caller.call(node.nodeGetSevInfo, args, options);
  }

  /** libvirt's `virNwfilterBindingLookupByPortDev`: procedure 397, never waits for a hypervisor. */
  nwfilterBindingLookupByPortDev(args: node.NwfilterBindingLookupByPortDevArgs, options?: CallOptions): Promise<node.NwfilterBindingLookupByPortDevResult> {
    return this.#caller.call(node.nwfilterBindingLookupByPortDev, args, options);
  }

  /** libvirt's `virNwfilterBindingGetXMLDesc`: procedure 398, never waits for a hypervisor. */
  nwfilterBindingGetXmlDesc(args: node.NwfilterBindingGetXmlDescArgs, options?: CallOptions): Promise<node.NwfilterBindingGetXmlDescResult> {
    return this.#caller.call(node.nwfilterBindingGetXmlDesc, args, options);
  }

  /** libvirt's `virNwfilterBindingCreateXML`: procedure 399, never waits for a hypervisor. */
  nwfilterBindingCreateXml(args: node.NwfilterBindingCreateXmlArgs, options?: CallOptions): Promise<node.NwfilterBindingCreateXmlResult> {
    return this.#caller.call(node.nwfilterBindingCreateXml, args, options);
  }

  /** libvirt's `virNwfilterBindingDelete`: procedure 400, never waits for a hypervisor. */
  nwfilterBindingDelete(args: node.NwfilterBindingDeleteArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nwfilterBindingDelete, args, options);
  }

  /** libvirt's `virNodeDeviceDefineXML`: procedure 428. */
  nodeDeviceDefineXml(args: node.NodeDeviceDefineXmlArgs, options?: CallOptions): Promise<node.NodeDeviceDefineXmlResult> {
    return this.#caller.call(node.nodeDeviceDefineXml, args, options);
  }

  /** libvirt's `virNodeDeviceUndefine`: procedure 429, never waits for a hypervisor. */
  nodeDeviceUndefine(args: node.NodeDeviceUndefineArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceUndefine, args, options);
  }

  /** libvirt's `virNodeDeviceCreate`: procedure 430, never waits for a hypervisor. */
  nodeDeviceCreate(args: node.NodeDeviceCreateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceCreate, args, options);
  }

  /** libvirt's `virNwfilterDefineXMLFlags`: procedure 431, never waits for a hypervisor. */
  nwfilterDefineXmlFlags(args: node.NwfilterDefineXmlFlagsArgs, options?: CallOptions): Promise<node.NwfilterDefineXmlFlagsResult> {
    return this.#caller.call(node.nwfilterDefineXmlFlags, args, options);
  }

  /** libvirt's `virNodeDeviceGetAutostart`: procedure 433, never waits for a hypervisor. */
  nodeDeviceGetAutostart(args: node.NodeDeviceGetAutostartArgs, options?: CallOptions): Promise<node.NodeDeviceGetAutostartResult> {
    return this.#caller.call(node.nodeDeviceGetAutostart, args, options);
  }

  /** libvirt's `virNodeDeviceSetAutostart`: procedure 434, never waits for a hypervisor. */
  nodeDeviceSetAutostart(args: node.NodeDeviceSetAutostartArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceSetAutostart, args, options);
  }

  /** libvirt's `virNodeDeviceIsPersistent`: procedure 435, never waits for a hypervisor. */
  nodeDeviceIsPersistent(args: node.NodeDeviceIsPersistentArgs, options?: CallOptions): Promise<node.NodeDeviceIsPersistentResult> {
    return this.#caller.call(node.nodeDeviceIsPersistent, args, options);
  }

  /** libvirt's `virNodeDeviceIsActive`: procedure 436, never waits for a hypervisor. */
  nodeDeviceIsActive(args: node.NodeDeviceIsActiveArgs, options?: CallOptions): Promise<node.NodeDeviceIsActiveResult> {
    return this.#caller.call(node.nodeDeviceIsActive, args, options);
  }

  /** libvirt's `virNodeDeviceUpdate`: procedure 447, never waits for a hypervisor. */
  nodeDeviceUpdate(args: node.NodeDeviceUpdateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(node.nodeDeviceUpdate, args, options);
  }

  /** libvirt's `virDomainAttachDevice`: procedure 8. */
  domainAttachDevice(args: domain.DomainAttachDeviceArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainAttachDevice, args, options);
  }

  /** libvirt's `virDomainCreate`: procedure 9. */
  domainCreate(args: domain.DomainCreateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainCreate, args, options);
  }

  /** libvirt's `virDomainCreateXML`: procedure 10. */
  domainCreateXml(args: domain.DomainCreateXmlArgs, options?: CallOptions): Promise<domain.DomainCreateXmlResult> {
    return this.#caller.call(domain.domainCreateXml, args, options);
  }

  /** libvirt's `virDomainDefineXML`: procedure 11, never waits for a hypervisor. */
  domainDefineXml(args: domain.DomainDefineXmlArgs, options?: CallOptions): Promise<domain.DomainDefineXmlResult> {
    return this.#caller.call(domain.domainDefineXml, args, options);
  }

  /** libvirt's `virDomainDestroy`: procedure 12, never waits for a hypervisor. */
  domainDestroy(args: domain.DomainDestroyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainDestroy, args, options);
  }

  /** libvirt's `virDomainDetachDevice`: procedure 13. */
  domainDetachDevice(args: domain.DomainDetachDeviceArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainDetachDevice, args, options);
  }

  /** libvirt's `virDomainGetXMLDesc`: procedure 14. */
  domainGetXmlDesc(args: domain.DomainGetXmlDescArgs, options?: CallOptions): Promise<domain.DomainGetXmlDescResult> {
    return this.#caller.call(domain.domainGetXmlDesc, args, options);
  }

  /** libvirt's `virDomainGetAutostart`: procedure 15, never waits for a hypervisor. */
  domainGetAutostart(args: domain.DomainGetAutostartArgs, options?: CallOptions): Promise<domain.DomainGetAutostartResult> {
    return this.#caller.call(domain.domainGetAutostart, args, options);
  }

  /** libvirt's `virDomainGetInfo`: procedure 16. */
  domainGetInfo(args: domain.DomainGetInfoArgs, options?: CallOptions): Promise<domain.DomainGetInfoResult> {
    return this.#caller.call(domain.domainGetInfo, args, options);
  }

  /** libvirt's `virDomainGetMaxMemory`: procedure 17, never waits for a hypervisor. */
  domainGetMaxMemory(args: domain.DomainGetMaxMemoryArgs, options?: CallOptions): Promise<domain.DomainGetMaxMemoryResult> {
    return this.#caller.call(domain.domainGetMaxMemory, args, options);
  }

  /** libvirt's `virDomainGetMaxVcpus`: procedure 18, never waits for a hypervisor. */
  domainGetMaxVcpus(args: domain.DomainGetMaxVcpusArgs, options?: CallOptions): Promise<domain.DomainGetMaxVcpusResult> {
    return this.#caller.call(domain.domainGetMaxVcpus, args, options);
  }

  /** libvirt's `virDomainGetOsType`: procedure 19, never waits for a hypervisor. */
  domainGetOsType(args: domain.DomainGetOsTypeArgs, options?: CallOptions): Promise<domain.DomainGetOsTypeResult> {
    return this.#caller.call(domain.domainGetOsType, args, options);
  }

  /** libvirt's `virDomainGetVcpus`: procedure 20, never waits for a hypervisor. */
  domainGetVcpus(args: domain.DomainGetVcpusArgs, options?: CallOptions): Promise<domain.DomainGetVcpusResult> {
    return this.#caller.call(domain.domainGetVcpus, args, options);
  }

  /** libvirt's `virDomainLookupById`: procedure 22, never waits for a hypervisor. */
  domainLookupById(args: domain.DomainLookupByIdArgs, options?: CallOptions): Promise<domain.DomainLookupByIdResult> {
    return this.#caller.call(domain.domainLookupById, args, options);
  }

  /** libvirt's `virDomainLookupByName`: procedure 23, never waits for a hypervisor. */
  domainLookupByName(args: domain.DomainLookupByNameArgs, options?: CallOptions): Promise<domain.DomainLookupByNameResult> {
    return this.#caller.call(domain.domainLookupByName, args, options);
  }

  /** libvirt's `virDomainLookupByUUID`: procedure 24, never waits for a hypervisor. */
  domainLookupByUuid(args: domain.DomainLookupByUuidArgs, options?: CallOptions): Promise<domain.DomainLookupByUuidResult> {
    return this.#caller.call(domain.domainLookupByUuid, args, options);
  }

  /** libvirt's `virDomainPinVcpu`: procedure 26. */
  domainPinVcpu(args: domain.DomainPinVcpuArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainPinVcpu, args, options);
  }

  /** libvirt's `virDomainReboot`: procedure 27. */
  domainReboot(args: domain.DomainRebootArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainReboot, args, options);
  }

  /** libvirt's `virDomainResume`: procedure 28. */
  domainResume(args: domain.DomainResumeArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainResume, args, options);
  }

  /** libvirt's `virDomainSetAutostart`: procedure 29, never waits for a hypervisor. */
  domainSetAutostart(args: domain.DomainSetAutostartArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetAutostart, args, options);
  }

  /** libvirt's `virDomainSetMaxMemory`: procedure 30, never waits for a hypervisor. */
  domainSetMaxMemory(args: domain.DomainSetMaxMemoryArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetMaxMemory, args, options);
  }

  /** libvirt's `virDomainSetMemory`: procedure 31. */
  domainSetMemory(args: domain.DomainSetMemoryArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetMemory, args, options);
  }

  /** libvirt's `virDomainSetVcpus`: procedure 32. */
  domainSetVcpus(args: domain.DomainSetVcpusArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetVcpus, args, options);
  }

  /** libvirt's `virDomainShutdown`: procedure 33. */
  domainShutdown(args: domain.DomainShutdownArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainShutdown, args, options);
  }

  /** libvirt's `virDomainSuspend`: procedure 34. */
  domainSuspend(args: domain.DomainSuspendArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSuspend, args, options);
  }

  /** libvirt's `virDomainUndefine`: procedure 35, never waits for a hypervisor. */
  domainUndefine(args: domain.DomainUndefineArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainUndefine, args, options);
  }

  /** libvirt's `virDomainCoreDump`: procedure 53. */
  domainCoreDump(args: domain.DomainCoreDumpArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainCoreDump, args, options);
  }

  /** libvirt's `virDomainRestore`: procedure 54. */
  domainRestore(args: domain.DomainRestoreArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainRestore, args, options);
  }

  /** libvirt's `virDomainSave`: procedure 55. */
  domainSave(args: domain.DomainSaveArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSave, args, options);
  }

  /** libvirt's `virDomainGetSchedulerType`: procedure 56. */
  domainGetSchedulerType(args: domain.DomainGetSchedulerTypeArgs, options?: CallOptions): Promise<domain.DomainGetSchedulerTypeResult> {
    return this.#caller.call(domain.domainGetSchedulerType, args, options);
  }

  /** libvirt's `virDomainGetSchedulerParameters`: procedure 57. */
  domainGetSchedulerParameters(args: domain.DomainGetSchedulerParametersArgs, options?: CallOptions): Promise<domain.DomainGetSchedulerParametersResult> {
    return this.#caller.call(domain.domainGetSchedulerParameters, args, options);
  }

  /** libvirt's `virDomainSetSchedulerParameters`: procedure 58. */
  domainSetSchedulerParameters(args: domain.DomainSetSchedulerParametersArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetSchedulerParameters, args, options);
  }

  /** libvirt's `virDomainBlockStats`: procedure 64. */
  domainBlockStats(args: domain.DomainBlockStatsArgs, options?: CallOptions): Promise<domain.DomainBlockStatsResult> {
    return this.#caller.call(domain.domainBlockStats, args, options);
  }

  /** libvirt's `virDomainInterfaceStats`: procedure 65, never waits for a hypervisor. */
  domainInterfaceStats(args: domain.DomainInterfaceStatsArgs, options?: CallOptions): Promise<domain.DomainInterfaceStatsResult> {
    return this.#caller.call(domain.domainInterfaceStats, args, options);
  }

  /** libvirt's `virDomainBlockPeek`: procedure 103. */
  domainBlockPeek(args: domain.DomainBlockPeekArgs, options?: CallOptions): Promise<domain.DomainBlockPeekResult> {
    return this.#caller.call(domain.domainBlockPeek, args, options);
  }

  /** libvirt's `virDomainMemoryPeek`: procedure 104. */
  domainMemoryPeek(args: domain.DomainMemoryPeekArgs, options?: CallOptions): Promise<domain.DomainMemoryPeekResult> {
    return this.#caller.call(domain.domainMemoryPeek, args, options);
  }

  /** libvirt's `virDomainGetSecurityLabel`: procedure 121, never waits for a hypervisor. */
  domainGetSecurityLabel(args: domain.DomainGetSecurityLabelArgs, options?: CallOptions): Promise<domain.DomainGetSecurityLabelResult> {
    return this.#caller.call(domain.domainGetSecurityLabel, args, options);
  }

  /** libvirt's `virDomainIsActive`: procedure 150, never waits for a hypervisor. */
  domainIsActive(args: domain.DomainIsActiveArgs, options?: CallOptions): Promise<domain.DomainIsActiveResult> {
    return this.#caller.call(domain.domainIsActive, args, options);
  }

  /** libvirt's `virDomainIsPersistent`: procedure 151, never waits for a hypervisor. */
  domainIsPersistent(args: domain.DomainIsPersistentArgs, options?: CallOptions): Promise<domain.DomainIsPersistentResult> {
    return this.#caller.call(domain.domainIsPersistent, args, options);
  }

  /** libvirt's `virDomainMemoryStats`: procedure 159. */
  domainMemoryStats(args: domain.DomainMemoryStatsArgs, options?: CallOptions): Promise<domain.DomainMemoryStatsResult> {
    return this.#caller.call(domain.domainMemoryStats, args, options);
  }

  /** libvirt's `virDomainAttachDeviceFlags`: procedure 160. */
  domainAttachDeviceFlags(args: domain.DomainAttachDeviceFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainAttachDeviceFlags, args, options);
  }

  /** libvirt's `virDomainDetachDeviceFlags`: procedure 161. */
  domainDetachDeviceFlags(args: domain.DomainDetachDeviceFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainDetachDeviceFlags, args, options);
  }

  /** libvirt's `virDomainGetJobInfo`: procedure 163. */
  domainGetJobInfo(args: domain.DomainGetJobInfoArgs, options?: CallOptions): Promise<domain.DomainGetJobInfoResult> {
    return this.#caller.call(domain.domainGetJobInfo, args, options);
  }

  /** libvirt's `virDomainAbortJob`: procedure 164. */
  domainAbortJob(args: domain.DomainAbortJobArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainAbortJob, args, options);
  }

  /** libvirt's `virDomainUpdateDeviceFlags`: procedure 174. */
  domainUpdateDeviceFlags(args: domain.DomainUpdateDeviceFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainUpdateDeviceFlags, args, options);
  }

  /** libvirt's `virDomainManagedSave`: procedure 182. */
  domainManagedSave(args: domain.DomainManagedSaveArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainManagedSave, args, options);
  }

  /** libvirt's `virDomainHasManagedSaveImage`: procedure 183. */
  domainHasManagedSaveImage(args: domain.DomainHasManagedSaveImageArgs, options?: CallOptions): Promise<domain.DomainHasManagedSaveImageResult> {
    return this.#caller.call(domain.domainHasManagedSaveImage, args, options);
  }

  /** libvirt's `virDomainManagedSaveRemove`: procedure 184. */
  domainManagedSaveRemove(args: domain.DomainManagedSaveRemoveArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainManagedSaveRemove, args, options);
  }

  /** libvirt's `virDomainGetBlockInfo`: procedure 194. */
  domainGetBlockInfo(args: domain.DomainGetBlockInfoArgs, options?: CallOptions): Promise<domain.DomainGetBlockInfoResult> {
    return this.#caller.call(domain.domainGetBlockInfo, args, options);
  }

  /** libvirt's `virDomainCreateWithFlags`: procedure 196. */
  domainCreateWithFlags(args: domain.DomainCreateWithFlagsArgs, options?: CallOptions): Promise<domain.DomainCreateWithFlagsResult> {
    return this.#caller.call(domain.domainCreateWithFlags, args, options);
  }

  /** libvirt's `virDomainSetMemoryParameters`: procedure 197. */
  domainSetMemoryParameters(args: domain.DomainSetMemoryParametersArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetMemoryParameters, args, options);
  }

  /** libvirt's `virDomainGetMemoryParameters`: procedure 198. */
  domainGetMemoryParameters(args: domain.DomainGetMemoryParametersArgs, options?: CallOptions): Promise<domain.DomainGetMemoryParametersResult> {
    return this.#caller.call(domain.domainGetMemoryParameters, args, options);
  }

  /** libvirt's `virDomainSetVcpusFlags`: procedure 199. */
  domainSetVcpusFlags(args: domain.DomainSetVcpusFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetVcpusFlags, args, options);
  }

  /** libvirt's `virDomainGetVcpusFlags`: procedure 200. */
  domainGetVcpusFlags(args: domain.DomainGetVcpusFlagsArgs, options?: CallOptions): Promise<domain.DomainGetVcpusFlagsResult> {
    return this.#caller.call(domain.domainGetVcpusFlags, args, options);
  }

  /** libvirt's `virDomainOpenConsole`: procedure 201, with a stream to duplex. */
  domainOpenConsole(args: domain.DomainOpenConsoleArgs, options?: CallOptions): Promise<StreamOf<void>> {
    return this.#caller.open(domain.domainOpenConsole, args, options);
  }

  /** libvirt's `virDomainIsUpdated`: procedure 202, never waits for a hypervisor. */
  domainIsUpdated(args: domain.DomainIsUpdatedArgs, options?: CallOptions): Promise<domain.DomainIsUpdatedResult> {
    return this.#caller.call(domain.domainIsUpdated, args, options);
  }

  /** libvirt's `virDomainSetMemoryFlags`: procedure 204. */
  domainSetMemoryFlags(args: domain.DomainSetMemoryFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetMemoryFlags, args, options);
  }

  /** libvirt's `virDomainSetBlkioParameters`: procedure 205. */
  domainSetBlkioParameters(args: domain.DomainSetBlkioParametersArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetBlkioParameters, args, options);
  }

  /** libvirt's `virDomainGetBlkioParameters`: procedure 206. */
  domainGetBlkioParameters(args: domain.DomainGetBlkioParametersArgs, options?: CallOptions): Promise<domain.DomainGetBlkioParametersResult> {
    return this.#caller.call(domain.domainGetBlkioParameters, args, options);
  }

  /** libvirt's `virDomainInjectNmi`: procedure 210. */
  domainInjectNmi(args: domain.DomainInjectNmiArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainInjectNmi, args, options);
  }

  /** libvirt's `virDomainScreenshot`: procedure 211, with a stream to read. */
  domainScreenshot(args: domain.DomainScreenshotArgs, options?: CallOptions): Promise<StreamOf<domain.DomainScreenshotResult>> {
    return this.#caller.open(domain.domainScreenshot, args, options);
  }

  /** libvirt's `virDomainGetState`: procedure 212, never waits for a hypervisor. */
  domainGetState(args: domain.DomainGetStateArgs, options?: CallOptions): Promise<domain.DomainGetStateResult> {
    return this.#caller.call(domain.domainGetState, args, options);
  }

  /** libvirt's `virDomainSetSchedulerParametersFlags`: procedure 219. */
  domainSetSchedulerParametersFlags(args: domain.DomainSetSchedulerParametersFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetSchedulerParametersFlags, args, options);
  }

  /** libvirt's `virDomainGetSchedulerParametersFlags`: procedure 223. */
  domainGetSchedulerParametersFlags(args: domain.DomainGetSchedulerParametersFlagsArgs, options?: CallOptions): Promise<domain.DomainGetSchedulerParametersFlagsResult> {
    return this.#caller.call(domain.domainGetSchedulerParametersFlags, args, options);
  }

  /** libvirt's `virDomainPinVcpuFlags`: procedure 225. */
  domainPinVcpuFlags(args: domain.DomainPinVcpuFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainPinVcpuFlags, args, options);
  }

  /** libvirt's `virDomainSendKey`: procedure 226. */
  domainSendKey(args: domain.DomainSendKeyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSendKey, args, options);
  }

  /** libvirt's `virDomainGetControlInfo`: procedure 229, never waits for a hypervisor. */
  domainGetControlInfo(args: domain.DomainGetControlInfoArgs, options?: CallOptions): Promise<domain.DomainGetControlInfoResult> {
    return this.#caller.call(domain.domainGetControlInfo, args, options);
  }

  /** libvirt's `virDomainGetVcpuPinInfo`: procedure 230. */
  domainGetVcpuPinInfo(args: domain.DomainGetVcpuPinInfoArgs, options?: CallOptions): Promise<domain.DomainGetVcpuPinInfoResult> {
    return this.#caller.call(domain.domainGetVcpuPinInfo, args, options);
  }

  /** libvirt's `virDomainUndefineFlags`: procedure 231, never waits for a hypervisor. */
  domainUndefineFlags(args: domain.DomainUndefineFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainUndefineFlags, args, options);
  }

  /** libvirt's `virDomainSaveFlags`: procedure 232. */
  domainSaveFlags(args: domain.DomainSaveFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSaveFlags, args, options);
  }

  /** libvirt's `virDomainRestoreFlags`: procedure 233. */
  domainRestoreFlags(args: domain.DomainRestoreFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainRestoreFlags, args, options);
  }

  /** libvirt's `virDomainDestroyFlags`: procedure 234, never waits for a hypervisor. */
  domainDestroyFlags(args: domain.DomainDestroyFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainDestroyFlags, args, options);
  }

  /** libvirt's `virDomainSaveImageGetXMLDesc`: procedure 235, never waits for a hypervisor. */
  domainSaveImageGetXmlDesc(args: domain.DomainSaveImageGetXmlDescArgs, options?: CallOptions): Promise<domain.DomainSaveImageGetXmlDescResult> {
    return this.#caller.call(domain.domainSaveImageGetXmlDesc, args, options);
  }

  /** libvirt's `virDomainSaveImageDefineXML`: procedure 236, never waits for a hypervisor. */
  domainSaveImageDefineXml(args: domain.DomainSaveImageDefineXmlArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSaveImageDefineXml, args, options);
  }

  /** libvirt's `virDomainBlockJobAbort`: procedure 237. */
  domainBlockJobAbort(args: domain.DomainBlockJobAbortArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainBlockJobAbort, args, options);
  }

  /** libvirt's `virDomainGetBlockJobInfo`: procedure 238. */
  domainGetBlockJobInfo(args: domain.DomainGetBlockJobInfoArgs, options?: CallOptions): Promise<domain.DomainGetBlockJobInfoResult> {
    return this.#caller.call(domain.domainGetBlockJobInfo, args, options);
  }

  /** libvirt's `virDomainBlockJobSetSpeed`: procedure 239. */
  domainBlockJobSetSpeed(args: domain.DomainBlockJobSetSpeedArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainBlockJobSetSpeed, args, options);
  }

  /** libvirt's `virDomainBlockPull`: procedure 240. */
  domainBlockPull(args: domain.DomainBlockPullArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainBlockPull, args, options);
  }

  /** libvirt's `virDomainBlockStatsFlags`: procedure 243. */
  domainBlockStatsFlags(args: domain.DomainBlockStatsFlagsArgs, options?: CallOptions): Promise<domain.DomainBlockStatsFlagsResult> {
    return this.#caller.call(domain.domainBlockStatsFlags, args, options);
  }

  /** libvirt's `virDomainReset`: procedure 245. */
  domainReset(args: domain.DomainResetArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainReset, args, options);
  }

  /** libvirt's `virDomainOpenGraphics`: procedure 249. */
  domainOpenGraphics(args: domain.DomainOpenGraphicsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainOpenGraphics, args, options);
  }

  /** libvirt's `virDomainBlockResize`: procedure 251. */
  domainBlockResize(args: domain.DomainBlockResizeArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainBlockResize, args, options);
  }

  /** libvirt's `virDomainSetBlockIoTune`: procedure 252. */
  domainSetBlockIoTune(args: domain.DomainSetBlockIoTuneArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetBlockIoTune, args, options);
  }

  /** libvirt's `virDomainGetBlockIoTune`: procedure 253. */
  domainGetBlockIoTune(args: domain.DomainGetBlockIoTuneArgs, options?: CallOptions): Promise<domain.DomainGetBlockIoTuneResult> {
    return this.#caller.call(domain.domainGetBlockIoTune, args, options);
  }

  /** libvirt's `virDomainSetNumaParameters`: procedure 254. */
  domainSetNumaParameters(args: domain.DomainSetNumaParametersArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetNumaParameters, args, options);
  }

  /** libvirt's `virDomainGetNumaParameters`: procedure 255. */
  domainGetNumaParameters(args: domain.DomainGetNumaParametersArgs, options?: CallOptions): Promise<domain.DomainGetNumaParametersResult> {
    return this.#caller.call(domain.domainGetNumaParameters, args, options);
  }

  /** libvirt's `virDomainSetInterfaceParameters`: procedure 256. */
  domainSetInterfaceParameters(args: domain.DomainSetInterfaceParametersArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetInterfaceParameters, args, options);
  }

  /** libvirt's `virDomainGetInterfaceParameters`: procedure 257. */
  domainGetInterfaceParameters(args: domain.DomainGetInterfaceParametersArgs, options?: CallOptions): Promise<domain.DomainGetInterfaceParametersResult> {
    return this.#caller.call(domain.domainGetInterfaceParameters, args, options);
  }

  /** libvirt's `virDomainShutdownFlags`: procedure 258. */
  domainShutdownFlags(args: domain.DomainShutdownFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainShutdownFlags, args, options);
  }

  /** libvirt's `virDomainPmSuspendForDuration`: procedure 261. */
  domainPmSuspendForDuration(args: domain.DomainPmSuspendForDurationArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainPmSuspendForDuration, args, options);
  }

  /** libvirt's `virDomainGetCpuStats`: procedure 262. */
  domainGetCpuStats(args: domain.DomainGetCpuStatsArgs, options?: CallOptions): Promise<domain.DomainGetCpuStatsResult> {
    return this.#caller.call(domain.domainGetCpuStats, args, options);
  }

  /** libvirt's `virDomainGetDiskErrors`: procedure 263. */
  domainGetDiskErrors(args: domain.DomainGetDiskErrorsArgs, options?: CallOptions): Promise<domain.DomainGetDiskErrorsResult> {
    return this.#caller.call(domain.domainGetDiskErrors, args, options);
  }

  /** libvirt's `virDomainSetMetadata`: procedure 264. */
  domainSetMetadata(args: domain.DomainSetMetadataArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetMetadata, args, options);
  }

  /** libvirt's `virDomainGetMetadata`: procedure 265. */
  domainGetMetadata(args: domain.DomainGetMetadataArgs, options?: CallOptions): Promise<domain.DomainGetMetadataResult> {
    return this.#caller.call(domain.domainGetMetadata, args, options);
  }

  /** libvirt's `virDomainBlockRebase`: procedure 266. */
  domainBlockRebase(args: domain.DomainBlockRebaseArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainBlockRebase, args, options);
  }

  /** libvirt's `virDomainPmWakeup`: procedure 267. */
  domainPmWakeup(args: domain.DomainPmWakeupArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainPmWakeup, args, options);
  }

  /** libvirt's `virDomainGetHostname`: procedure 277. */
  domainGetHostname(args: domain.DomainGetHostnameArgs, options?: CallOptions): Promise<domain.DomainGetHostnameResult> {
    return this.#caller.call(domain.domainGetHostname, args, options);
  }

  /** libvirt's `virDomainGetSecurityLabelList`: procedure 278, never waits for a hypervisor. */
  domainGetSecurityLabelList(args: domain.DomainGetSecurityLabelListArgs, options?: CallOptions): Promise<domain.DomainGetSecurityLabelListResult> {
    return this.#caller.call(domain.domainGetSecurityLabelList, args, options);
  }

  /** libvirt's `virDomainPinEmulator`: procedure 279. */
  domainPinEmulator(args: domain.DomainPinEmulatorArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainPinEmulator, args, options);
  }

  /** libvirt's `virDomainGetEmulatorPinInfo`: procedure 280. */
  domainGetEmulatorPinInfo(args: domain.DomainGetEmulatorPinInfoArgs, options?: CallOptions): Promise<domain.DomainGetEmulatorPinInfoResult> {
    return this.#caller.call(domain.domainGetEmulatorPinInfo, args, options);
  }

  /** libvirt's `virDomainBlockCommit`: procedure 290. */
  domainBlockCommit(args: domain.DomainBlockCommitArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainBlockCommit, args, options);
  }

  /** libvirt's `virDomainFstrim`: procedure 294. */
  domainFstrim(args: domain.DomainFstrimArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainFstrim, args, options);
  }

  /** libvirt's `virDomainSendProcessSignal`: procedure 295. */
  domainSendProcessSignal(args: domain.DomainSendProcessSignalArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSendProcessSignal, args, options);
  }

  /** libvirt's `virDomainOpenChannel`: procedure 296, with a stream to duplex. */
  domainOpenChannel(args: domain.DomainOpenChannelArgs, options?: CallOptions): Promise<StreamOf<void>> {
    return this.#caller.open(domain.domainOpenChannel, args, options);
  }

  /** libvirt's `virDomainGetJobStats`: procedure 298. */
  domainGetJobStats(args: domain.DomainGetJobStatsArgs, options?: CallOptions): Promise<domain.DomainGetJobStatsResult> {
    return this.#caller.call(domain.domainGetJobStats, args, options);
  }

  /** libvirt's `virDomainSetMemoryStatsPeriod`: procedure 308. */
  domainSetMemoryStatsPeriod(args: domain.DomainSetMemoryStatsPeriodArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetMemoryStatsPeriod, args, options);
  }

  /** libvirt's `virDomainCreateXMLWithFiles`: procedure 309. */
  domainCreateXmlWithFiles(args: domain.DomainCreateXmlWithFilesArgs, options?: CallOptions): Promise<domain.DomainCreateXmlWithFilesResult> {
    return this.#caller.call(domain.domainCreateXmlWithFiles, args, options);
  }

  /** libvirt's `virDomainCreateWithFiles`: procedure 310. */
  domainCreateWithFiles(args: domain.DomainCreateWithFilesArgs, options?: CallOptions): Promise<domain.DomainCreateWithFilesResult> {
    return this.#caller.call(domain.domainCreateWithFiles, args, options);
  }

  /** libvirt's `virDomainCoreDumpWithFormat`: procedure 334. */
  domainCoreDumpWithFormat(args: domain.DomainCoreDumpWithFormatArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainCoreDumpWithFormat, args, options);
  }

  /** libvirt's `virDomainFsfreeze`: procedure 335. */
  domainFsfreeze(args: domain.DomainFsfreezeArgs, options?: CallOptions): Promise<domain.DomainFsfreezeResult> {
    return this.#caller.call(domain.domainFsfreeze, args, options);
  }

  /** libvirt's `virDomainFsthaw`: procedure 336. */
  domainFsthaw(args: domain.DomainFsthawArgs, options?: CallOptions): Promise<domain.DomainFsthawResult> {
    return this.#caller.call(domain.domainFsthaw, args, options);
  }

  /** libvirt's `virDomainGetTime`: procedure 337. */
  domainGetTime(args: domain.DomainGetTimeArgs, options?: CallOptions): Promise<domain.DomainGetTimeResult> {
    return this.#caller.call(domain.domainGetTime, args, options);
  }

  /** libvirt's `virDomainSetTime`: procedure 338. */
  domainSetTime(args: domain.DomainSetTimeArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetTime, args, options);
  }

  /** libvirt's `virDomainOpenGraphicsFd`: procedure 343. */
  domainOpenGraphicsFd(args: domain.DomainOpenGraphicsFdArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainOpenGraphicsFd, args, options);
  }

  /** libvirt's `virDomainBlockCopy`: procedure 345. */
  domainBlockCopy(args: domain.DomainBlockCopyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainBlockCopy, args, options);
  }

  /** libvirt's `virDomainGetFsinfo`: procedure 349. */
  domainGetFsinfo(args: domain.DomainGetFsinfoArgs, options?: CallOptions): Promise<domain.DomainGetFsinfoResult> {
    return this.#caller.call(domain.domainGetFsinfo, args, options);
  }

  /** libvirt's `virDomainDefineXMLFlags`: procedure 350, never waits for a hypervisor. */
  domainDefineXmlFlags(args: domain.DomainDefineXmlFlagsArgs, options?: CallOptions): Promise<domain.DomainDefineXmlFlagsResult> {
    return this.#caller.call(domain.domainDefineXmlFlags, args, options);
  }

  /** libvirt's `virDomainGetIothreadInfo`: procedure 351. */
  domainGetIothreadInfo(args: domain.DomainGetIothreadInfoArgs, options?: CallOptions): Promise<domain.DomainGetIothreadInfoResult> {
    return this.#caller.call(domain.domainGetIothreadInfo, args, options);
  }

  /** libvirt's `virDomainPinIothread`: procedure 352. */
  domainPinIothread(args: domain.DomainPinIothreadArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainPinIothread, args, options);
  }

  /** libvirt's `virDomainInterfaceAddresses`: procedure 353. */
  domainInterfaceAddresses(args: domain.DomainInterfaceAddressesArgs, options?: CallOptions): Promise<domain.DomainInterfaceAddressesResult> {
    return this.#caller.call(domain.domainInterfaceAddresses, args, options);
  }

  /** libvirt's `virDomainAddIothread`: procedure 355. */
  domainAddIothread(args: domain.DomainAddIothreadArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainAddIothread, args, options);
  }

  /** libvirt's `virDomainDelIothread`: procedure 356. */
  domainDelIothread(args: domain.DomainDelIothreadArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainDelIothread, args, options);
  }

  /** libvirt's `virDomainSetUserPassword`: procedure 357. */
  domainSetUserPassword(args: domain.DomainSetUserPasswordArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetUserPassword, args, options);
  }

  /** libvirt's `virDomainRename`: procedure 358. */
  domainRename(args: domain.DomainRenameArgs, options?: CallOptions): Promise<domain.DomainRenameResult> {
    return this.#caller.call(domain.domainRename, args, options);
  }

  /** libvirt's `virDomainGetPerfEvents`: procedure 365. */
  domainGetPerfEvents(args: domain.DomainGetPerfEventsArgs, options?: CallOptions): Promise<domain.DomainGetPerfEventsResult> {
    return this.#caller.call(domain.domainGetPerfEvents, args, options);
  }

  /** libvirt's `virDomainSetPerfEvents`: procedure 366. */
  domainSetPerfEvents(args: domain.DomainSetPerfEventsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetPerfEvents, args, options);
  }

  /** libvirt's `virDomainGetGuestVcpus`: procedure 371. */
  domainGetGuestVcpus(args: domain.DomainGetGuestVcpusArgs, options?: CallOptions): Promise<domain.DomainGetGuestVcpusResult> {
    return this.#caller.call(domain.domainGetGuestVcpus, args, options);
  }

  /** libvirt's `virDomainSetGuestVcpus`: procedure 372. */
  domainSetGuestVcpus(args: domain.DomainSetGuestVcpusArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetGuestVcpus, args, options);
  }

  /** libvirt's `virDomainSetVcpu`: procedure 384. */
  domainSetVcpu(args: domain.DomainSetVcpuArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetVcpu, args, options);
  }

  /** libvirt's `virDomainSetBlockThreshold`: procedure 386. */
  domainSetBlockThreshold(args: domain.DomainSetBlockThresholdArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetBlockThreshold, args, options);
  }

  /** libvirt's `virDomainManagedSaveGetXMLDesc`: procedure 388. */
  domainManagedSaveGetXmlDesc(args: domain.DomainManagedSaveGetXmlDescArgs, options?: CallOptions): Promise<domain.DomainManagedSaveGetXmlDescResult> {
    return this.#caller.call(domain.domainManagedSaveGetXmlDesc, args, options);
  }

  /** libvirt's `virDomainManagedSaveDefineXML`: procedure 389. */
  domainManagedSaveDefineXml(args: domain.DomainManagedSaveDefineXmlArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainManagedSaveDefineXml, args, options);
  }

  /** libvirt's `virDomainSetLifecycleAction`: procedure 390. */
  domainSetLifecycleAction(args: domain.DomainSetLifecycleActionArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetLifecycleAction, args, options);
  }

  /** libvirt's `virDomainDetachDeviceAlias`: procedure 392. */
  domainDetachDeviceAlias(args: domain.DomainDetachDeviceAliasArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainDetachDeviceAlias, args, options);
  }

  /** libvirt's `virDomainGetLaunchSecurityInfo`: procedure 396. */
  domainGetLaunchSecurityInfo(args: domain.DomainGetLaunchSecurityInfoArgs, options?: CallOptions): Promise<domain.DomainGetLaunchSecurityInfoResult> {
    return this.#caller.call(domain.domainGetLaunchSecurityInfo, args, options);
  }

  /** libvirt's `virDomainSetIothreadParams`: procedure 402. */
  domainSetIothreadParams(args: domain.DomainSetIothreadParamsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetIothreadParams, args, options);
  }

  /** libvirt's `virDomainGetGuestInfo`: procedure 418. */
  domainGetGuestInfo(args: domain.DomainGetGuestInfoArgs, options?: CallOptions): Promise<domain.DomainGetGuestInfoResult> {
    return this.#caller.call(domain.domainGetGuestInfo, args, options);
  }

  /** libvirt's `virDomainAgentSetResponseTimeout`: procedure 420. */
  domainAgentSetResponseTimeout(args: domain.DomainAgentSetResponseTimeoutArgs, options?: CallOptions): Promise<domain.DomainAgentSetResponseTimeoutResult> {
    return this.#caller.call(domain.domainAgentSetResponseTimeout, args, options);
  }

  /** libvirt's `virDomainAuthorizedSshKeysGet`: procedure 424. */
  domainAuthorizedSshKeysGet(args: domain.DomainAuthorizedSshKeysGetArgs, options?: CallOptions): Promise<domain.DomainAuthorizedSshKeysGetResult> {
    return this.#caller.call(domain.domainAuthorizedSshKeysGet, args, options);
  }

  /** libvirt's `virDomainAuthorizedSshKeysSet`: procedure 425. */
  domainAuthorizedSshKeysSet(args: domain.DomainAuthorizedSshKeysSetArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainAuthorizedSshKeysSet, args, options);
  }

  /** libvirt's `virDomainGetMessages`: procedure 426. */
  domainGetMessages(args: domain.DomainGetMessagesArgs, options?: CallOptions): Promise<domain.DomainGetMessagesResult> {
    return this.#caller.call(domain.domainGetMessages, args, options);
  }

  /** libvirt's `virDomainStartDirtyRateCalc`: procedure 427. */
  domainStartDirtyRateCalc(args: domain.DomainStartDirtyRateCalcArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainStartDirtyRateCalc, args, options);
  }

  /** libvirt's `virDomainSetLaunchSecurityState`: procedure 439. */
  domainSetLaunchSecurityState(args: domain.DomainSetLaunchSecurityStateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetLaunchSecurityState, args, options);
  }

  /** libvirt's `virDomainSaveParams`: procedure 440. */
  domainSaveParams(args: domain.DomainSaveParamsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSaveParams, args, options);
  }

  /** libvirt's `virDomainRestoreParams`: procedure 441. */
  domainRestoreParams(args: domain.DomainRestoreParamsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainRestoreParams, args, options);
  }

  /** libvirt's `virDomainAbortJobFlags`: procedure 442. */
  domainAbortJobFlags(args: domain.DomainAbortJobFlagsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainAbortJobFlags, args, options);
  }

  /** libvirt's `virDomainFdAssociate`: procedure 443. */
  domainFdAssociate(args: domain.DomainFdAssociateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainFdAssociate, args, options);
  }

  /** libvirt's `virDomainGraphicsReload`: procedure 448. */
  domainGraphicsReload(args: domain.DomainGraphicsReloadArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainGraphicsReload, args, options);
  }

  /** libvirt's `virDomainGetAutostartOnce`: procedure 449, never waits for a hypervisor. */
  domainGetAutostartOnce(args: domain.DomainGetAutostartOnceArgs, options?: CallOptions): Promise<domain.DomainGetAutostartOnceResult> {
    return this.#caller.call(domain.domainGetAutostartOnce, args, options);
  }

  /** libvirt's `virDomainSetAutostartOnce`: procedure 450, never waits for a hypervisor. */
  domainSetAutostartOnce(args: domain.DomainSetAutostartOnceArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetAutostartOnce, args, options);
  }

  /** libvirt's `virDomainSetThrottleGroup`: procedure 451. */
  domainSetThrottleGroup(args: domain.DomainSetThrottleGroupArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainSetThrottleGroup, args, options);
  }

  /** libvirt's `virDomainDelThrottleGroup`: procedure 452. */
  domainDelThrottleGroup(args: domain.DomainDelThrottleGroupArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domain.domainDelThrottleGroup, args, options);
  }

  /** libvirt's `virDomainMigratePrepare`: procedure 61. */
  domainMigratePrepare(args: domainMigrate.DomainMigratePrepareArgs, options?: CallOptions): Promise<domainMigrate.DomainMigratePrepareResult> {
    return this.#caller.call(domainMigrate.domainMigratePrepare, args, options);
  }

  /** libvirt's `virDomainMigratePerform`: procedure 62. */
  domainMigratePerform(args: domainMigrate.DomainMigratePerformArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainMigrate.domainMigratePerform, args, options);
  }

  /** libvirt's `virDomainMigrateFinish`: procedure 63. */
  domainMigrateFinish(args: domainMigrate.DomainMigrateFinishArgs, options?: CallOptions): Promise<domainMigrate.DomainMigrateFinishResult> {
    return this.#caller.call(domainMigrate.domainMigrateFinish, args, options);
  }

  /** libvirt's `virDomainMigratePrepare2`: procedure 108. */
  domainMigratePrepare2(args: domainMigrate.DomainMigratePrepare2Args, options?: CallOptions): Promise<domainMigrate.DomainMigratePrepare2Result> {
    return this.#caller.call(domainMigrate.domainMigratePrepare2, args, options);
  }

  /** libvirt's `virDomainMigrateFinish2`: procedure 109. */
  domainMigrateFinish2(args: domainMigrate.DomainMigrateFinish2Args, options?: CallOptions): Promise<domainMigrate.DomainMigrateFinish2Result> {
    return this.#caller.call(domainMigrate.domainMigrateFinish2, args, options);
  }

  /** libvirt's `virDomainMigratePrepareTunnel`: procedure 148, with a stream to write. */
  domainMigratePrepareTunnel(args: domainMigrate.DomainMigratePrepareTunnelArgs, options?: CallOptions): Promise<StreamOf<void>> {
    return this.#caller.open(domainMigrate.domainMigratePrepareTunnel, args, options);
  }

  /** libvirt's `virDomainMigrateSetMaxDowntime`: procedure 166. */
  domainMigrateSetMaxDowntime(args: domainMigrate.DomainMigrateSetMaxDowntimeArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainMigrate.domainMigrateSetMaxDowntime, args, options);
  }

  /** libvirt's `virDomainMigrateSetMaxSpeed`: procedure 207. */
  domainMigrateSetMaxSpeed(args: domainMigrate.DomainMigrateSetMaxSpeedArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainMigrate.domainMigrateSetMaxSpeed, args, options);
  }

  /** libvirt's `virDomainMigrateBegin3`: procedure 213. */
  domainMigrateBegin3(args: domainMigrate.DomainMigrateBegin3Args, options?: CallOptions): Promise<domainMigrate.DomainMigrateBegin3Result> {
    return this.#caller.call(domainMigrate.domainMigrateBegin3, args, options);
  }

  /** libvirt's `virDomainMigratePrepare3`: procedure 214. */
  domainMigratePrepare3(args: domainMigrate.DomainMigratePrepare3Args, options?: CallOptions): Promise<domainMigrate.DomainMigratePrepare3Result> {
    return this.#caller.call(domainMigrate.domainMigratePrepare3, args, options);
  }

  /** libvirt's `virDomainMigratePrepareTunnel3`: procedure 215, with a stream to write. */
  domainMigratePrepareTunnel3(args: domainMigrate.DomainMigratePrepareTunnel3Args, options?: CallOptions): Promise<StreamOf<domainMigrate.DomainMigratePrepareTunnel3Result>> {
    return this.#caller.open(domainMigrate.domainMigratePrepareTunnel3, args, options);
  }

  /** libvirt's `virDomainMigratePerform3`: procedure 216. */
  domainMigratePerform3(args: domainMigrate.DomainMigratePerform3Args, options?: CallOptions): Promise<domainMigrate.DomainMigratePerform3Result> {
    return this.#caller.call(domainMigrate.domainMigratePerform3, args, options);
  }

  /** libvirt's `virDomainMigrateFinish3`: procedure 217. */
  domainMigrateFinish3(args: domainMigrate.DomainMigrateFinish3Args, options?: CallOptions): Promise<domainMigrate.DomainMigrateFinish3Result> {
    return this.#caller.call(domainMigrate.domainMigrateFinish3, args, options);
  }

  /** libvirt's `virDomainMigrateConfirm3`: procedure 218. */
  domainMigrateConfirm3(args: domainMigrate.DomainMigrateConfirm3Args, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainMigrate.domainMigrateConfirm3, args, options);
  }

  /** libvirt's `virDomainMigrateGetMaxSpeed`: procedure 242. */
  domainMigrateGetMaxSpeed(args: domainMigrate.DomainMigrateGetMaxSpeedArgs, options?: CallOptions): Promise<domainMigrate.DomainMigrateGetMaxSpeedResult> {
    return this.#caller.call(domainMigrate.domainMigrateGetMaxSpeed, args, options);
  }

  /** libvirt's `virDomainMigrateGetCompressionCache`: procedure 299. */
  domainMigrateGetCompressionCache(args: domainMigrate.DomainMigrateGetCompressionCacheArgs, options?: CallOptions): Promise<domainMigrate.DomainMigrateGetCompressionCacheResult> {
    return this.#caller.call(domainMigrate.domainMigrateGetCompressionCache, args, options);
  }

  /** libvirt's `virDomainMigrateSetCompressionCache`: procedure 300. */
  domainMigrateSetCompressionCache(args: domainMigrate.DomainMigrateSetCompressionCacheArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainMigrate.domainMigrateSetCompressionCache, args, options);
  }

  /** libvirt's `virDomainMigrateBegin3Params`: procedure 302. */
  domainMigrateBegin3Params(args: domainMigrate.DomainMigrateBegin3ParamsArgs, options?: CallOptions): Promise<domainMigrate.DomainMigrateBegin3ParamsResult> {
    return this.#caller.call(domainMigrate.domainMigrateBegin3Params, args, options);
  }

  /** libvirt's `virDomainMigratePrepare3Params`: procedure 303. */
  domainMigratePrepare3Params(args: domainMigrate.DomainMigratePrepare3ParamsArgs, options?: CallOptions): Promise<domainMigrate.DomainMigratePrepare3ParamsResult> {
    return this.#caller.call(domainMigrate.domainMigratePrepare3Params, args, options);
  }

  /** libvirt's `virDomainMigratePrepareTunnel3Params`: procedure 304, with a stream to write. */
  domainMigratePrepareTunnel3Params(args: domainMigrate.DomainMigratePrepareTunnel3ParamsArgs, options?: CallOptions): Promise<StreamOf<domainMigrate.DomainMigratePrepareTunnel3ParamsResult>> {
    return this.#caller.open(domainMigrate.domainMigratePrepareTunnel3Params, args, options);
  }

  /** libvirt's `virDomainMigratePerform3Params`: procedure 305. */
  domainMigratePerform3Params(args: domainMigrate.DomainMigratePerform3ParamsArgs, options?: CallOptions): Promise<domainMigrate.DomainMigratePerform3ParamsResult> {
    return this.#caller.call(domainMigrate.domainMigratePerform3Params, args, options);
  }

  /** libvirt's `virDomainMigrateFinish3Params`: procedure 306. */
  domainMigrateFinish3Params(args: domainMigrate.DomainMigrateFinish3ParamsArgs, options?: CallOptions): Promise<domainMigrate.DomainMigrateFinish3ParamsResult> {
    return this.#caller.call(domainMigrate.domainMigrateFinish3Params, args, options);
  }

  /** libvirt's `virDomainMigrateConfirm3Params`: procedure 307. */
  domainMigrateConfirm3Params(args: domainMigrate.DomainMigrateConfirm3ParamsArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainMigrate.domainMigrateConfirm3Params, args, options);
  }

  /** libvirt's `virDomainMigrateStartPostCopy`: procedure 364. */
  domainMigrateStartPostCopy(args: domainMigrate.DomainMigrateStartPostCopyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainMigrate.domainMigrateStartPostCopy, args, options);
  }

  /** libvirt's `virDomainMigrateGetMaxDowntime`: procedure 387. */
  domainMigrateGetMaxDowntime(args: domainMigrate.DomainMigrateGetMaxDowntimeArgs, options?: CallOptions): Promise<domainMigrate.DomainMigrateGetMaxDowntimeResult> {
    return this.#caller.call(domainMigrate.domainMigrateGetMaxDowntime, args, options);
  }

  /** libvirt's `virDomainSnapshotCreateXML`: procedure 185. */
  domainSnapshotCreateXml(args: domainSnapshot.DomainSnapshotCreateXmlArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotCreateXmlResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotCreateXml, args, options);
  }

  /** libvirt's `virDomainSnapshotGetXMLDesc`: procedure 186, never waits for a hypervisor. */
  domainSnapshotGetXmlDesc(args: domainSnapshot.DomainSnapshotGetXmlDescArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotGetXmlDescResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotGetXmlDesc, args, options);
  }

  /** libvirt's `virDomainSnapshotNum`: procedure 187, never waits for a hypervisor. */
  domainSnapshotNum(args: domainSnapshot.DomainSnapshotNumArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotNumResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotNum, args, options);
  }

  /** libvirt's `virDomainSnapshotListNames`: procedure 188, never waits for a hypervisor. */
  domainSnapshotListNames(args: domainSnapshot.DomainSnapshotListNamesArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotListNamesResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotListNames, args, options);
  }

  /** libvirt's `virDomainSnapshotLookupByName`: procedure 189, never waits for a hypervisor. */
  domainSnapshotLookupByName(args: domainSnapshot.DomainSnapshotLookupByNameArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotLookupByNameResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotLookupByName, args, options);
  }

  /** libvirt's `virDomainHasCurrentSnapshot`: procedure 190. */
  domainHasCurrentSnapshot(args: domainSnapshot.DomainHasCurrentSnapshotArgs, options?: CallOptions): Promise<domainSnapshot.DomainHasCurrentSnapshotResult> {
    return this.#caller.call(domainSnapshot.domainHasCurrentSnapshot, args, options);
  }

  /** libvirt's `virDomainSnapshotCurrent`: procedure 191. */
  domainSnapshotCurrent(args: domainSnapshot.DomainSnapshotCurrentArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotCurrentResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotCurrent, args, options);
  }

  /** libvirt's `virDomainRevertToSnapshot`: procedure 192. */
  domainRevertToSnapshot(args: domainSnapshot.DomainRevertToSnapshotArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainSnapshot.domainRevertToSnapshot, args, options);
  }

  /** libvirt's `virDomainSnapshotDelete`: procedure 193. */
  domainSnapshotDelete(args: domainSnapshot.DomainSnapshotDeleteArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainSnapshot.domainSnapshotDelete, args, options);
  }

  /** libvirt's `virDomainSnapshotGetParent`: procedure 244, never waits for a hypervisor. */
  domainSnapshotGetParent(args: domainSnapshot.DomainSnapshotGetParentArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotGetParentResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotGetParent, args, options);
  }

  /** libvirt's `virDomainSnapshotNumChildren`: procedure 246, never waits for a hypervisor. */
  domainSnapshotNumChildren(args: domainSnapshot.DomainSnapshotNumChildrenArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotNumChildrenResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotNumChildren, args, options);
  }

  /** libvirt's `virDomainSnapshotListChildrenNames`: procedure 247, never waits for a hypervisor. */
  domainSnapshotListChildrenNames(args: domainSnapshot.DomainSnapshotListChildrenNamesArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotListChildrenNamesResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotListChildrenNames, args, options);
  }

  /** libvirt's `virDomainSnapshotIsCurrent`: procedure 271. */
  domainSnapshotIsCurrent(args: domainSnapshot.DomainSnapshotIsCurrentArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotIsCurrentResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotIsCurrent, args, options);
  }

  /** libvirt's `virDomainSnapshotHasMetadata`: procedure 272. */
  domainSnapshotHasMetadata(args: domainSnapshot.DomainSnapshotHasMetadataArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotHasMetadataResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotHasMetadata, args, options);
  }

  /** libvirt's `virDomainListAllSnapshots`: procedure 274, never waits for a hypervisor. */
  domainListAllSnapshots(args: domainSnapshot.DomainListAllSnapshotsArgs, options?: CallOptions): Promise<domainSnapshot.DomainListAllSnapshotsResult> {
    return this.#caller.call(domainSnapshot.domainListAllSnapshots, args, options);
  }

  /** libvirt's `virDomainSnapshotListAllChildren`: procedure 275, never waits for a hypervisor. */
  domainSnapshotListAllChildren(args: domainSnapshot.DomainSnapshotListAllChildrenArgs, options?: CallOptions): Promise<domainSnapshot.DomainSnapshotListAllChildrenResult> {
    return this.#caller.call(domainSnapshot.domainSnapshotListAllChildren, args, options);
  }

  /** libvirt's `virDomainCheckpointCreateXML`: procedure 411. */
  domainCheckpointCreateXml(args: domainSnapshot.DomainCheckpointCreateXmlArgs, options?: CallOptions): Promise<domainSnapshot.DomainCheckpointCreateXmlResult> {
    return this.#caller.call(domainSnapshot.domainCheckpointCreateXml, args, options);
  }

  /** libvirt's `virDomainCheckpointGetXMLDesc`: procedure 412. */
  domainCheckpointGetXmlDesc(args: domainSnapshot.DomainCheckpointGetXmlDescArgs, options?: CallOptions): Promise<domainSnapshot.DomainCheckpointGetXmlDescResult> {
    return this.#caller.call(domainSnapshot.domainCheckpointGetXmlDesc, args, options);
  }

  /** libvirt's `virDomainListAllCheckpoints`: procedure 413, never waits for a hypervisor. */
  domainListAllCheckpoints(args: domainSnapshot.DomainListAllCheckpointsArgs, options?: CallOptions): Promise<domainSnapshot.DomainListAllCheckpointsResult> {
    return this.#caller.call(domainSnapshot.domainListAllCheckpoints, args, options);
  }

  /** libvirt's `virDomainCheckpointListAllChildren`: procedure 414, never waits for a hypervisor. */
  domainCheckpointListAllChildren(args: domainSnapshot.DomainCheckpointListAllChildrenArgs, options?: CallOptions): Promise<domainSnapshot.DomainCheckpointListAllChildrenResult> {
    return this.#caller.call(domainSnapshot.domainCheckpointListAllChildren, args, options);
  }

  /** libvirt's `virDomainCheckpointLookupByName`: procedure 415, never waits for a hypervisor. */
  domainCheckpointLookupByName(args: domainSnapshot.DomainCheckpointLookupByNameArgs, options?: CallOptions): Promise<domainSnapshot.DomainCheckpointLookupByNameResult> {
    return this.#caller.call(domainSnapshot.domainCheckpointLookupByName, args, options);
  }

  /** libvirt's `virDomainCheckpointGetParent`: procedure 416, never waits for a hypervisor. */
  domainCheckpointGetParent(args: domainSnapshot.DomainCheckpointGetParentArgs, options?: CallOptions): Promise<domainSnapshot.DomainCheckpointGetParentResult> {
    return this.#caller.call(domainSnapshot.domainCheckpointGetParent, args, options);
  }

  /** libvirt's `virDomainCheckpointDelete`: procedure 417. */
  domainCheckpointDelete(args: domainSnapshot.DomainCheckpointDeleteArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainSnapshot.domainCheckpointDelete, args, options);
  }

  /** libvirt's `virDomainBackupBegin`: procedure 421. */
  domainBackupBegin(args: domainSnapshot.DomainBackupBeginArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(domainSnapshot.domainBackupBegin, args, options);
  }

  /** libvirt's `virDomainBackupGetXMLDesc`: procedure 422, never waits for a hypervisor. */
  domainBackupGetXmlDesc(args: domainSnapshot.DomainBackupGetXmlDescArgs, options?: CallOptions): Promise<domainSnapshot.DomainBackupGetXmlDescResult> {
    return this.#caller.call(domainSnapshot.domainBackupGetXmlDesc, args, options);
  }

  /** libvirt's `virStoragePoolCreateXML`: procedure 76. */
  storagePoolCreateXml(args: storage.StoragePoolCreateXmlArgs, options?: CallOptions): Promise<storage.StoragePoolCreateXmlResult> {
    return this.#caller.call(storage.storagePoolCreateXml, args, options);
  }

  /** libvirt's `virStoragePoolDefineXML`: procedure 77, never waits for a hypervisor. */
  storagePoolDefineXml(args: storage.StoragePoolDefineXmlArgs, options?: CallOptions): Promise<storage.StoragePoolDefineXmlResult> {
    return this.#caller.call(storage.storagePoolDefineXml, args, options);
  }

  /** libvirt's `virStoragePoolCreate`: procedure 78. */
  storagePoolCreate(args: storage.StoragePoolCreateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storagePoolCreate, args, options);
  }

  /** libvirt's `virStoragePoolBuild`: procedure 79. */
  storagePoolBuild(args: storage.StoragePoolBuildArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storagePoolBuild, args, options);
  }

  /** libvirt's `virStoragePoolDestroy`: procedure 80, never waits for a hypervisor. */
  storagePoolDestroy(args: storage.StoragePoolDestroyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storagePoolDestroy, args, options);
  }

  /** libvirt's `virStoragePoolDelete`: procedure 81. */
  storagePoolDelete(args: storage.StoragePoolDeleteArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storagePoolDelete, args, options);
  }

  /** libvirt's `virStoragePoolUndefine`: procedure 82, never waits for a hypervisor. */
  storagePoolUndefine(args: storage.StoragePoolUndefineArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storagePoolUndefine, args, options);
  }

  /** libvirt's `virStoragePoolRefresh`: procedure 83. */
  storagePoolRefresh(args: storage.StoragePoolRefreshArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storagePoolRefresh, args, options);
  }

  /** libvirt's `virStoragePoolLookupByName`: procedure 84, never waits for a hypervisor. */
  storagePoolLookupByName(args: storage.StoragePoolLookupByNameArgs, options?: CallOptions): Promise<storage.StoragePoolLookupByNameResult> {
    return this.#caller.call(storage.storagePoolLookupByName, args, options);
  }

  /** libvirt's `virStoragePoolLookupByUUID`: procedure 85, never waits for a hypervisor. */
  storagePoolLookupByUuid(args: storage.StoragePoolLookupByUuidArgs, options?: CallOptions): Promise<storage.StoragePoolLookupByUuidResult> {
    return this.#caller.call(storage.storagePoolLookupByUuid, args, options);
  }

  /** libvirt's `virStoragePoolLookupByVolume`: procedure 86, never waits for a hypervisor. */
  storagePoolLookupByVolume(args: storage.StoragePoolLookupByVolumeArgs, options?: CallOptions): Promise<storage.StoragePoolLookupByVolumeResult> {
    return this.#caller.call(storage.storagePoolLookupByVolume, args, options);
  }

  /** libvirt's `virStoragePoolGetInfo`: procedure 87, never waits for a hypervisor. */
  storagePoolGetInfo(args: storage.StoragePoolGetInfoArgs, options?: CallOptions): Promise<storage.StoragePoolGetInfoResult> {
    return this.#caller.call(storage.storagePoolGetInfo, args, options);
  }

  /** libvirt's `virStoragePoolGetXMLDesc`: procedure 88, never waits for a hypervisor. */
  storagePoolGetXmlDesc(args: storage.StoragePoolGetXmlDescArgs, options?: CallOptions): Promise<storage.StoragePoolGetXmlDescResult> {
    return this.#caller.call(storage.storagePoolGetXmlDesc, args, options);
  }

  /** libvirt's `virStoragePoolGetAutostart`: procedure 89, never waits for a hypervisor. */
  storagePoolGetAutostart(args: storage.StoragePoolGetAutostartArgs, options?: CallOptions): Promise<storage.StoragePoolGetAutostartResult> {
    return this.#caller.call(storage.storagePoolGetAutostart, args, options);
  }

  /** libvirt's `virStoragePoolSetAutostart`: procedure 90, never waits for a hypervisor. */
  storagePoolSetAutostart(args: storage.StoragePoolSetAutostartArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storagePoolSetAutostart, args, options);
  }

  /** libvirt's `virStoragePoolNumOfVolumes`: procedure 91, never waits for a hypervisor. */
  storagePoolNumOfVolumes(args: storage.StoragePoolNumOfVolumesArgs, options?: CallOptions): Promise<storage.StoragePoolNumOfVolumesResult> {
    return this.#caller.call(storage.storagePoolNumOfVolumes, args, options);
  }

  /** libvirt's `virStoragePoolListVolumes`: procedure 92, never waits for a hypervisor. */
  storagePoolListVolumes(args: storage.StoragePoolListVolumesArgs, options?: CallOptions): Promise<storage.StoragePoolListVolumesResult> {
    return this.#caller.call(storage.storagePoolListVolumes, args, options);
  }

  /** libvirt's `virStorageVolCreateXML`: procedure 93. */
  storageVolCreateXml(args: storage.StorageVolCreateXmlArgs, options?: CallOptions): Promise<storage.StorageVolCreateXmlResult> {
    return this.#caller.call(storage.storageVolCreateXml, args, options);
  }

  /** libvirt's `virStorageVolDelete`: procedure 94. */
  storageVolDelete(args: storage.StorageVolDeleteArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storageVolDelete, args, options);
  }

  /** libvirt's `virStorageVolLookupByName`: procedure 95, never waits for a hypervisor. */
  storageVolLookupByName(args: storage.StorageVolLookupByNameArgs, options?: CallOptions): Promise<storage.StorageVolLookupByNameResult> {
    return this.#caller.call(storage.storageVolLookupByName, args, options);
  }

  /** libvirt's `virStorageVolLookupByKey`: procedure 96, never waits for a hypervisor. */
  storageVolLookupByKey(args: storage.StorageVolLookupByKeyArgs, options?: CallOptions): Promise<storage.StorageVolLookupByKeyResult> {
    return this.#caller.call(storage.storageVolLookupByKey, args, options);
  }

  /** libvirt's `virStorageVolLookupByPath`: procedure 97, never waits for a hypervisor. */
  storageVolLookupByPath(args: storage.StorageVolLookupByPathArgs, options?: CallOptions): Promise<storage.StorageVolLookupByPathResult> {
    return this.#caller.call(storage.storageVolLookupByPath, args, options);
  }

  /** libvirt's `virStorageVolGetInfo`: procedure 98, never waits for a hypervisor. */
  storageVolGetInfo(args: storage.StorageVolGetInfoArgs, options?: CallOptions): Promise<storage.StorageVolGetInfoResult> {
    return this.#caller.call(storage.storageVolGetInfo, args, options);
  }

  /** libvirt's `virStorageVolGetXMLDesc`: procedure 99, never waits for a hypervisor. */
  storageVolGetXmlDesc(args: storage.StorageVolGetXmlDescArgs, options?: CallOptions): Promise<storage.StorageVolGetXmlDescResult> {
    return this.#caller.call(storage.storageVolGetXmlDesc, args, options);
  }

  /** libvirt's `virStorageVolGetPath`: procedure 100, never waits for a hypervisor. */
  storageVolGetPath(args: storage.StorageVolGetPathArgs, options?: CallOptions): Promise<storage.StorageVolGetPathResult> {
    return this.#caller.call(storage.storageVolGetPath, args, options);
  }

  /** libvirt's `virStorageVolCreateXMLFrom`: procedure 125. */
  storageVolCreateXmlFrom(args: storage.StorageVolCreateXmlFromArgs, options?: CallOptions): Promise<storage.StorageVolCreateXmlFromResult> {
    return this.#caller.call(storage.storageVolCreateXmlFrom, args, options);
  }

  /** libvirt's `virStoragePoolIsActive`: procedure 154, never waits for a hypervisor. */
  storagePoolIsActive(args: storage.StoragePoolIsActiveArgs, options?: CallOptions): Promise<storage.StoragePoolIsActiveResult> {
    return this.#caller.call(storage.storagePoolIsActive, args, options);
  }

  /** libvirt's `virStoragePoolIsPersistent`: procedure 155, never waits for a hypervisor. */
  storagePoolIsPersistent(args: storage.StoragePoolIsPersistentArgs, options?: CallOptions): Promise<storage.StoragePoolIsPersistentResult> {
    return this.#caller.call(storage.storagePoolIsPersistent, args, options);
  }

  /** libvirt's `virStorageVolWipe`: procedure 165. */
  storageVolWipe(args: storage.StorageVolWipeArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storageVolWipe, args, options);
  }

  /** libvirt's `virStorageVolUpload`: procedure 208, with a stream to write. */
  storageVolUpload(args: storage.StorageVolUploadArgs, options?: CallOptions): Promise<StreamOf<void>> {
    return this.#caller.open(storage.storageVolUpload, args, options);
  }

  /** libvirt's `virStorageVolDownload`: procedure 209, with a stream to read. */
  storageVolDownload(args: storage.StorageVolDownloadArgs, options?: CallOptions): Promise<StreamOf<void>> {
    return this.#caller.open(storage.storageVolDownload, args, options);
  }

  /** libvirt's `virStorageVolWipePattern`: procedure 259. */
  storageVolWipePattern(args: storage.StorageVolWipePatternArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storageVolWipePattern, args, options);
  }

  /** libvirt's `virStorageVolResize`: procedure 260. */
  storageVolResize(args: storage.StorageVolResizeArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(storage.storageVolResize, args, options);
  }

  /** libvirt's `virStoragePoolListAllVolumes`: procedure 282, never waits for a hypervisor. */
  storagePoolListAllVolumes(args: storage.StoragePoolListAllVolumesArgs, options?: CallOptions): Promise<storage.StoragePoolListAllVolumesResult> {
    return this.#caller.call(storage.storagePoolListAllVolumes, args, options);
  }

  /** libvirt's `virStorageVolGetInfoFlags`: procedure 378, never waits for a hypervisor. */
  storageVolGetInfoFlags(args: storage.StorageVolGetInfoFlagsArgs, options?: CallOptions): Promise<storage.StorageVolGetInfoFlagsResult> {
    return this.#caller.call(storage.storageVolGetInfoFlags, args, options);
  }

  /** libvirt's `virStoragePoolLookupByTargetPath`: procedure 391, never waits for a hypervisor. */
  storagePoolLookupByTargetPath(args: storage.StoragePoolLookupByTargetPathArgs, options?: CallOptions): Promise<storage.StoragePoolLookupByTargetPathResult> {
    return this.#caller.call(storage.storagePoolLookupByTargetPath, args, options);
  }

  /** libvirt's `virNetworkCreate`: procedure 39. */
  networkCreate(args: network.NetworkCreateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(network.networkCreate, args, options);
  }

  /** libvirt's `virNetworkCreateXML`: procedure 40. */
  networkCreateXml(args: network.NetworkCreateXmlArgs, options?: CallOptions): Promise<network.NetworkCreateXmlResult> {
    return this.#caller.call(network.networkCreateXml, args, options);
  }

  /** libvirt's `virNetworkDefineXML`: procedure 41, never waits for a hypervisor. */
  networkDefineXml(args: network.NetworkDefineXmlArgs, options?: CallOptions): Promise<network.NetworkDefineXmlResult> {
    return this.#caller.call(network.networkDefineXml, args, options);
  }

  /** libvirt's `virNetworkDestroy`: procedure 42, never waits for a hypervisor. */
  networkDestroy(args: network.NetworkDestroyArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(network.networkDestroy, args, options);
  }

  /** libvirt's `virNetworkGetXMLDesc`: procedure 43, never waits for a hypervisor. */
  networkGetXmlDesc(args: network.NetworkGetXmlDescArgs, options?: CallOptions): Promise<network.NetworkGetXmlDescResult> {
    return this.#caller.call(network.networkGetXmlDesc, args, options);
  }

  /** libvirt's `virNetworkGetAutostart`: procedure 44, never waits for a hypervisor. */
  networkGetAutostart(args: network.NetworkGetAutostartArgs, options?: CallOptions): Promise<network.NetworkGetAutostartResult> {
    return this.#caller.call(network.networkGetAutostart, args, options);
  }

  /** libvirt's `virNetworkGetBridgeName`: procedure 45, never waits for a hypervisor. */
  networkGetBridgeName(args: network.NetworkGetBridgeNameArgs, options?: CallOptions): Promise<network.NetworkGetBridgeNameResult> {
    return this.#caller.call(network.networkGetBridgeName, args, options);
  }

  /** libvirt's `virNetworkLookupByName`: procedure 46, never waits for a hypervisor. */
  networkLookupByName(args: network.NetworkLookupByNameArgs, options?: CallOptions): Promise<network.NetworkLookupByNameResult> {
    return this.#caller.call(network.networkLookupByName, args, options);
  }

  /** libvirt's `virNetworkLookupByUUID`: procedure 47, never waits for a hypervisor. */
  networkLookupByUuid(args: network.NetworkLookupByUuidArgs, options?: CallOptions): Promise<network.NetworkLookupByUuidResult> {
    return this.#caller.call(network.networkLookupByUuid, args, options);
  }

  /** libvirt's `virNetworkSetAutostart`: procedure 48, never waits for a hypervisor. */
  networkSetAutostart(args: network.NetworkSetAutostartArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(network.networkSetAutostart, args, options);
  }

  /** libvirt's `virNetworkUndefine`: procedure 49, never waits for a hypervisor. */
  networkUndefine(args: network.NetworkUndefineArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(network.networkUndefine, args, options);
  }

  /** libvirt's `virNetworkIsActive`: procedure 152, never waits for a hypervisor. */
  networkIsActive(args: network.NetworkIsActiveArgs, options?: CallOptions): Promise<network.NetworkIsActiveResult> {
    return this.#caller.call(network.networkIsActive, args, options);
  }

  /** libvirt's `virNetworkIsPersistent`: procedure 153, never waits for a hypervisor. */
  networkIsPersistent(args: network.NetworkIsPersistentArgs, options?: CallOptions): Promise<network.NetworkIsPersistentResult> {
    return this.#caller.call(network.networkIsPersistent, args, options);
  }

  /** libvirt's `virNetworkUpdate`: procedure 291, never waits for a hypervisor. */
  networkUpdate(args: network.NetworkUpdateArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(network.networkUpdate, args, options);
  }

  /** libvirt's `virNetworkGetDhcpLeases`: procedure 341. */
  networkGetDhcpLeases(args: network.NetworkGetDhcpLeasesArgs, options?: CallOptions): Promise<network.NetworkGetDhcpLeasesResult> {
    return this.#caller.call(network.networkGetDhcpLeases, args, options);
  }

  /** libvirt's `virNetworkListAllPorts`: procedure 404, never waits for a hypervisor. */
  networkListAllPorts(args: network.NetworkListAllPortsArgs, options?: CallOptions): Promise<network.NetworkListAllPortsResult> {
    return this.#caller.call(network.networkListAllPorts, args, options);
  }

  /** libvirt's `virNetworkPortLookupByUUID`: procedure 405, never waits for a hypervisor. */
  networkPortLookupByUuid(args: network.NetworkPortLookupByUuidArgs, options?: CallOptions): Promise<network.NetworkPortLookupByUuidResult> {
    return this.#caller.call(network.networkPortLookupByUuid, args, options);
  }

  /** libvirt's `virNetworkPortCreateXML`: procedure 406. */
  networkPortCreateXml(args: network.NetworkPortCreateXmlArgs, options?: CallOptions): Promise<network.NetworkPortCreateXmlResult> {
    return this.#caller.call(network.networkPortCreateXml, args, options);
  }

  /** libvirt's `virNetworkPortGetParameters`: procedure 407. */
  networkPortGetParameters(args: network.NetworkPortGetParametersArgs, options?: CallOptions): Promise<network.NetworkPortGetParametersResult> {
    return this.#caller.call(network.networkPortGetParameters, args, options);
  }

  /** libvirt's `virNetworkPortSetParameters`: procedure 408. */
  networkPortSetParameters(args: network.NetworkPortSetParametersArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(network.networkPortSetParameters, args, options);
  }

  /** libvirt's `virNetworkPortGetXMLDesc`: procedure 409. */
  networkPortGetXmlDesc(args: network.NetworkPortGetXmlDescArgs, options?: CallOptions): Promise<network.NetworkPortGetXmlDescResult> {
    return this.#caller.call(network.networkPortGetXmlDesc, args, options);
  }

  /** libvirt's `virNetworkPortDelete`: procedure 410. */
  networkPortDelete(args: network.NetworkPortDeleteArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(network.networkPortDelete, args, options);
  }

  /** libvirt's `virNetworkDefineXMLFlags`: procedure 432, never waits for a hypervisor. */
  networkDefineXmlFlags(args: network.NetworkDefineXmlFlagsArgs, options?: CallOptions): Promise<network.NetworkDefineXmlFlagsResult> {
    return this.#caller.call(network.networkDefineXmlFlags, args, options);
  }

  /** libvirt's `virNetworkCreateXMLFlags`: procedure 437, never waits for a hypervisor. */
  networkCreateXmlFlags(args: network.NetworkCreateXmlFlagsArgs, options?: CallOptions): Promise<network.NetworkCreateXmlFlagsResult> {
    return this.#caller.call(network.networkCreateXmlFlags, args, options);
  }

  /** libvirt's `virNetworkSetMetadata`: procedure 444. */
  networkSetMetadata(args: network.NetworkSetMetadataArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(network.networkSetMetadata, args, options);
  }

  /** libvirt's `virNetworkGetMetadata`: procedure 445. */
  networkGetMetadata(args: network.NetworkGetMetadataArgs, options?: CallOptions): Promise<network.NetworkGetMetadataResult> {
    return this.#caller.call(network.networkGetMetadata, args, options);
  }
}
