import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { LibvirtClient } from "../client.ts";
import { isNoDomain } from "../errors.ts";
import type { Domain } from "../generated/types.ts";
import { parseDomain } from "../xml/parse-domain.ts";
import { reachableElsewhere, readMountInfo } from "./disk-reach.ts";
import { machineReportOf } from "./machine-report.ts";

/** What the reader has to know from elsewhere. */
export interface ReaderContext {
  /** Sizes of a machine's disks by target, as the bulk call last told. */
  sizes(uuid: string): ReadonlyMap<string, number>;
  /** The job of a machine, as events and the bulk reading found it. */
  job(uuid: string): string | null;
}

/** VIR_CONNECT_LIST_DOMAINS_PERSISTENT and _AUTOSTART. */
const PERSISTENT = 1 << 2;
const AUTOSTART = 1 << 10;
/** Time for what libvirt can tell without its QEMU. */
const READ_TIMEOUT_MS = 15_000;
const ADDRESS_TIMEOUT_MS = 2_000;

/** Reads reports of machines, by calls that do not wait for a QEMU that hangs. */
export class MachineReader {
  readonly #client: LibvirtClient;
  readonly #context: ReaderContext;

  constructor(client: LibvirtClient, context: ReaderContext) {
    this.#client = client;
    this.#context = context;
  }

  async all(): Promise<readonly MachineReport[]> {
    const mounts = readMountInfo();
    const [all, persistent, autostart] = await Promise.all(
      [0, PERSISTENT, AUTOSTART].map((flags) => this.#list(flags)),
    );
    const has = (list: readonly Domain[] | undefined) => new Set(list?.map(({ uuid }) => uuid));
    const flags = { persistent: has(persistent), autostart: has(autostart) };
    const reports = (all ?? []).map((dom) =>
      this.#report(dom, mounts, {
        persistent: flags.persistent.has(dom.uuid),
        autostart: flags.autostart.has(dom.uuid),
      }),
    );
    return (await Promise.all(reports)).filter((report) => report !== null);
  }

  /** Rejects NOT_FOUND. */
  async one(id: MachineId): Promise<MachineReport> {
    const { remote } = this.#client;
    const options = { timeoutMs: READ_TIMEOUT_MS };
    const { dom } = await remote.domainLookupByUuid({ uuid: id }, options);
    const { persistent } = await remote.domainIsPersistent({ dom }, options);
    const { autostart } = await remote
      .domainGetAutostart({ dom }, options)
      .catch((error) => this.#noAutostart(error, persistent));
    const flags = { persistent: persistent === 1, autostart: autostart === 1 };
    const report = await this.#report(dom, readMountInfo(), flags);
    // Gone between two questions: ask the first again, for its NOT_FOUND.
    if (report === null) {
      await remote.domainLookupByUuid({ uuid: id }, options);
      return await this.one(id);
    }
    return report;
  }

  /** A transient machine has no such flag, and libvirt says so by an error. */
  #noAutostart(error: unknown, persistent: number): { autostart: number } {
    if (persistent === 1) throw error;
    return { autostart: 0 };
  }

  async #list(flags: number): Promise<readonly Domain[]> {
    const options = { timeoutMs: READ_TIMEOUT_MS };
    const listed = await this.#client.remote.connectListAllDomains(
      { needResults: 1, flags },
      options,
    );
    return listed.domains;
  }

  async #report(
    dom: Domain,
    mounts: string,
    flags: { persistent: boolean; autostart: boolean },
  ): Promise<MachineReport | null> {
    const { remote } = this.#client;
    const options = { timeoutMs: READ_TIMEOUT_MS };
    try {
      const { xml } = await remote.domainGetXmlDesc({ dom, flags: 0 }, options);
      const definition = parseDomain(xml);
      const { state, reason } = await remote.domainGetState({ dom, flags: 0 }, options);
      const networked = definition.interfaces.some(({ type }) => type === "network");
      return machineReportOf({
        definition: { ...definition, uuid: dom.uuid },
        state,
        reason,
        ...flags,
        job: this.#context.job(dom.uuid),
        sizes: this.#context.sizes(dom.uuid),
        addresses: state === RUNNING && networked ? await this.#addresses(dom) : new Map(),
        reachable: (source) => reachableElsewhere(source, mounts),
      });
    } catch (error) {
      if (isNoDomain(error)) return null;
      throw error;
    }
  }

  /** From the leases of libvirt's own networks: that asks no guest. */
  async #addresses(dom: Domain): Promise<Map<string, readonly string[]>> {
    try {
      const { ifaces } = await this.#client.remote.domainInterfaceAddresses(
        { dom, source: FROM_LEASES, flags: 0 },
        { timeoutMs: ADDRESS_TIMEOUT_MS },
      );
      return new Map(
        ifaces.map(({ hwaddr, addrs }) => [
          hwaddr ?? "",
          addrs.map(({ addr, prefix }) => `${addr}/${prefix}`),
        ]),
      );
    } catch {
      return new Map();
    }
  }
}

const RUNNING = 1;
/** VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE. */
const FROM_LEASES = 0;
