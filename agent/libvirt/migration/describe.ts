import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationDescription, MovedDisk } from "@novacron/protocol/domain/migration";
import { isUnsupported } from "../errors.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { Domain } from "../generated/types.ts";
import { reachableElsewhere, readMountInfo } from "../hypervisor/disk-reach.ts";
import { sourceText } from "../hypervisor/machine-report.ts";
import { jobName } from "../hypervisor/states.ts";
import { byName, numberOf } from "../rpc/typed-parameter.ts";
import type { DomainDefinition, DomainDisk } from "../xml/domain.ts";
import {
  backingFormatOf,
  backingOf,
  everyPathOf,
  hasEmulatedTpm,
  nvramOf,
  pathsOf,
} from "../xml/moved-domain.ts";
import { domainOf } from "../xml/parse-domain.ts";
import { parseSnapshot } from "../xml/snapshot.ts";
import { parseVolume } from "../xml/storage.ts";
import { attribute, childrenOf, find, parseXml, writeXml, type XmlElement } from "../xml/tree.ts";
import { imagesHeldNow } from "./image-locks.ts";
import { jobType, operationOf } from "./job-stats.ts";
import { looking, type MoveKit, xmlFlag } from "./move-kit.ts";
import { readQemuConf } from "./qemu-conf.ts";

/** VIR_DOMAIN_STATS_BALLOON. */
const balloonStats = 4;
const depthMax = 32;
const active = new Set([1, 2, 3, 7]);

/** What a machine is, for a target to be held against. Nothing is changed, and the guest runs on. */
export function describeMachine(
  kit: MoveKit,
  id: MachineId,
  withSample: boolean,
): Promise<MigrationDescription> {
  return kit.qemu(async ({ remote }) => {
    const { dom } = await remote.domainLookupByUuid({ uuid: id }, looking);
    const { state } = await remote.domainGetState({ dom, flags: 0 }, looking);
    const running = active.has(state);
    const { persistent } = await remote.domainIsPersistent({ dom }, looking);
    const root = parseXml((await definition(remote, dom, xmlFlag.secure)).xml);
    const paths = await pathsNamed(remote, dom, { running, persistent: persistent === 1 });
    const domain = domainOf(root);
    const snapshots = await snapshotsOf(remote, dom, domain);
    return {
      generation: domain.metadata?.generation ?? 0,
      running,
      persistent: persistent === 1,
      memoryBytes: domain.memoryBytes,
      memoryMaxBytes: domain.memoryMaxBytes,
      memoryUsedBytes: running ? await residentOf(remote, dom) : null,
      vcpus: Math.max(1, domain.vcpus),
      machineType: domain.os.machine,
      arch: domain.os.arch ?? "",
      virtType: domain.type,
      emulator: domain.emulator,
      cpuXml: cpuOf(root),
      hugePages: find(root, "memoryBacking/hugepages") !== null,
      disks: await disksOf(kit, { remote, dom, domain, root }),
      networks: networksOf(domain, root),
      paths: [...new Set([...paths, ...snapshots.paths])].slice(0, 256),
      nvram: nvramOf(root),
      emulatedTpm: hasEmulatedTpm(root),
      hasLuggage: true,
      qemuVersion: Number((await remote.connectGetVersion(looking)).hvVer),
      libvirtVersion: Number((await remote.connectGetLibVersion(looking)).libVer),
      lockManager: readQemuConf(kit).lockManager,
      disksHeld: running ? [] : await heldOf(kit, domain),
      hostDevices: domain.hostdevs.map(({ mode, type }) => `${mode} ${type}`).slice(0, 64),
      internalSnapshots: snapshots.internal,
      externalSnapshots: snapshots.external,
      checkpoints: await checkpointsOf(remote, dom),
      job: await jobOf(remote, dom),
      dirtyBytesPerSecond: running && withSample ? await kit.dirtyRate(id).catch(() => null) : null,
    };
  });
}

function definition(remote: RemoteApi, dom: Domain, flags: number): Promise<{ xml: string }> {
  return remote.domainGetXmlDesc({ dom, flags }, looking);
}

/** As libvirt sends it, and as it stays defined: a target's gate reads both. */
async function pathsNamed(
  remote: RemoteApi,
  dom: Domain,
  { running, persistent }: { readonly running: boolean; readonly persistent: boolean },
): Promise<string[]> {
  const flags = xmlFlag.secure | xmlFlag.migratable;
  const found: string[] = [];
  if (running) found.push(...pathsOf((await definition(remote, dom, flags)).xml));
  if (persistent) {
    found.push(...pathsOf((await definition(remote, dom, flags | xmlFlag.inactive)).xml));
  }
  return [...new Set(found)];
}

function cpuOf(root: XmlElement): string | null {
  const cpu = find(root, "cpu");
  const text = cpu === null ? null : writeXml(cpu);
  return text === null || text.length > 16_384 ? null : text;
}

/**
 * A running machine's interface shows what its network made of it here (a bridge, say), with the network's name beside
 * it; what travels, and what the target has to have, is the network.
 */
export function networksOf(
  { interfaces }: DomainDefinition,
  root: XmlElement,
): MigrationDescription["networks"] {
  const elements = childrenOf(find(root, "devices"), "interface");
  const all = interfaces.map(({ type, source }, index) => {
    const network = attribute(find(elements[index] ?? null, "source"), "network");
    return network === null ? { type, name: source ?? "" } : { type: "network", name: network };
  });
  return all.filter(({ type }) => type !== "user").slice(0, 64);
}

async function heldOf({ seen }: MoveKit, { disks }: DomainDefinition): Promise<string[]> {
  const found: string[] = [];
  const isHeld = imagesHeldNow();
  for (const { target, source, readOnly } of disks.slice(0, 64)) {
    const path = sourceText(source);
    if (path?.startsWith("/") !== true || readOnly) continue;
    if (await isHeld(seen?.(path) ?? path)) found.push(target);
  }
  return found;
}

interface Machine {
  readonly remote: RemoteApi;
  readonly dom: Domain;
  readonly domain: DomainDefinition;
  readonly root: XmlElement;
}

async function disksOf(kit: MoveKit, machine: Machine): Promise<MovedDisk[]> {
  const mounts = readMountInfo();
  const elements = childrenOf(find(machine.root, "devices"), "disk");
  const found: MovedDisk[] = [];
  for (const [index, disk] of machine.domain.disks.slice(0, 64).entries()) {
    const element = elements[index];
    const path = sourceText(disk.source);
    const size = await sizeOf(machine, disk);
    const live = element === undefined ? [] : backingOf(element);
    const format = element === undefined ? undefined : backingFormatOf(element);
    found.push({
      target: disk.target,
      source: path,
      format: disk.format ?? "raw",
      capacityBytes: size?.capacity ?? 0,
      allocationBytes: size?.allocation ?? null,
      shareable: disk.source.kind === "none" || reachableElsewhere(disk.source, mounts),
      readOnly: disk.readOnly || disk.device === "cdrom",
      device: disk.device,
      ...(live.length > 0 || path === null
        ? { backing: live, ...(format !== undefined && { backingFormat: format }) }
        : await backingKnown(kit, path)),
    });
  }
  return found;
}

async function sizeOf({ remote, dom }: Machine, { target, source }: DomainDisk) {
  if (source.kind === "none") return null;
  try {
    const info = await remote.domainGetBlockInfo({ dom, path: target, flags: 0 }, looking);
    return { capacity: Number(info.capacity), allocation: Number(info.allocation) };
  } catch {
    // A network disk of a machine that is off: nobody has opened it.
    return null;
  }
}

/** Of a machine that is off libvirt knows no chain; the pools know one of each volume. */
async function backingKnown(
  kit: MoveKit,
  path: string,
): Promise<Pick<MovedDisk, "backing" | "backingFormat">> {
  const found: string[] = [];
  let format: string | null = null;
  await kit.storage(async ({ remote }) => {
    let at: string | null = path;
    while (at !== null && found.length < depthMax) {
      const lookup: string = at;
      const volume = await remote
        .storageVolLookupByPath({ path: lookup }, looking)
        .catch(() => null);
      if (volume === null) return;
      const { xml } = await remote.storageVolGetXmlDesc({ vol: volume.vol, flags: 0 }, looking);
      const { backingPath, backingFormat } = parseVolume(xml);
      at = backingPath;
      if (found.length === 0) format = backingFormat;
      if (at !== null) found.push(at);
    }
  });
  return { backing: found, ...(format !== null && { backingFormat: format }) };
}

async function residentOf(remote: RemoteApi, dom: Domain): Promise<number | null> {
  const call = { doms: [dom], stats: balloonStats, flags: 0 };
  const { retStats } = await remote.connectGetAllDomainStats(call, looking);
  const kibibytes = numberOf(byName(retStats[0]?.params ?? []).get("balloon.rss"));
  return kibibytes === null ? null : kibibytes * 1024;
}

/** Of what its snapshots name, its own disks apart: all of it has to be on the target, or they would be of no use. */
async function snapshotsOf(remote: RemoteApi, dom: Domain, { disks }: DomainDefinition) {
  const own = disks.map(({ source }) => sourceText(source));
  const paths = new Set<string>();
  const all = await remote.domainListAllSnapshots({ dom, needResults: 1, flags: 0 }, looking);
  const internal: string[] = [];
  const external: string[] = [];
  for (const snap of all.snapshots.slice(0, 256)) {
    const { xml } = await remote.domainSnapshotGetXmlDesc({ snap, flags: 0 }, looking);
    const { memory, disks } = parseSnapshot(xml);
    const isInternal = memory === "internal" || disks.some((disk) => disk.snapshot === "internal");
    (isInternal ? internal : external).push(snap.name);
    for (const path of everyPathOf(xml)) if (!own.includes(path)) paths.add(path);
  }
  return { internal, external, paths: [...paths] };
}

async function checkpointsOf(remote: RemoteApi, dom: Domain): Promise<string[]> {
  try {
    const call = { dom, needResults: 1, flags: 0 };
    const { checkpoints } = await remote.domainListAllCheckpoints(call, looking);
    return checkpoints.map(({ name }) => name).slice(0, 256);
  } catch (error) {
    if (isUnsupported(error)) return [];
    throw error;
  }
}

async function jobOf(remote: RemoteApi, dom: Domain): Promise<string | null> {
  try {
    const { type, params } = await remote.domainGetJobStats({ dom, flags: 0 }, looking);
    const isUnderWay = type === jobType.bounded || type === jobType.unbounded;
    return isUnderWay ? jobName(operationOf(params) ?? 0) : null;
  } catch {
    return null;
  }
}
