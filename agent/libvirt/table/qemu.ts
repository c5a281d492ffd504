/**
 * Procedures for the QEMU program (0x20008087): monitor and guest agent by hand.
 * ./notation.ts says how a line reads.
 */
export const qemuTable = `
  1 domainMonitorCommand(dom: Domain, cmd: string, flags: uint) -> (result: string)
  2 domainAttach(pidValue: uint, flags: uint) -> (dom: Domain)
  3 domainAgentCommand(dom: Domain, cmd: string, timeout: int, flags: uint) -> (result: string?)
  4 connectDomainMonitorEventRegister(dom: Domain?, event: string?, flags: uint) ->
      (callbackId: int) high
  5 connectDomainMonitorEventDeregister(callbackId: int) high
  6 domainMonitorEvent event(callbackId: int, dom: Domain, event: string, seconds: hyper,
      micros: uint, details: string?)
  7 domainMonitorCommandWithFiles(dom: Domain, cmd: string, flags: uint) -> (result: string)
`;
