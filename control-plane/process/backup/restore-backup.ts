import { createReadStream, existsSync } from "node:fs";
import { copyFile, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream";
import { createZstdDecompress } from "node:zlib";
import type { Operation } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { restoringKey } from "../../app/restoring/restoring.ts";
import { newestSchema } from "../../schema/migrations.ts";
import { lockFolder } from "../folder-lock.ts";
import { writePrivateFile } from "../private-file.ts";
import { openSecretBox, type SecretKeySettings } from "../secret-keys.ts";
import { decrypted, isEncrypted } from "./cipher.ts";
import { loginFiles, loginPurpose } from "./make-backup.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { unpack } from "./tar.ts";

export interface RestoreOptions {
  readonly data: string;
  readonly from: string;
  readonly keys: SecretKeySettings;
  /** The secret key, for an encrypted file. */
  readonly secret: () => Promise<Buffer>;
  readonly nowMs: number;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly epoch: number;
  /** Operations that were open, and of which nobody can know how they ended. */
  readonly operations: number;
}

const lockFile = "control-plane.lock";

/**
 * A backup into an empty data folder, as a control plane of a new and higher epoch. What was handed out and
 * may have been used or taken back since (sessions, enrolment tokens, open operations) ends with it.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { data, from } = options;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(data);
  const unpacked = join(data, "restore.partial");
  try {
    await refuseFull(data);
    const folder = await folderOf(options, unpacked);
    const manifest = await readManifest(folder);
    if (manifest.schema > newestSchema) {
      const details = { have: manifest.schema, known: newestSchema, madeBy: manifest.version };
      throw new NovaError("SCHEMA_NEWER", `restore ${from}`, { details });
    }
    await place(options, folder, manifest);
    await rm(unpacked, { recursive: true, force: true });
    return { manifest, ...beginEpoch(join(data, "state.db"), options.nowMs) };
  } catch (error) {
    await rm(unpacked, { recursive: true, force: true });
    throw error;
  } finally {
    unlock();
  }
}

async function folderOf(options: RestoreOptions, unpacked: string): Promise<string> {
  const { from, secret } = options;
  if (!existsSync(from)) throw new NovaError("NOT_FOUND", `restore ${from}`);
  if ((await stat(from)).isDirectory()) return from;
  await mkdir(unpacked, { mode: 0o700 });
  const file = await open(from);
  const { buffer } = await file.read(Buffer.alloc(64), 0, 64, 0);
  await file.close();
  const raw: AsyncIterable<Buffer> = createReadStream(from);
  const bytes = isEncrypted(buffer) ? decrypted(raw, await secret()) : raw;
  try {
    const plain = pipeline(bytes, createZstdDecompress(), () => undefined);
    await unpack(plain as unknown as AsyncIterable<Buffer>, unpacked);
  } catch (cause) {
    if (cause instanceof NovaError) throw cause;
    throw new NovaError("STORE_CORRUPT", `unpack ${from}`, { cause, next: "Use another backup" });
  }
  return unpacked;
}

/** The keys first: without the right one nothing else is of use, and nothing is left behind. */
async function place(options: RestoreOptions, folder: string, manifest: Manifest): Promise<void> {
  const { data, keys, nowMs } = options;
  const placed: string[] = [];
  try {
    const first = (file: string) => Number(file.startsWith("secret"));
    const files = manifest.files.map((file) => file.path).sort((a, b) => first(b) - first(a));
    let box: Awaited<ReturnType<typeof openSecretBox>> | null = null;
    for (const file of files) {
      if (box === null && first(file) === 0) box = await openSecretBox(keys, { data, nowMs });
      placed.push(file);
      await mkdir(dirname(join(data, file)), { recursive: true, mode: 0o700 });
      if (loginFiles.some((name) => name === file)) {
        const sealed = (await readFile(join(folder, file), "utf8")).trim();
        await writePrivateFile(join(data, file), box?.open(loginPurpose(file), sealed) ?? "");
      } else await copyFile(join(folder, file), join(data, file));
    }
  } catch (error) {
    for (const file of placed) await rm(join(data, file), { force: true });
    throw error;
  }
}

function beginEpoch(path: string, nowMs: number): Pick<Restored, "epoch" | "operations"> {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    db.exec("BEGIN IMMEDIATE");
    const known = Number(
      db.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.value ?? 1,
    );
    // By the clock, so that a second restore of the same backup is higher than the first.
    const epoch = Math.max(known + 1, Math.floor(nowMs / 1_000));
    const put = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
    put.run("epoch", String(epoch));
    put.run(restoringKey, JSON.stringify({ since: nowMs, epoch, before: known }));
    db.exec("DELETE FROM session; DELETE FROM enrolment_token");
    const operations = endOperations(db, nowMs);
    db.exec("COMMIT");
    return { epoch, operations };
  } finally {
    db.close();
  }
}

/** They may have been done, or undone again, since: none is carried on, a person looks. */
function endOperations(db: DatabaseSync, nowMs: number): number {
  const open = db.prepare("SELECT id, body FROM operation WHERE open = 1").all();
  const put = db.prepare("UPDATE operation SET state = ?, open = 0, body = ? WHERE id = ?");
  const { code, message, attempted, next, retryable } = Object.assign(
    new NovaError("COMMAND_INTERRUPTED", "carry on after a restore from a backup"),
    {},
  );
  const problem = { code, message, attempted, next, retryable };
  for (const { id, body } of open) {
    const before = JSON.parse(String(body)) as Operation;
    const state = "needs-attention" as const;
    const after: Operation = { ...before, state, endedAt: nowMs, problem };
    put.run(state, JSON.stringify(after), String(id));
  }
  return open.length;
}

async function refuseFull(data: string): Promise<void> {
  const left = (await readdir(data)).filter((file) => !file.startsWith(lockFile));
  // A key may be put there beforehand; the rest would be mixed with what comes.
  const others = left.filter((file) => file !== "secret.key");
  if (others.length === 0) return;
  const details = { files: others.slice(0, 10).join(", ") };
  const next = "Restore into an empty folder";
  throw new NovaError("CONFLICT", `restore into ${data}`, { details, next });
}
