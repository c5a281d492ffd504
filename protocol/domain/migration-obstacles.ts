import type { HostInventory, HostState } from "./host.ts";
import type { HostId } from "./ids.ts";
import type { MachineDisk, MachineReport } from "./machine.ts";
import { type MachineFacts, machineCan } from "./machine-can.ts";
import { may } from "./may.ts";
import type { MigrationKind, MigrationOptions } from "./migration.ts";
import type { Obstacle } from "./obstacle.ts";

/** One end of a move, as the inventory knows it. */
export interface MoveHost {
  readonly id: HostId;
  readonly name: string;
  readonly state: HostState;
  readonly inventory: HostInventory;
  /** Of its running machines, and of moves on their way to it. */
  readonly committed: { readonly vcpus: number; readonly memoryBytes: number };
  readonly reserved: {
    readonly vcpus: number;
    readonly memoryBytes: number;
    readonly pools: Readonly<Record<string, number>>;
  };
  /** Why it takes no machines just now, such as a maintenance; null where it does. */
  readonly closed: string | null;
}

/** What decides whether a machine can be moved there. The same facts on server, console and CLI. */
export interface MoveFacts {
  /** Of the machine as it stands on its host. */
  readonly machine: MachineFacts;
  readonly report: MachineReport;
  readonly source: MoveHost;
  /** Null: what stands against moving it anywhere. */
  readonly target: MoveHost | null;
  readonly kind: MigrationKind;
  /** As decided. */
  readonly options: MigrationOptions;
  /** An earlier move that is not settled yet, in words; null where there is none. */
  readonly unsettled: string | null;
  /** Rules of placement that it would break there, in words. */
  readonly rules: readonly string[];
  /** Clocks by which the certificates of the two hosts do not hold, in words. */
  readonly clocks: readonly string[];
}

/** Every obstacle to a move at once, each with what would remove it; an empty list means that nothing is known. */
export function migrationObstacles(facts: MoveFacts): readonly Obstacle[] {
  const { target, kind } = facts;
  const found = [...machineCan("machine.migrate", facts.machine), ...machineObstacles(facts)];
  if (target === null) return found;
  if (kind === "storage") return [...found, ...poolObstacles(facts, target)];
  return [
    ...found,
    ...receiveObstacles(facts, target),
    ...hostObstacles(facts, target),
    ...versionObstacles(facts, target),
    ...roomObstacles(facts, target),
    ...placeObstacles(facts, target),
    ...poolObstacles(facts, target),
    ...facts.rules.map((text) => one("rule", text, "Change the rule, or choose another host")),
    ...facts.clocks.map((text) => one("clock", text, setTheClock)),
  ];
}

const setTheClock = "Set its clock right and keep it so (timedatectl set-ntp true)";

/** As it is moved where nothing else is asked. */
export function usualKind(report: MachineReport): MigrationKind {
  if (report.state === "shutoff") return "offline";
  return copiedDisks(report).length > 0 ? "live-copy" : "live";
}

/** Disks that only the source reaches, and that have to go along. */
export function copiedDisks(report: MachineReport): readonly MachineDisk[] {
  return report.disks.filter(
    ({ device, source, shareable }) => device === "disk" && source !== null && !shareable,
  );
}

/** Pool that a copied disk goes to: the one asked for, else the pool of its own folder on the source. */
export function poolOf(
  disk: MachineDisk,
  options: MigrationOptions,
  source: HostInventory,
): string | null {
  const asked = options.disks?.find(({ target }) => target === disk.target)?.pool;
  if (asked !== undefined) return asked;
  const folder = disk.source?.slice(0, disk.source.lastIndexOf("/")) ?? "";
  return source.pools.find(({ path }) => path === folder)?.name ?? null;
}

function machineObstacles({ report, kind, options, unsettled, machine }: MoveFacts): Obstacle[] {
  const found: Obstacle[] = [];
  const isLive = kind === "live" || kind === "live-copy";
  if (isLive && report.state === "shutoff") {
    found.push(one("not-running", "It is off, so it cannot be moved live", "Move it offline"));
  }
  if (kind === "offline" && report.state !== "shutoff") {
    found.push(
      one("running", "It runs, so it cannot be moved offline", "Shut it down, or move it live"),
    );
  }
  if (kind === "live" && copiedDisks(report).length > 0) {
    const names = copiedDisks(report).map(({ target }) => target);
    const text = `Only its host reaches ${names.join(", ")}`;
    found.push(one("local-disk", text, "Move it with a copy of these disks"));
  }
  if (report.autostart === "libvirt") {
    const text =
      "libvirt itself starts it with its host: a host that crashed after the move would start a second copy";
    found.push(one("autostart-libvirt", text, "Hand its autostart to NovaCron, or switch it off"));
  }
  if (!report.persistent && kind === "offline") {
    found.push(
      one("transient", "A transient machine has no definition to move", "Define it persistently"),
    );
  }
  if (report.job !== null && machine.heldBy === null) {
    found.push(
      one("job", `libvirt does ${report.job} with it just now`, "Wait until that has ended"),
    );
  }
  if (unsettled !== null)
    found.push(one("unsettled", unsettled, "Bring the host back, or choose the true copy"));
  for (const { target, source, shareable, device } of report.disks) {
    if (device !== "cdrom" || source === null || shareable) continue;
    found.push(
      one("local-iso", `Its drive ${target} holds ${source}, which only its host has`, "Eject it"),
    );
  }
  if (options.postCopy === true && (options.compression ?? "none") !== "none") {
    const text = "Post-copy and compression do not go together";
    found.push(one("options", text, "Leave one of them out"));
  }
  if ((options.parallelConnections ?? 1) > 1 && options.compression === "xbzrle") {
    found.push(one("options", "XBZRLE needs a single connection", "Use zstd, or one connection"));
  }
  if ((options.parallelConnections ?? 1) > 1 && options.postCopy === true) {
    found.push(one("options", "Post-copy needs a single connection", "Leave one of them out"));
  }
  return found;
}

/** The right is held for the host itself, by its name as a tag, or for what the machine belongs to. */
function receiveObstacles({ machine }: MoveFacts, { name }: MoveHost): Obstacle[] {
  const { who, project, tags } = machine;
  const there = { kind: "machine", project, tags: [...tags, name.toLowerCase()] } as const;
  const own = new Set(may(who, "machine.move", there).map(({ code }) => code));
  return may(who, "host.receive", there)
    .filter(({ code }) => !own.has(code))
    .map(({ text, remedy }) => one("receive", `${name}: ${text}`, remedy));
}

function takesMachines({ inventory }: MoveHost): boolean {
  return inventory.capabilities.includes("machine.move") && inventory.migration !== undefined;
}

function hostObstacles({ source }: MoveFacts, target: MoveHost): Obstacle[] {
  const found: Obstacle[] = [];
  const { inventory, name } = target;
  if (target.id === source.id) {
    found.push(one("same-host", `It is on ${name} already`, "Choose another host"));
  }
  if (target.state === "offline") {
    found.push(
      one("target-offline", `Host ${name} is not connected`, "Bring the host or its agent back"),
    );
  } else if (inventory.libvirt.state !== "connected") {
    found.push(
      one("target-libvirt", `libvirt on ${name} does not answer`, "Start libvirtd on the host"),
    );
  } else if (inventory.libvirtVersion === null) {
    const text = `What libvirt on ${name} can do is not read yet`;
    found.push(one("target-libvirt", text, "Wait some seconds: its agent has just connected"));
  } else if (!takesMachines(target)) {
    found.push(
      one("target-agent", `The agent on ${name} cannot take machines`, "Upgrade the agent"),
    );
  }
  if (inventory.foreignManager !== null) {
    const text = `Host ${name} is run by ${inventory.foreignManager} and only watched`;
    found.push(one("target-foreign", text, `Release the host from ${inventory.foreignManager}`));
  }
  if (target.closed !== null) {
    found.push(one("target-closed", target.closed, "End its maintenance, or choose another host"));
  }
  if (inventory.simulated !== source.inventory.simulated) {
    found.push(
      one("simulated", "One of the two hosts is simulated", "Choose a host of the same sort"),
    );
  }
  found.push(...tlsObstacles(source, target));
  if (inventory.migration?.addresses.length === 0) {
    found.push(
      one("address", `${name} names no address under which others reach it`, "Set its address"),
    );
  }
  return found;
}

function tlsObstacles(source: MoveHost, target: MoveHost): Obstacle[] {
  const found: Obstacle[] = [];
  for (const [end, other] of [
    [source, target],
    [target, source],
  ] as const) {
    const { tlsProblem = null, tlsAuthorities } = end.inventory.migration ?? {};
    if (tlsProblem !== null) {
      const remedy = `Renew the certificate of ${end.name}, or set its clock`;
      found.push(one("tls", `${end.name}: ${tlsProblem}`, remedy));
    }
    const shown = other.inventory.migration?.tlsAuthorities?.issuer;
    if (shown === undefined || tlsAuthorities === undefined) continue;
    if (tlsAuthorities.trusted.includes(shown)) continue;
    const text = `QEMU of ${end.name} does not believe the authority that signed the certificate of QEMU of ${other.name}`;
    found.push(one("tls", text, "Give both the certificates of the fleet"));
  }
  return found;
}

function versionObstacles({ report, source, kind }: MoveFacts, target: MoveHost): Obstacle[] {
  const found: Obstacle[] = [];
  const { inventory, name } = target;
  if (report.arch !== inventory.arch && inventory.migration !== undefined && kind !== "offline") {
    found.push(
      one(
        "arch",
        `It is built for ${report.arch}, and ${name} is ${inventory.arch}`,
        "Choose another host",
      ),
    );
  }
  const types = inventory.migration?.machineTypes ?? [];
  if (report.machineType !== null && types.length > 0 && !types.includes(report.machineType)) {
    const text = `${name} does not know the machine type ${report.machineType}`;
    found.push(
      one("machine-type", text, `Upgrade QEMU on ${name}, or change the type while it is off`),
    );
  }
  if (kind === "offline") return found;
  if (isOlder(inventory.qemuVersion, source.inventory.qemuVersion)) {
    const text = `QEMU on ${name} (${inventory.qemuVersion}) is older than on ${source.name} (${source.inventory.qemuVersion})`;
    found.push(one("qemu-older", text, `Upgrade QEMU on ${name}, or move the machine offline`));
  }
  if (report.virtualisation === "kvm" && inventory.virtualisation.verdict === "qemu") {
    found.push(one("no-kvm", `Guests do not run under KVM on ${name}`, "Choose another host"));
  }
  return found;
}

function roomObstacles({ report, kind }: MoveFacts, target: MoveHost): Obstacle[] {
  if (kind === "offline") return [];
  const found: Obstacle[] = [];
  const { inventory, committed, reserved, name } = target;
  const free = inventory.memoryBytes - committed.memoryBytes - reserved.memoryBytes;
  if (report.memoryMaxBytes > free) {
    const text = `It needs ${mebibytes(report.memoryMaxBytes)} of memory, and ${name} has ${mebibytes(Math.max(0, free))} left`;
    found.push(one("memory", text, "Choose another host, or make room there"));
  }
  if (report.vcpus > inventory.cpuThreads) {
    const text = `It has ${report.vcpus} vCPUs, and ${name} has ${inventory.cpuThreads} threads`;
    found.push(one("vcpus", text, "Choose a larger host"));
  }
  return found;
}

function placeObstacles({ report }: MoveFacts, target: MoveHost): Obstacle[] {
  const { inventory, name } = target;
  const bridges = new Set(
    inventory.networks.flatMap(({ bridge }) => (bridge === null ? [] : [bridge])),
  );
  const nics = new Set(inventory.nics.map((nic) => nic.name));
  return report.nics.flatMap(({ type, source }): Obstacle[] => {
    if (source === null) return [];
    if (type === "network") {
      const known = inventory.networks.find((network) => network.name === source);
      if (known === undefined) {
        return [
          one("network", `${name} has no network ${source}`, `Define network ${source} on ${name}`),
        ];
      }
      return known.active
        ? []
        : [
            one(
              "network",
              `Network ${source} on ${name} is not active`,
              `Start network ${source} on ${name}`,
            ),
          ];
    }
    const isThere = nics.size === 0 || nics.has(source) || bridges.has(source);
    if ((type !== "bridge" && type !== "direct") || isThere) return [];
    return [one("bridge", `${name} has no ${type} ${source}`, `Make ${source} on ${name}`)];
  });
}

function poolObstacles({ report, kind, options, source }: MoveFacts, target: MoveHost): Obstacle[] {
  if (kind === "live") return [];
  const found: Obstacle[] = [];
  const wanted = new Map<string, number>();
  for (const disk of copiedDisks(report)) {
    const pool = poolOf(disk, options, source.inventory);
    if (pool === null) {
      const text = `No pool of ${source.name} holds its disk ${disk.target}, so it is not known where it should go`;
      found.push(one("pool", text, `Name a pool of ${target.name} for it`));
    } else wanted.set(pool, (wanted.get(pool) ?? 0) + (disk.capacityBytes ?? 0));
  }
  for (const [name, bytes] of wanted) {
    const pool = target.inventory.pools.find((known) => known.name === name);
    if (pool === undefined || !pool.active) {
      const text = `${target.name} has no ${pool === undefined ? "" : "active "}pool ${name}`;
      found.push(one("pool", text, `Make pool ${name} on ${target.name}, or name another`));
      continue;
    }
    const free = pool.availableBytes - (target.reserved.pools[name] ?? 0);
    if (bytes <= free) continue;
    const text = `Its disks need ${mebibytes(bytes)} in pool ${name} of ${target.name}, where ${mebibytes(Math.max(0, free))} are free`;
    found.push(one("pool-room", text, "Make room there, or name another pool"));
  }
  return found;
}

function one(code: string, text: string, remedy: string): Obstacle {
  return { code, text, remedy };
}

function isOlder(version: string | null, than: string | null): boolean {
  if (version === null || than === null) return false;
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  for (const [i, part] of (a ?? []).entries()) {
    const other = b?.[i] ?? 0;
    if (part !== other) return part < other;
  }
  return false;
}

function mebibytes(bytes: number): string {
  return bytes >= 2 ** 30
    ? `${(bytes / 2 ** 30).toFixed(1)} GiB`
    : `${Math.round(bytes / 2 ** 20)} MiB`;
}
