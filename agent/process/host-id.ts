import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type HostId, hostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";

const fileSchema = z.object({ host: hostId });

/**
 * The id of this host, the same for ever: what was kept in the data folder, else what `find` gives, which is
 * kept then. Without it an agent that starts before libvirt would be another host than one that starts later.
 */
export async function keptHostId(folder: string, find: () => Promise<string>): Promise<HostId> {
  const path = join(folder, "host.json");
  const kept = await readKept(path);
  if (kept !== null) return kept;
  const found = hostId.safeParse((await find()).toLowerCase());
  if (!found.success) {
    throw new NovaError("CONFIG_INVALID", "find out the id of this host", {
      next: `Write {"host": "<a lower-case UUID>"} into ${path}`,
    });
  }
  await writeWhole(folder, path, JSON.stringify({ host: found.data }));
  return found.data;
}

async function readKept(path: string): Promise<HostId | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new NovaError("STORE_UNAVAILABLE", `read the host id from ${path}`, { cause: error });
  }
  try {
    return fileSchema.parse(JSON.parse(text)).host;
  } catch (error) {
    // Another id would make another host of this one, so nobody guesses.
    throw new NovaError("STORE_CORRUPT", `read the host id from ${path}`, {
      cause: error,
      next: "Put the host's id back, as the console shows it, or remove the file to join anew",
    });
  }
}

async function writeWhole(folder: string, path: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
