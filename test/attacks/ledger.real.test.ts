import { createHash, randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type AuditRow, auditCanonical } from "@novacron/protocol/domain/audit";
import { type Attempt, attacks, refused, succeeded } from "./attack.ts";
import { type AttackTarget, targetPassword } from "./attack-target.ts";

attacks("the audit log", {}, ({ attack }) => {
  attack("somebody who can write to the database edits a row", {
    without: "audit-row-hash",
    code: "STORE_CORRUPT",
    isAudited: false,
    attempt: (target) =>
      forged(target, (db) => {
        const last = rowsOf(db).at(-1) as AuditRow;
        put(db, { ...last, actor: "nobody" });
      }),
  });

  attack("somebody edits a row and makes every hash after it anew", {
    without: "audit-signed-head",
    code: "STORE_CORRUPT",
    isAudited: false,
    attempt: (target) =>
      forged(target, (db) => {
        let prev = "0".repeat(64);
        for (const row of rowsOf(db)) {
          const { hash: _, ...facts } = { ...row, actor: "nobody", prev };
          prev = createHash("sha256").update(auditCanonical(facts)).digest("hex");
          put(db, { ...facts, hash: prev });
        }
      }),
  });

  attack("somebody deletes the newest rows, and the heads that were stored of them", {
    without: "audit-anchor",
    code: "STORE_CORRUPT",
    isAudited: false,
    attempt: (target) =>
      forged(target, (db) => {
        const last = rowsOf(db).at(-1) as AuditRow;
        db.prepare("DELETE FROM audit WHERE seq >= ?").run(last.seq);
        db.prepare("DELETE FROM audit_checkpoint WHERE seq >= ?").run(last.seq);
      }),
  });

  attack("somebody without a login fills the log with refusals", {
    without: "audit-refusal-budget",
    code: "UNAUTHENTICATED",
    attempt: async (target) => {
      const before = (await target.refusals("UNAUTHENTICATED")).length;
      const flood = Array.from({ length: 100 }, () => fetch(`${target.url}/api/v1/fleet`));
      for (const answer of await Promise.all(flood)) await answer.arrayBuffer();
      await target.until("a row of the flood", async () => {
        return (await target.refusals("UNAUTHENTICATED")).length > before;
      });
      const written = (await target.refusals("UNAUTHENTICATED")).length - before;
      return written > 60 ? succeeded : refused("UNAUTHENTICATED");
    },
  });

  attack("a secret in a request is read in the log", {
    without: "audit-plain-fields",
    code: "BAD_CREDENTIALS",
    attempt: async (target) => {
      const canary = `canary-${randomUUID()}`;
      const answer = await fetch(`${target.url}/api/v1/session/password`, {
        method: "PUT",
        headers: { "content-type": "application/json", ...(await cookieOf(target)) },
        body: JSON.stringify({ current: canary, new: `${canary} and more` }),
      });
      const { code } = (await answer.json()) as { code: string };
      const { items } = await target.admin.call("listAudit", { query: { text: canary } });
      return items.length > 0 ? succeeded : refused(code);
    },
  });
});

attacks("quotas", { agents: 1, machines: 3 }, ({ attack }) => {
  attack("machines are put into a project one by one at once, beyond its quota", {
    without: "quota-of-machines",
    code: "QUOTA_EXCEEDED",
    attempt: async (target) => {
      const name = `p-${randomUUID()}`;
      const body = { name, quota: { machines: 1 } };
      const { id: project } = await target.admin.call("addProject", { body });
      const { items } = await target.admin.call("listMachines");
      const outcomes = await Promise.allSettled(
        items.map((machine) =>
          target.admin.call("assignMachines", {
            params: { project },
            body: { machines: [machine.id] },
          }),
        ),
      );
      const { used } = await target.admin.call("showProject", { params: { project } });
      if (used.machines > 1) return succeeded;
      const first = outcomes.find((one) => one.status === "rejected");
      throw first?.reason;
    },
  });
});

attacks("secrets at rest", {}, ({ attack }) => {
  attack("a thief of a backup looks for the fleet's keys", {
    without: "keys-sealed",
    code: "SECRETS_LOCKED",
    isAudited: false,
    attempt: async (target) => {
      const folder = mkdtempSync(join(tmpdir(), "novacron-loot-"));
      try {
        const { status, errors } = await target.plane.word(["backup", "--to", `${folder}/`]);
        if (status !== 0) throw new Error(errors);
        const text = readFileSync(join(folder, "pki", "ca-key.pem"), "utf8");
        return text.includes("PRIVATE KEY") ? succeeded : refused("SECRETS_LOCKED");
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  });
});

/** Changes a copy of the data folder, and asks whether that shows. */
async function forged(target: AttackTarget, change: (db: DatabaseSync) => void): Promise<Attempt> {
  const { plane, admin } = target;
  for (const label of ["one", "two"]) {
    await admin.call("createToken", { body: { label, role: "viewer" } });
  }
  const { lastAnchored } = await newest(target);
  const folder = mkdtempSync(join(tmpdir(), "novacron-forged-"));
  try {
    const keys = ["audit-head.json", "audit-key.pem", "secret.key", "secrets.json"];
    for (const file of keys) cpSync(join(plane.data, file), join(folder, file));
    const source = new DatabaseSync(join(plane.data, "state.db"), { timeout: 5_000 });
    source.prepare("VACUUM INTO ?").run(join(folder, "state.db"));
    source.close();
    const db = new DatabaseSync(join(folder, "state.db"));
    for (const name of ["audit_grows", "audit_stays", "audit_kept"])
      db.exec(`DROP TRIGGER ${name}`);
    db.prepare("DELETE FROM audit WHERE seq > ?").run(lastAnchored);
    change(db);
    db.close();
    const { status, errors } = await plane.word(["audit-verify"], { NOVACRON_DATA: folder });
    if (status === 0) return succeeded;
    return refused(errors.split(":")[0] ?? "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the head beside the database is of the newest row. */
async function newest(target: AttackTarget): Promise<{ readonly lastAnchored: number }> {
  const lastAnchored = await target.until("the head is kept", async () => {
    const { checkpoint } = await target.admin.call("auditHead");
    const text = readFileSync(join(target.plane.data, "audit-head.json"), "utf8");
    return (JSON.parse(text) as { seq: number }).seq === checkpoint.seq ? checkpoint.seq : null;
  });
  return { lastAnchored };
}

function rowsOf(db: DatabaseSync): readonly AuditRow[] {
  const rows = db.prepare("SELECT body FROM audit ORDER BY seq").all();
  return rows.map((row) => JSON.parse(String(row.body)) as AuditRow);
}

function put(db: DatabaseSync, row: AuditRow): void {
  const statement = db.prepare("UPDATE audit SET actor = ?, body = ? WHERE seq = ?");
  statement.run(row.actor, JSON.stringify(row), row.seq);
}

async function cookieOf({ url }: AttackTarget): Promise<{ cookie: string; origin: string }> {
  const login = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password: targetPassword }),
  });
  return { cookie: (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "", origin: url };
}
