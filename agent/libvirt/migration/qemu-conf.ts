import { readFileSync } from "node:fs";
import type { MoveKit } from "./move-kit.ts";

export interface QemuConf {
  /** `lockd` or `sanlock`; null: QEMU's own locks alone. */
  readonly lockManager: string | null;
  /** QEMU runs as root; the distributions' own choice is a user without rights. */
  readonly asRoot: boolean;
  /** Ports on which incoming moves are awaited, both ends counted. */
  readonly ports: { readonly from: number; readonly to: number };
}

const defaultPorts = { from: 49_152, to: 49_215 } as const;

/** libvirt's configuration of its QEMU driver, as far as moves ask for it. */
export function readQemuConf({ configuration, seen }: MoveKit): QemuConf {
  try {
    return parseQemuConf(readFileSync(seen?.(configuration) ?? configuration, "utf8"));
  } catch {
    return parseQemuConf("");
  }
}

export function parseQemuConf(text: string): QemuConf {
  const value = (name: string) =>
    new RegExp(`^\\s*${name}\\s*=\\s*"?([^"\\s#]+)"?`, "m").exec(text)?.[1] ?? null;
  return {
    lockManager: value("lock_manager"),
    asRoot: ["root", "0", "+0"].includes(value("user") ?? ""),
    ports: {
      from: Number(value("migration_port_min") ?? defaultPorts.from),
      to: Number(value("migration_port_max") ?? defaultPorts.to),
    },
  };
}

/** How many of the ports nobody listens on, by the tables of this process's network. */
export function freePorts({ ports }: QemuConf, tables = readTables()): number {
  const taken = new Set<number>();
  for (const [, hex] of tables.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) /gm)) {
    const port = Number.parseInt(hex ?? "", 16);
    if (port >= ports.from && port <= ports.to) taken.add(port);
  }
  return ports.to - ports.from + 1 - taken.size;
}

function readTables(): string {
  const read = (path: string) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      // A host without IPv6.
      return "";
    }
  };
  return `${read("/proc/net/tcp")}\n${read("/proc/net/tcp6")}`;
}
