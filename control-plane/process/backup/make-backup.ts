import { createWriteStream, existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { version } from "@novacron/protocol/version";
import { setName } from "../../adapters/pki/authority-set.ts";
import type { SecretBox } from "../../ports/secret-box.ts";
import { writePrivateFile } from "../private-file.ts";
import { ownKeyFile } from "../secret-keys.ts";
import { encrypted } from "./cipher.ts";
import { describeFile, type Manifest, manifestFile } from "./manifest.ts";
import { packed } from "./tar.ts";

export interface BackupOptions {
  readonly data: string;
  /** A folder where it ends in a slash or is one, else one file. Must not exist as a backup yet. */
  readonly to: string;
  readonly sealing: SecretBox;
  /** Encrypts the file with the secret key; not for a folder. */
  readonly secret: Buffer | null;
  /** Puts the data folder's own secret key in: then whoever has the backup can open every secret. */
  readonly withKey: boolean;
  readonly nowMs: number;
}

/** Files that hold logins in plain and are for their owner only: sealed in a backup. */
export const loginFiles = ["local-agent.json", "simulated-agents.json"] as const;
/** Sealed already, or no secret. */
const plainFiles = ["secrets.json", "audit-key.pem", "signing-keys"] as const;

export const loginPurpose = (file: string) => `backup ${file}`;

/**
 * Everything that a control plane is, but for its secret key; a running one is not held up. Each database is
 * one consistent reading of it (VACUUM INTO). Of the samples the log is read before the packed files: what
 * moves from one to the other meanwhile is in both, and merges by its time when it is read again.
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const { data, to, secret } = options;
  const isFolder = to.endsWith("/") || (existsSync(to) && (await stat(to)).isDirectory());
  const target = isFolder ? to.replace(/\/+$/, "") : to;
  if (isFolder && secret !== null) {
    const next = "Back up to a file, or without --encrypt";
    throw new NovaError("CONFIG_INVALID", "encrypt a backup in a folder", { next });
  }
  await refuseTaken(target);
  if (!existsSync(join(data, "state.db"))) {
    throw new NovaError("NOT_FOUND", `back up ${data}: it holds no control plane`);
  }
  const partial = `${target}.partial`;
  await mkdir(dirname(partial), { recursive: true });
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  try {
    const made = await collect(options, partial);
    if (isFolder) {
      await rm(target, { recursive: true, force: true });
      await rename(partial, target);
    } else await packInto(target, partial, { made, secret });
    return made;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function collect(options: BackupOptions, into: string): Promise<Manifest> {
  const { data, sealing, withKey, nowMs } = options;
  const files = ["state.db"];
  copyDatabase(join(data, "state.db"), join(into, "state.db"));
  files.push(...(await copyMetrics(data, into)));
  const whole = [...plainFiles, ...(await pkiFiles(data)), ...(withKey ? [ownKeyFile] : [])];
  for (const file of whole) {
    if (!existsSync(join(data, file))) continue;
    await mkdir(dirname(join(into, file)), { recursive: true, mode: 0o700 });
    await copyFile(join(data, file), join(into, file));
    files.push(file);
  }
  for (const file of loginFiles) {
    if (!existsSync(join(data, file))) continue;
    const text = await readFile(join(data, file), "utf8");
    await writePrivateFile(join(into, file), sealing.seal(loginPurpose(file), text));
    files.push(file);
  }
  const described = [];
  for (const file of files) described.push(await describeFile(into, file));
  const of = factsOf(join(into, "state.db"));
  const made = { novacronBackup: 1 as const, version, createdAt: nowMs, ...of, files: described };
  await writeFile(join(into, manifestFile), `${JSON.stringify(made)}\n`, { mode: 0o600 });
  return made;
}

function copyDatabase(from: string, to: string): void {
  const db = new DatabaseSync(from, { timeout: 30_000 });
  try {
    db.prepare("VACUUM INTO ?").run(to);
  } finally {
    db.close();
  }
}

async function copyMetrics(data: string, into: string): Promise<readonly string[]> {
  const metrics = join(data, "metrics");
  if (!existsSync(metrics)) return [];
  const found = (await readdir(metrics, { recursive: true })).filter((file) =>
    file.endsWith(".sqlite"),
  );
  // The log first: see makeBackup.
  const ordered = found.sort((a, b) => Number(b === "head.sqlite") - Number(a === "head.sqlite"));
  const copied: string[] = [];
  for (const file of ordered) {
    const path = join("metrics", file);
    await mkdir(dirname(join(into, path)), { recursive: true, mode: 0o700 });
    try {
      copyDatabase(join(data, path), join(into, path));
      copied.push(path);
    } catch (error) {
      // Samples over their age are dropped file by file, at any time.
      if (existsSync(join(data, path))) throw error;
    }
  }
  return copied;
}

async function pkiFiles(data: string): Promise<readonly string[]> {
  const folder = join(data, "pki");
  if (!existsSync(folder)) return [];
  return (await readdir(folder))
    .filter((file) => file.endsWith(".pem") || file === setName)
    .map((file) => `pki/${file}`);
}

function factsOf(path: string): Pick<Manifest, "schema" | "epoch" | "audit"> {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const schema = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
    const epoch = db.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.value;
    const newest = db.prepare("SELECT seq, body FROM audit ORDER BY seq DESC LIMIT 1").get();
    const hash = newest === undefined ? "" : String(JSON.parse(String(newest.body)).hash);
    return { schema, epoch: Number(epoch ?? 1), audit: { seq: Number(newest?.seq ?? 0), hash } };
  } finally {
    db.close();
  }
}

async function packInto(
  target: string,
  folder: string,
  { made, secret }: { readonly made: Manifest; readonly secret: Buffer | null },
): Promise<void> {
  const files = [manifestFile, ...made.files.map((file) => file.path)];
  const squeezed = Readable.from(packed(folder, files)).pipe(createZstdCompress());
  const bytes = secret === null ? squeezed : Readable.from(encrypted(squeezed, secret));
  const partial = `${target}.writing`;
  try {
    await pipeline(bytes, createWriteStream(partial, { mode: 0o600, flush: true }));
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

async function refuseTaken(target: string): Promise<void> {
  if (!existsSync(target)) return;
  const isEmpty = (await stat(target)).isDirectory() && (await readdir(target)).length === 0;
  if (isEmpty) return;
  const next = "Choose a path that does not exist yet";
  throw new NovaError("CONFLICT", `write the backup ${target}`, { next });
}
