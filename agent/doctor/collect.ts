import { userInfo } from "node:os";
import { findForeignManager } from "../host/inventory/foreign-manager.ts";
import type { Clock } from "../ports/clock.ts";
import { readStatus } from "../process/status-file.ts";
import { agentVersion } from "../process/version.ts";
import { type Addresses, collectControlPlane } from "./collect/control-plane.ts";
import { collectDisk } from "./collect/disk.ts";
import { collectIdentity } from "./collect/identity.ts";
import { collectKvm } from "./collect/kvm.ts";
import { collectLibvirt } from "./collect/libvirt.ts";
import { readCredentials } from "./collect/reach.ts";
import { collectSecurity, collectService } from "./collect/system.ts";
import type { Facts } from "./facts.ts";

export interface CollectOptions {
  readonly clock: Clock;
  readonly data: string;
  readonly outboxMaxBytes: number;
  /** Folder of libvirt's sockets; the usual one by default. */
  readonly libvirtFolder?: string | undefined;
  readonly addresses: Addresses;
  /** The probe takes seconds of a processor where KVM does not work. */
  readonly skipProbe: boolean;
}

/** All facts, read at the same time where they do not disturb one another. Changes nothing. */
export async function collectFacts(options: CollectOptions): Promise<Facts> {
  const { clock, data, addresses } = options;
  const credentials = await readCredentials(data);
  const [libvirt, kvm, identity, controlPlane, disk, service, security] = await Promise.all([
    collectLibvirt(clock, options.libvirtFolder),
    collectKvm(options.skipProbe),
    collectIdentity(data),
    collectControlPlane(addresses, credentials),
    collectDisk(data, options.outboxMaxBytes),
    collectService(),
    collectSecurity(process.execPath),
  ]);
  const running = readStatus(data);
  const agent = { version: agentVersion, user: userInfo().username, running };
  const foreignManager = findForeignManager("");
  const at = clock.now();
  return {
    at,
    libvirt,
    kvm,
    identity,
    controlPlane,
    disk,
    agent,
    service,
    security,
    foreignManager,
  };
}
