import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MachineMark } from "../../ports/hypervisor.ts";
import { isNoMetadata } from "../errors.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import type { Session } from "../session.ts";
import {
  createMetadata,
  type MachineMetadata,
  METADATA_NAMESPACE,
  METADATA_PREFIX,
  parseMetadata,
} from "../xml/metadata.ts";

/** Runs an act on a connection that serves it alone meanwhile. */
export type Dedicated = <T>(act: (session: Session) => Promise<T>) => Promise<T>;

/** Time for an act. Ending a QEMU that does not react to signals takes libvirt about 15 s. */
const ACT = { timeoutMs: 60_000 };
/** Large guests take long to set up: huge pages, devices passed through. */
const START = { timeoutMs: 300_000 };
const LOOK_UP = { timeoutMs: 15_000 };

/** VIR_DOMAIN_METADATA_ELEMENT. */
const METADATA_ELEMENT = 2;
/** VIR_DOMAIN_AFFECT_LIVE and _CONFIG. */
const LIVE = 1;
const CONFIG = 2;

/** The acts on one machine, each on a connection of its own, since each may take long. */
export class Power {
  readonly #dedicated: Dedicated;

  constructor(dedicated: Dedicated) {
    this.#dedicated = dedicated;
  }

  start(id: MachineId): Promise<void> {
    return this.#act("start", id, async (remote, dom) => {
      await remote.domainCreateWithFlags({ dom, flags: 0 }, START);
    });
  }

  shutdown(id: MachineId): Promise<void> {
    return this.#act("shut down", id, (remote, dom) =>
      remote.domainShutdownFlags({ dom, flags: 0 }, ACT),
    );
  }

  reboot(id: MachineId): Promise<void> {
    return this.#act("reboot", id, (remote, dom) => remote.domainReboot({ dom, flags: 0 }, ACT));
  }

  forceOff(id: MachineId): Promise<void> {
    return this.#act("force off", id, (remote, dom) =>
      remote.domainDestroyFlags({ dom, flags: 0 }, ACT),
    );
  }

  pause(id: MachineId): Promise<void> {
    return this.#act("pause", id, (remote, dom) => remote.domainSuspend({ dom }, ACT));
  }

  resume(id: MachineId): Promise<void> {
    return this.#act("resume", id, (remote, dom) => remote.domainResume({ dom }, ACT));
  }

  mark(id: MachineId): Promise<MachineMark | null> {
    return this.#act("read the mark of", id, async (remote, dom) => {
      const metadata = await readMetadata(remote, dom);
      if (metadata === null || metadata.owner === null) return null;
      const { generation, owner, autostart } = metadata;
      return { generation, owner, autostart };
    });
  }

  setMark(id: MachineId, mark: MachineMark): Promise<void> {
    return this.#act("mark", id, async (remote, dom) => {
      const old = await readMetadata(remote, dom);
      const { active } = await remote.domainIsActive({ dom }, LOOK_UP);
      const { persistent } = await remote.domainIsPersistent({ dom }, LOOK_UP);
      const flags = (active ? LIVE : 0) | (persistent ? CONFIG : 0);
      const kept = { demo: old?.demo ?? false, tags: old?.tags ?? [] };
      await writeMetadata(remote, dom, { ...kept, ...mark }, flags);
      if (persistent) await remote.domainSetAutostart({ dom, autostart: 0 }, LOOK_UP);
    });
  }

  /** Looks the machine up and acts. Failures say what was to be done to which machine. */
  async #act<T>(
    verb: string,
    id: MachineId,
    act: (remote: RemoteApi, dom: Domain) => Promise<T>,
  ): Promise<T> {
    let machine: string = id;
    try {
      return await this.#dedicated(async ({ remote }) => {
        const { dom } = await remote.domainLookupByUuid({ uuid: id }, LOOK_UP);
        machine = dom.name;
        return await act(remote, dom);
      });
    } catch (cause) {
      if (!(cause instanceof NovaError)) throw cause;
      const { code, details } = cause;
      throw new NovaError(code, `${verb} machine ${machine}`, { details, cause });
    }
  }
}

async function readMetadata(remote: RemoteApi, dom: Domain): Promise<MachineMetadata | null> {
  try {
    const { metadata } = await remote.domainGetMetadata(
      { dom, type: METADATA_ELEMENT, uri: METADATA_NAMESPACE, flags: 0 },
      LOOK_UP,
    );
    return parseMetadata(metadata);
  } catch (error) {
    if (isNoMetadata(error)) return null;
    throw error;
  }
}

async function writeMetadata(
  remote: RemoteApi,
  dom: Domain,
  metadata: MachineMetadata,
  flags: number,
): Promise<void> {
  await remote.domainSetMetadata(
    {
      dom,
      type: METADATA_ELEMENT,
      metadata: createMetadata(metadata),
      key: METADATA_PREFIX,
      uri: METADATA_NAMESPACE,
      flags,
    },
    LOOK_UP,
  );
}
