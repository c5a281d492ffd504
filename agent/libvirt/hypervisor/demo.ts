import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { createDomain } from "../xml/create-domain.ts";
import { parseDomain } from "../xml/parse-domain.ts";
import type { Dedicated } from "./power.ts";

/** A guest without a disk, booted from a kernel and an initial RAM disk. */
export interface DemoGuest {
  readonly kernel: string;
  readonly initrd: string;
  readonly cmdline: string;
  readonly memoryBytes: number;
  readonly arch: string;
  /** How guests run on this host, as the probe found it. */
  readonly domainType: () => "kvm" | "qemu";
}

const TIMEOUT = { timeoutMs: 60_000 };
/** VIR_DOMAIN_UNDEFINE_MANAGED_SAVE, _SNAPSHOTS_METADATA, _NVRAM and _CHECKPOINTS_METADATA. */
const UNDEFINE_ALL = 1 | 2 | 4 | 16;

/** Defines and starts a demo guest, labelled as such in its own metadata. */
export function createDemo(
  dedicated: Dedicated,
  guest: DemoGuest,
  { id, name }: { id: MachineId; name: string },
): Promise<void> {
  const { kernel, initrd, cmdline } = guest;
  const xml = createDomain({
    type: guest.domainType(),
    name,
    uuid: id,
    title: "NovaCron demo guest",
    memoryBytes: guest.memoryBytes,
    vcpus: 1,
    arch: guest.arch,
    kernel: { path: kernel, initrd, cmdline },
    serialConsole: true,
    metadata: { generation: 0, owner: null, autostart: false, demo: true, tags: ["demo"] },
  });
  return dedicated(async ({ remote }) => {
    const { dom } = await remote.domainDefineXmlFlags({ xml, flags: 0 }, TIMEOUT);
    try {
      await remote.domainCreateWithFlags({ dom, flags: 0 }, TIMEOUT);
    } catch (error) {
      await remote.domainUndefineFlags({ dom, flags: UNDEFINE_ALL }, TIMEOUT);
      throw error;
    }
  });
}

/** Ends and removes a demo guest. Refuses any other machine. */
export function deleteDemo(dedicated: Dedicated, id: MachineId): Promise<void> {
  return dedicated(async ({ remote }) => {
    const { dom } = await remote.domainLookupByUuid({ uuid: id }, TIMEOUT);
    const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, TIMEOUT);
    if (parseDomain(xml).metadata?.demo !== true) {
      throw new NovaError("ACTION_NOT_POSSIBLE", `delete machine ${dom.name} as a demo guest`, {
        next: "Only a demo guest made by NovaCron can be deleted this way",
      });
    }
    const { active } = await remote.domainIsActive({ dom }, TIMEOUT);
    if (active) await remote.domainDestroyFlags({ dom, flags: 0 }, TIMEOUT);
    await remote.domainUndefineFlags({ dom, flags: UNDEFINE_ALL }, TIMEOUT);
  });
}
