/**
 * Procedures for the host: the node, its devices, interfaces, secrets and packet filters.
 * ./notation.ts says how a line reads.
 */
export const nodeTable = `
  6 nodeGetInfo() -> (model: char[32], memory: uhyper, cpus: int, mhz: int, nodes: int,
      sockets: int, cores: int, threads: int) high
  101 nodeGetCellsFreeMemory(startCell: int, maxcells: int) -> (cells: uhyper<1024>) high
  102 nodeGetFreeMemory() -> (freeMem: uhyper) high
  111 nodeNumOfDevices(cap: string?, flags: uint) -> (num: int) high
  112 nodeListDevices(cap: string?, maxnames: int, flags: uint) -> (names: string<65536>) high
  113 nodeDeviceLookupByName(name: string) -> (dev: NodeDevice) high
  114 nodeDeviceGetXmlDesc(name: string, flags: uint) -> (xml: string)
  115 nodeDeviceGetParent(name: string) -> (parentName: string?) high
  116 nodeDeviceNumOfCaps(name: string) -> (num: int) high
  117 nodeDeviceListCaps(name: string, maxnames: int) -> (names: string<65536>) high
  118 nodeDeviceDettach(name: string)
  119 nodeDeviceReAttach(name: string)
  120 nodeDeviceReset(name: string)
  122 nodeGetSecurityModel() -> (model: char<257>, doi: char<257>) high
  123 nodeDeviceCreateXml(xmlDesc: string, flags: uint) -> (dev: NodeDevice)
  124 nodeDeviceDestroy(name: string) high
  128 interfaceLookupByName(name: string) -> (iface: Interface) high
  129 interfaceLookupByMacString(mac: string) -> (iface: Interface) high
  130 interfaceGetXmlDesc(iface: Interface, flags: uint) -> (xml: string)
  131 interfaceDefineXml(xml: string, flags: uint) -> (iface: Interface) high
  132 interfaceUndefine(iface: Interface) high
  133 interfaceCreate(iface: Interface, flags: uint)
  134 interfaceDestroy(iface: Interface, flags: uint) high
  141 secretLookupByUuid(uuid: uuid) -> (secret: Secret) high
  142 secretDefineXml(xml: string, flags: uint) -> (secret: Secret) high
  143 secretGetXmlDesc(secret: Secret, flags: uint) -> (xml: string) high
  144 secretSetValue(secret: Secret, value: opaque<65536>, flags: uint) high
  145 secretGetValue(secret: Secret, flags: uint) -> (value: opaque<65536>) high
  146 secretUndefine(secret: Secret) high
  147 secretLookupByUsage(usageType: int, usageId: string) -> (secret: Secret) high
  156 interfaceIsActive(iface: Interface) -> (active: int) high
  175 nwfilterLookupByName(name: string) -> (nwfilter: Nwfilter) high
  176 nwfilterLookupByUuid(uuid: uuid) -> (nwfilter: Nwfilter) high
  177 nwfilterGetXmlDesc(nwfilter: Nwfilter, flags: uint) -> (xml: string) high
  180 nwfilterDefineXml(xml: string) -> (nwfilter: Nwfilter) high
  181 nwfilterUndefine(nwfilter: Nwfilter) high
  220 interfaceChangeBegin(flags: uint)
  221 interfaceChangeCommit(flags: uint)
  222 interfaceChangeRollback(flags: uint)
  227 nodeGetCpuStats(cpuNum: int, nparams: int, flags: uint) -> (params: NodeGetCpuStats<16>,
      nparams: int) high
  228 nodeGetMemoryStats(nparams: int, cellNum: int, flags: uint) ->
      (params: NodeGetMemoryStats<16>, nparams: int) high
  250 nodeSuspendForDuration(target: uint, duration: uhyper, flags: uint)
  288 nodeSetMemoryParameters(params: typedParam<64>, flags: uint)
  289 nodeGetMemoryParameters(nparams: int, flags: uint) -> (params: typedParam<64>, nparams: int)
  293 nodeGetCpuMap(needMap: int, needOnline: int, flags: uint) -> (cpumap: opaque<2048>,
      online: uint, ret: int)
  297 nodeDeviceLookupScsiHostByWwn(wwnn: string, wwpn: string, flags: uint) -> (dev: NodeDevice)
      high
  301 nodeDeviceDetachFlags(name: string, driverName: string?, flags: uint)
  340 nodeGetFreePages(pages: uint<1024>, startCell: int, cellCount: uint, flags: uint) ->
      (counts: uhyper<1024>) high
  347 nodeAllocPages(pageSizes: uint<1024>, pageCounts: uhyper<1024>, startCell: int,
      cellCount: uint, flags: uint) -> (ret: int)
  395 nodeGetSevInfo(nparams: int, flags: uint) -> (params: typedParam<64>, nparams: int)
  397 nwfilterBindingLookupByPortDev(name: string) -> (nwfilter: NwfilterBinding) high
  398 nwfilterBindingGetXmlDesc(nwfilter: NwfilterBinding, flags: uint) -> (xml: string) high
  399 nwfilterBindingCreateXml(xml: string, flags: uint) -> (nwfilter: NwfilterBinding) high
  400 nwfilterBindingDelete(nwfilter: NwfilterBinding) high
  428 nodeDeviceDefineXml(xmlDesc: string, flags: uint) -> (dev: NodeDevice)
  429 nodeDeviceUndefine(name: string, flags: uint) high
  430 nodeDeviceCreate(name: string, flags: uint) high
  431 nwfilterDefineXmlFlags(xml: string, flags: uint) -> (nwfilter: Nwfilter) high
  433 nodeDeviceGetAutostart(name: string) -> (autostart: int) high
  434 nodeDeviceSetAutostart(name: string, autostart: int) high
  435 nodeDeviceIsPersistent(name: string) -> (persistent: int) high
  436 nodeDeviceIsActive(name: string) -> (active: int) high
  447 nodeDeviceUpdate(name: string, xmlDesc: string, flags: uint) high
`;
