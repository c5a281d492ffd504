import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  type AuditCheckpoint,
  type AuditRow,
  auditCanonical,
  checkpointText,
  noHash,
} from "@novacron/protocol/domain/audit";
import {
  auditCsvLine,
  exportedCheckpoint,
  headerLine,
  parseAuditLine,
} from "@novacron/protocol/domain/audit-export";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyFile } from "./verify.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const pem = publicKey.export({ type: "spki", format: "pem" }).toString();

function chain(count: number): AuditRow[] {
  const rows: AuditRow[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const who = { actor: "anna", actorId: null, via: "session" as const, address: null };
    const what = { action: "x", target: null, outcome: "done" as const, code: null, detail: {} };
    const row = { seq, at: seq, ...who, ...what, prev: rows.at(-1)?.hash ?? noHash };
    rows.push({ ...row, hash: createHash("sha256").update(auditCanonical(row)).digest("hex") });
  }
  return rows;
}

function headOf({ seq, at, hash }: AuditRow): AuditCheckpoint {
  const head = { seq, at, hash };
  const signature = sign(null, Buffer.from(checkpointText(head)), privateKey);
  return { ...head, signature: signature.toString("base64url") };
}

const rows = chain(5);
const head = headOf(rows[4] as AuditRow);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "novacron-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function exported(list: readonly AuditRow[], more: readonly string[] = []): string {
  const path = join(folder, "export.jsonl");
  const lines = [
    headerLine({ publicKey: pem, exportedAt: 1 }),
    ...list.map((row) => JSON.stringify(row)),
    exportedCheckpoint(head),
    ...more,
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

function database(change: (db: DatabaseSync) => void = () => {}): string {
  const path = join(folder, "state.db");
  const db = new DatabaseSync(path);
  db.exec(`CREATE TABLE audit (seq, at, actor, action, target, outcome, code, body);
    CREATE TABLE audit_checkpoint (seq, at, hash, signature)`);
  const put = db.prepare("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const row of rows) {
    const { seq, at, actor, action, target, outcome, code } = row;
    put.run(seq, at, actor, action, target, outcome, code, JSON.stringify(row));
  }
  change(db);
  db.close();
  writeFileSync(join(folder, "audit-head.json"), JSON.stringify({ ...head, publicKey: pem }));
  return path;
}

const faults = async (path: string, key?: string) =>
  (await verifyFile(path, key)).faults.map((one) => one.what);

describe("an export", () => {
  it("is verified by itself, and by a key that was kept", async () => {
    const path = exported(rows);
    expect(await verifyFile(path, undefined)).toMatchObject({
      faults: [],
      rows: 5,
      signedUpTo: 5,
      isKeyGiven: false,
    });
    const key = join(folder, "key.pem");
    writeFileSync(key, pem);
    expect(await verifyFile(path, key)).toMatchObject({ faults: [], isKeyGiven: true });
  });

  it("of another key is not taken for ours", async () => {
    const key = join(folder, "key.pem");
    const other = generateKeyPairSync("ed25519").publicKey;
    writeFileSync(key, other.export({ type: "spki", format: "pem" }));
    expect(await faults(exported(rows), key)).toEqual(["bad-signature"]);
  });

  it("shows what was changed, taken out or put in", async () => {
    const forged = rows.map((row) => (row.seq === 3 ? { ...row, actor: "mallory" } : row));
    expect(await faults(exported(forged))).toEqual(["changed"]);
    expect(await faults(exported(rows.filter((row) => row.seq !== 2)))).toEqual(["missing"]);
    expect(await faults(exported(rows.slice(0, 4)))).toEqual(["tail-missing"]);
    expect(await faults(exported(rows, ["{}"]))).toEqual(["malformed"]);
    expect(await faults(exported(rows, ["not json"]))).toEqual(["malformed"]);
  });
});

describe("a database", () => {
  it("is verified by the head beside it", async () => {
    expect(await verifyFile(database(), undefined)).toMatchObject({ faults: [], rows: 5 });
  });

  it.each([
    ["DELETE FROM audit WHERE seq = 5", "tail-missing"],
    ["DELETE FROM audit WHERE seq = 2", "missing"],
    ["UPDATE audit SET body = replace(body, 'anna', 'otto') WHERE seq = 4", "changed"],
    ["UPDATE audit SET body = '{' WHERE seq = 4", "malformed"],
    ["UPDATE audit SET actor = 'otto' WHERE seq = 4", "malformed"],
  ])("shows %s", async (statement, fault) => {
    expect(await faults(database((db) => db.exec(statement)))).toContain(fault);
  });
});

it("a line of CSV can be read back, and runs no formula", () => {
  const row = { ...(rows[0] as AuditRow), actor: '=cmd|"x"', target: "a,b" };
  expect(auditCsvLine(row)).toMatch(
    /^1,1970-01-01T00:00:00.001Z,"'=cmd\|""x""",,session,,x,"a,b",done/,
  );
});

it.each(["", "[]", "null", '{"seq":1}', "x".repeat(10_000)])("%s is no line", (text) => {
  expect(parseAuditLine(text)).toBeNull();
});
