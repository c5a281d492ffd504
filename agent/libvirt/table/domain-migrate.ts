/**
 * Procedures for the migration protocol, versions 1 to 3, and its tunables.
 * ./notation.ts says how a line reads.
 */
export const domainMigrateTable = `
  61 domainMigratePrepare(uriIn: string?, flags: uhyper, dname: string?, resource: uhyper) ->
      (cookie: opaque<4194304>, uriOut: string?)
  62 domainMigratePerform(dom: Domain, cookie: opaque<4194304>, uri: string, flags: uhyper,
      dname: string?, resource: uhyper)
  63 domainMigrateFinish(dname: string, cookie: opaque<4194304>, uri: string, flags: uhyper) ->
      (ddom: Domain)
  108 domainMigratePrepare2(uriIn: string?, flags: uhyper, dname: string?, resource: uhyper,
      domXml: string) -> (cookie: opaque<4194304>, uriOut: string?)
  109 domainMigrateFinish2(dname: string, cookie: opaque<4194304>, uri: string, flags: uhyper,
      retcode: int) -> (ddom: Domain)
  148 domainMigratePrepareTunnel(flags: uhyper, dname: string?, resource: uhyper, domXml: string)
      stream write
  166 domainMigrateSetMaxDowntime(dom: Domain, downtime: uhyper, flags: uint)
  207 domainMigrateSetMaxSpeed(dom: Domain, bandwidth: uhyper, flags: uint)
  213 domainMigrateBegin3(dom: Domain, xmlin: string?, flags: uhyper, dname: string?,
      resource: uhyper) -> (cookieOut: opaque<4194304>, xml: string)
  214 domainMigratePrepare3(cookieIn: opaque<4194304>, uriIn: string?, flags: uhyper,
      dname: string?, resource: uhyper, domXml: string) -> (cookieOut: opaque<4194304>,
      uriOut: string?)
  215 domainMigratePrepareTunnel3(cookieIn: opaque<4194304>, flags: uhyper, dname: string?,
      resource: uhyper, domXml: string) -> (cookieOut: opaque<4194304>) stream write
  216 domainMigratePerform3(dom: Domain, xmlin: string?, cookieIn: opaque<4194304>,
      dconnuri: string?, uri: string?, flags: uhyper, dname: string?, resource: uhyper) ->
      (cookieOut: opaque<4194304>)
  217 domainMigrateFinish3(dname: string, cookieIn: opaque<4194304>, dconnuri: string?,
      uri: string?, flags: uhyper, cancelled: int) -> (dom: Domain, cookieOut: opaque<4194304>)
  218 domainMigrateConfirm3(dom: Domain, cookieIn: opaque<4194304>, flags: uhyper, cancelled: int)
  242 domainMigrateGetMaxSpeed(dom: Domain, flags: uint) -> (bandwidth: uhyper)
  299 domainMigrateGetCompressionCache(dom: Domain, flags: uint) -> (cacheSize: uhyper)
  300 domainMigrateSetCompressionCache(dom: Domain, cacheSize: uhyper, flags: uint)
  302 domainMigrateBegin3Params(dom: Domain, params: typedParam<64>, flags: uint) ->
      (cookieOut: opaque<4194304>, xml: string)
  303 domainMigratePrepare3Params(params: typedParam<64>, cookieIn: opaque<4194304>, flags: uint)
      -> (cookieOut: opaque<4194304>, uriOut: string?)
  304 domainMigratePrepareTunnel3Params(params: typedParam<64>, cookieIn: opaque<4194304>,
      flags: uint) -> (cookieOut: opaque<4194304>) stream write
  305 domainMigratePerform3Params(dom: Domain, dconnuri: string?, params: typedParam<64>,
      cookieIn: opaque<4194304>, flags: uint) -> (cookieOut: opaque<4194304>)
  306 domainMigrateFinish3Params(params: typedParam<64>, cookieIn: opaque<4194304>, flags: uint,
      cancelled: int) -> (dom: Domain, cookieOut: opaque<4194304>)
  307 domainMigrateConfirm3Params(dom: Domain, params: typedParam<64>, cookieIn: opaque<4194304>,
      flags: uint, cancelled: int)
  364 domainMigrateStartPostCopy(dom: Domain, flags: uint)
  387 domainMigrateGetMaxDowntime(dom: Domain, flags: uint) -> (downtime: uhyper)
`;
