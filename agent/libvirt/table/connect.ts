/**
 * Procedures for the connection itself, its lists, its event registrations, and authentication.
 * ./notation.ts says how a line reads.
 */
export const connectTable = `
  1 connectOpen(name: string?, flags: uint) high
  2 connectClose() high
  3 connectGetType() -> (type: string) high
  4 connectGetVersion() -> (hvVer: uhyper) high
  5 connectGetMaxVcpus(type: string?) -> (maxVcpus: int) high
  7 connectGetCapabilities() -> (capabilities: string)
  21 connectListDefinedDomains(maxnames: int) -> (names: string<16384>) high
  25 connectNumOfDefinedDomains() -> (num: int) high
  36 connectListDefinedNetworks(maxnames: int) -> (names: string<16384>) high
  37 connectListDomains(maxids: int) -> (ids: int<16384>) high
  38 connectListNetworks(maxnames: int) -> (names: string<16384>) high
  50 connectNumOfDefinedNetworks() -> (num: int) high
  51 connectNumOfDomains() -> (num: int) high
  52 connectNumOfNetworks() -> (num: int) high
  59 connectGetHostname() -> (hostname: string) high
  60 connectSupportsFeature(feature: int) -> (supported: int) high
  66 authList() -> (types: int<20>) high
  67 authSaslInit() -> (mechlist: string) high
  68 authSaslStart(mech: string, nil: int, data: char<65536>) -> (complete: int, nil: int,
      data: char<65536>) high
  69 authSaslStep(nil: int, data: char<65536>) -> (complete: int, nil: int, data: char<65536>)
      high
  70 authPolkit() -> (complete: int) high
  71 connectNumOfStoragePools() -> (num: int) high
  72 connectListStoragePools(maxnames: int) -> (names: string<16384>) high
  73 connectNumOfDefinedStoragePools() -> (num: int) high
  74 connectListDefinedStoragePools(maxnames: int) -> (names: string<16384>) high
  75 connectFindStoragePoolSources(type: string, srcSpec: string?, flags: uint) -> (xml: string)
  105 connectDomainEventRegister() -> (cbRegistered: int) high
  106 connectDomainEventDeregister() -> (cbRegistered: int) high
  110 connectGetUri() -> (uri: string) high
  126 connectNumOfInterfaces() -> (num: int) high
  127 connectListInterfaces(maxnames: int) -> (names: string<16384>) high
  135 connectDomainXmlFromNative(nativeFormat: string, nativeConfig: string, flags: uint) ->
      (domainXml: string)
  136 connectDomainXmlToNative(nativeFormat: string, domainXml: string, flags: uint) ->
      (nativeConfig: string)
  137 connectNumOfDefinedInterfaces() -> (num: int) high
  138 connectListDefinedInterfaces(maxnames: int) -> (names: string<16384>) high
  139 connectNumOfSecrets() -> (num: int) high
  140 connectListSecrets(maxuuids: int) -> (uuids: string<16384>) high
  149 connectIsSecure() -> (secure: int) high
  157 connectGetLibVersion() -> (libVer: uhyper) high
  158 connectCompareCpu(xml: string, flags: uint) -> (result: int) high
  162 connectBaselineCpu(xmlCPUs: string<256>, flags: uint) -> (cpu: string)
  167 connectDomainEventRegisterAny(eventId: int) high
  168 connectDomainEventDeregisterAny(eventId: int) high
  178 connectNumOfNwfilters() -> (num: int) high
  179 connectListNwfilters(maxnames: int) -> (names: string<16384>) high
  203 connectGetSysinfo(flags: uint) -> (sysinfo: string) high
  273 connectListAllDomains(needResults: int, flags: uint) -> (domains: Domain<16384>, ret: uint)
      high
  281 connectListAllStoragePools(needResults: int, flags: uint) -> (pools: StoragePool<16384>,
      ret: uint) high
  283 connectListAllNetworks(needResults: int, flags: uint) -> (nets: Network<16384>, ret: uint)
      high
  284 connectListAllInterfaces(needResults: int, flags: uint) -> (ifaces: Interface<16384>,
      ret: uint) high
  285 connectListAllNodeDevices(needResults: int, flags: uint) -> (devices: NodeDevice<65536>,
      ret: uint) high
  286 connectListAllNwfilters(needResults: int, flags: uint) -> (filters: Nwfilter<16384>,
      ret: uint) high
  287 connectListAllSecrets(needResults: int, flags: uint) -> (secrets: Secret<16384>, ret: uint)
      high
  312 connectGetCpuModelNames(arch: string, needResults: int, flags: uint) ->
      (models: string<8192>, ret: int)
  313 connectNetworkEventRegisterAny(eventId: int, net: Network?) -> (callbackId: int) high
  314 connectNetworkEventDeregisterAny(callbackId: int) high
  316 connectDomainEventCallbackRegisterAny(eventId: int, dom: Domain?) -> (callbackId: int) high
  317 connectDomainEventCallbackDeregisterAny(callbackId: int) high
  342 connectGetDomainCapabilities(emulatorbin: string?, arch: string?, machine: string?,
      virttype: string?, flags: uint) -> (capabilities: string)
  344 connectGetAllDomainStats(doms: Domain<16384>, stats: uint, flags: uint) ->
      (retStats: DomainStatsRecord<16384>)
  360 connectRegisterCloseCallback() high
  361 connectUnregisterCloseCallback() high
  368 connectStoragePoolEventRegisterAny(eventId: int, pool: StoragePool?) -> (callbackId: int)
      high
  369 connectStoragePoolEventDeregisterAny(callbackId: int) high
  374 connectNodeDeviceEventRegisterAny(eventId: int, dev: NodeDevice?) -> (callbackId: int) high
  375 connectNodeDeviceEventDeregisterAny(callbackId: int) high
  380 connectSecretEventRegisterAny(eventId: int, secret: Secret?) -> (callbackId: int) high
  381 connectSecretEventDeregisterAny(callbackId: int) high
  393 connectCompareHypervisorCpu(emulator: string?, arch: string?, machine: string?,
      virttype: string?, xmlCPU: string, flags: uint) -> (result: int)
  394 connectBaselineHypervisorCpu(emulator: string?, arch: string?, machine: string?,
      virttype: string?, xmlCPUs: string<256>, flags: uint) -> (cpu: string)
  401 connectListAllNwfilterBindings(needResults: int, flags: uint) ->
      (bindings: NwfilterBinding<16384>, ret: uint) high
  403 connectGetStoragePoolCapabilities(flags: uint) -> (capabilities: string)
  419 connectSetIdentity(params: typedParam<20>, flags: uint)
`;
