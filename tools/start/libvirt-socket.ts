import { connect } from "node:net";

/** Where the monolithic daemon and the modular one of QEMU listen, in the order they are tried. */
export const libvirtSockets = ["/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock"] as const;

/** The first socket behind which a daemon accepts; one that starts on demand is started by the attempt. */
export async function findLibvirt(): Promise<string | undefined> {
  for (const path of libvirtSockets) if (await answers(path)) return path;
  return undefined;
}

export function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
