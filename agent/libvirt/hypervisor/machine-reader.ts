import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { LibvirtClient } from "../client.ts";
import { isNoDomain, isTimeout } from "../errors.ts";
import type { Domain } from "../generated/types.ts";
import { byName, numberOf } from "../rpc/typed-parameter.ts";
import type { DomainDefinition } from "../xml/domain.ts";
import { domainOf, parseDomain } from "../xml/parse-domain.ts";
import { find, parseXml } from "../xml/tree.ts";
import { liveDefinitionPrint } from "./definition-print.ts";
import { reachableElsewhere, readMountInfo } from "./disk-reach.ts";
import { machineReportOf } from "./machine-report.ts";

/** What the reader has to know from elsewhere. */
export interface ReaderContext {
  /** Makes the first bulk reading, where none was made yet. */
  learnSizes(): Promise<void>;
  /** Sizes of a machine's disks by target, as the bulk call last told. */
  sizes(uuid: string): ReadonlyMap<string, number>;
  /** The job of a machine, as events and the bulk reading found it. */
  tellJob(uuid: string): string | null;
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

/** Readings of all machines after which each definition is asked for again, whatever its file says. */
const DEFINITION_EVERY = 30;

interface KnownDefinition {
  readonly is: DomainDefinition;
  /** Of libvirt's file of it; without one it is asked for each time, and parsed again where `xml` changed. */
  readonly print: string | null;
  readonly xml: string | null;
}

interface Flags {
  readonly persistent: boolean;
  readonly autostart: boolean;
}

interface Found extends Flags {
  readonly state: number;
  readonly reason: number;
  readonly definition: DomainDefinition;
}

/** Reads reports of machines, without waiting for a QEMU that hangs. */
export class MachineReader {
  readonly #client: LibvirtClient;
  readonly #context: ReaderContext;
  /** Parsing costs more than reading, and reading more than a look at libvirt's file of it. */
  readonly #known = new Map<string, KnownDefinition>();
  #readings = 0;

  constructor(client: LibvirtClient, context: ReaderContext) {
    this.#client = client;
    this.#context = context;
  }

  async all(): Promise<readonly MachineReport[]> {
    this.#readings += 1;
    await this.#context.learnSizes();
    const mounts = readMountInfo();
    const [states, persistent, autostart] = await Promise.all([
      this.#states(),
      this.#list(PERSISTENT),
      this.#list(AUTOSTART),
    ]);
    const flagsOf = ({ uuid }: Domain): Flags => ({
      persistent: persistent.has(uuid),
      autostart: autostart.has(uuid),
    });
    const reports = states.map(({ dom, ...state }, index) =>
      this.#unlessGone(async () => {
        const definition = await this.#definition(dom, index);
        return this.#report(dom, mounts, { ...state, ...flagsOf(dom), definition });
      }),
    );
    const present = new Set(states.map(({ dom }) => dom.uuid));
    for (const uuid of this.#known.keys()) if (!present.has(uuid)) this.#known.delete(uuid);
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
    const report = await this.#unlessGone(async () => {
      const definition = await this.#ask(dom);
      const state = await remote.domainGetState({ dom, flags: 0 }, options);
      return await this.#report(dom, readMountInfo(), { ...state, ...flags, definition });
    });
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

  /** All machines with their states, by one call that asks no QEMU. */
  async #states(): Promise<{ dom: Domain; state: number; reason: number }[]> {
    const call = { doms: [], stats: STATE, flags: 0 };
    const options = { timeoutMs: READ_TIMEOUT_MS };
    const answer = await this.#client.remote.connectGetAllDomainStats(call, options);
    return answer.retStats.map(({ dom, params }) => {
      const values = byName(params);
      const state = numberOf(values.get("state.state")) ?? 0;
      return { dom, state, reason: numberOf(values.get("state.reason")) ?? 0 };
    });
  }

  async #list(flags: number): Promise<ReadonlySet<string>> {
    const options = { timeoutMs: READ_TIMEOUT_MS };
    const call = { needResults: 1, flags };
    const { domains } = await this.#client.remote.connectListAllDomains(call, options);
    return new Set(domains.map(({ uuid }) => uuid));
  }

  async #unlessGone(read: () => Promise<MachineReport>): Promise<MachineReport | null> {
    try {
      return await read();
    } catch (error) {
      if (isNoDomain(error)) return null;
      throw error;
    }
  }

  async #report(dom: Domain, mounts: string, found: Found): Promise<MachineReport> {
    const { definition, state } = found;
    const networked = definition.interfaces.some(({ type }) => type === "network");
    return machineReportOf({
      ...found,
      definition: { ...definition, uuid: dom.uuid },
      startedAt: state === RUNNING ? await this.#startedAt(dom) : null,
      job: this.#context.tellJob(dom.uuid),
      sizes: this.#context.sizes(dom.uuid),
      addresses: state === RUNNING && networked ? await this.#addresses(dom) : new Map(),
      reachable: (source) => reachableElsewhere(source, mounts),
    });
  }

  /** The file with its QEMU's number is written when that starts, and never again. */
  async #startedAt({ name }: Domain): Promise<number | null> {
    try {
      const { mtimeMs } = await stat(join(this.#context.statusFolder, `${name}.pid`));
      return Math.round(mtimeMs);
    } catch {
      return null;
    }
  }

  /** As known, while libvirt's file of it is the one it was read from; a share of them anew in each reading. */
  async #definition(dom: Domain, index: number): Promise<DomainDefinition> {
    const known = this.#known.get(dom.uuid);
    const isDue = (this.#readings + index) % DEFINITION_EVERY === 0;
    const isSame = known !== undefined && known.print !== null && !isDue;
    if (isSame && known.print === liveDefinitionPrint(this.#context.statusFolder, dom))
      return known.is;
    return await this.#ask(dom);
  }

  /**
   * The live definition. libvirt 11 waits for a QEMU that hangs before it gives it (libvirt 9 does
   * not), so that of such a machine is read from the file in which libvirt keeps it.
   */
  async #ask(dom: Domain): Promise<DomainDefinition> {
    if (this.#context.hangs(dom.uuid)) {
      const kept = await this.#kept(dom);
      if (kept) return kept;
    }
    // Looked at before the definition is: what changes in between is found by the next look.
    const print = liveDefinitionPrint(this.#context.statusFolder, dom);
    try {
      const options = { timeoutMs: LIVE_TIMEOUT_MS };
      const { xml } = await this.#client.remote.domainGetXmlDesc({ dom, flags: 0 }, options);
      const known = this.#known.get(dom.uuid);
      const is = known?.xml === xml ? known.is : parseDomain(xml);
      this.#known.set(dom.uuid, { is, print, xml: print === null ? xml : null });
      return is;
    } catch (error) {
      const kept = isTimeout(error) ? await this.#kept(dom) : null;
      if (kept) return kept;
      throw error;
    }
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
/** VIR_DOMAIN_STATS_STATE. */
const STATE = 1;
/** VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE. */
const FROM_LEASES = 0;
