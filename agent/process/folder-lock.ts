import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/**
 * Keeps a second agent off the same data folder. It is a name in Linux' abstract socket space, which the
 * kernel frees with the process however that ends, so there is no stale lock to clean up.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = await realpath(folder);
  const name = createHash("sha256").update(path).digest("hex").slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  await listen(server, `\0novacron-agent-${name}`, path);
  server.unref();
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
    });
}

function listen(server: Server, name: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new NovaError("FOLDER_IN_USE", `use ${path} beside another agent`, { cause }));
    });
    server.listen(name, resolve);
  });
}
