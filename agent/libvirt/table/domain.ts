/**
 * Procedures for domains: life, definition, devices, tuning, statistics, guest agent.
 * ./notation.ts says how a line reads.
 */
export const domainTable = `
  8 domainAttachDevice(dom: Domain, xml: string)
  9 domainCreate(dom: Domain)
  10 domainCreateXml(xmlDesc: string, flags: uint) -> (dom: Domain)
  11 domainDefineXml(xml: string) -> (dom: Domain) high
  12 domainDestroy(dom: Domain) high
  13 domainDetachDevice(dom: Domain, xml: string)
  14 domainGetXmlDesc(dom: Domain, flags: uint) -> (xml: string)
  15 domainGetAutostart(dom: Domain) -> (autostart: int) high
  16 domainGetInfo(dom: Domain) -> (state: uchar, maxMem: uhyper, memory: uhyper,
      nrVirtCpu: ushort, cpuTime: uhyper)
  17 domainGetMaxMemory(dom: Domain) -> (memory: uhyper) high
  18 domainGetMaxVcpus(dom: Domain) -> (num: int) high
  19 domainGetOsType(dom: Domain) -> (type: string) high
  20 domainGetVcpus(dom: Domain, maxinfo: int, maplen: int) -> (info: VcpuInfo<16384>,
      cpumaps: opaque<8388608>) high
  22 domainLookupById(id: int) -> (dom: Domain) high
  23 domainLookupByName(name: string) -> (dom: Domain) high
  24 domainLookupByUuid(uuid: uuid) -> (dom: Domain) high
  26 domainPinVcpu(dom: Domain, vcpu: uint, cpumap: opaque<2048>)
  27 domainReboot(dom: Domain, flags: uint)
  28 domainResume(dom: Domain)
  29 domainSetAutostart(dom: Domain, autostart: int) high
  30 domainSetMaxMemory(dom: Domain, memory: uhyper) high
  31 domainSetMemory(dom: Domain, memory: uhyper)
  32 domainSetVcpus(dom: Domain, nvcpus: uint)
  33 domainShutdown(dom: Domain)
  34 domainSuspend(dom: Domain)
  35 domainUndefine(dom: Domain) high
  53 domainCoreDump(dom: Domain, to: string, flags: uint)
  54 domainRestore(from: string)
  55 domainSave(dom: Domain, to: string)
  56 domainGetSchedulerType(dom: Domain) -> (type: string, nparams: int)
  57 domainGetSchedulerParameters(dom: Domain, nparams: int) -> (params: typedParam<16>)
  58 domainSetSchedulerParameters(dom: Domain, params: typedParam<16>)
  64 domainBlockStats(dom: Domain, path: string) -> (rdReq: hyper, rdBytes: hyper, wrReq: hyper,
      wrBytes: hyper, errs: hyper)
  65 domainInterfaceStats(dom: Domain, device: string) -> (rxBytes: hyper, rxPackets: hyper,
      rxErrs: hyper, rxDrop: hyper, txBytes: hyper, txPackets: hyper, txErrs: hyper,
      txDrop: hyper) high
  103 domainBlockPeek(dom: Domain, path: string, offset: uhyper, size: uint, flags: uint) ->
      (buffer: opaque<4194304>)
  104 domainMemoryPeek(dom: Domain, offset: uhyper, size: uint, flags: uint) ->
      (buffer: opaque<4194304>)
  121 domainGetSecurityLabel(dom: Domain) -> (label: char<4097>, enforcing: int) high
  150 domainIsActive(dom: Domain) -> (active: int) high
  151 domainIsPersistent(dom: Domain) -> (persistent: int) high
  159 domainMemoryStats(dom: Domain, maxStats: uint, flags: uint) ->
      (stats: DomainMemoryStat<1024>)
  160 domainAttachDeviceFlags(dom: Domain, xml: string, flags: uint)
  161 domainDetachDeviceFlags(dom: Domain, xml: string, flags: uint)
  163 domainGetJobInfo(dom: Domain) -> (type: int, timeElapsed: uhyper, timeRemaining: uhyper,
      dataTotal: uhyper, dataProcessed: uhyper, dataRemaining: uhyper, memTotal: uhyper,
      memProcessed: uhyper, memRemaining: uhyper, fileTotal: uhyper, fileProcessed: uhyper,
      fileRemaining: uhyper)
  164 domainAbortJob(dom: Domain)
  174 domainUpdateDeviceFlags(dom: Domain, xml: string, flags: uint)
  182 domainManagedSave(dom: Domain, flags: uint)
  183 domainHasManagedSaveImage(dom: Domain, flags: uint) -> (result: int)
  184 domainManagedSaveRemove(dom: Domain, flags: uint)
  194 domainGetBlockInfo(dom: Domain, path: string, flags: uint) -> (allocation: uhyper,
      capacity: uhyper, physical: uhyper)
  196 domainCreateWithFlags(dom: Domain, flags: uint) -> (dom: Domain)
  197 domainSetMemoryParameters(dom: Domain, params: typedParam<16>, flags: uint)
  198 domainGetMemoryParameters(dom: Domain, nparams: int, flags: uint) ->
      (params: typedParam<16>, nparams: int)
  199 domainSetVcpusFlags(dom: Domain, nvcpus: uint, flags: uint)
  200 domainGetVcpusFlags(dom: Domain, flags: uint) -> (num: int)
  201 domainOpenConsole(dom: Domain, devName: string?, flags: uint) stream duplex
  202 domainIsUpdated(dom: Domain) -> (updated: int) high
  204 domainSetMemoryFlags(dom: Domain, memory: uhyper, flags: uint)
  205 domainSetBlkioParameters(dom: Domain, params: typedParam<16>, flags: uint)
  206 domainGetBlkioParameters(dom: Domain, nparams: int, flags: uint) -> (params: typedParam<16>,
      nparams: int)
  210 domainInjectNmi(dom: Domain, flags: uint)
  211 domainScreenshot(dom: Domain, screen: uint, flags: uint) -> (mime: string?) stream read
  212 domainGetState(dom: Domain, flags: uint) -> (state: int, reason: int) high
  219 domainSetSchedulerParametersFlags(dom: Domain, params: typedParam<16>, flags: uint)
  223 domainGetSchedulerParametersFlags(dom: Domain, nparams: int, flags: uint) ->
      (params: typedParam<16>)
  225 domainPinVcpuFlags(dom: Domain, vcpu: uint, cpumap: opaque<2048>, flags: uint)
  226 domainSendKey(dom: Domain, codeset: uint, holdtime: uint, keycodes: uint<16>, flags: uint)
  229 domainGetControlInfo(dom: Domain, flags: uint) -> (state: uint, details: uint,
      stateTime: uhyper) high
  230 domainGetVcpuPinInfo(dom: Domain, ncpumaps: int, maplen: int, flags: uint) ->
      (cpumaps: opaque<8388608>, num: int)
  231 domainUndefineFlags(dom: Domain, flags: uint) high
  232 domainSaveFlags(dom: Domain, to: string, dxml: string?, flags: uint)
  233 domainRestoreFlags(from: string, dxml: string?, flags: uint)
  234 domainDestroyFlags(dom: Domain, flags: uint) high
  235 domainSaveImageGetXmlDesc(file: string, flags: uint) -> (xml: string) high
  236 domainSaveImageDefineXml(file: string, dxml: string, flags: uint) high
  237 domainBlockJobAbort(dom: Domain, path: string, flags: uint)
  238 domainGetBlockJobInfo(dom: Domain, path: string, flags: uint) -> (found: int, type: int,
      bandwidth: uhyper, cur: uhyper, end: uhyper)
  239 domainBlockJobSetSpeed(dom: Domain, path: string, bandwidth: uhyper, flags: uint)
  240 domainBlockPull(dom: Domain, path: string, bandwidth: uhyper, flags: uint)
  243 domainBlockStatsFlags(dom: Domain, path: string, nparams: int, flags: uint) ->
      (params: typedParam<16>, nparams: int)
  245 domainReset(dom: Domain, flags: uint)
  249 domainOpenGraphics(dom: Domain, idx: uint, flags: uint)
  251 domainBlockResize(dom: Domain, disk: string, size: uhyper, flags: uint)
  252 domainSetBlockIoTune(dom: Domain, disk: string, params: typedParam<32>, flags: uint)
  253 domainGetBlockIoTune(dom: Domain, disk: string?, nparams: int, flags: uint) ->
      (params: typedParam<32>, nparams: int)
  254 domainSetNumaParameters(dom: Domain, params: typedParam<16>, flags: uint)
  255 domainGetNumaParameters(dom: Domain, nparams: int, flags: uint) -> (params: typedParam<16>,
      nparams: int)
  256 domainSetInterfaceParameters(dom: Domain, device: string, params: typedParam<16>,
      flags: uint)
  257 domainGetInterfaceParameters(dom: Domain, device: string, nparams: int, flags: uint) ->
      (params: typedParam<16>, nparams: int)
  258 domainShutdownFlags(dom: Domain, flags: uint)
  261 domainPmSuspendForDuration(dom: Domain, target: uint, duration: uhyper, flags: uint)
  262 domainGetCpuStats(dom: Domain, nparams: uint, startCpu: int, ncpus: uint, flags: uint) ->
      (params: typedParam<2048>, nparams: int)
  263 domainGetDiskErrors(dom: Domain, maxerrors: uint, flags: uint) ->
      (errors: DomainDiskError<256>, nerrors: int)
  264 domainSetMetadata(dom: Domain, type: int, metadata: string?, key: string?, uri: string?,
      flags: uint)
  265 domainGetMetadata(dom: Domain, type: int, uri: string?, flags: uint) -> (metadata: string)
  266 domainBlockRebase(dom: Domain, path: string, base: string?, bandwidth: uhyper, flags: uint)
  267 domainPmWakeup(dom: Domain, flags: uint)
  277 domainGetHostname(dom: Domain, flags: uint) -> (hostname: string)
  278 domainGetSecurityLabelList(dom: Domain) -> (labels: DomainGetSecurityLabelRet<64>, ret: int)
      high
  279 domainPinEmulator(dom: Domain, cpumap: opaque<2048>, flags: uint)
  280 domainGetEmulatorPinInfo(dom: Domain, maplen: int, flags: uint) ->
      (cpumaps: opaque<8388608>, ret: int)
  290 domainBlockCommit(dom: Domain, disk: string, base: string?, top: string?, bandwidth: uhyper,
      flags: uint)
  294 domainFstrim(dom: Domain, mountPoint: string?, minimum: uhyper, flags: uint)
  295 domainSendProcessSignal(dom: Domain, pidValue: hyper, signum: uint, flags: uint)
  296 domainOpenChannel(dom: Domain, name: string?, flags: uint) stream duplex
  298 domainGetJobStats(dom: Domain, flags: uint) -> (type: int, params: typedParam<64>)
  308 domainSetMemoryStatsPeriod(dom: Domain, period: int, flags: uint)
  309 domainCreateXmlWithFiles(xmlDesc: string, flags: uint) -> (dom: Domain)
  310 domainCreateWithFiles(dom: Domain, flags: uint) -> (dom: Domain)
  334 domainCoreDumpWithFormat(dom: Domain, to: string, dumpformat: uint, flags: uint)
  335 domainFsfreeze(dom: Domain, mountpoints: string<256>, flags: uint) -> (filesystems: int)
  336 domainFsthaw(dom: Domain, mountpoints: string<256>, flags: uint) -> (filesystems: int)
  337 domainGetTime(dom: Domain, flags: uint) -> (seconds: hyper, nseconds: uint)
  338 domainSetTime(dom: Domain, seconds: hyper, nseconds: uint, flags: uint)
  343 domainOpenGraphicsFd(dom: Domain, idx: uint, flags: uint)
  345 domainBlockCopy(dom: Domain, path: string, destxml: string, params: typedParam<16>,
      flags: uint)
  349 domainGetFsinfo(dom: Domain, flags: uint) -> (info: DomainFsinfo<256>, ret: uint)
  350 domainDefineXmlFlags(xml: string, flags: uint) -> (dom: Domain) high
  351 domainGetIothreadInfo(dom: Domain, flags: uint) -> (info: DomainIothreadInfo<16384>,
      ret: uint)
  352 domainPinIothread(dom: Domain, iothreadsId: uint, cpumap: opaque<2048>, flags: uint)
  353 domainInterfaceAddresses(dom: Domain, source: uint, flags: uint) ->
      (ifaces: DomainInterface<2048>)
  355 domainAddIothread(dom: Domain, iothreadId: uint, flags: uint)
  356 domainDelIothread(dom: Domain, iothreadId: uint, flags: uint)
  357 domainSetUserPassword(dom: Domain, user: string?, password: string?, flags: uint)
  358 domainRename(dom: Domain, newName: string?, flags: uint) -> (retcode: int)
  365 domainGetPerfEvents(dom: Domain, flags: uint) -> (params: typedParam<64>)
  366 domainSetPerfEvents(dom: Domain, params: typedParam<64>, flags: uint)
  371 domainGetGuestVcpus(dom: Domain, flags: uint) -> (params: typedParam<64>)
  372 domainSetGuestVcpus(dom: Domain, cpumap: string, state: int, flags: uint)
  384 domainSetVcpu(dom: Domain, cpumap: string, state: int, flags: uint)
  386 domainSetBlockThreshold(dom: Domain, dev: string, threshold: uhyper, flags: uint)
  388 domainManagedSaveGetXmlDesc(dom: Domain, flags: uint) -> (xml: string)
  389 domainManagedSaveDefineXml(dom: Domain, dxml: string?, flags: uint)
  390 domainSetLifecycleAction(dom: Domain, type: uint, action: uint, flags: uint)
  392 domainDetachDeviceAlias(dom: Domain, alias: string, flags: uint)
  396 domainGetLaunchSecurityInfo(dom: Domain, flags: uint) -> (params: typedParam<64>)
  402 domainSetIothreadParams(dom: Domain, iothreadId: uint, params: typedParam<64>, flags: uint)
  418 domainGetGuestInfo(dom: Domain, types: uint, flags: uint) -> (params: typedParam<2048>)
  420 domainAgentSetResponseTimeout(dom: Domain, timeout: int, flags: uint) -> (result: int)
  424 domainAuthorizedSshKeysGet(dom: Domain, user: string, flags: uint) -> (keys: string<2048>)
  425 domainAuthorizedSshKeysSet(dom: Domain, user: string, keys: string<2048>, flags: uint)
  426 domainGetMessages(dom: Domain, flags: uint) -> (msgs: string<2048>)
  427 domainStartDirtyRateCalc(dom: Domain, seconds: int, flags: uint)
  439 domainSetLaunchSecurityState(dom: Domain, params: typedParam<64>, flags: uint)
  440 domainSaveParams(dom: Domain, params: typedParam<64>, flags: uint)
  441 domainRestoreParams(params: typedParam<64>, flags: uint)
  442 domainAbortJobFlags(dom: Domain, flags: uint)
  443 domainFdAssociate(dom: Domain, name: string, flags: uint)
  448 domainGraphicsReload(dom: Domain, type: uint, flags: uint)
  449 domainGetAutostartOnce(dom: Domain) -> (autostart: int) high
  450 domainSetAutostartOnce(dom: Domain, autostart: int) high
  451 domainSetThrottleGroup(dom: Domain, group: string, params: typedParam<32>, flags: uint)
  452 domainDelThrottleGroup(dom: Domain, group: string?, flags: uint)
`;
