import { hasInitSystem } from "../bootstrap/apt.ts";
import { SetupError } from "../bootstrap/setup-error.ts";
import { findLibvirt, libvirtSockets } from "./libvirt-socket.ts";
import { startOwnLibvirtd } from "./own-libvirtd.ts";
import type { ProcessRecord } from "./run-state.ts";

export interface ProvidedLibvirt {
  readonly socket: string;
  /** Set where NovaCron started it, now or in an earlier start that was killed. */
  readonly own: ProcessRecord | undefined;
}

/** A libvirt that answers: the one that runs, or one of our own where no init system would start it. */
export async function provideLibvirt(options: {
  readonly dataDir: string;
  readonly earlier: ProcessRecord | undefined;
  readonly say: (line: string) => void;
}): Promise<ProvidedLibvirt> {
  const { dataDir, earlier, say } = options;
  const socket = await findLibvirt();
  if (socket !== undefined) {
    say(`using the libvirt that answers on ${socket}${earlier ? " (from an earlier start)" : ""}`);
    return { socket, own: earlier };
  }
  if (hasInitSystem()) {
    throw new SetupError(
      `no libvirt answers on ${libvirtSockets.join(" or ")}`,
      "start it: systemctl start libvirtd (or virtqemud.socket)",
    );
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError("no libvirt runs, and starting one needs root", "start NovaCron as root");
  }
  say("no libvirt runs and there is no init system: starting libvirtd");
  return { socket: libvirtSockets[0], own: await startOwnLibvirtd(dataDir) };
}
