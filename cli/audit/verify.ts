import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { type AuditCheckpoint, type AuditRow, auditRow } from "@novacron/protocol/domain/audit";
import { type ChainVerdict, ChainVerifier } from "@novacron/protocol/domain/audit-chain";
import { parseAuditLine } from "@novacron/protocol/domain/audit-export";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { readAnchor, readDatabase } from "./database.ts";

export interface Verified extends ChainVerdict {
  /** SHA-256 of the key's SubjectPublicKeyInfo: what a person compares. */
  readonly key: string;
  /** Whether the key was given, rather than found beside the log. */
  readonly isKeyGiven: boolean;
}

/** An export or a database file; `keyFile` holds the public key that is known to be the right one. */
export async function verifyFile(path: string, keyFile: string | undefined): Promise<Verified> {
  if (!existsSync(path)) throw new NovaError("NOT_FOUND", `read ${path}`);
  const given = keyFile === undefined ? null : readFileSync(keyFile, "utf8");
  return (await isDatabase(path)) ? verifyDatabase(path, given) : verifyExport(path, given);
}

/** Rows from a source of pages, such as the API. */
export async function verifyRows(
  rows: AsyncIterable<AuditRow>,
  checkpoints: readonly AuditCheckpoint[],
  key: { readonly pem: string; readonly isGiven: boolean },
): Promise<Verified> {
  const publicKey = keyOf(key.pem);
  const verifier = new ChainVerifier(toolsOf(publicKey), checkpoints);
  for await (const row of rows) verifier.row(row);
  return verdictOf(verifier, publicKey, key.isGiven);
}

function verifyDatabase(path: string, given: string | null): Verified {
  const anchor = readAnchor(join(dirname(path), "audit-head.json"));
  const { rows, checkpoints } = readDatabase(path);
  const pem = given ?? anchor?.publicKey ?? null;
  if (pem === null) {
    const next = "Give the public key with --key; audit-head.json beside the database has it too";
    throw new NovaError("BAD_REQUEST", `verify ${path}`, { next });
  }
  const key = keyOf(pem);
  const heads = anchor === null ? checkpoints : [...checkpoints, anchor.checkpoint];
  const verifier = new ChainVerifier(toolsOf(key), heads);
  for (const { columns, body } of rows) {
    const parsed = auditRow.safeParse(body);
    const isSame =
      parsed.success &&
      Object.entries(columns).every(
        ([name, value]) => parsed.data[name as keyof AuditRow] === value,
      );
    if (parsed.success) verifier.row(parsed.data);
    if (!isSame) verifier.malformed(columns.seq, "what is searched is not what was written");
  }
  return verdictOf(verifier, key, given !== null);
}

/** Twice through the file: the heads stand at its end, and are needed while the rows pass. */
async function verifyExport(path: string, given: string | null): Promise<Verified> {
  const checkpoints: AuditCheckpoint[] = [];
  let found: string | null = null;
  for await (const line of linesOf(path)) {
    const parsed = parseAuditLine(line);
    if (parsed?.kind === "checkpoint") checkpoints.push(parsed.checkpoint);
    if (parsed?.kind === "header") found = parsed.header.publicKey;
  }
  const pem = given ?? found;
  if (pem === null) {
    const next = "Give an export in JSON lines as it was made, or the key with --key";
    throw new NovaError("BAD_REQUEST", `verify ${path}: it holds no key`, { next });
  }
  const key = keyOf(pem);
  const verifier = new ChainVerifier(toolsOf(key), checkpoints);
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    const parsed = parseAuditLine(line);
    if (parsed === null) verifier.malformed(null, `line ${number} is none of an export`);
    if (parsed?.kind === "row") verifier.row(parsed.row);
  }
  return verdictOf(verifier, key, given !== null);
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
}

/** https://sqlite.org/fileformat.html, 1.2: the first 16 bytes. */
async function isDatabase(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString("latin1") === "SQLite format 3\0";
  } finally {
    await file.close();
  }
}

function toolsOf(key: KeyObject) {
  return {
    digest: (text: string) => createHash("sha256").update(text).digest("hex"),
    isSigned: (text: string, signature: string) =>
      verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url")),
  };
}

function keyOf(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new NovaError("BAD_REQUEST", "read the audit log's public key", { cause });
  }
}

function verdictOf(verifier: ChainVerifier, key: KeyObject, isKeyGiven: boolean): Verified {
  const der = key.export({ type: "spki", format: "der" });
  const name = createHash("sha256").update(der).digest("hex");
  return { ...verifier.end(), key: name, isKeyGiven };
}
