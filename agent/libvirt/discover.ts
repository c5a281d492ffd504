import { stat } from "node:fs/promises";
import { join } from "node:path";

/** Where a driver of libvirt answers, and the name to open it by. */
export interface DaemonAddress {
  readonly socketPath: string;
  readonly uri: string;
  readonly readOnly?: boolean;
}

/** The daemons of one host. With a monolithic libvirtd all three are the same socket. */
export interface Daemons {
  readonly kind: "monolithic" | "modular";
  readonly qemu: DaemonAddress;
  readonly network: DaemonAddress | null;
  readonly storage: DaemonAddress | null;
}

export const DEFAULT_RUN_FOLDER = "/run/libvirt";

/**
 * Finds libvirt's sockets in `runFolder`; null where there is none. Modular daemons win where both
 * are there: a distribution that installs them runs them, and leaves at most virtproxyd, which only
 * passes calls on, behind the name of libvirtd.
 */
export async function discoverDaemons(runFolder = DEFAULT_RUN_FOLDER): Promise<Daemons | null> {
  const at = async (name: string, uri: string): Promise<DaemonAddress | null> => {
    const socketPath = join(runFolder, name);
    return (await isSocket(socketPath)) ? { socketPath, uri } : null;
  };
  const qemu = await at("virtqemud-sock", "qemu:///system");
  if (qemu) {
    const network = await at("virtnetworkd-sock", "network:///system");
    const storage = await at("virtstoraged-sock", "storage:///system");
    return { kind: "modular", qemu, network, storage };
  }
  const all = await at("libvirt-sock", "qemu:///system");
  return all && { kind: "monolithic", qemu: all, network: all, storage: all };
}

async function isSocket(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isSocket();
  } catch {
    return false;
  }
}
