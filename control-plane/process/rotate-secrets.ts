import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { Ed25519AuditSeal } from "../adapters/seal/ed25519-audit-seal.ts";
import { keyBytes } from "../adapters/seal/envelope.ts";
import { EnvelopeBox, rewrapped, withNewKey } from "../adapters/seal/envelope-box.ts";
import { SqliteStateStore } from "../adapters/sqlite/state/sqlite-state-store.ts";
import { AuditWriter } from "../app/audit/audit-writer.ts";
import { factsOf, ownActor } from "../app/audit/entry.ts";
import { readAuditKey } from "./audit-key.ts";
import { lockFolder } from "./folder-lock.ts";
import { writePrivateFile } from "./private-file.ts";
import {
  masterKey,
  ownKeyFile,
  readKeyring,
  type SecretKeySettings,
  writeKeyring,
} from "./secret-keys.ts";

export interface Rotation {
  readonly data: string;
  readonly keys: SecretKeySettings;
  /** Makes a new secret key for the data folder's own too; a given one is changed by who gives it. */
  readonly newKey: boolean;
  readonly nowMs: number;
}

/**
 * A new data key seals every secret anew, then the old ones are gone. Cut off at any point it can be run
 * again: until the last step the old keys still open what was not sealed anew yet.
 */
export async function rotateSecrets(rotation: Rotation): Promise<{ readonly secrets: number }> {
  const { data, keys, newKey, nowMs } = rotation;
  const unlock = lockFolder(data);
  try {
    const known = readKeyring(data);
    if (known === null) throw new NovaError("NOT_FOUND", `rotate the secrets in ${data}`);
    if (newKey && (keys.secretKey !== null || keys.secretKeyFile !== null)) {
      const next = "Change the given key itself: see docs/operate/secrets.md";
      throw new NovaError("CONFIG_INVALID", "make a new secret key beside a given one", { next });
    }
    const master = await masterKey(keys, { data, mayMake: false });
    const both = withNewKey(master, known, nowMs);
    await writeKeyring(data, both);
    const box = new EnvelopeBox(master, both);
    const secrets = resealDatabase(join(data, "state.db"), box) + (await resealFiles(data, box));
    const fresh = { ...both, keys: both.keys.slice(0, 1) };
    await writeKeyring(data, fresh);
    if (newKey) await changeOwnKey(data, { master, ring: fresh });
    const entry = { actor: ownActor, action: "secrets.rotated", target: null };
    const detail = { secrets, newKey };
    await recordOffline(data, box, { ...entry, outcome: "done", code: null, detail }, nowMs);
    return { secrets };
  } finally {
    unlock();
  }
}

/** Sealed texts stand in `body` of any table. The audit log never holds one, and never changes. */
function resealDatabase(path: string, box: EnvelopeBox): number {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    db.exec("BEGIN IMMEDIATE");
    let count = 0;
    const tables = db
      .prepare(
        `SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.name = 'body' AND m.name NOT LIKE 'audit%'`,
      )
      .all();
    for (const { name } of tables) {
      const texts = db
        .prepare(`SELECT DISTINCT body FROM "${name}" WHERE body LIKE '%ncs1.%'`)
        .all();
      const put = db.prepare(`UPDATE "${name}" SET body = ? WHERE body = ?`);
      for (const { body } of texts) {
        count += EnvelopeBox.keysIn(String(body)).length;
        put.run(box.resealed(String(body)), String(body));
      }
    }
    db.exec("COMMIT");
    return count;
  } finally {
    db.close();
  }
}

async function resealFiles(data: string, box: EnvelopeBox): Promise<number> {
  const pki = join(data, "pki");
  const inPki = existsSync(pki) ? (await readdir(pki)).map((file) => join("pki", file)) : [];
  let count = 0;
  for (const file of ["audit-key.pem", "signing-keys", ...inPki]) {
    const path = join(data, file);
    if (!existsSync(path)) continue;
    const text = await readFile(path, "utf8");
    const sealed = EnvelopeBox.keysIn(text).length;
    if (sealed === 0) continue;
    await writePrivateFile(path, box.resealed(text));
    count += sealed;
  }
  return count;
}

/** The new key is on the disk before the data keys need it. */
async function changeOwnKey(
  data: string,
  { master, ring }: { readonly master: Buffer; readonly ring: Parameters<typeof rewrapped>[0] },
): Promise<void> {
  const made = randomBytes(keyBytes);
  const path = join(data, ownKeyFile);
  await writePrivateFile(`${path}.new`, `${made.toString("base64")}\n`);
  await writeKeyring(data, rewrapped(ring, master, made));
  await rename(`${path}.new`, path);
}

async function recordOffline(
  data: string,
  box: EnvelopeBox,
  entry: Parameters<typeof factsOf>[0],
  nowMs: number,
): Promise<void> {
  const seal = new Ed25519AuditSeal(await readAuditKey(data, box), join(data, "audit-head.json"));
  const state = new SqliteStateStore(join(data, "state.db"));
  await state.start(new AbortController().signal);
  try {
    const writer = new AuditWriter(state, (text) => seal.digest(text));
    await state.transaction((tx) => writer.append(tx, [factsOf(entry, nowMs)]));
  } finally {
    await state.stop();
  }
}
