// Made by `node tools/generate/libvirt.ts` from agent/libvirt/table.ts; do not edit.
import type { Caller } from "../rpc/caller.ts";
import type { CallOptions } from "../rpc/procedure.ts";
import * as qemu from "./qemu.ts";

/** Every call of libvirt's qemu program. Each rejects with a NovaError. */
export class QemuApi {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** libvirt's `virDomainQemuMonitorCommand`: procedure 1. */
  domainMonitorCommand(args: qemu.DomainMonitorCommandArgs, options?: CallOptions): Promise<qemu.DomainMonitorCommandResult> {
    return this.#caller.call(qemu.domainMonitorCommand, args, options);
  }

  /** libvirt's `virDomainQemuAttach`: procedure 2. */
  domainAttach(args: qemu.DomainAttachArgs, options?: CallOptions): Promise<qemu.DomainAttachResult> {
    return this.#caller.call(qemu.domainAttach, args, options);
  }

  /** libvirt's `virDomainQemuAgentCommand`: procedure 3. */
  domainAgentCommand(args: qemu.DomainAgentCommandArgs, options?: CallOptions): Promise<qemu.DomainAgentCommandResult> {
    return this.#caller.call(qemu.domainAgentCommand, args, options);
  }

  /** libvirt's `virDomainQemuConnectDomainMonitorEventRegister`: procedure 4, never waits for a hypervisor. */
  connectDomainMonitorEventRegister(args: qemu.ConnectDomainMonitorEventRegisterArgs, options?: CallOptions): Promise<qemu.ConnectDomainMonitorEventRegisterResult> {
    return this.#caller.call(qemu.connectDomainMonitorEventRegister, args, options);
  }

  /** libvirt's `virDomainQemuConnectDomainMonitorEventDeregister`: procedure 5, never waits for a hypervisor. */
  connectDomainMonitorEventDeregister(args: qemu.ConnectDomainMonitorEventDeregisterArgs, options?: CallOptions): Promise<void> {
    return this.#caller.call(qemu.connectDomainMonitorEventDeregister, args, options);
  }

  /** libvirt's `virDomainQemuMonitorCommandWithFiles`: procedure 7. */
  domainMonitorCommandWithFiles(args: qemu.DomainMonitorCommandWithFilesArgs, options?: CallOptions): Promise<qemu.DomainMonitorCommandWithFilesResult> {
    return this.#caller.call(qemu.domainMonitorCommandWithFiles, args, options);
  }
}
