/**
 * Procedures for virtual networks and their ports.
 * ./notation.ts says how a line reads.
 */
export const networkTable = `
  39 networkCreate(net: Network)
  40 networkCreateXml(xml: string) -> (net: Network)
  41 networkDefineXml(xml: string) -> (net: Network) high
  42 networkDestroy(net: Network) high
  43 networkGetXmlDesc(net: Network, flags: uint) -> (xml: string) high
  44 networkGetAutostart(net: Network) -> (autostart: int) high
  45 networkGetBridgeName(net: Network) -> (name: string) high
  46 networkLookupByName(name: string) -> (net: Network) high
  47 networkLookupByUuid(uuid: uuid) -> (net: Network) high
  48 networkSetAutostart(net: Network, autostart: int) high
  49 networkUndefine(net: Network) high
  152 networkIsActive(net: Network) -> (active: int) high
  153 networkIsPersistent(net: Network) -> (persistent: int) high
  291 networkUpdate(net: Network, command: uint, section: uint, parentIndex: int, xml: string,
      flags: uint) high
  341 networkGetDhcpLeases(net: Network, mac: string?, needResults: int, flags: uint) ->
      (leases: NetworkDhcpLease<65536>, ret: uint)
  404 networkListAllPorts(network: Network, needResults: int, flags: uint) ->
      (ports: NetworkPort<16384>, ret: uint) high
  405 networkPortLookupByUuid(network: Network, uuid: uuid) -> (port: NetworkPort) high
  406 networkPortCreateXml(network: Network, xml: string, flags: uint) -> (port: NetworkPort)
  407 networkPortGetParameters(port: NetworkPort, nparams: int, flags: uint) ->
      (params: typedParam<16>, nparams: int)
  408 networkPortSetParameters(port: NetworkPort, params: typedParam<16>, flags: uint)
  409 networkPortGetXmlDesc(port: NetworkPort, flags: uint) -> (xml: string)
  410 networkPortDelete(port: NetworkPort, flags: uint)
  432 networkDefineXmlFlags(xml: string, flags: uint) -> (net: Network) high
  437 networkCreateXmlFlags(xml: string, flags: uint) -> (net: Network) high
  444 networkSetMetadata(network: Network, type: int, metadata: string?, key: string?,
      uri: string?, flags: uint)
  445 networkGetMetadata(network: Network, type: int, uri: string?, flags: uint) ->
      (metadata: string)
`;
