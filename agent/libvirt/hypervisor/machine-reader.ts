import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { LibvirtClient } from "../client.ts";
import { isNoDomain, isTimeout } from "../errors.ts";
import type { Domain } from "../generated/types.ts";
import type { DomainDefinition } from "../xml/domain.ts";
import { domainOf, parseDomain } from "../xml/parse-domain.ts";
import { find, parseXml } from "../xml/tree.ts";
import { reachableElsewhere, readMountInfo } from "./disk-reach.ts";
import { machineReportOf } from "./machine-report.ts";

/** What the reader has to know from elsewhere. */
export interface ReaderContext {
  /** Sizes of a machine's disks by target, as the bulk call last told. */
  sizes(uuid: string): ReadonlyMap<string, number>;
  /** The job of a machine, as events and the bulk reading found it. */
  job(uuid: string): string | null;
  /** True where the machine's QEMU did not answer the last bulk reading. */
  hangs(uuid: string): boolean;
  /** Where libvirt keeps the live definition of each machine that runs. */
  readonly statusFolder: string;
}

/** VIR_CONNECT_LIST_DOMAINS_PERSISTENT and _AUTOSTART. */
const PERSISTENT = 1 << 2;
const AUTOSTART = 1 << 10;
/** Time for what libvirt can tell without its QEMU. */
const READ_TIMEOUT_MS = 15_000;
const ADDRESS_TIMEOUT_MS = 2_000;

/** A live definition is had at once, but from a QEMU that hangs. */
const LIVE_TIMEOUT_MS = 3_000;

/** Reads reports of machines, without waiting for a QEMU that hangs. */
export class MachineReader {
  readonly #client: LibvirtClient;
  readonly #context: ReaderContext;
  /** Parsing costs more than reading, and a definition seldom changes from one reading to the next. */
  readonly #parsed = new Map<string, { readonly xml: string; readonly is: DomainDefinition }>();

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
    const present = has(all);
    for (const uuid of this.#parsed.keys()) if (!present.has(uuid)) this.#parsed.delete(uuid);
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
      const definition = await this.#definition(dom);
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

  /**
   * The live definition. libvirt 11 waits for a QEMU that hangs before it gives it (libvirt 9 does
   * not), so that of such a machine is read from the file in which libvirt keeps it.
   */
  async #definition(dom: Domain): Promise<DomainDefinition> {
    if (this.#context.hangs(dom.uuid)) {
      const kept = await this.#kept(dom);
      if (kept) return kept;
    }
    try {
      const options = { timeoutMs: LIVE_TIMEOUT_MS };
      const { xml } = await this.#client.remote.domainGetXmlDesc({ dom, flags: 0 }, options);
      return this.#parse(dom.uuid, xml);
    } catch (error) {
      const kept = isTimeout(error) ? await this.#kept(dom) : null;
      if (kept) return kept;
      throw error;
    }
  }

  #parse(uuid: string, xml: string): DomainDefinition {
    const before = this.#parsed.get(uuid);
    if (before?.xml === xml) return before.is;
    const is = parseDomain(xml);
    this.#parsed.set(uuid, { xml, is });
    return is;
  }

  async #kept(dom: Domain): Promise<DomainDefinition | null> {
    try {
      const path = join(this.#context.statusFolder, `${dom.name}.xml`);
      const domain = find(parseXml(await readFile(path, "utf8")), "domain");
      const definition = domain && domainOf(domain);
      return definition?.uuid === dom.uuid ? definition : null;
    } catch {
      return null;
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
