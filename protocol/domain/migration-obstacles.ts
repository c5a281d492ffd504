import type { HostInventory, HostState } from "./host.ts";
import type { HostId } from "./ids.ts";
import type { MachineReport } from "./machine.ts";
import { type MachineFacts, machineCan } from "./machine-can.ts";
import { may } from "./may.ts";
import type { MigrationKind, MigrationOptions } from "./migration.ts";
import { copiedDisks, movedDisks, poolOf } from "./move-disks.ts";
import type { Obstacle } from "./obstacle.ts";
import { optionObstacles } from "./option-obstacles.ts";

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
  /** By the machine's policy. */
  readonly postCopyAllowed: boolean;
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
  const found = [
    ...machineCan("machine.migrate", facts.machine),
    ...machineObstacles(facts),
    ...optionObstacles({ ...facts, source: facts.source.inventory }),
  ];
  if (target === null) return found;
  if (kind === "storage") return [...found, ...poolObstacles(facts, target)];
  if (target.id === facts.source.id) {
    const remedy = "Choose another host, or name another pool of this one for its disks";
    return [...found, one("same-host", `It is on ${target.name} already`, remedy)];
  }
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

function machineObstacles({ report, kind, unsettled, machine }: MoveFacts): Obstacle[] {
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
  // What follows from its host alone does not matter where it stays.
  const leaves = kind !== "storage";
  if (report.autostart === "libvirt" && leaves) {
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
    if (device !== "cdrom" || source === null || shareable || !leaves) continue;
    const remedy = `Eject it: virsh change-media ${report.name} ${target} --eject`;
    found.push(
      one("local-iso", `Its drive ${target} holds ${source}, which only its host has`, remedy),
    );
  }
  return found;
}

/** The right is held for the host itself, by its name as a tag, or for what the machine belongs to. */
function receiveObstacles({ machine }: MoveFacts, { name }: MoveHost): Obstacle[] {
  const { who, project, tags } = machine;
  const there = { kind: "machine", project, tags: [...tags, name.toLowerCase()] } as const;
  // What must be done before anything else is told once.
  const own = new Set(may(who, "machine.move", there).map(({ text }) => text));
  return may(who, "host.receive", there)
    .filter(({ text }) => !own.has(text))
    .map(({ text, remedy }) => one("receive", `${name}: ${text}`, remedy));
}

function takesMachines({ inventory }: MoveHost): boolean {
  return inventory.capabilities.includes("machine.move") && inventory.migration !== undefined;
}

function hostObstacles({ source }: MoveFacts, target: MoveHost): Obstacle[] {
  const found: Obstacle[] = [];
  const { inventory, name } = target;
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
              `Network ${source} is not active on ${name}`,
              `Start network ${source} on ${name}`,
            ),
          ];
    }
    const isThere = nics.size === 0 || nics.has(source) || bridges.has(source);
    if ((type !== "bridge" && type !== "direct") || isThere) return [];
    const what = type === "bridge" ? "bridge" : "device";
    return [one("bridge", `${name} has no ${what} ${source}`, `Make ${source} on ${name}`)];
  });
}

function poolObstacles(facts: MoveFacts, target: MoveHost): Obstacle[] {
  const { options, source } = facts;
  const found: Obstacle[] = [];
  const wanted = new Map<string, number>();
  for (const disk of movedDisks(facts)) {
    const pool = poolOf(disk, options, source.inventory);
    if (pool === null) {
      const text = `No pool of ${source.name} holds its disk ${disk.target}, so it is not known where it should go`;
      found.push(one("pool", text, `Name a pool of ${target.name} for it`));
    } else wanted.set(pool, (wanted.get(pool) ?? 0) + (disk.capacityBytes ?? 0));
  }
  for (const [name, bytes] of wanted) {
    const pool = target.inventory.pools.find((known) => known.name === name);
    if (pool === undefined || !pool.active) {
      const missing = pool === undefined;
      const text = missing
        ? `${target.name} has no pool ${name}`
        : `Pool ${name} is not active on ${target.name}`;
      const remedy = `${missing ? "Make" : "Start"} pool ${name} on ${target.name}, or name another`;
      found.push(one("pool", text, remedy));
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
