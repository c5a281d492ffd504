import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { MigrationFinding } from "@novacron/protocol/domain/migration";
import { HugePages } from "../../host/huge-pages.ts";
import type { CheckRequest } from "../../ports/migration.ts";
import { isNoStorageVolume, LibvirtError } from "../errors.ts";
import type { RemoteApi } from "../generated/remote-api.ts";
import { isNvramPath } from "../luggage/nvram-file.ts";
import { conflictsOf } from "./move-flags.ts";
import { looking, type MoveKit, seconds } from "./move-kit.ts";
import { type Add, ofPair } from "./pair-obstacles.ts";
import { type Placement, placeDisks, poolsOf } from "./place-disks.ts";

type Looking = (add: Add) => Promise<void>;

/** VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE: what is missing stands in the error. */
const nameMissing = 1;
/** Made by libvirt or QEMU themselves where their folder is there. */
const madeThere = ["/var/log/", "/var/lib/libvirt/qemu/", "/run/", "/var/run/"];
const findingsMax = 64;

/** Everything that is in the way of a machine here, each with what would remove it. Changes nothing. */
export async function findObstacles(
  kit: MoveKit,
  request: CheckRequest,
): Promise<MigrationFinding[]> {
  const within = request.options.kind === "storage";
  const elsewhere: readonly Looking[] = [
    (add) => ofTls(kit, request, add),
    (add) =>
      kit.qemu(async ({ remote }) => {
        await ofPair(kit, remote, { request, add });
        await ofHardware(remote, request, add);
      }),
    (add) => kit.network(({ remote }) => ofNetworks(kit, remote, { request, add })),
    async (add) => ofPaths(kit, request, add),
  ];
  const all: readonly Looking[] = [
    async (add) => ofItself(request, add),
    ...(within ? [] : elsewhere),
    async (add) => {
      // Pools matter only to copied disks.
      if (placeDisks(request.description, request.options, []).length === 0) return;
      await kit.storage(({ remote }) => ofStorage(remote, request, add));
    },
  ];
  // Each asks another daemon or the disk: at once, and told in this order.
  return (await Promise.all(all.map(foundBy))).flat().slice(0, findingsMax);
}

async function foundBy(look: Looking): Promise<MigrationFinding[]> {
  const found: MigrationFinding[] = [];
  await look((code, text, remedy) => {
    found.push({ code, text: text.slice(0, 1_000), remedy: remedy.slice(0, 1_000) });
  });
  return found;
}

async function ofTls(kit: MoveKit, { description }: CheckRequest, add: Add): Promise<void> {
  const why = description.running ? (await kit.tls()).problem : null;
  if (why !== null)
    add("tls", why, "Give QEMU the certificates of the fleet: docs/operate/trust.md");
}

/** What stands in the machine's own description, and in what is asked. */
function ofItself(request: CheckRequest, add: Add): void {
  const { description, options } = request;
  const { running, job, hostDevices, disks } = description;
  for (const text of conflictsOf({ options, running }))
    add("options", text, "Leave one of them out");
  if (job !== null) add("job", `The machine is busy: ${job}`, "Wait for its end, or cancel it");
  ofSnapshots(request, add);
  for (const target of description.disksHeld ?? []) {
    const remedy = "End it (a backup, qemu-img, qemu-nbd), or wait for it";
    add("disk-held", `Some program holds its disk ${target}, though the machine is off`, remedy);
  }
  if (options.kind === "storage") return;
  if (hostDevices.length > 0 && running) {
    const text = `It holds devices of its host: ${hostDevices.slice(0, 10).join(", ")}`;
    add("host-devices", text, "Detach them, or move it while it is off");
  }
  const local = disks.filter((disk) => !disk.shareable && !disk.readOnly && disk.source !== null);
  if (options.kind === "live" && local.length > 0) {
    const names = local.map(({ target, source }) => `${target} (${source})`).join(", ");
    add("disk-local", `Only its host reaches ${names}`, "Copy the disks with the move");
  }
}

/** What libvirt keeps beside a definition goes along where it stays true there. */
function ofSnapshots({ description, options }: CheckRequest, add: Add): void {
  const { running, internalSnapshots: internal, externalSnapshots: external } = description;
  const copied = placeDisks(description, options, []).map(({ disk }) => disk);
  const text = (names: readonly string[]) => names.slice(0, 10).join(", ");
  if (internal.length > 0 && copied.length > 0) {
    const why = `A copy of its disks would lose the snapshots in them: ${text(internal)}`;
    add("snapshots", why, "Delete them, or put the disks on shared storage");
  }
  if (external.length > 0 && copied.length > 0 && options.incremental !== true) {
    const why = `A copy of its disks holds all in one, so its snapshots would name nothing: ${text(external)}`;
    add("snapshots", why, "Merge them into the disk, or copy onto the same base incrementally");
  }
  const chained = copied.filter(({ backing }) => backing.length > 0);
  if (!running && chained.length > 0 && options.incremental !== true) {
    const names = chained.map(({ target, backing }) => `${target} (${backing[0]})`).join(", ");
    const remedy = "Put the base there and copy incrementally, or start it and move it live";
    add("disk-chain", `Disks of a machine that is off lie on a base: ${names}`, remedy);
  }
  if (options.kind === "storage") return;
  const kept = [...internal, ...external, ...description.checkpoints];
  const isCarried = kept.length > 0 || (!running && copied.length > 0);
  if (isCarried && description.hasLuggage !== true) {
    const why =
      "The source's agent is too old for snapshots, and for disks of machines that are off";
    add("source-agent", why, "Upgrade the agent of the source");
  }
}

async function ofHardware(
  remote: RemoteApi,
  { description }: CheckRequest,
  add: Add,
): Promise<void> {
  const { emulator, arch, machineType, virtType, cpuXml, running } = description;
  const { memoryBytes, hugePages } = description;
  const asked = { emulatorbin: emulator, arch, machine: machineType, virttype: virtType, flags: 0 };
  const can = await remote
    .connectGetDomainCapabilities(asked, seconds(120))
    .then(() => null, reasonOf);
  if (can !== null) {
    const text = `This host cannot run ${virtType} machines of type ${machineType} by ${emulator}: ${can}`;
    add("machine-type", text, "Install the same QEMU here, or choose another host");
  } else if (cpuXml !== null && running) {
    const cpu = { emulator, arch, machine: machineType, virttype: virtType, xmlCPU: cpuXml };
    const why = await remote
      .connectCompareHypervisorCpu({ ...cpu, flags: nameMissing }, looking)
      .then(({ result }) => (result === 0 ? "it is another model" : null), reasonOf);
    const remedy = "Give the machine a CPU model that both hosts have, or choose another host";
    if (why !== null) add("cpu", `This host's CPU does not do: ${why}`, remedy);
  }
  if (!running) return;
  const free = hugePages ? freeHugePages() : availableMemory();
  if (free !== null && free < memoryBytes) {
    const what = hugePages ? "huge pages" : "memory";
    const text = `It needs ${mebibytes(memoryBytes)} of ${what}, ${mebibytes(free)} are free`;
    add("memory", text, "Free memory here, or choose another host");
  }
}

/** The kernel's own estimate; libvirt counts what caches hold as taken. */
function availableMemory(): number | null {
  const kibibytes = /\nMemAvailable:\s+(\d+) kB\n/.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
}

function freeHugePages(): number {
  const pages = new HugePages("");
  const free = pages.freeBytes();
  pages.close();
  return free ?? 0;
}

function reasonOf(error: unknown): string {
  if (error instanceof LibvirtError) return error.libvirt.message ?? "libvirt says no";
  throw error;
}

async function ofNetworks(
  kit: MoveKit,
  remote: RemoteApi,
  { request, add }: { readonly request: CheckRequest; readonly add: Add },
): Promise<void> {
  const { nets } = await remote.connectListAllNetworks({ needResults: 1, flags: 0 }, looking);
  for (const { type, name } of request.description.networks) {
    if (type === "network") {
      const net = nets.find((one) => one.name === name);
      if (net === undefined) {
        const remedy = "Define it here, or give the machine another network";
        add("network-missing", `This host has no network ${name}`, remedy);
      } else if ((await remote.networkIsActive({ net }, looking)).active === 0) {
        add("network-inactive", `Network ${name} is not active here`, "Start the network");
      }
    } else if (!existsSync(seenBy(kit, `/sys/class/net/${name}`))) {
      const text = `This host has no ${type === "bridge" ? "bridge" : "device"} ${name}`;
      add("network-missing", text, "Make it here, or give the machine another one");
    }
  }
}

function ofPaths(kit: MoveKit, { description }: CheckRequest, add: Add): void {
  const isThere = (path: string) => existsSync(seenBy(kit, path));
  const { nvram } = description;
  if (nvram != null && isNvramPath(nvram) && isThere(nvram)) {
    const text = `This host has a file ${nvram} already, where its firmware's variables would go`;
    add("nvram-exists", text, "Remove it here: no machine of this host has that id");
  }
  for (const path of description.paths) {
    const isMade = madeThere.some((folder) => path.startsWith(folder));
    if (isThere(path) || (isMade && isThere(dirname(path)))) continue;
    add(
      "path-missing",
      `This host has no ${path}`,
      "Put the file there, or take it out of the machine",
    );
  }
  for (const { source, shareable, device, readOnly, backing } of description.disks) {
    if (source === null || !source.startsWith("/")) continue;
    const isMedium = device === "cdrom" || device === "floppy";
    if ((shareable || isMedium || readOnly) && !isThere(source)) {
      const remedy = isMedium ? "Eject it, or put it there" : "Mount the storage here";
      add("disk-missing", `This host does not reach ${source}`, remedy);
    }
    const missing = shareable ? backing.filter((path) => !isThere(path)) : [];
    for (const path of missing)
      add("disk-missing", `This host does not reach ${path}`, "Mount it here");
  }
}

async function ofStorage(remote: RemoteApi, request: CheckRequest, add: Add): Promise<void> {
  const pools = await poolsOf(remote);
  const placements = placeDisks(request.description, request.options, pools);
  const wanted = new Map<string, Placement[]>();
  for (const one of placements) wanted.set(one.pool, [...(wanted.get(one.pool) ?? []), one]);
  for (const [name, here] of wanted) {
    const pool = pools.find((one) => one.name === name);
    if (pool === undefined) {
      add(
        "pool-missing",
        `This host has no pool ${name}`,
        "Define it here, or choose another pool",
      );
      continue;
    }
    if (!pool.active) add("pool-inactive", `Pool ${name} is not active here`, "Start the pool");
    const bytes = here.reduce(
      (sum, { disk }) => sum + (disk.allocationBytes ?? disk.capacityBytes),
      0,
    );
    if (pool.active && bytes > pool.availableBytes) {
      const room = `${mebibytes(bytes)} are needed, ${mebibytes(pool.availableBytes)} free`;
      add(
        "pool-full",
        `Pool ${name} is too full: ${room}`,
        "Free some of it, or choose another pool",
      );
    }
    if (!pool.active) continue;
    for (const { volume } of here) {
      const isTaken = await remote
        .storageVolLookupByName({ pool: pool.pool, name: volume }, looking)
        .then(
          () => true,
          (error) => !isNoStorageVolume(error),
        );
      if (!isTaken) continue;
      const text = `Pool ${name} has a volume ${volume} already`;
      add("volume-exists", text, "Rename or remove it, or choose another pool");
    }
  }
}

function seenBy({ seen }: MoveKit, path: string): string {
  return seen === undefined ? path : seen(path);
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`;
}
