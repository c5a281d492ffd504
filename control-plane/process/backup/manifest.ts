import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";

export const manifestFile = "backup.json";

/** A relative path below the data folder, without a way out of it. */
const path = z
  .string()
  .max(200)
  .regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/);

export const manifest = z.object({
  novacronBackup: z.literal(1),
  version: z.string(),
  /** Of the state store. A newer one than this program knows is refused. */
  schema: z.int(),
  createdAt: z.int(),
  epoch: z.int(),
  /** Newest row of the audit log in it. */
  audit: z.object({ seq: z.int(), hash: z.string() }),
  files: z.array(z.object({ path, bytes: z.int(), sha256: z.string() })).max(100_000),
});
export type Manifest = z.infer<typeof manifest>;

export async function describeFile(folder: string, file: string): Promise<Manifest["files"][0]> {
  const { size } = await stat(join(folder, file));
  return { path: file, bytes: size, sha256: await digestOf(join(folder, file)) };
}

/** Reads the manifest and holds every file against it. STORE_CORRUPT names the first that differs. */
export async function readManifest(folder: string): Promise<Manifest> {
  const attempted = `read the backup ${folder}`;
  let found: Manifest;
  try {
    found = manifest.parse(JSON.parse(await readFile(join(folder, manifestFile), "utf8")));
  } catch (cause) {
    throw new NovaError("STORE_CORRUPT", attempted, { cause, next: "Give a whole backup" });
  }
  for (const file of found.files) {
    const sha256 = await digestOf(join(folder, file.path)).catch(() => "missing");
    if (sha256 === file.sha256) continue;
    const details = { file: file.path, wanted: file.sha256, found: sha256 };
    throw new NovaError("STORE_CORRUPT", attempted, { details, next: "Use another backup" });
  }
  return found;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
